"""What the CDN compresses, and for whom: text of some size, for clients that say they take it."""

import gzip
import re
from collections.abc import Mapping
from typing import TypeAlias

from chalicelib.content.media_types import COMPRESSIBLE

Headers: TypeAlias = Mapping[str, str | tuple[str, ...]]
"""What goes back beside a body; a name that is said more than once has all its values."""

SIZES = range(1_000, 10_000_001)
"""Bytes of a body: a smaller one gains nothing, and a larger one takes too long."""

EFFORT = 6  # what servers commonly take: more costs time and saves next to nothing
NEVER = re.compile(r"0(\.0*)?")


def shrunk(accepted: str, headers: Headers, body: bytes) -> tuple[Headers, bytes]:
    """Headers and body as they go to who accepts these encodings: compressed where it is worth it; the tag then is a weak one."""
    if not COMPRESSIBLE.match(str(headers.get("Content-Type", ""))):
        return headers, body
    told: Headers = {**headers, "Vary": "Accept-Encoding"}
    if len(body) not in SIZES or not taken(accepted):
        return told, body
    weak = {"ETag": f"W/{told['ETag']}"} if "ETag" in told else {}
    return {**told, **weak, "Content-Encoding": "gzip"}, gzip.compress(body, EFFORT, mtime=0)


def taken(accepted: str) -> bool:
    """Whether a client that accepts these encodings takes gzip: what is said of gzip itself counts before what is said of all."""
    wishes = (one.replace(" ", "").partition(";q=") for one in accepted.lower().split(","))
    weights = {name: weight for name, _, weight in wishes}
    weight = weights.get("gzip", weights.get("*"))
    return weight is not None and not NEVER.fullmatch(weight)
