"""`presswork letters`: posts and digests as mail."""

from pathlib import Path

import click

from chalicelib.cloud.ports import Cloud
from infra.commands.command_group import CommandGroup
from infra.commands.options import PATH, as_json
from infra.commands.sites import on_site
from infra.running import letters

key = click.argument("key", metavar="KEY", help="The post's file (posts/a.md), or a digest's name as `letters` shows it.")


@click.group(cls=CommandGroup, usual="list", epilog="Example: presswork letters preview posts/hello.md")
def command() -> None:
    """List, preview, test, cancel or resume letters.

    `presswork letters` alone lists them.
    """


@command.command("list", epilog="Example: presswork letters list --all")
@click.option("--all", "all", is_flag=True, help="List all letters, instead of only the newest.")
@as_json
@on_site
def list_(*, cloud: Cloud, all: bool, as_json: bool) -> int:
    """List the letters and their state, newest first."""
    return letters.list_(cloud, all=all, as_json=as_json)


@command.command(epilog="Example: presswork letters preview posts/hello.md --html letter.html")
@key
@click.option("--html", type=PATH, metavar="FILE", help="Also save it as an HTML file.")
@click.option("--raw", type=PATH, metavar="FILE", help="Also save the whole message.")
@as_json
@on_site
def preview(*, cloud: Cloud, key: str, html: Path | None, raw: Path | None, as_json: bool) -> int:
    """Print a letter as it would be sent now."""
    return letters.preview(cloud, key=key, html=html, raw=raw, as_json=as_json)


@command.command(epilog="Example: presswork letters send posts/hello.md --to me@example.org")
@key
@click.option("--to", required=True, metavar="ADDRESS", help="The address to send it to.")
@as_json
@on_site
def send(*, cloud: Cloud, key: str, to: str, as_json: bool) -> int:
    """Send a letter to one address, as a test."""
    return letters.send(cloud, key=key, to=to, as_json=as_json)


@command.command(epilog="Example: presswork letters cancel posts/hello.md")
@key
@as_json
@on_site
def cancel(*, cloud: Cloud, key: str, as_json: bool) -> int:
    """Stop sending a letter."""
    return letters.cancel(cloud, key=key, as_json=as_json)


@command.command(epilog="Example: presswork letters resume posts/hello.md")
@click.argument("key", metavar="KEY", help="As above; or `sign-ups`, which wait when too many of their mails came back.")
@as_json
@on_site
def resume(*, cloud: Cloud, key: str, as_json: bool) -> int:
    """Continue sending a letter, or answering sign-ups."""
    return letters.resume(cloud, key=key, as_json=as_json)
