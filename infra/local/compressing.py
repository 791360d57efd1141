"""Compression as by the CDN: text of some size, for clients that accept it."""

import gzip
import re
from collections.abc import Mapping
from typing import TypeAlias

from chalicelib.content.media_types import COMPRESSIBLE

Headers: TypeAlias = Mapping[str, str | tuple[str, ...]]
"""The headers of a response; a repeated name has all its values."""

SIZES = range(1_000, 10_000_001)
"""The sizes of bodies to compress: a smaller one gains nothing, and a larger one takes too long."""

EFFORT = 6  # the usual level of servers: more costs time and saves next to nothing
NEVER = re.compile(r"0(\.0*)?")


def shrunk(accepted: str, headers: Headers, body: bytes) -> tuple[Headers, bytes]:
    """Return headers and body for a client that accepts these encodings: compressed where that helps, then with a weak ETag."""
    if not COMPRESSIBLE.match(str(headers.get("Content-Type", ""))):
        return headers, body
    varied: Headers = {**headers, "Vary": "Accept-Encoding"}
    if len(body) not in SIZES or not taken(accepted):
        return varied, body
    weak = {"ETag": f"W/{varied['ETag']}"} if "ETag" in varied else {}
    return {**varied, **weak, "Content-Encoding": "gzip"}, gzip.compress(body, EFFORT, mtime=0)


def taken(accepted: str) -> bool:
    """Return whether a client that accepts these encodings takes gzip: gzip's own weight counts before that of `*`."""
    wishes = (one.replace(" ", "").partition(";q=") for one in accepted.lower().split(","))
    weights = {name: weight for name, _, weight in wishes}
    weight = weights.get("gzip", weights.get("*"))
    return weight is not None and not NEVER.fullmatch(weight)
