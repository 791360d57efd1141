"""`presswork keys`: the keys that sign links."""

from datetime import UTC, datetime

import click

from infra.commands.acts import Acts
from infra.commands.options import as_json
from infra.commands.sites import of_stack
from infra.deploying import rotating
from infra.deploying.rotating import KEEP
from infra.deploying.site import Asked, asked_site
from infra.terminal.streams import say


@click.group(cls=Acts, epilog="Example: presswork keys rotate")
def command() -> None:
    """Count the keys that sign links, or add one."""


@command.command("list", epilog="Example: presswork keys list")
@as_json
@of_stack
def list_(*, asked: Asked, as_json: bool) -> int:
    """Print how many keys there are."""
    return rotating.list_(asked_site(asked), say, as_json=as_json)


@command.command(epilog="Example: presswork keys rotate --keep 12")
@click.option(
    "--keep",
    type=click.IntRange(2),  # the last links were signed with the key before the new one
    default=KEEP,
    metavar="N",
    help=f"How many keys stay valid, including the new one (default: {KEEP}).",
)
@as_json
@of_stack
def rotate(*, asked: Asked, keep: int, as_json: bool) -> int:
    """Sign links with a new key."""
    return rotating.rotate(asked_site(asked), keep, say, datetime.now(UTC), as_json=as_json)
