"""`presswork serve`: a built site in a browser."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

import click

from infra.build.reporting import as_document, broke_off, demand_buildable, report
from infra.commands.options import PATH, as_events
from infra.files.manifest_file import is_output
from infra.serve.ports import PortError
from infra.serve.server import SiteServer
from infra.terminal import shutdown
from infra.terminal.exit_codes import UNABLE
from infra.terminal.invocation import word
from infra.terminal.streams import CannotError, event, say

if TYPE_CHECKING:
    from infra.build.build import BuildReport

HOME = "index.html"


@click.command(epilog="Example: presswork serve --watch blog site")
@click.argument("out", metavar="OUT", type=PATH, help="A folder made by `presswork build`.")
@click.option(
    "--watch", type=PATH, metavar="SRC", help="Build this folder into OUT first, and again on each save; open pages reload."
)
@click.option("--port", type=int, metavar="PORT", default=0, help="The port to use (default: any free port).")
@as_events
def command(*, out: Path, watch: Path | None, port: int, as_json: bool) -> int:
    """Serve a built site, or build it first and again on each save."""
    speech = EVENTS if as_json else LINES
    try:
        with shutdown.on_signals(Event()) as stop:
            return preview(watch, out, port, stop, speech) if watch else serve(out, port, stop, speech)
    except PortError as error:
        raise CannotError(str(error), UNABLE) from error


class Speech(NamedTuple):
    """How it is said where the site is served, and what was built."""

    serving: Callable[[str], object]
    built: Callable[["BuildReport"], object]


LINES = Speech(say, report)
EVENTS = Speech(
    lambda url: event({"event": "serving", "url": url}), lambda built: event({"event": "built", **as_document(built)})
)


def serve(out: Path, port: int, stop: Event, speech: Speech) -> int:
    from infra.build.build_cache import cache_of  # noqa: PLC0415

    if not out.is_dir():
        raise CannotError(f"{out} isn't a folder", UNABLE)
    if not is_site(out):
        remedy = f"build it and serve that: `presswork serve --watch {word(out)} OUT`"
        raise CannotError(f"{out} isn't a site that was built; {remedy}", UNABLE)
    with SiteServer(cache_of(out).public, port=port) as server:
        speech.serving(f"{server.url}/")
        shutdown.wait_for(stop)
    return 0


def is_site(folder: Path) -> bool:
    """Return whether a build made the folder, or it is a copy of one that did without what only builds need."""
    return is_output(folder) or (folder / HOME).is_file()


def preview(source: Path, out: Path, port: int, stop: Event, speech: Speech) -> int:
    from infra.serve import preview  # noqa: PLC0415 - a site that is only served needs none of it

    demand_buildable(source, out)
    try:
        preview.preview(source, out, port, stop, speech.built, serving=speech.serving)
    except OSError as error:
        raise broke_off("build", error, out) from error
    return 0
