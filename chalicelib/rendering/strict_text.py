"""Texts as strict readers require them: exact URIs, times with a zone, texts without forbidden characters.

A feed reader or a mail program doesn't know the zone of a time, and is stricter than a browser: what is wrong is refused.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from urllib.parse import quote

ORDINARY = re.compile(r"(?:https?:/)?(?:/[A-Za-z0-9._~-]+)*/?")  # is not taken apart: nearly every address of a site
MOST_MINUTES = 14 * 60
STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# XML 1.0 forbids some of these outright; the rest (DEL and the C1 controls) only ever come from a wrong encoding.
UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def uri(address: str) -> str:
    """Return the address as RFC 3986 requires it; a correct address does not change."""
    if ORDINARY.fullmatch(address):
        return address
    parts = WHOLE.fullmatch(address)
    return "".join(spell(part) for (_, spell), part in zip(PARTS, parts.groups("") if parts else (), strict=True))


def moment(text: str) -> datetime:
    """Return the time of an ISO 8601 text, to the second, with a zone that each feed format can write; UTC if it has none."""
    time = datetime.fromisoformat(text).replace(microsecond=0)
    # Before railways each town had its own time, with seconds in its offset, and Alaska was a day ahead. RFC 822 and
    # RFC 3339 can't write the seconds, and XML's times end at 14 hours.
    minutes = (time.utcoffset() or timedelta()) // timedelta(minutes=1)
    whole = time.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    return whole if abs(minutes) <= MOST_MINUTES else whole.astimezone(UTC)


def clean(text: str) -> str:
    """Return the text without characters that XML forbids."""
    return UNSPEAKABLE.sub("", text)


def line(text: str) -> str:
    """Return the text as one line, without forbidden characters."""
    return " ".join(clean(text).split())


def _quoted(structure: str, part: str) -> str:
    return quote(STRAY_PERCENT.sub("%25", part).encode("utf-8", "ignore"), safe=f"%!$&'()*+,;=~{structure}")


def _host(name: str) -> str:
    """Return a host name in another script as IDNA encodes it, or percent-encoded if IDNA can't."""
    if name.isascii():
        return _quoted("", name)
    try:
        return name.encode("idna").decode()
    except UnicodeError:
        return _quoted("", name)


_path = partial(_quoted, "/?:@")
# The parts of an address in their order, and the function that encodes each.
PARTS: tuple[tuple[str, Callable[[str], str]], ...] = (
    (r"[a-z][a-z0-9+.-]*:", str),  # the scheme
    (r"//", str),
    (r"(?<=//)[^/?#@]*@", partial(_quoted, ":@")),  # the user
    (r"(?<=[/@])\[[0-9a-f:.]+\](?=[:/?#]|$)", str),  # an IPv6 address
    (r"(?<=[/@])[^/?#:]+", _host),
    (r":[^/?#]*", partial(_quoted, ":")),  # the port
    (r"[^#]+", _path),  # the path and the query
    (r"#", str),
    (r".+", _path),
)
WHOLE = re.compile("".join(f"({part})?" for part, _ in PARTS), re.DOTALL | re.IGNORECASE)
