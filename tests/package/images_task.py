"""The function that encodes images, as a program: `images_task.py TASK CARDS` runs what was unpacked in the folder TASK.

It finds nothing but that folder and the standard library. It prints what came of an image and of cards, which are a list in JSON,
and which libraries were loaded.
"""

import json
import sys
from hashlib import sha256
from io import BytesIO

sys.path.insert(0, sys.argv[1])

from PIL import Image

import app
from chalicelib.cloud import bootstrap
from chalicelib.content.presentation.cards import Card
from chalicelib.images import cards, encoding, jobs
from chalicelib.settings import NEEDED


def main() -> None:
    cloud = bootstrap.cloud({**dict.fromkeys(NEEDED, "any"), "AWS_REGION": "eu-central-1", "ENCODED_BUCKET": "presswork-encoded"})
    image = BytesIO()
    Image.new("RGB", (1000, 500), "#336699").save(image, "JPEG")
    encoded = encoding.encode(image.getvalue())
    came = {
        "encodes": jobs.encode.__module__,
        "handler": callable(app.images),
        "reaches": cloud.encoded is not None,
        "size": [encoded.picture.width, encoded.picture.height],
        "files": {file: len(body) for file, body in encoded.files.items()},
        "cards": [sha256(cards.drawn(Card(*fields))).hexdigest() for fields in json.loads(sys.argv[2])],
        "loaded": sorted({name.partition(".")[0] for name in sys.modules}),
    }
    sys.stdout.write(json.dumps(came))


main()
