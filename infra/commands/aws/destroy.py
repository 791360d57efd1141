"""`presswork destroy`: remove the site from AWS."""

import click

from infra.commands.options import as_events, yes
from infra.commands.sites import of_stack
from infra.deploying import destroy
from infra.deploying.site import SiteChoice


@click.command(epilog="Example: presswork destroy --name old-blog --region eu-central-1")
@click.option("--with-data", is_flag=True, help="Also delete all files, subscribers and secrets, forever.")
@yes
@as_events
@of_stack
def command(*, asked: SiteChoice, with_data: bool, yes: bool, as_json: bool) -> int:
    """Remove the site from AWS; its files, subscribers and secrets stay unless `--with-data` is given."""
    return destroy.destroy(destroy.removal(asked, with_data=with_data, yes=yes, as_json=as_json))
