"""`presswork logout`: forget the token of a site."""

import click

from infra.authoring.target import site_tokens
from infra.commands.blog.login import demanded, site_argument
from infra.terminal.writer import write


@click.command(epilog="Example: presswork logout https://blog.example.org")
@site_argument
def command(*, site: str) -> int:
    """Forget the token of a site on this machine. Your page at the site revokes it."""
    site = demanded(site)
    was_there = site_tokens.forget(site)
    write(f"logged out of {site}" if was_there else f"you weren't logged in to {site}")
    return 0
