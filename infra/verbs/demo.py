"""`presswork demo`: the whole blog on this machine."""

from pathlib import Path
from threading import Event

import click

from infra.exits import UNABLE
from infra.local import stopping
from infra.local.demo import RunningError, demo
from infra.local.ports import PortError
from infra.local.reporting import broke_off
from infra.local.speech import EVENTS, LINES
from infra.terminal import CannotError
from infra.verbs.options import PATH, as_events


@click.command(epilog="Example: presswork demo blog --port 8000")
@click.argument("source", metavar="[SRC]", type=PATH, default="example", help="The folder to publish (default: example).")
@click.option("--port", type=int, metavar="PORT", default=0, help="The port of the site (default: any free port).")
@click.option("--aws-port", type=int, metavar="PORT", default=0, help="The port of the local AWS (default: any free port).")
@click.option("--grace", type=int, default=5, metavar="SECONDS", help="How long a new post waits before its letter (default: 5).")
@click.option("--fresh", is_flag=True, help="Publish everything again, instead of only what changed since the last start.")
@as_events
def command(*, source: Path, port: int, aws_port: int, grace: int, fresh: bool, as_json: bool) -> int:
    """Run the whole blog on this machine, mail included."""
    if not source.is_dir():
        raise CannotError(f"{source} isn't a folder", UNABLE)
    speech, grace = EVENTS if as_json else LINES, max(0, grace)
    try:
        with stopping.on_signals(Event()) as stop:
            return demo(source, site_port=port, aws_port=aws_port, stop=stop, grace=grace, fresh=fresh, speech=speech)
    except (PortError, RunningError) as error:
        raise CannotError(str(error), UNABLE) from error
    except OSError as error:
        raise broke_off("demo", error) from error
