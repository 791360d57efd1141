"""The answers to readers where no CDN is: a plain function of the request and the bucket, by the edge's rule.

An answer is an object, a redirect, a refusal, or that of the API or of another service under the site's address.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import TypeAlias

from msgspec import field
from msgspec.structs import replace

from chalicelib.cloud.ports import Bucket, Stat
from chalicelib.content.media.media_types import UNKNOWN, WITH_CHARSET
from chalicelib.content.site.site import Site
from chalicelib.edge.rule import NOT_FOUND_PAGE, READING, Forward, Redirect, Refuse, Serve, links, respond, robots, route
from chalicelib.frozen import Frozen
from chalicelib.model import Listing, Page
from chalicelib.rendering import page_kinds

Headers: TypeAlias = Mapping[str, str | tuple[str, ...]]
"""The headers of a response; a repeated name has all its values."""

Api: TypeAlias = Callable[[str, str, Mapping[str, str], bytes], tuple[int, Headers, bytes]]
"""Method, path with query, headers (names in lower case) and body → status, headers and body."""

NO_SERVICES: Mapping[str, Api] = {}

ReplyTo: TypeAlias = Callable[["Request"], "Reply"]

FEEDS = {
    f"/{page_kinds.key_of(Page(kind, str(Listing('all', Site().lang))), Site())}": page_kinds.KINDS[kind].type
    for kind in page_kinds.FEEDS
}
"""The types of feeds by the endings of their keys: a folder knows only the type of an extension."""

UNCHANGING = ("_/fonts/", "_/below-")
"""The beginnings of the keys of fonts and stylesheets, which say all that is in their objects."""

Link: TypeAlias = Callable[[str, Stat], str]
"""Where else to get the object of this key if it is too large to answer with; empty: nowhere."""

RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


class Request(Frozen):
    """A request: the address as written, header names in lower case, and the client's own address."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    client: str = ""


class Reply(Frozen):
    """A response; `size` is given where it isn't the body's, as for HEAD. `pieces`, if any, are sent in place of the body."""

    status: int
    headers: Headers = field(default_factory=dict)
    body: bytes = b""
    size: int | None = None
    pieces: Iterator[bytes] | None = None


def no_api(*_request: object) -> tuple[int, Headers, bytes]:
    """The API of a site that has none."""
    return plain_refusal(HTTPStatus.NOT_FOUND)


def no_link(_key: str, _stat: Stat) -> str:
    """No object is too large."""
    return ""


def plain_refusal(status: int) -> tuple[int, Headers, bytes]:
    """Return a refusal as plain text, as an API does."""
    reply = status_reply(status)
    return reply.status, reply.headers, reply.body


def answer(
    request: Request,
    bucket: Bucket,
    api: Api = no_api,
    beside: Mapping[str, Api] = NO_SERVICES,
    link: Link = no_link,
    *,
    desk: bool = False,
) -> Reply:
    """Return the joint answer of the edge, the bucket and the API; `beside` has services by the beginnings of their addresses.

    With a `desk`, that of the home page leads apps to the authoring API.
    """
    for prefix, service in beside.items():
        if request.path.startswith(prefix):
            return Reply(*service(request.method, request.path, request.headers, request.body))
    match route(request.method, request.path):
        case Forward(path):
            return Reply(*api(request.method, path, forwarded(request), request.body))
        case Redirect(status, to):
            return Reply(status, {"Location": to})
        case Refuse(status):
            return status_reply(status)
        case Serve(key):
            reply = for_robots(request.path, object_reply(request, bucket, key, link))
            return for_apps(request.path, reply) if desk else reply


def for_apps(path: str, reply: Reply) -> Reply:
    """Return the reply with the links to the authoring API, if this is the path of the home page."""
    leading = links(path)
    return replace(reply, headers={**reply.headers, "Link": leading}) if leading else reply


def for_robots(path: str, reply: Reply) -> Reply:
    """Return the reply with the rule for search engines, if this path has one."""
    rule = robots(path)
    return replace(reply, headers={**reply.headers, "X-Robots-Tag": rule}) if rule else reply


def forwarded(request: Request) -> Mapping[str, str]:
    """Return the headers as the CDN forwards them: its client's address is appended to the claimed ones."""
    claimed = request.headers.get("x-forwarded-for", "")
    return {**request.headers, "x-forwarded-for": ", ".join(filter(None, (claimed, request.client)))}


def object_reply(request: Request, bucket: Bucket, key: str, link: Link) -> Reply:
    """Return the response for the object of this key: a redirect, not modified, its size, its bytes, or not found."""
    stat = bucket.stat(key)
    if stat is None:
        return not_found(bucket)
    redirect = respond(stat.meta)
    if redirect:
        return Reply(redirect.status, {"Location": redirect.to})
    if is_cached(request.headers.get("if-none-match", ""), stat):
        return Reply(HTTPStatus.NOT_MODIFIED, {"ETag": tag(stat)})
    if request.method == "HEAD":
        return Reply(HTTPStatus.OK, headers_of(key, stat), size=stat.size)
    if elsewhere := link(key, stat):
        return Reply(HTTPStatus.FOUND, {"Location": elsewhere})
    return body_reply(request, bucket, key, stat, link)


def body_reply(request: Request, bucket: Bucket, key: str, stat: Stat, link: Link) -> Reply:
    """Return the bytes of the object, or the requested range of them."""
    span = requested_range(request.headers, stat)
    if span is not None and not span:
        return Reply(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, {"Content-Range": f"bytes */{stat.size}"})
    read = bucket.read(key, span.stop if span else None)
    if read is None or read[1].etag != stat.etag:
        return object_reply(request, bucket, key, link)  # the object was replaced between the two calls, so decide again
    if not span:
        return Reply(HTTPStatus.OK, headers_of(key, stat), read[0])
    where = {"Content-Range": f"bytes {span[0]}-{span[-1]}/{stat.size}"}
    return Reply(HTTPStatus.PARTIAL_CONTENT, {**headers_of(key, stat), **where}, read[0][span.start :])


def not_found(bucket: Bucket) -> Reply:
    """Return the one page for missing pages, as the CDN does."""
    read = bucket.read(NOT_FOUND_PAGE)
    if read is None:
        return status_reply(HTTPStatus.NOT_FOUND)
    return Reply(HTTPStatus.NOT_FOUND, {"Content-Type": content_type(NOT_FOUND_PAGE, read[1])}, read[0])


def status_reply(status: int) -> Reply:
    allow = {"Allow": ", ".join(READING)} if status == HTTPStatus.METHOD_NOT_ALLOWED else {}
    text = f"{status} {HTTPStatus(status).phrase}\n"
    return Reply(status, {"Content-Type": "text/plain; charset=utf-8", **allow}, text.encode())


def headers_of(key: str, stat: Stat) -> Mapping[str, str]:
    cache = {"Cache-Control": page_kinds.FOR_EVER} if key.startswith(UNCHANGING) else {}
    return {"Content-Type": content_type(key, stat), "ETag": tag(stat), "Accept-Ranges": "bytes", **cache}


def stored_type(key: str, stat: Stat) -> str:
    """Return the type that the object has in a bucket with types: a feed's own, or that of the bucket at hand."""
    return next((kind for ending, kind in FEEDS.items() if f"/{key}".endswith(ending)), stat.type)


def content_type(key: str, stat: Stat) -> str:
    """Return a feed's type, else the bucket's; with a charset where the type takes one."""
    kind = stored_type(key, stat) or UNKNOWN
    return f"{kind}; charset=utf-8" if WITH_CHARSET.fullmatch(kind) else kind


def tag(stat: Stat) -> str:
    return f'"{stat.etag}"'


def is_cached(tags: str, stat: Stat) -> bool:
    """Return whether one of the ETags that a browser sends is this object's."""
    return any(etag.strip().removeprefix("W/") in ("*", tag(stat)) for etag in tags.split(","))


def requested_range(headers: Mapping[str, str], stat: Stat) -> range | None:
    """Return the requested range, empty if it lies outside; None for a request of the whole object, or an unknown notation."""
    match = RANGE.fullmatch(headers.get("range", ""))
    if not match or match[0] == "bytes=-" or headers.get("if-range", tag(stat)) != tag(stat):
        return None
    first, last = match.groups()
    if not first:
        return range(max(0, stat.size - int(last)), stat.size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, stat.size) if last else stat.size)
