"""The function that serves a site without a CDN, at an address of its own (`infra.stack.site_function`).

AWS lets a new account have a CDN only once it has verified the account; a trial doesn't wait for that. Each answer is made anew,
by the same rule, so the site is slower than behind a CDN, and browsers are told to ask again each time. A file that is too large
for an answer of a function is read from the bucket, by a link that holds for minutes.
"""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from functools import cache
from typing import Any

from chalicelib.cloud.aws import clients
from chalicelib.cloud.ports import Bucket, Stat
from chalicelib.cloud.s3 import AwsBucket
from chalicelib.edge.api_proxy import VISITOR, HttpApi, visitor
from chalicelib.edge.compressing import compressed
from chalicelib.edge.responses import Api, Headers, Link, Reply, Request, answer, no_api, no_link
from chalicelib.frozen import Frozen
from chalicelib.settings import read

LARGEST = 4_000_000
"""Bytes of an answer: in Base64 they are 5.4 MB, of the 6 MB that Lambda takes:
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""
LINKED = 300  # seconds for which the link to a larger file holds
FRESH = {"cache-control": "no-cache"}


class ServedSite(Frozen):
    """A site without a CDN: its bucket, its API, links to large files, and the headers of every answer."""

    bucket: Bucket
    api: Api = no_api
    link: Link = no_link
    headers: Mapping[str, str] = {}
    desk: bool = False


def handler(event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """Answer an event of the function's address."""
    return answer_event(served_site(), event)


@cache
def served_site() -> ServedSite:
    """Return the site that the environment names; its connections are kept from one event to the next."""
    settings = read(os.environ)
    bucket = AwsBucket(clients(settings).s3, settings.public_bucket)

    def link(key: str, stat: Stat) -> str:
        return bucket.link(key, LINKED) if stat.size > LARGEST else ""

    return ServedSite(bucket, HttpApi(settings.api_address, settings.api_key), link, json.loads(settings.headers), settings.desk)


def answer_event(site: ServedSite, event: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer to an event in the form of a function's address: payload format 2.0."""
    request = request_of(event)
    reply = compressed(request, answer(request, site.bucket, site.api, link=site.link, desk=site.desk))
    return {
        "statusCode": reply.status,
        "headers": {**FRESH, **site.headers, **joined(reply.headers)},
        "cookies": cookies(reply),
        "body": b64encode(reply.body).decode(),
        "isBase64Encoded": True,
    }


def request_of(event: Mapping[str, Any]) -> Request:
    """Return the request in an event; its path is percent-encoded, as it was sent."""
    http, body = event["requestContext"]["http"], event.get("body") or ""
    query = event.get("rawQueryString", "")
    headers = {name.lower(): value for name, value in event["headers"].items()}
    if "cookies" in event:
        headers["cookie"] = "; ".join(event["cookies"])
    return Request(
        http["method"],
        f"{event['rawPath']}?{query}" if query else event["rawPath"],
        {**headers, VISITOR: visitor(http["sourceIp"])},
        b64decode(body) if event.get("isBase64Encoded") else body.encode(),
        http["sourceIp"],
    )


def joined(headers: Headers) -> dict[str, str]:
    """Return the headers with lower-case names, repeated ones as a single value; cookies are apart."""
    texts = {name.lower(): value if isinstance(value, str) else ", ".join(value) for name, value in headers.items()}
    return {name: text for name, text in texts.items() if name != "set-cookie"}


def cookies(reply: Reply) -> list[str]:
    each = [value for name, value in reply.headers.items() if name.lower() == "set-cookie"]
    return [text for value in each for text in ([value] if isinstance(value, str) else value)]
