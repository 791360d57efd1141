"""The function of the authoring API: the events of API Gateway, and answers as it takes them.

It isn't one of Chalice's, since only a deployment with a desk has it (`infra.stack.authoring_function`).
"""

import gc

gc.set_threshold(50_000)  # imports produce no garbage, and collections take a tenth of a cold start

import os  # noqa: E402 - see above
from base64 import b64encode  # noqa: E402
from collections.abc import Mapping  # noqa: E402
from functools import cache  # noqa: E402
from typing import Any  # noqa: E402

from chalicelib.authoring import api  # noqa: E402
from chalicelib.cloud import bootstrap  # noqa: E402
from chalicelib.cloud.ports import Cloud  # noqa: E402
from chalicelib.settings import read  # noqa: E402
from chalicelib.web import http  # noqa: E402


def handler(event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """Answer an event of the API's gateway."""
    return proxy_answer(api.answer(outside(), http.request_in(event, proxies())))


@cache
def outside() -> Cloud:
    """Return the outside world; its connections are kept from one event to the next."""
    return bootstrap.trusted(os.environ)


@cache
def proxies() -> int:
    return read(os.environ, ["proxies"]).proxies


def proxy_answer(reply: http.Reply) -> dict[str, Any]:
    """Return the reply as the gateway takes it: a body that is no text is in Base64."""
    headers = {name: [value] for name, value in reply.headers.items()}
    cookies = {"Set-Cookie": list(reply.cookies)} if reply.cookies else {}
    answer = {"statusCode": int(reply.status), "multiValueHeaders": {**headers, **cookies}}
    try:
        return {**answer, "body": reply.body.decode(), "isBase64Encoded": False}
    except UnicodeDecodeError:
        return {**answer, "body": b64encode(reply.body).decode(), "isBase64Encoded": True}
