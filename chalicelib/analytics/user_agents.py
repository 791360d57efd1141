"""People: whether a user agent, as a log writes it, is somebody who reads.

Programs are known by a maintained list (crawler-user-agents), and those that only look whether the site is up by the rows
below. A program that calls itself a browser can't be told from one, and counts as a person.
"""

import re
from functools import cache
from urllib.parse import unquote_to_bytes

from chalicelib.analytics.bot_patterns import Programs, programs

WATCHING = ("Amazon CloudFront", "Amazon-Route53-Health-Check", "ELB-HealthChecker", "kube-probe", "Prefetch Proxy")
NOBODY = ("", "-")
LONGEST = 500  # bytes of a user agent, decoded: those of browsers within apps have up to 400


def is_person(written: bytes) -> bool:
    """Whether this user agent is a person's; percent-encoded once or twice, as CloudFront writes them."""
    if len(written) - SHRINKS * written.count(b"%") > LONGEST:
        return False
    raw = decoded(written)
    agent = raw.decode(errors="replace")
    return len(raw) <= LONGEST and agent not in NOBODY and not _known().has(agent)


SHRINKS = 4  # bytes, at most, that go with each percent sign when it is decoded: `%2520` is a space


def decoded(written: bytes) -> bytes:
    """What was percent-encoded once or, with the percent signs encoded again, twice."""
    return _undone(_undone(written))


def _undone(written: bytes) -> bytes:
    """Percent-encoding undone; mostly it is of spaces alone, which is done sooner."""
    spaced = written.replace(b"%20", b" ")
    return unquote_to_bytes(spaced) if b"%" in spaced else spaced


@cache
def _known() -> Programs:
    """The list is half a megabyte, and only who counts needs it."""
    from crawleruseragents import CRAWLER_USER_AGENTS_DATA  # noqa: PLC0415 - see above

    return programs([*(row["pattern"] for row in CRAWLER_USER_AGENTS_DATA), *map(re.escape, WATCHING)])
