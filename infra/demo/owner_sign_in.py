"""The page on which one press signs a browser in at the desk of the demo, as its owner.

It is beside the site, at `/_desk/`, and only the demo serves it: a deployed site has no such code. Like the inbox, it answers
this machine alone, and no page from elsewhere can send its form. A GET changes nothing.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from chalicelib.authoring import sessions
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.identity.desk_links import origin_of
from chalicelib.cloud.ports import Cloud
from chalicelib.edge.responses import plain_refusal
from chalicelib.edge.rule import READING
from chalicelib.store.authoring import people
from chalicelib.store.authoring.people import Person
from chalicelib.web.http import Request
from infra.demo.inbox import FRAME, PAGES, Answer, page

SIGN_IN = "/_desk/"
DESK = "/api/desk"
OWNER = Person("owner", "owner", "", "owner@example.org")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
WELCOME = PAGES.from_string(
    FRAME
    + """\
<style>button { font: inherit; padding: .6rem 1.2rem }</style>
<h1>{{ title }}</h1>
<p>Write, preview and publish in the browser. In this demo you need no passkey.</p>
<form method="post"><button autofocus>Sign in as the owner</button></form>
<p><a href="../">The site</a></p>
</html>
"""
)


class OwnerSignIn:
    """The page of one demo, as an API beside the site (`chalicelib.edge.responses.Api`); a press loads the cloud."""

    def __init__(self, load: Callable[[], Cloud]) -> None:
        self._load = load

    def __call__(self, method: str, path: str, headers: Mapping[str, str], _body: bytes) -> Answer:
        asked = f"http://{headers.get('host', '')}"
        if path.partition("?")[0] != SIGN_IN:
            return plain_refusal(HTTPStatus.NOT_FOUND)
        if method == "POST":
            return self._sign_in(headers)
        if method not in READING:
            return plain_refusal(HTTPStatus.METHOD_NOT_ALLOWED)
        if origin_of(asked) != asked:  # a session is of one host, and passkeys need a name
            return HTTPStatus.TEMPORARY_REDIRECT, {"Location": address(asked)}, b""
        return page(WELCOME.render(title="The desk"), POLICY)

    def _sign_in(self, headers: Mapping[str, str]) -> Answer:
        """Sign the browser in, and lead it to the desk; the owner is there from the first press on."""
        cloud = self._load()
        people.put(cloud.table, OWNER)
        context = AuthoringContext(cloud, Request("POST", SIGN_IN, {}, headers))
        cookie = sessions.begin(context, OWNER, "demo")
        return HTTPStatus.SEE_OTHER, {"Location": DESK, "Set-Cookie": cookie, "Cache-Control": "no-store"}, b""


def address(site_url: str) -> str:
    """Return the address of the page for the site at this one."""
    return f"{origin_of(site_url)}{SIGN_IN}"
