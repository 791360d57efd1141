"""What encoding an image costs: twelve million pixels of each kind that cameras and phones write, and a thousand small images.

The photograph is drawn: grain at every scale, as in nature, so that encoders have as much to do as with a real one. Each image is
encoded by a process of its own. Its processor time is counted without that of starting; its memory is the most that it took, with
Python and the libraries.
"""

import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pillow_heif
from PIL import Image

from bench.machine import judged, keep, show
from bench.running import Spent, spent
from chalicelib.images.encoding import encode

LARGE = (4_000, 3_000)
FINE = 4  # pixels of the finest grain that is strong
SMALL, MANY = (320, 240), 1_000
KINDS: Mapping[str, Mapping[str, Any]] = {
    "JPEG": {"quality": 92},
    "HEIC": {"quality": 60},
    "PNG": {"compress_level": 4},
    "WEBP": {"quality": 90, "method": 2},
}
SECONDS, MEBIBYTES = 6.0, 800.0
"""The most that twelve million pixels may take."""

ENCODE = "import sys; from chalicelib.images.encoding import encode; [encode(open(name, 'rb').read()) for name in sys.argv[1:]]"


def run() -> bool:
    """Measure, show and keep the results; return whether every target is met."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        starting = encoding(folder)
        rows = [row(kind, file, starting) for kind, file in large(folder)]
        small = per_small(folder, starting)
    show("An image of 12 million pixels, encoded", rows)
    slowest, largest = max(each["cpu s"] for each in rows), max(each["memory MiB"] for each in rows)
    print("", f"a small image of {MANY:,}: {small:.1f} ms of the processor", sep="\n")
    print(judged("processor of the slowest, s", slowest, SECONDS))
    print(judged("memory of the largest, MiB", largest, MEBIBYTES))
    keep("pictures", rows, small_ms=small)
    return bool(slowest <= SECONDS and largest <= MEBIBYTES)


def row(kind: str, file: Path, starting: Spent) -> Mapping[str, Any]:
    used, encoded = encoding(file.parent, file), encode(file.read_bytes())
    widest = {one.format: len(encoded.files[one.file]) for one in encoded.picture.variants}  # of a format, the last
    sizes = {f"widest {name}": widest.get(name, 0) for name in ("avif", "webp", "jpeg")}
    return {
        "image": kind,
        "cpu s": used.cpu - starting.cpu,
        "wall s": used.wall - starting.wall,
        "memory MiB": used.memory / 2**20,
        "bytes before": file.stat().st_size,
        "all files": sum(map(len, encoded.files.values())),
        **sizes,
    }


def encoding(folder: Path, *files: Path) -> Spent:
    """Encode the files in a process of their own, or only start it."""
    return spent([sys.executable, "-c", ENCODE, *map(str, files)], folder)


def large(folder: Path) -> Iterator[tuple[str, Path]]:
    image = photo(*LARGE)
    for kind in KINDS:
        file = folder / f"large.{kind.lower()}"
        file.write_bytes(saved(image, kind))
        yield kind, file


def per_small(folder: Path, starting: Spent) -> float:
    """Return the milliseconds of the processor for one of many small images."""
    files = [folder / f"{number}.jpg" for number in range(MANY)]
    for number, file in enumerate(files):
        image = photo(*SMALL)
        image.putpixel((0, 0), (number % 256, number // 256, 0))  # no two alike
        file.write_bytes(saved(image, "JPEG"))
    return (encoding(folder, *files).cpu - starting.cpu) * 1_000 / MANY


def saved(image: Image.Image, kind: str) -> bytes:
    """Return the file as a camera or phone would write it, with the settings of its kind."""
    file = BytesIO()
    if kind == "HEIC":
        pillow_heif.from_pillow(image).save(file, **KINDS[kind])
    else:
        image.save(file, kind, **KINDS[kind])
    return file.getvalue()


def photo(width: int, height: int) -> Image.Image:
    """Return grain at every scale, the finest faint."""
    image, scale = Image.new("RGB", (width, height), "gray"), 512
    while scale:
        coarse = (max(2, width // scale), max(2, height // scale))
        grain = Image.merge("RGB", [Image.effect_noise(coarse, 60) for _ in range(3)])
        image = Image.blend(image, grain.resize((width, height), Image.Resampling.BICUBIC), 0.5 if scale > FINE else 0.06)
        scale //= 2
    return image
