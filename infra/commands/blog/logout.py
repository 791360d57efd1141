"""`presswork logout`: forget the token of a site."""

import click

from infra.authoring.target import site_tokens
from infra.commands.blog.login import demanded, site_argument, tell
from infra.commands.options import as_json


@click.command(epilog="Example: presswork logout https://blog.example.org")
@site_argument
@as_json
def command(*, url: str, as_json: bool) -> int:
    """Forget the token of a site on this machine. Your page at the site revokes it."""
    site = demanded(url)
    was_there = site_tokens.forget(site)
    tell(site, f"logged out of {site}" if was_there else f"you weren't logged in to {site}", logged_in=False, as_json=as_json)
    return 0
