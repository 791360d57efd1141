"""`presswork redrive`: retry what was set aside."""

import click

from infra.commands.options import as_json
from infra.commands.sites import of_stack
from infra.deploying import redriving
from infra.deploying.site import Asked, asked_site, known
from infra.terminal.streams import document, say


@click.command(epilog="Example: presswork redrive uploads")
@click.argument("queue", metavar="[QUEUE]", default="", help=f"One of {', '.join(redriving.DEAD)} (default: all).")
@as_json
@of_stack
def command(*, asked: Asked, queue: str, as_json: bool) -> int:
    """Retry messages that kept failing and were set aside."""
    name = known("queue", queue, redriving.DEAD)
    if as_json:
        document(list(redriving.redriven(asked_site(asked), name)))
        return 0
    return redriving.redrive(asked_site(asked), name, say)
