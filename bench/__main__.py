"""`python -m bench [publish|build|cpu …]`: run the benchmarks named, or all that need nothing else; `--help` names them.

`python -m bench moving SITE` moves a site in (`bench.moving`).

Exits with 1 when a target is missed.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench import (
    abuse,
    build,
    cold,
    comments,
    cpu,
    desk,
    dialects,
    floods,
    hostile,
    importing,
    letters,
    lighthouse,
    links,
    photographs,
    pictures,
    publish,
    pushes,
    reads,
    search,
    signup,
    size,
    weight,
)
from bench.machine import described
from bench.moving import command as moving


def main() -> int:
    """Run the named benchmarks; return the exit status."""
    if sys.argv[1:2] == ["moving"]:
        return moving.main(sys.argv[2:])
    asked = arguments()
    print(*(f"{name:>10}: {value}" for name, value in described().items()), sep="\n")
    met = [ALL[name](asked) for name in asked.what or (name for name in ALL if name not in ASKED_FOR)]
    return 0 if all(met) else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="What it costs, measured.")
    parser.add_argument(
        "what", nargs="*", metavar="|".join(ALL), help=f"what to measure; unless named, all but {' and '.join(ASKED_FOR)}"
    )
    parser.add_argument("--posts", type=sizes, default=None, metavar="N,N…", help="the sizes of site to measure")
    parser.add_argument("--runs", type=int, default=3, help="how often each program builds")
    of_corpus = "build these folders too, follow the links of the first, or compare dialects on it"
    parser.add_argument("--corpus", type=Path, nargs="+", default=(), metavar="DIR", help=of_corpus)
    of_memory = "build 100,000 posts, once, for the memory it takes, beside all that `size` measures"
    parser.add_argument("--memory", action="store_true", help=of_memory)
    parser.add_argument("--only", type=parts, default=(), metavar="PART,PART…", help=f"of `size`: {', '.join(size.NAMES)}")
    parser.add_argument("--subscribers", type=int, default=letters.SUBSCRIBERS, metavar="N", help="how many get the letter")
    parser.add_argument("--rates", type=rates, default=letters.RATES, metavar="N,N…", help="letters a second that are allowed")
    parser.add_argument("--call-ms", type=float, default=letters.CALL_MS, help="simulated time of a cloud call but the mail's")
    asked = parser.parse_args()
    if unknown := set(asked.what) - ALL.keys():
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(ALL)}")
    return asked


def sizes(text: str) -> tuple[int, ...]:
    return tuple(int(size) for size in text.split(","))


def parts(text: str) -> tuple[str, ...]:
    """Read the names of parts of `size`."""
    names = tuple(text.split(","))
    if unknown := set(names) - set(size.NAMES):
        raise argparse.ArgumentTypeError(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(size.NAMES)}")
    return names


def rates(text: str) -> tuple[float, ...]:
    return tuple(float(rate) for rate in text.split(","))


def first(asked: Sequence[Path]) -> Path | None:
    return next(iter(asked), None)


ALL: Mapping[str, Callable[[argparse.Namespace], bool]] = {
    "publish": lambda asked: publish.run(asked.posts or publish.SIZES),
    "pushes": lambda asked: pushes.run(*(asked.posts or ())[:1]),
    "build": lambda asked: build.run(*(asked.posts or ())[:1], runs=asked.runs, given=asked.corpus),
    "cpu": lambda _: cpu.run(),
    "letters": lambda asked: letters.run(asked.subscribers, asked.rates, asked.call_ms),
    "signup": lambda _: signup.run(),
    "abuse": lambda _: abuse.run(),
    "comments": lambda _: comments.run(),
    "floods": lambda _: floods.run(),
    "cold": lambda _: cold.run(),
    "work": lambda _: cold.run_work(),
    "reads": lambda _: reads.run(),
    "search": lambda _: search.run(),
    "pictures": lambda _: pictures.run(),
    "photographs": lambda asked: photographs.run(*(asked.posts or ())[:1]),
    "hostile": lambda _: hostile.run(),
    "importing": lambda _: importing.run(),
    "size": lambda asked: size.run(asked.only, asked.posts, runs=asked.runs, memory=asked.memory),
    "weight": lambda _: weight.run(),
    "lighthouse": lambda _: lighthouse.run(),
    "desk": lambda _: desk.run(),
    "dialects": lambda asked: dialects.run(first(asked.corpus)),
    "links": lambda asked: links.run(first(asked.corpus)),
}
ASKED_FOR = (
    "hostile",
    "importing",
    "photographs",
    "size",
    "weight",
    "lighthouse",
    "desk",
    "dialects",
)  # they take long, or need a browser, programs from npm or a folder of posts; they run only by name

if __name__ == "__main__":
    sys.exit(main())
