"""`presswork logs`: what the functions logged."""

from collections.abc import Iterable

import click

from infra.commands.sites import of_stack
from infra.deploying.operating import logs
from infra.deploying.site import SiteChoice
from infra.terminal.exit_codes import DONE
from infra.terminal.streams import event, say


@click.command(epilog="Example: presswork logs ingest --since 1d")
@click.argument("function", metavar="[FUNCTION]", default="", help=f"One of {', '.join(logs.NAMES)} (default: all).")
@click.option("--since", default="1h", metavar="SPAN", help="How far back to look: 90s, 30m, 1h, 2d (default: 1h).")
@click.option("--follow", is_flag=True, help="Keep printing new lines until Ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="Print each log line as a line of JSON.")
@of_stack
def command(*, asked: SiteChoice, function: str, since: str, follow: bool, as_json: bool) -> int:
    """Show the logs of the functions on AWS, oldest first."""
    lines = logs.requested_lines(asked, function, since, follows=follow)
    return followed(lines, as_json=as_json) if follow else printed(lines, as_json=as_json)


def printed(lines: Iterable[logs.LogLine], *, as_json: bool) -> int:
    for line in lines:
        if as_json:
            event(line.facts)
        else:
            say(str(line))
    return DONE


def followed(lines: Iterable[logs.LogLine], *, as_json: bool) -> int:
    """Print lines as they come, until Ctrl-C."""
    try:
        return printed(lines, as_json=as_json)
    except KeyboardInterrupt:
        return DONE
