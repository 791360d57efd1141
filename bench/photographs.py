"""A blog of photographs, built in a folder: from nothing, again when nothing has changed, and again when a post is edited.

Each post shows a photograph of its own, of a size as bloggers upload them. The images of a blog are most of its first build, and
none of a later one: a picture is named by its image's bytes, so what is kept is found again. Each figure is that of a whole
process, once; the processor's seconds are those of all processes.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import blog, corpus
from bench.machine import keep, show
from bench.pictures import photo, saved
from bench.rebuilding import weight
from bench.rivals import PROJECT, presswork_command
from bench.running import spent
from bench.targets import Row, Target
from chalicelib.content.media.image_variants import Size

POSTS = 1_000
SIZE = (1_280, 960)
DRAWN = 20  # photographs, of which each post gets one with a pixel of its own
AN_IMAGE, AGAIN = 1.0, 1.0  # seconds of the processor: of the first build, by its images; of a later one


def run(posts: int = POSTS) -> bool:
    """Build, show and keep the results; return whether every target is met."""
    with TemporaryDirectory(prefix="presswork-bench-") as work:
        source, out = Path(work, "source"), Path(work, "out")
        write(source, posts)
        rows = [built(what, source, out, change) for what, change in BUILDS.items()]
    show(f"A blog of {posts:,} posts, with a photograph each", rows)
    targets = targets_of(rows, posts)
    print("", *targets, sep="\n")
    keep("photographs", rows, posts=posts, size=SIZE)
    return all(target.met for target in targets)


def targets_of(rows: Sequence[Row], posts: int) -> Sequence[Target]:
    first, *later = (row["CPU s"] for row in rows)
    return (
        Target("a first build: the processor's seconds for an image", first / posts, AN_IMAGE),
        Target("a later build: the processor's seconds", max(later), AGAIN),
    )


def write(folder: Path, posts: int, size: Size = SIZE) -> None:
    """Write the blog into a folder."""
    corpus.write_all(folder, blog.posts(posts))
    drawn = [photo(*size) for _ in range(min(DRAWN, posts))]
    for number, one in enumerate(blog.posts(posts)):
        image = drawn[number % len(drawn)]
        image.putpixel((0, 0), (number % 256, number // 256, 0))  # no two alike
        (folder / "posts" / f"{number}.jpg").write_bytes(saved(image, "JPEG"))
        append(folder / one.key, f"![The harbour, from place {number}]({number}.jpg)")


def append(file: Path, text: str) -> None:
    file.write_bytes(file.read_bytes() + f"\n{text}\n".encode())


def built(what: str, source: Path, out: Path, change: Callable[[Path], object]) -> Row:
    change(source)
    took = spent(presswork_command(source, out), PROJECT)
    files, size = weight(out)
    figures = {"wall s": took.wall, "CPU s": took.cpu, "largest MiB": took.memory / 2**20}
    return {"what": what, **figures, "files": files, "MB": size / 1e6}


def as_it_is(_source: Path) -> None:
    """Change nothing."""


def edit(source: Path) -> None:
    """Add a sentence to the newest post."""
    append(max((source / "posts").glob("*.md")), "One more sentence.")


BUILDS: Mapping[str, Callable[[Path], object]] = {
    "from nothing": as_it_is,
    "again, nothing has changed": as_it_is,
    "again, the newest post is edited": edit,
}
