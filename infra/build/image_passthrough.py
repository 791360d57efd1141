"""Images without the extra `images`: a JPEG, PNG or GIF is published as it was uploaded, unless it tells a place.

No metadata can be removed without the encoder, so an image that tells the place where it was taken is refused.
"""

from collections.abc import Mapping

from chalicelib.cloud.ports import Bucket, Object
from chalicelib.content.location import file_places
from chalicelib.content.location.file_parts import File
from chalicelib.content.media import images
from chalicelib.content.media.image_variants import Format, Picture, Variant, name_of
from chalicelib.content.media.media_types import TYPES
from chalicelib.errors import Refusal

FORMATS: Mapping[str, Format] = {"a JPEG": "jpeg", "a PNG": "png", "a GIF": "gif"}
"""The kinds that are published as they are, by their names in `file_places`."""


def picture_as_uploaded(bucket: Bucket, raw: bytes) -> Picture | Refusal:
    """Write the image as it is, as the only variant of its picture; return a refusal if it can't be published like that."""
    kind = file_places.kind_of(raw)
    known = FORMATS.get(kind.name) if kind else None
    if not (kind and known):
        return Refusal(
            "no-encoder",
            f"{kind.name if kind else 'a file of an unknown kind'}, but without the encoder only JPEG, PNG and GIF are published",
        )
    if where := kind.finder(File(raw)):
        return Refusal("no-encoder", f"it tells a place: {where}")
    width, height = images.size_of(TYPES[known], raw)
    if not width:
        return Refusal("no-encoder", "its size is unknown")
    original = Object(raw, TYPES[known])
    variant = Variant(width, height, known, original.etag)
    picture = Picture(name_of(raw), width, height, "", (variant,))
    bucket.write(f"{picture.name}/{variant.file}", original)
    return picture
