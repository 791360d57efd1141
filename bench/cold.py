"""How long each function needs until it has answered for the first time, and how much memory and time its work takes.

The zips are made as for a deployment, but for this machine, and unpacked into folders that can't be written. Each function works
from its own zip in a process of its own, with its real clients, on a local AWS in another process. How it starts is reported
beside a floor: boto3 with the clients that it makes, Chalice, and, for the encoder of images, the libraries that decode and
encode. Both take turns, and the fastest run counts.

Seconds are the processor's, for what is waited for is the local AWS; what they become in the cloud is reckoned, with the share
of a processor that a function's memory gives it.
"""

import os
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias
from zipfile import ZipFile

from bench.deployed import HARD, LIVES, Deployed, Life, deployed
from bench.filling import BATCH
from bench.machine import judged, keep, show
from bench.running import Answering
from chalicelib.content.markdown import budget
from infra.costs.usage import ASSUMED
from infra.package.packing import make_zip
from infra.package.targets import target
from infra.package.zips import ZIPS, Zip, zip_of
from infra.stack import functions
from infra.stack.functions import PROCESSOR, Function

ROOT = Path(__file__).parents[1]
RUNTIME = ("boto3", "botocore", "s3transfer", "jmespath", "urllib3")  # in Lambda's runtime
HERE = {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "x86_64")
TURNS = 7  # runs of each function, and of its floor
SIZES = (512, 1024, PROCESSOR)
MB = 1 << 20
COLDER: Mapping[str, float] = {
    functions.API.name: 1.2,
    functions.INGEST.name: 1.5,
    functions.PRESS.name: 1.8,
    functions.LETTERS.name: 1.35,
    functions.MAIL_NEWS.name: 1.35,
    functions.TICK.name: 1.35,
    functions.IMAGES.name: 1.35,
    functions.AUTHORING.name: 1.8,
}
"""The most that a cold start may take of its floor, by function."""
FULL, LONG = 0.75, 0.5  # the most that may be of a function's memory and of its time

Took: TypeAlias = Mapping[str, Any]
Row: TypeAlias = Mapping[str, Any]
Command: TypeAlias = Sequence[str]


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A zip that was made: the command that starts a function with it and Lambda's runtime alone, and its bytes."""

    command: Command
    zipped: int
    unpacked: int


def run() -> bool:
    """Measure, show and keep how the functions start; return whether every target is met."""
    with all_unpacked() as zips, deployed() as site:
        starts = [(life, *started(life, site, command_of(life, zips))) for life in LIVES]
    weights = [{"zip": which.name, "MB": one.zipped / 1e6, "unpacked MB": one.unpacked / 1e6} for which, one in zips.items()]
    cold = [cold_row(*one) for one in starts]
    waits = [wait_row(*one[:3]) for one in starts]
    show("The zips", weights)
    show("A cold function of its zip: the processor's time until its first call is answered, the fastest of some processes", cold)
    show("The same in the cloud, in seconds, by the function's memory", waits)
    keep("cold", cold, zips=weights, waits=waits)
    return judge([(f"cold until {row['first call']}, against the floor", row["times"], COLDER[row["function"]]) for row in cold])


def run_work() -> bool:
    """Measure, show and keep what the functions' work takes, also at its worst; return whether every target is met."""
    with all_unpacked() as zips, deployed() as site:
        work = [row for life in (*LIVES, *HARD) for row in worked(life, site, command_of(life, zips))]
    show(f"Work, and seconds it would take in the cloud, {ASSUMED.call_s * 1000:g} ms a call", work)
    keep("work", work)
    worst = BATCH * budget.SECONDS / share(functions.INGEST.memory)
    return judge(
        [
            ("the most memory, as a part of the function's", max(row["MB"] / row["of MB"] for row in work), FULL),
            ("the longest work, as a part of the function's time", max(row["seconds"] / row["of s"] for row in work), LONG),
            ("ten sources that are given up at last, as a part of ingest's time", worst / functions.INGEST.seconds, 1),
        ]
    )


def judge(targets: Sequence[tuple[str, float, float]]) -> bool:
    """Show each target with its value and its limit; return whether all are met."""
    print("", *(judged(*target) for target in targets), sep="\n")
    return all(value <= most for _, value, most in targets)


@contextmanager
def all_unpacked() -> Iterator[Mapping[Zip, Unpacked]]:
    """Make and unpack every zip, while open."""
    with TemporaryDirectory(prefix="presswork-") as made:
        runtime = Path(made, "runtime")
        link_runtime(runtime)
        yield {which: unpacked(which, Path(made, which.parameter), runtime) for which in ZIPS}


def unpacked(which: Zip, folder: Path, runtime: Path) -> Unpacked:
    file, task, tree = folder / which.name, folder / "task", folder / "tree"
    tree.mkdir(parents=True)
    make_zip(ROOT, target(HERE), tree, file, which)
    with ZipFile(file) as archive:
        archive.extractall(task)
        size = sum(entry.file_size for entry in archive.infolist())
    for path in (task, *task.rglob("*")):
        path.chmod(0o555)
    starting = str(Path(__file__).with_name("starting.py"))
    return Unpacked([sys.executable, "-I", "-S", "-B", starting, str(task), str(runtime)], file.stat().st_size, size)


def command_of(life: Life, zips: Mapping[Zip, Unpacked]) -> Command:
    return zips[zip_of(life.limits.resource)].command


def link_runtime(folder: Path) -> None:
    folder.mkdir()
    for name in RUNTIME:
        found = find_spec(name)
        if not found or not found.origin:
            raise ModuleNotFoundError(f"{name} is not installed")
        (folder / name).symlink_to(Path(found.origin).parent)


def process(site: Deployed, command: Command) -> Answering:
    return Answering(command, {"PATH": os.environ["PATH"], **site.settings})


def started(life: Life, site: Deployed, command: Command) -> tuple[Took, Took, Took]:
    """Return the times of the import, the first call and the floor, in the fastest of some processes of each."""
    starts, floors = list[tuple[Took, Took]](), list[Took]()
    for _ in range(TURNS):
        with process(site, command) as one:
            starts.append((one.ask(["start", life.name]), one.ask(["call", life.name, life.acts[0].event(site)])))
        with process(site, command) as one:
            floors.append(one.ask(["floor", starts[-1][1]["services"], life.needs]))
    imported, called = min(starts, key=lambda took: took[0]["cpu"] + took[1]["cpu"])
    return imported, called, min(floors, key=lambda took: took["cpu"])


def cold_row(life: Life, imported: Took, called: Took, floor: Took) -> Row:
    """`times` is without the time in calls of the cloud, for the floor makes none."""
    cpu = imported["cpu"] + called["cpu"]
    return {
        "function": life.limits.name,
        "first call": life.acts[0].name,
        "clients": ", ".join(called["services"]),
        "floor ms": floor["cpu"] * 1000,
        "import ms": imported["cpu"] * 1000,
        "call ms": called["cpu"] * 1000,
        "of it in calls ms": called["calling"] * 1000,
        "times": (cpu - called["calling"]) / floor["cpu"],
        "with calls": cpu / floor["cpu"],
    }


def wait_row(life: Life, imported: Took, called: Took) -> Row:
    """Return how long the first caller waits, with this much memory."""
    cpu = imported["cpu"] + called["cpu"]
    waits = {f"at {memory:,} MB": in_cloud(cpu, called["calls"], memory) for memory in SIZES}
    return {"function": life.limits.name, "calls": called["calls"], **waits, "it has MB": life.limits.memory}


def share(memory: int) -> float:
    return min(1.0, memory / PROCESSOR)


def in_cloud(cpu: float, calls: int, memory: int) -> float:
    return cpu / share(memory) + calls * ASSUMED.call_s


def worked(life: Life, site: Deployed, command: Command) -> Iterator[Row]:
    """One line for each act in the life of a process."""
    with process(site, command) as one:
        one.ask(["start", life.name])
        for act in life.acts:
            yield work_row(life.limits, act.name, one.ask(["call", life.name, act.event(site)]))


def work_row(limits: Function, act: str, took: Took) -> Row:
    return {
        "function": limits.name,
        "work": act,
        "CPU s": took["cpu"],
        "calls": took["calls"],
        "seconds": in_cloud(took["cpu"], took["calls"], limits.memory),
        "of s": limits.seconds,
        "MB": took["memory"] / MB,
        "of MB": limits.memory,
    }
