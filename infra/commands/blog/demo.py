"""`presswork demo`: the whole blog on this machine."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

import click
import moto  # noqa: F401 - where the extra `demo` isn't installed, its absence says so

from infra.authoring.target.demo_folder import DemoFolder, beside
from infra.build.reporting import broke_off
from infra.commands.options import PATH, as_events
from infra.demo.demo import RunningError, demo
from infra.demo.output import EVENTS, LINES
from infra.files import private_files
from infra.serve.ports import PortError, free_port
from infra.terminal import shutdown
from infra.terminal.exit_codes import UNABLE
from infra.terminal.invocation import word
from infra.terminal.streams import CannotError, is_watched
from infra.terminal.writer import escaped

EXAMPLE = Path("example")
OF_BLOG = ("site.yaml", "posts")
"""What makes a folder a blog. Markdown alone doesn't: a home folder is full of it."""
INSTALLED = Path(__file__).resolve().parents[3] / EXAMPLE
"""The example blog of this installation."""

ON_WINDOWS = "the demo doesn't run on Windows; run it in WSL, which `wsl --install` installs, or use `presswork serve`"


@click.command(epilog="Example: presswork demo blog --port 8000")
@click.argument(
    "source",
    metavar="[SRC]",
    required=False,
    type=PATH,
    help="The folder to publish (default: this folder, if it has site.yaml or posts/; else the example).",
)
@click.option("--port", type=int, metavar="PORT", default=0, help="The port of the site (default: any free port).")
@click.option("--aws-port", type=int, metavar="PORT", default=0, help="The port of the local AWS (default: any free port).")
@click.option("--grace", type=int, default=5, metavar="SECONDS", help="How long a new post waits before its letter (default: 5).")
@click.option("--fresh", is_flag=True, help="Publish everything again, instead of only what changed since the last start.")
@as_events
def command(*, source: Path | None, port: int, aws_port: int, grace: int, fresh: bool, as_json: bool) -> int:
    """Run the whole blog on this machine, mail included."""
    if not hasattr(os, "fork"):
        raise CannotError(ON_WINDOWS, UNABLE)
    source = source or usual_source()
    if not source.is_dir():
        raise CannotError(f"{source} isn't a folder", UNABLE)
    options = {"aws_port": aws_port, "grace": max(0, grace), "fresh": fresh, "speech": EVENTS if as_json else LINES}
    try:
        return run(source, port, DemoFolder(), options)
    except RunningError as error:
        other = port or another_port(error, source)
        return run(source, other, beside(other), options)


def usual_source() -> Path:
    """Return the blog that is meant where none is named: that of this folder, else the example, of which a copy may be edited."""
    if any(Path(name).exists() for name in OF_BLOG):
        return Path()
    if EXAMPLE.is_dir():
        return EXAMPLE
    own = DemoFolder().folder
    copy = own / EXAMPLE
    if not copy.is_dir():
        private_files.folder(own)
        with TemporaryDirectory(dir=own) as aside:  # so that a copy is whole, or isn't there
            Path(copytree(INSTALLED, Path(aside, EXAMPLE))).rename(copy)
    return copy


def run(source: Path, port: int, own: DemoFolder, options: Mapping[str, Any]) -> int:
    try:
        with shutdown.on_signals(Event()) as stop:
            return demo(source, site_port=port, stop=stop, own=own, **options)
    except PortError as error:
        raise CannotError(str(error), UNABLE) from error
    except OSError as error:
        raise broke_off("demo", error) from error


def another_port(running: RunningError, source: Path) -> int:
    """Return a free port, if its owner agrees to another demo beside the one that runs. Raise `CannotError`."""
    port = free_port()
    if not (is_watched() and sys.stdin.isatty()):
        way = f"`presswork demo {word(source)} --port {port}`"
        raise CannotError(f"{running}; stop it, or start another one beside it: {way}", UNABLE)
    question = f"{str(running).capitalize()}. Start another one beside it, on port {port}?"
    if not click.confirm(escaped(question), default=True, err=True):
        raise CannotError("no other demo was started", UNABLE)
    return port
