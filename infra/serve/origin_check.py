"""The clients of a server on the author's own machine: programs, and the server's own pages.

Every page that a browser shows may send requests to 127.0.0.1, and a foreign name may be made to mean 127.0.0.1 (DNS rebinding).
So each local server checks a request before it answers. The request must name the server by a local host and its own port. A
browser says by `Sec-Fetch-Site`, which no page can set, or by `Origin` whether another page sent the request. Programs, such as
clients of S3, send neither.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any, TypeAlias

from chalicelib.frozen import Frozen

OWN_PAGES = ("same-origin", "none")  # `none`: a person made the request, and no page
READING = ("GET", "HEAD")
HTTP = 80  # the port that browsers leave out

Application: TypeAlias = Callable[[dict[str, Any], Any], Iterable[bytes]]
"""An application as WSGI has it."""


class OriginRule(Frozen):
    """One row: the names of a server, and the values of `Sec-Fetch-Mode` with which pages from elsewhere may read from it."""

    names: re.Pattern[str]
    modes: tuple[str, ...] = ()


LOCAL = r"127\.0\.0\.1|\[::1\]|localhost"
SITE = OriginRule(re.compile(LOCAL, re.IGNORECASE), ("navigate", "no-cors"))
"""Links lead to pages, and mails in the inbox, which have no origin, show the site's images. No page can read what it gets."""
INBOX = OriginRule(re.compile(LOCAL, re.IGNORECASE), ("navigate",))
AWS = OriginRule(re.compile(rf"{LOCAL}|[a-z0-9][a-z0-9.-]*\.localhost", re.IGNORECASE))
"""Some of its `GET`s change something. Names below `localhost` are S3's buckets, and browsers look them up nowhere."""


def is_refused(rule: OriginRule, port: int, method: str, headers: Mapping[str, str]) -> bool:
    """Return whether a server on this port refuses a request with these headers, whose names are in lower case."""
    if not _is_host(rule.names, port, headers.get("host", "")):
        return True
    origin, site, mode = (headers.get(name, "").strip() for name in ("origin", "sec-fetch-site", "sec-fetch-mode"))
    if site.lower() not in ("", *OWN_PAGES):
        return method not in READING or mode.lower() not in rule.modes
    if origin == "null":  # that of our own pages, which send no referrer, but of others as well
        return not (site or rule.modes)
    return bool(origin) and not (origin.startswith("http://") and _is_host(SITE.names, port, origin.removeprefix("http://")))


def _is_host(names: re.Pattern[str], port: int, host: str) -> bool:
    name, number = host, HTTP
    if match := re.fullmatch(r"(.*[^:]):([0-9]{1,5})", host):
        name, number = match[1], int(match[2])
    return number == port and bool(names.fullmatch(name))


def remedy(port: int) -> str:
    """Return the text of a refusal."""
    return (
        f"Refused: only programs and its own pages may ask this server, at http://127.0.0.1:{port}/ or http://localhost:{port}/\n"
    )


def checked(rule: OriginRule, application: Application, port: int) -> Application:
    """Return an application that refuses requests by the rule, and passes on all others."""
    return partial(_answer, rule, application, port)


def _answer(
    rule: OriginRule, application: Application, port: int, environ: dict[str, Any], start_response: Any
) -> Iterable[bytes]:
    headers = {name[5:].lower().replace("_", "-"): str(value) for name, value in environ.items() if name.startswith("HTTP_")}
    if not is_refused(rule, port, environ["REQUEST_METHOD"], headers):
        return application(environ, start_response)
    body, status = remedy(port).encode(), HTTPStatus.FORBIDDEN
    plain = {"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(body)), "X-Content-Type-Options": "nosniff"}
    start_response(f"{status.value} {status.phrase}", [*plain.items()])
    return [body]
