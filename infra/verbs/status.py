"""`presswork status`: how the site is doing."""

from dataclasses import asdict
from datetime import UTC, datetime

import click

from infra import terminal
from infra.deploying import status
from infra.deploying.site import Asked, asked_site
from infra.deploying.status import Said
from infra.verbs.options import as_json
from infra.verbs.sites import of_stack


@click.command(epilog="Example: presswork status --stack")
@click.option("--stack", is_flag=True, help="Show the site on AWS: its functions, queues, alarms and mail.")
@as_json
@of_stack
def command(*, asked: Asked, stack: bool, as_json: bool) -> int:  # noqa: ARG001 - there's nothing else to show yet
    """Show how the site is doing; the exit status is 1 if something is wrong."""
    site, now, found = asked_site(asked), datetime.now(UTC), list[Said]()
    ended = status.status(site, found.append if as_json else shown, now)
    if as_json:
        terminal.document([asdict(said) for said in found])
    return ended


def shown(said: Said) -> None:
    terminal.say(terminal.coloured(str(said), terminal.BAD) if said.wrong else str(said))
