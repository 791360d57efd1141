"""How `presswork build` compares: wall clock, the processor's time and memory of the whole program, beside others.

The programs take turns (A B A B …), so that what else the machine does touches all alike; each builds into a folder that
is new every time. The figures are medians.
"""

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench import corpus
from bench.machine import judged, keep, show
from bench.rivals import RIVALS, presswork_command
from bench.running import Spent, spent

SIZES = (1_000, 10_000)
FASTER, GROWTH = 2.0, 1.0  # than Pelican, at least, at the first size; against the number of posts, at most
MANY, MEMORY = 100_000, 1024  # posts, and the MiB that no process may pass
ENDS = (0, 1)  # a build that refuses a source ends with 1, and has built the rest


def run(sizes: Sequence[int] = SIZES, *, runs: int = 3, hugo: bool = False, given: Path | None = None) -> bool:
    """Build generated posts, and those of a given folder; show and keep the results; return whether every target is met."""
    names = [name for name in RIVALS if hugo or name != "hugo"]
    rows: list[Mapping[str, Any]] = []
    for posts in sizes:
        with generated(posts) as folder:
            rows += compared(f"{posts:,} posts", folder, names, runs)
    if given:
        with made_ready(given) as folder:
            rows += compared(given.name, folder, names, runs)
    show("Building a whole site", rows)
    walls = {(row["corpus"], row["program"]): row["wall s"] for row in rows}
    met = results(walls, sizes)
    keep("build", rows, runs=runs)
    return met


def results(walls: Mapping[tuple[str, str], float], sizes: Sequence[int]) -> bool:
    """Show the results beside the targets; return whether they are met."""
    mine, theirs = (walls[f"{sizes[0]:,} posts", name] for name in ("presswork", "pelican"))
    print("", judged(f"wall clock at {sizes[0]:,} posts, as a part of Pelican's", mine / theirs, 1 / FASTER), sep="\n")
    grown = [walls[f"{posts:,} posts", "presswork"] / mine / (posts / sizes[0]) for posts in sizes[1:]]
    for posts, factor in zip(sizes[1:], grown, strict=True):
        print(judged(f"growth from {sizes[0]:,} to {posts:,} posts, against that of the posts", factor, GROWTH))
    return mine * FASTER <= theirs and all(factor <= GROWTH for factor in grown)


def compared(label: str, source: Path, names: Sequence[str], runs: int) -> list[Mapping[str, Any]]:
    """One row a program: the medians of its runs on the posts of this folder."""
    taken: dict[str, list[Spent]] = {name: [] for name in names}
    with TemporaryDirectory() as work:
        for name in names:
            RIVALS[name].lay_out(source, Path(work, name))
        for turn in range(runs):
            for name in names:
                print(f"{label}: {name}, run {turn + 1} of {runs}", file=sys.stderr, flush=True)
                taken[name].append(once(name, Path(work, name), Path(work, "out")))
    return [row(label, name, taken[name], taken[names[0]]) for name in names]


def once(name: str, folder: Path, out: Path) -> Spent:
    """One build into a new folder, which goes afterwards."""
    took = spent(RIVALS[name].command(folder, out), Path(__file__).parents[1], ENDS)
    shutil.rmtree(out)
    return took


def row(label: str, name: str, taken: Sequence[Spent], first: Sequence[Spent]) -> Mapping[str, Any]:
    wall = median(one.wall for one in taken)
    return {
        "corpus": label,
        "program": name,
        "wall s": wall,
        "times": wall / median(one.wall for one in first),
        "CPU s": median(one.cpu for one in taken),
        "largest MiB": median(one.memory for one in taken) / 2**20,
    }


@contextmanager
def generated(posts: int) -> Iterator[Path]:
    """A folder of so many made-up posts, while open."""
    with TemporaryDirectory() as work:
        folder = Path(work, "source")
        corpus.write(folder, posts)
        yield folder


@contextmanager
def made_ready(given: Path) -> Iterator[Path]:
    """A copy of the folder, with a `site.yaml` if it has none, while open."""
    with TemporaryDirectory() as work:
        folder = Path(work, "source")
        shutil.copytree(given, folder)
        if not (folder / "site.yaml").exists():
            (folder / "site.yaml").write_bytes(corpus.SITE)
        yield folder


def run_memory(posts: int = MANY) -> bool:
    """Build a large site once; show and keep the results; return whether no process was too large."""
    with generated(posts) as folder, TemporaryDirectory() as work:
        took = spent(presswork_command(folder, Path(work, "out")), Path(__file__).parents[1])
    rows = [{"posts": posts, "wall s": took.wall, "CPU s": took.cpu, "largest MiB": took.memory / 2**20}]
    show("Building a large site", rows)
    print("", judged("memory of the largest process, MiB", took.memory / 2**20, MEMORY), sep="\n")
    keep("memory", rows)
    return took.memory <= MEMORY * 2**20
