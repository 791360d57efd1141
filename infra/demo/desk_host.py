"""Pages where people sign in are at `localhost` in the demo: passkeys need a name, and a session is of one host.

The site itself is at 127.0.0.1, so apps and commands lead there.
"""

from collections.abc import Mapping
from http import HTTPStatus

from chalicelib.authoring.api import ROUTES
from chalicelib.authoring.identity.desk_links import origin_of
from chalicelib.edge.responses import Api
from infra.demo.gateway import STAGE, Answer

PAGES = frozenset(path for (method, path), route in ROUTES.items() if route.page and method == "GET")


def named(api: Api) -> Api:
    """Return the API, which redirects browsers from the IP address of this machine to `localhost` before they sign in."""

    def answer(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        asked = f"http://{headers.get('host', '')}"
        if method == "GET" and path.partition("?")[0].removeprefix(STAGE) in PAGES and origin_of(asked) != asked:
            return HTTPStatus.TEMPORARY_REDIRECT, {"Location": f"{origin_of(asked)}{path}"}, b""
        return api(method, path, headers, body)

    return answer
