"""`presswork login`: a site's token, kept in the keyring of this machine."""

import sys
import webbrowser
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import click

from infra.authoring.target import indieauth_client, site_tokens
from infra.authoring.target.connection import DeniedError, LostError
from infra.authoring.target.destination import SITE_URL
from infra.authoring.target.site_api import Send, SiteApi, send
from infra.commands.options import as_json
from infra.terminal.exit_codes import UNABLE
from infra.terminal.invocation import word
from infra.terminal.streams import CannotError, document, remark
from infra.terminal.writer import escaped, write

site_argument = click.argument("url", metavar="URL", help="The address of the site.")


@click.command(epilog="Example: presswork login https://blog.example.org")
@site_argument
@click.option("--token", "reads_token", is_flag=True, help="Read a token that you were given, instead of opening the browser.")
@as_json
def command(*, url: str, reads_token: bool, as_json: bool) -> int:
    """Log in to a site, so that you can push to it without AWS keys.

    Your browser opens: allow access there, and tick publishing, too. The token is kept in the keyring of this machine.
    """
    site = demanded(url)
    keyring = site_tokens.system_keyring()
    token = typed() if reads_token else by_browser(site)
    check(site, token)
    site_tokens.store(site, token, keyring)
    tell(site, f"logged in to {site}; `presswork push --site {word(site)}` publishes there", logged_in=True, as_json=as_json)
    return 0


def tell(site: str, text: str, *, logged_in: bool, as_json: bool) -> None:
    if as_json:
        document({"site": site, "logged_in": logged_in})
    else:
        write(text)


def demanded(site: str) -> str:
    if not SITE_URL.fullmatch(site):
        raise CannotError(f"{site} isn't the address of a site; write it as https://blog.example.org", UNABLE)
    return site.rstrip("/")


def typed() -> str:
    """Return the token that is typed, or comes from standard input."""
    token = click.prompt(escaped("Token"), hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.read()
    return str(token).strip()


def by_browser(
    site: str, browse: Callable[[str], bool] = webbrowser.open, send: Send = send, seconds: float = indieauth_client.MINUTES * 60
) -> str:
    """Return the token that the site gives after its consent page. Raise `CannotError`."""
    with indieauth_client.listening(seconds) as (port, wait):
        login = indieauth_client.begun(site, port, send)
        remark(f"opening {login.address}")
        if not browse(login.address):
            remark("no browser was found: open this address yourself, on this machine")
        query = wait()
    if not query:
        raise CannotError(f"nobody answered for {indieauth_client.MINUTES} minutes; run the same command again", UNABLE)
    return indieauth_client.token_for(login, login.code_in(query), send)


def check(site: str, token: str, send: Send = send) -> None:
    """Ask the site what the token may do. Raise `CannotError` where it isn't valid, or can't push."""
    about: Mapping[str, Any] = {}
    try:
        about = SiteApi(site, token, send).ask("POST", "/indieauth/introspect", {}, urlencode({"token": token}).encode(), FORM)
    except (DeniedError, LostError) as error:
        raise CannotError(str(error), UNABLE) from error
    if missing := [scope for scope in WRITING if scope not in str(about.get("scope", "")).split()]:
        raise CannotError(
            f"a push takes a token that also may {', '.join(missing)}; run the same command again and tick that", UNABLE
        )


WRITING = ("create", "update", "media", "publish")
"""What a push takes (`chalicelib.authoring.files_api`)."""
FORM = "application/x-www-form-urlencoded"
