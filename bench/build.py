"""How `presswork build` compares on blogs of other kinds than that of `size`: a technical one, and folders that are given.

The programs take turns (A B A B …), so that what else the machine does touches all alike; each builds into a folder that
is new every time. The figures are medians.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench import technical
from bench.machine import keep, show
from bench.rivals import PROJECT, RIVALS
from bench.running import Spent, spent
from bench.targets import Row, Target, ratio

POSTS = 1_000
FASTER, SLOWER = 2.0, 1.5  # than Pelican, at least; than Hugo, at most
ENDS: Mapping[str, Sequence[int]] = {"presswork": (0, 1)}  # with 1 if it refuses a source; it has built the rest


def run(posts: int = POSTS, *, runs: int = 3, given: Sequence[Path] = ()) -> bool:
    """Build a technical blog and each folder that is given; show and keep the results; return whether every target is met."""
    with technical_blog(posts) as folder:
        rows = compared(f"{posts:,} technical posts", folder, runs)
    for folder in given:
        rows += compared(folder.name, folder, runs)
    targets = [target for first in range(0, len(rows), len(RIVALS)) for target in targets_of(rows[first : first + len(RIVALS)])]
    show("Building a whole site", rows)
    print("", *targets, sep="\n")
    keep("build", rows, runs=runs)
    return all(target.met for target in targets)


@contextmanager
def technical_blog(posts: int) -> Iterator[Path]:
    with TemporaryDirectory(prefix="presswork-bench-") as work:
        folder = Path(work, "source")
        technical.write(folder, posts)
        yield folder


def compared(label: str, source: Path, runs: int) -> list[Row]:
    """One row a program: the medians of its runs on the posts of this folder."""
    taken: Mapping[str, list[Spent]] = {name: [] for name in RIVALS}
    with TemporaryDirectory(prefix="presswork-bench-") as work:
        for name, rival in RIVALS.items():
            rival.lay_out(source, Path(work, name))
        for turn in range(runs):
            for name in RIVALS:
                print(f"{label}: {name}, run {turn + 1} of {runs}", file=sys.stderr, flush=True)
                taken[name].append(anew(name, Path(work, name)))
    return [row(label, name, several) for name, several in taken.items()]


def anew(name: str, folder: Path) -> Spent:
    """Build into a new folder, which goes afterwards."""
    with TemporaryDirectory(prefix="presswork-out-") as work:
        return spent(RIVALS[name].command(folder, Path(work, "out")), PROJECT, ENDS.get(name, (0,)))


def row(label: str, name: str, taken: Sequence[Spent]) -> Row:
    return {
        "blog": label,
        "program": name,
        "wall s": median(one.wall for one in taken),
        "CPU s": median(one.cpu for one in taken),
        "largest MiB": median(one.memory for one in taken) / 2**20,
    }


def targets_of(rows: Sequence[Row]) -> Sequence[Target]:
    """What the build of one blog is held against."""
    wall = {row["program"]: row["wall s"] for row in rows}
    blog = rows[0]["blog"]
    return (
        Target(f"{blog}: times as fast as Pelican", ratio(wall["pelican"], wall["presswork"]) or 0, FASTER, at_least=True),
        Target(f"{blog}: times as long as Hugo", ratio(wall["presswork"], wall["hugo"]) or 0, SLOWER),
    )
