"""`presswork subscribers`: the people who get letters."""

from pathlib import Path

import click

from chalicelib.cloud.ports import Cloud
from infra.commands.command_group import CommandGroup
from infra.commands.options import PATH, as_json, dry_run
from infra.commands.sites import on_site
from infra.running import subscribers

STATES = ("waiting", "following", "left", "suppressed", "moved")
FREQUENCIES = ("each", "daily", "weekly")
CONSENT = "Where their consent comes from; it is kept with the address."

address = click.argument("address", metavar="ADDRESS", help="The email address.")


@click.group(
    cls=CommandGroup, usual="count", epilog="Example: presswork subscribers import people.csv --consent 'the fair of 2026'"
)
def command() -> None:
    """Count, list, add, import, export or erase subscribers.

    `presswork subscribers` alone counts them.
    """


@command.command(epilog="Example: presswork subscribers count --exact")
@click.option("--exact", is_flag=True, help="Count every record, by state.")
@as_json
@on_site
def count(*, cloud: Cloud, exact: bool, as_json: bool) -> int:
    """Print how many subscribers there are."""
    return subscribers.count(cloud, exact=exact, as_json=as_json)


@command.command("list", epilog="Example: presswork subscribers list --state suppressed")
@click.option("--state", type=click.Choice(STATES), help="Only subscribers in this state.")
@as_json
@on_site
def list_(*, cloud: Cloud, state: str | None, as_json: bool) -> int:
    """List the subscribers, one per line."""
    return subscribers.list_(cloud, state=state or "", as_json=as_json)


@command.command(epilog="Example: presswork subscribers add ada@example.org --consent 'asked by mail'")
@address
@click.option("--consent", required=True, metavar="TEXT", help=CONSENT)
@click.option("--language", default="", metavar="CODE", help="One of the site's languages (default: its first).")
@click.option("--categories", default="", metavar="SLUGS", help="Only posts in these categories, separated by commas.")
@click.option("--authors", default="", metavar="SLUGS", help="Only posts by these authors (or in --categories, if given).")
@click.option("--often", type=click.Choice(FREQUENCIES), help="How often they get a letter (default: each post).")
@as_json
@on_site
def add(*, cloud: Cloud, address: str, consent: str, often: str | None, as_json: bool, **wishes: str) -> int:
    """Add one subscriber, without sending any mail."""
    return subscribers.add(cloud, address=address, consent=consent, often=often or "", **wishes, as_json=as_json)


@command.command("import", epilog="Example: presswork subscribers import people.csv --consent 'the fair of 2026' --dry-run")
@click.argument("file", metavar="FILE.csv", type=PATH, help="A CSV file whose first row names the columns.")
@click.option("--consent", default="", metavar="TEXT", help="Where their consent comes from, if the file has no column for it.")
@dry_run
@click.option("--at-once", default=8, type=click.IntRange(1), metavar="N", help="Rows to write at the same time (default: 8).")
@as_json
@on_site
def import_(*, cloud: Cloud, file: Path, consent: str, dry_run: bool, at_once: int, as_json: bool) -> int:
    """Add everyone in a CSV file, without sending any mail."""
    return subscribers.import_(cloud, file=file, consent=consent, dry_run=dry_run, at_once=at_once, as_json=as_json)


@command.command(epilog="Example: presswork subscribers export --state following > people.csv")
@click.option("--state", default="following", type=click.Choice(STATES), help="Only those in this state (default: following).")
@as_json
@on_site
def export(*, cloud: Cloud, state: str, as_json: bool) -> int:
    """Write a CSV file that `import` can read."""
    return subscribers.export(cloud, state=state, as_json=as_json)


@command.command(epilog="Example: presswork subscribers erase ada@example.org")
@address
@as_json
@on_site
def erase(*, cloud: Cloud, address: str, as_json: bool) -> int:
    """Erase everything about an address."""
    return subscribers.erase(cloud, address=address, as_json=as_json)


@command.command(epilog="Example: presswork subscribers suppress ada@example.org")
@address
@as_json
@on_site
def suppress(*, cloud: Cloud, address: str, as_json: bool) -> int:
    """Never send anything to an address again."""
    return subscribers.suppress(cloud, address=address, as_json=as_json)
