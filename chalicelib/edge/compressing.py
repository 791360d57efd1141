"""Compression as by the CDN: the types and sizes that CloudFront compresses, for clients that accept it.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
"""

import gzip
import re
from http import HTTPStatus

from msgspec.structs import replace

from chalicelib.edge.responses import Headers, Reply, Request

SIZES = range(1_000, 10_000_001)
"""The sizes of bodies that CloudFront compresses."""

CLOUDFRONT_TYPES = """
application/dash+xml application/eot application/font application/font-sfnt application/javascript application/json
application/opentype application/otf application/pkcs7-mime application/protobuf application/rss+xml application/truetype
application/ttf application/vnd.apple.mpegurl application/vnd.ms-fontobject application/xhtml+xml application/xml
application/x-font-opentype application/x-font-truetype application/x-font-ttf application/x-httpd-cgi
application/x-javascript application/x-mpegurl application/x-opentype application/x-otf application/x-perl
application/x-ttf font/eot font/opentype font/otf font/ttf image/svg+xml text/css text/csv text/html text/javascript
text/js text/plain text/richtext text/tab-separated-values text/xml text/x-component text/x-java-source text/x-script
vnd.apple.mpegurl
"""
TYPES = frozenset(CLOUDFRONT_TYPES.split())
"""The types that CloudFront compresses; it has no pattern for others, so Atom's and JSON Feed's own are not among them."""

EFFORT = 6  # the usual level of servers: more costs time and saves next to nothing
NEVER = re.compile(r"0(\.0*)?")


def compressed(request: Request, reply: Reply) -> Reply:
    """Return the reply as this request accepts it; a part of an object stays as it is."""
    accepted = "" if reply.status == HTTPStatus.PARTIAL_CONTENT else request.headers.get("accept-encoding", "")
    headers, body = compress(accepted, reply.headers, reply.body)
    return replace(reply, headers=headers, body=body)


def compress(accepted: str, headers: Headers, body: bytes) -> tuple[Headers, bytes]:
    """Return headers and body for a client that accepts these encodings: compressed where that helps, then with a weak ETag."""
    if str(headers.get("Content-Type", "")).partition(";")[0] not in TYPES:
        return headers, body
    varied: Headers = {**headers, "Vary": "Accept-Encoding"}
    if len(body) not in SIZES or not accepts_gzip(accepted):
        return varied, body
    weak = {"ETag": f"W/{varied['ETag']}"} if "ETag" in varied else {}
    return {**varied, **weak, "Content-Encoding": "gzip"}, gzip.compress(body, EFFORT, mtime=0)


def accepts_gzip(accepted: str) -> bool:
    """Return whether a client that accepts these encodings takes gzip: gzip's own weight counts before that of `*`."""
    entries = (entry.replace(" ", "").partition(";q=") for entry in accepted.lower().split(","))
    weights = {name: weight for name, _, weight in entries}
    weight = weights.get("gzip", weights.get("*"))
    return weight is not None and not NEVER.fullmatch(weight)
