"""Images that are published as they were uploaded, because this machine can't encode them."""

import pytest

from chalicelib.cloud.memory import MemoryBucket
from chalicelib.content.media.image_variants import Picture
from chalicelib.errors import Refusal
from infra.build.image_passthrough import picture_as_uploaded
from tests.pictures import flat_jpeg, gif, png, webp

ONLY = "but without the encoder only JPEG, PNG and GIF are published"


@pytest.mark.parametrize(("raw", "form"), [(png(30, 20), "png"), (gif(30, 20), "gif")])
def test_an_image_that_tells_no_place_is_its_own_only_variant(raw: bytes, form: str) -> None:
    bucket = MemoryBucket()

    picture = picture_as_uploaded(bucket, raw)

    assert isinstance(picture, Picture)
    assert [(one.width, one.height, one.format) for one in picture.variants] == [(30, 20, form)]
    read = bucket.read(f"{picture.name}/{picture.plain.file}")
    assert read
    assert read[0] == raw


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        pytest.param(flat_jpeg(30, 20), "it tells a place: EXIF, XMP or IPTC", id="a place"),
        pytest.param(webp(30, 20), f"a WebP, {ONLY}", id="another format"),
        pytest.param(b"no image", f"a file of an unknown kind, {ONLY}", id="none"),
        pytest.param(png(30, 20)[:12], "its size is unknown", id="a part of one"),
    ],
)
def test_any_other_image_is_refused_with_the_reason(raw: bytes, found: str) -> None:
    bucket = MemoryBucket()

    assert picture_as_uploaded(bucket, raw) == Refusal("no-encoder", found)
    assert list(bucket.keys()) == []
