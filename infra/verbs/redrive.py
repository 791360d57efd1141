"""`presswork redrive`: retry what was set aside."""

import click

from infra.deploying import redriving
from infra.deploying.site import Asked, asked_site, known
from infra.terminal import document, say
from infra.verbs.options import as_json
from infra.verbs.sites import of_stack


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
