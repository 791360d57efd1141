"""`presswork redrive`: retry what was set aside."""

import click

from infra.deploying import redriving
from infra.deploying.site import Asked, asked_site, known
from infra.terminal import say
from infra.verbs.sites import of_stack


@click.command(epilog="Example: presswork redrive uploads")
@click.argument("queue", metavar="[QUEUE]", default="", help=f"One of {', '.join(redriving.DEAD)} (default: all).")
@of_stack
def command(*, asked: Asked, queue: str) -> int:
    """Retry messages that failed each time and were set aside."""
    name = known("queue", queue, redriving.DEAD)
    return redriving.redrive(asked_site(asked), name, say)
