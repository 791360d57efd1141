"""`presswork rebuild`: make everything again."""

import click

from chalicelib.cloud.ports import Cloud
from infra.commands.command_group import CommandGroup
from infra.commands.options import as_json
from infra.commands.sites import on_site_with_queues
from infra.running import rebuild


@click.group(cls=CommandGroup, usual="pages", epilog="Example: presswork rebuild pages")
def command() -> None:
    """Render every page again, or read every file again.

    `presswork rebuild` alone makes the pages.
    """


@command.command(epilog="Example: presswork rebuild pages")
@as_json
@on_site_with_queues
def pages(*, cloud: Cloud, as_json: bool) -> int:
    """Render every page again, for example after an upgrade or a change of address."""
    return rebuild.pages(cloud, as_json=as_json)


@command.command(epilog="Example: presswork rebuild sources")
@as_json
@on_site_with_queues
def sources(*, cloud: Cloud, as_json: bool) -> int:
    """Read every file again, for example after lost events."""
    return rebuild.sources(cloud, as_json=as_json)
