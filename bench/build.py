"""How `presswork build` compares on blogs of other kinds than that of `size`: a technical one, and folders that are given.

The programs take turns (A B A B …), so that what else the machine does touches all alike; each builds into a folder that
is new every time. The figures are medians.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from shutil import copytree

from bench import technical
from bench.machine import keep, show
from bench.rebuilding import anew, figures, laid_out, progress
from bench.rivals import RIVALS
from bench.running import Spent
from bench.targets import Row, Target

POSTS = 1_000
FASTER, SLOWER = 2.0, 1.5  # than Pelican, at least; than Hugo, at most


def run(posts: int = POSTS, *, runs: int = 3, given: Sequence[Path] = ()) -> bool:
    """Build a technical blog and each folder that is given; show and keep the results; return whether every target is met."""
    blogs = {
        f"{posts:,} technical posts": partial(technical.write, count=posts),
        **{folder.name: partial(copytree, folder) for folder in given},
    }
    rows: list[Row] = []
    targets: list[Target] = []
    for label, write in blogs.items():
        of_blog = compared(label, write, runs)
        rows += of_blog
        targets += targets_of(label, of_blog)
    show("Building a whole site", rows)
    print("", *targets, sep="\n")
    keep("build", rows, runs=runs)
    return all(target.met for target in targets)


def compared(label: str, write: Callable[[Path], object], runs: int) -> list[Row]:
    """One row a program: the medians of its runs on this blog."""
    with laid_out(write, tuple(RIVALS)) as programs:
        builds: Mapping[str, list[Spent]] = {program.name: [] for program in programs}
        for run in range(runs):
            for program in programs:
                progress(f"{label}, {program.name}, run {run + 1} of {runs}")
                builds[program.name].append(anew(program)[0])
    return [{"blog": label, "program": name, **figures(several)} for name, several in builds.items()]


def targets_of(label: str, rows: Sequence[Row]) -> Sequence[Target]:
    """What the build of one blog is held against."""
    wall = {row["program"]: row["wall s"] for row in rows}
    return (
        Target(f"{label}: times as fast as Pelican", wall["pelican"] / wall["presswork"], FASTER, at_least=True),
        Target(f"{label}: times as long as Hugo", wall["presswork"] / wall["hugo"], SLOWER),
    )
