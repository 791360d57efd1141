"""The targets at the size of a real blog, measured.

`python -m bench size [--only build,edit …] [--posts N,N…] [--runs N] [--memory]`. The blog is that of `bench.blog`. Each part
measures, shows its figures, and keeps them beside its targets in `bench/results`, so a part may be run on its own. A target names
the number of posts that it is about; when other sizes are measured, there is nothing to hold against it, and it isn't listed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial

from bench import demoing, live, publishing, rebuilding
from bench.machine import keep, show
from bench.targets import Part, Target


@dataclass(frozen=True, slots=True)
class Measure:
    """A part that can be asked for: the sizes that it is measured with, and how, given the sizes and the number of runs."""

    sizes: Sequence[int]
    measure: Callable[[Sequence[int], int], Part]


ALONE: Mapping[str, Measure] = {
    "files": Measure((rebuilding.FIRST,), lambda sizes, _: rebuilding.weighed(sizes)),
    "build": Measure(rebuilding.SIZES, rebuilding.whole),
    "memory": Measure((rebuilding.MANY,), lambda sizes, _: rebuilding.many(sizes[0])),
    "publish": Measure(publishing.SIZES, lambda sizes, _: publishing.publishing(sizes)),
    "live": Measure(live.SIZES, live.live),
    "demo": Measure(demoing.SIZES, demoing.demoing),
}
TOGETHER = tuple(rebuilding.ACTS)  # builds of the same folders
NAMES = (*ALONE, *TOGETHER)
ASKED_FOR = ("files", "memory")  # `build` counts the files too, and the largest blog takes long


def run(only: Sequence[str] = (), sizes: Sequence[int] | None = None, *, runs: int = 3, memory: bool = False) -> bool:
    """Measure the parts that are named, or all; show and keep the results; return whether every target is met."""
    names = only or [name for name in NAMES if name not in ASKED_FOR]
    targets: list[Target] = []
    for measure in measures([*names, *(["memory"] if memory else [])], sizes, runs):
        part = measure()
        show(part.title, part.rows, part.notes)
        keep(f"size-{part.name}", part.rows, runs=runs, targets=[{**asdict(one), "met": one.met} for one in part.targets])
        targets += part.targets
    print("", *targets, sep="\n")
    return all(target.met for target in targets)


def measures(names: Sequence[str], sizes: Sequence[int] | None, runs: int) -> Iterator[Callable[[], Part]]:
    """What to call for each part that is named once or more; builds of the same folders are one part."""
    for name, alone in ALONE.items():
        if name in names:
            yield partial(alone.measure, sizes or alone.sizes, runs)
    if acts := tuple(name for name in TOGETHER if name in names):
        yield partial(rebuilding.again, acts, sizes or rebuilding.SIZES, runs)
