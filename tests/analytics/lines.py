"""Lines of the CDN's log."""

import gzip
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

NAMES = (
    "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query "
    "cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol "
    "ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte "
    "x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end"
)
LEGACY = tuple(NAMES.split())
WITH_NETWORK = (*LEGACY, "asn")
CHOSEN = ("cs(User-Agent)", "sc-status", "cs-uri-stem", "date", "time", "cs-method")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"
SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605.1.15"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
READER = "203.0.113.77"
USUAL = {
    "date": "2026-11-25",
    "time": "11:30:59",
    "x-edge-location": "FRA56-P4",
    "sc-bytes": "7342",
    "c-ip": READER,
    "cs-method": "GET",
    "cs(Host)": "d111111abcdef8.cloudfront.net",
    "sc-status": "200",
    "cs(Referer)": "https://search.example/?q=a",
    "cs(Cookie)": "-",
    "x-edge-request-id": "SOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==",
}


def line(address: str, agent: str = FIREFOX, columns: Iterable[str] = LEGACY, **other: str) -> str:
    """A line of the log; `other` names columns with `_` where they have `-`."""
    told = {**USUAL, "cs-uri-stem": quote(address), "cs(User-Agent)": quote(agent, safe="/()+;,:")}
    told |= {name.replace("_", "-"): value for name, value in other.items()}
    return "\t".join(told.get(name, "-") for name in columns)


def file(*lines: str, columns: Iterable[str] = LEGACY) -> bytes:
    """A whole file, not packed."""
    return "".join(f"{one}\n" for one in ("#Version: 1.0", f"#Fields: {' '.join(columns)}", *lines)).encode()


def packed(*lines: str, columns: Iterable[str] = LEGACY) -> bytes:
    return gzip.compress(file(*lines, columns=columns), mtime=0)


def of(tally: Any) -> Mapping[str, int]:
    """The reads by address, whatever the hour."""
    found: dict[str, int] = {}
    for (_, address), count in tally.reads.items():
        found[address] = found.get(address, 0) + count
    return found
