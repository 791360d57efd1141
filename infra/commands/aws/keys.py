"""`presswork keys`: the keys that sign links."""

import time
from datetime import UTC, datetime

import click

from infra.commands.command_group import CommandGroup
from infra.commands.options import as_json
from infra.commands.sites import of_stack
from infra.deploying import waits
from infra.deploying.operating import rotating
from infra.deploying.operating.rotating import KEEP
from infra.deploying.site import SiteChoice, chosen_site
from infra.terminal.streams import remark, say


@click.group(cls=CommandGroup, epilog="Example: presswork keys rotate")
def command() -> None:
    """Count the keys that sign links, or add one."""


@command.command("list", epilog="Example: presswork keys list")
@as_json
@of_stack
def list_(*, asked: SiteChoice, as_json: bool) -> int:
    """Print how many keys there are."""
    return rotating.list_(chosen_site(asked), say, as_json=as_json)


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
def rotate(*, asked: SiteChoice, keep: int, as_json: bool) -> int:
    """Sign links with a new key."""
    pause = waits.pauses(waits.RESTART, remark, time.sleep)
    return rotating.rotate(chosen_site(asked), keep, say, datetime.now(UTC), pause, as_json=as_json)
