"""`presswork logs`: what the functions logged."""

import click

from infra.deploying import logs
from infra.deploying.site import Asked
from infra.terminal import event
from infra.verbs.sites import of_stack


@click.command(epilog="Example: presswork logs ingest --since 1d")
@click.argument("function", metavar="[FUNCTION]", default="", help=f"One of {', '.join(logs.NAMES)} (default: all).")
@click.option("--since", default="1h", metavar="SPAN", help="How far back to look: 90s, 30m, 1h, 2d (default: 1h).")
@click.option("--follow", is_flag=True, help="Keep printing new lines, until interrupted.")
@click.option("--json", "as_json", is_flag=True, help="Print each line of the logs as a line of JSON.")
@of_stack
def command(*, asked: Asked, function: str, since: str, follow: bool, as_json: bool) -> int:
    """Show the logs of the functions on AWS, in the order of time."""
    for line in logs.found(asked, function, since, follows=follow):
        if as_json:
            event(line.facts)
        else:
            print(line, flush=follow)
    return 0
