"""`presswork redrive`: retry what was set aside."""

import click

from infra.commands.options import as_json
from infra.commands.sites import of_stack
from infra.deploying.operating import redriving
from infra.deploying.site import SiteChoice, checked_name, chosen_site
from infra.terminal.streams import document, say


@click.command(epilog="Example: presswork redrive uploads")
@click.argument("queue", metavar="[QUEUE]", default="", help=f"One of {', '.join(redriving.DEAD)} (default: all).")
@as_json
@of_stack
def command(*, asked: SiteChoice, queue: str, as_json: bool) -> int:
    """Retry messages that kept failing and were set aside."""
    name = checked_name("queue", queue, redriving.DEAD)
    if as_json:
        document(list(redriving.redrive_events(chosen_site(asked), name)))
        return 0
    return redriving.redrive(chosen_site(asked), name, say)
