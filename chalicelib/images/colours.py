"""Colours: eight bits, sRGB and no profile, whatever an image was made in; and the one colour that stands for all of them."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageCms

from chalicelib.errors import Refusal

CONVERTIBLE = {"1": "L", "L": "L", "CMYK": "CMYK"} | dict.fromkeys(("P", "RGB", "RGBX", "YCbCr", "HSV"), "RGB")
"""The modes of opaque images, and those in which they are resized."""
SIXTEEN = ("I;16", "I;16L", "I;16B", "I;16N")


def in_eight_bits(image: Image.Image) -> Image.Image:
    """Return the image as L, RGB, RGBA or CMYK; one that is opaque has no alpha."""
    if image.has_transparency_data:
        colours = image.convert("RGBA")
        return colours if _lets_through(colours) else colours.convert("RGB")
    if image.mode in ("I", "F", *SIXTEEN):
        return _shallow(image)
    if image.mode not in CONVERTIBLE:
        raise Refusal("image-broken", f"its colours are {image.mode}")
    return image.convert(CONVERTIBLE[image.mode])


def _lets_through(image: Image.Image) -> bool:
    return image.getchannel("A").histogram()[255] < image.width * image.height


def _shallow(image: Image.Image) -> Image.Image:
    """Return deep greys as L: the upper half of sixteen bits; numbers without such bounds from their least to their greatest."""
    if image.mode in SIXTEEN:
        return image.point(lambda grey: grey * (1 / 256), "L")
    least, greatest = (float(end) for end in image.getextrema())  # type: ignore[arg-type]
    scale = 255 / (greatest - least) if greatest > least else 0.0
    return image.convert("F").point(lambda grey: grey * scale + -least * scale).convert("L")


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the image as sRGB, without its profile. A profile that can't be used means nothing, as to browsers."""
    wanted = image.mode if image.mode == "RGBA" else "RGB"
    try:
        converted = _converted(image, profile, wanted) if profile else image
    except ImageCms.PyCMSError:
        converted = image
    return converted.convert("L" if image.mode == "L" else wanted)


def _converted(image: Image.Image, profile: bytes, wanted: str) -> Image.Image:
    made_in = ImageCms.ImageCmsProfile(BytesIO(profile))
    if "sRGB" in ImageCms.getProfileDescription(made_in):
        return image
    intent, flags = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
    converted = ImageCms.profileToProfile(image, made_in, _srgb(), intent, wanted, flags=flags)
    return converted or image  # it is None only where the image itself is changed


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def mean_colour(image: Image.Image) -> str:
    """Return the mean of all colours, as `#rrggbb`; empty for an image that lets through what is behind it."""
    if image.mode == "RGBA":
        return ""
    red, green, blue = image.convert("RGB").resize((1, 1), Image.Resampling.BOX).tobytes()
    return f"#{red:02x}{green:02x}{blue:02x}"
