"""User agents in a log: people or programs.

Programs are recognized by a maintained list (crawler-user-agents), and health checks by `WATCHING`. A program that calls itself a
browser can't be recognized, and counts as a person.
"""

import re
from functools import cache
from urllib.parse import unquote_to_bytes

from chalicelib.analytics.bot_patterns import Programs, programs

WATCHING = ("Amazon CloudFront", "Amazon-Route53-Health-Check", "ELB-HealthChecker", "kube-probe", "Prefetch Proxy")
NOBODY = ("", "-")
LONGEST = 500  # bytes of a user agent, decoded: those of browsers within apps have up to 400


def is_person(written: bytes) -> bool:
    """Return whether this user agent is a person's; it is percent-encoded once or twice, as CloudFront writes it."""
    if len(written) - SHRINKS * written.count(b"%") > LONGEST:
        return False
    raw = decoded(written)
    agent = raw.decode(errors="replace")
    return len(raw) <= LONGEST and agent not in NOBODY and not _programs().has(agent)


SHRINKS = 4  # bytes that decoding removes for each percent sign, at most: `%2520` is a space


def decoded(written: bytes) -> bytes:
    """Decode text that was percent-encoded once, or twice with encoded percent signs."""
    return _undone(_undone(written))


def _undone(written: bytes) -> bytes:
    """Decode once; mostly only spaces are encoded, which is faster."""
    spaced = written.replace(b"%20", b" ")
    return unquote_to_bytes(spaced) if b"%" in spaced else spaced


@cache
def _programs() -> Programs:
    """Return the index of programs, made once; the list is half a megabyte, and only this function needs it."""
    from crawleruseragents import CRAWLER_USER_AGENTS_DATA  # noqa: PLC0415 - see above

    return programs([*(row["pattern"] for row in CRAWLER_USER_AGENTS_DATA), *map(re.escape, WATCHING)])
