"""The limits of sign-ups and comments (`LIMITS`): how many one network may send, and how many mails sign-ups may cause.

Visitors are counted by **networks**, a narrow one and those around it (`NETWORKS`): a household with IPv6 has more addresses than
could ever be counted, and often more networks than one. Each limit counts in **windows** of its own length that begin at fixed
times, so one counter with an expiry is enough; a visitor at the turn of two windows may use both. How many mails one mailbox gets
is not limited here, but by `mailbox_budget`, since that is a promise to strangers.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import NamedTuple

AN_HOUR = 3_600
A_DAY = 24 * AN_HOUR
A_WEEK = 7 * A_DAY
NO_END = 1 << 53
NONE = 0  # bits of a network that isn't counted
NOWHERE = "unknown"
"""The network of all visitors whose address can't be read: they share one counter."""


class Limit(NamedTuple):
    """One row: its name, the seconds of a window, the most that one window accepts, and its meaning."""

    name: str
    seconds: int
    most: int
    meaning: str


COMMENTS = "comments-"
"""What the limits of comments begin with, which are counted apart: a flood of these stops no sign-up."""

DESK = "desk-"
"""What the limits of people who write begin with."""

LIMITS: Mapping[str, Limit] = {
    row.name: row
    for row in (
        Limit("host-hour", AN_HOUR, 20, "sign-ups from one address of IPv4 or one /64 of IPv6 in an hour"),
        Limit("home-hour", AN_HOUR, 30, "sign-ups from one /56 of IPv6 in an hour"),
        Limit("network-hour", AN_HOUR, 40, "sign-ups from one /24 of IPv4 or one /48 of IPv6 in an hour"),
        Limit("network-day", A_DAY, 100, "sign-ups from one /24 of IPv4 or one /48 of IPv6 in a day"),
        Limit("mailbox-day", A_DAY, 10, "sign-ups for one mailbox in a day, from anyone"),
        Limit(
            "provider-hour", AN_HOUR, 20, "emails about sign-ups to one mail provider in an hour, for all domains that it serves"
        ),
        Limit("large-provider-hour", AN_HOUR, 100, "the same to a large provider, such as Gmail or Outlook"),
        Limit(
            "unresolved-hour", AN_HOUR, 10, "the same to all domains whose provider isn't known, since DNS didn't answer in time"
        ),
        Limit("site-hour", AN_HOUR, 200, "emails about sign-ups that the whole site sends in an hour"),
        Limit("replies-day", A_DAY, 200, "replies forwarded to the author in a day"),
        Limit(f"{COMMENTS}host-hour", AN_HOUR, 10, "comments from one address of IPv4 or one /64 of IPv6 in an hour"),
        Limit(f"{COMMENTS}home-hour", AN_HOUR, 15, "comments from one /56 of IPv6 in an hour"),
        Limit(f"{COMMENTS}network-hour", AN_HOUR, 20, "comments from one /24 of IPv4 or one /48 of IPv6 in an hour"),
        Limit(f"{COMMENTS}network-day", A_DAY, 40, "comments from one /24 of IPv4 or one /48 of IPv6 in a day"),
        Limit(f"{COMMENTS}flood-day", A_DAY, 1, "the same while very many comments wait for a look"),
        Limit(f"{DESK}host-hour", AN_HOUR, 30, "attempts to sign in from one address of IPv4 or one /64 of IPv6 in an hour"),
        Limit(f"{DESK}home-hour", AN_HOUR, 45, "attempts to sign in from one /56 of IPv6 in an hour"),
        Limit(f"{DESK}network-hour", AN_HOUR, 60, "attempts to sign in from one /24 of IPv4 or one /48 of IPv6 in an hour"),
        Limit(f"{DESK}network-day", A_DAY, 200, "attempts to sign in from one /24 of IPv4 or one /48 of IPv6 in a day"),
        Limit(f"{DESK}mails-hour", AN_HOUR, 5, "links to sign in that are mailed to one person in an hour"),
        Limit(f"{DESK}acts-hour", AN_HOUR, 20_000, "requests of one person and their apps, a push included, in an hour"),
        Limit(
            f"{DESK}failed-hour", AN_HOUR, NO_END, "failed attempts to sign in to the site in an hour: the tenth raises an alarm"
        ),
        Limit("turns-week", A_WEEK, NO_END, "sign-ups of one /24 or /48 in a week that had to wait for the site's limit"),
    )
}
STRAIGHT = 50  # of the site's mails in an hour, those that are sent at once; the others are for waiting sign-ups

NETWORKS: tuple[tuple[str, int, int], ...] = (  # what each limit by network counts: so many bits of IPv4, and of IPv6
    ("host-hour", 32, 64),
    ("home-hour", NONE, 56),
    ("network-hour", 24, 48),
    ("network-day", 24, 48),
)


def window(limit: Limit, now: datetime) -> tuple[str, int]:
    """Return the name of the current window, and its end in seconds since 1970."""
    begins = int(now.timestamp()) // limit.seconds * limit.seconds
    return f"{datetime.fromtimestamp(begins, UTC):%Y-%m-%dT%H:%M}", begins + limit.seconds


def networks_of(ip: str) -> tuple[tuple[str, str], ...]:
    """Return the limits that count a visitor from this address, each with the network."""
    try:
        visitor = ip_address(ip)
    except ValueError:
        return tuple((name, NOWHERE) for name, bits4, _ in NETWORKS if bits4)
    visitor = getattr(visitor, "ipv4_mapped", None) or visitor  # an address of IPv4 may be written as IPv6
    rows = ((name, bits4 if isinstance(visitor, IPv4Address) else bits6) for name, bits4, bits6 in NETWORKS)
    return tuple((name, str(network(visitor, bits))) for name, bits in rows if bits)


def network_of(ip: str) -> str:
    """Return the widest network that an address is counted with; the site's mails are shared out by it."""
    return dict(networks_of(ip))["network-day"]


def network(ip: IPv4Address | IPv6Address, bits: int) -> IPv4Network | IPv6Network:
    """Return the network of so many bits; an interface (`%eth0`) is ignored."""
    return (
        IPv4Network((int(ip), bits), strict=False) if isinstance(ip, IPv4Address) else IPv6Network((int(ip), bits), strict=False)
    )


def visitor_ip(forwarded_for: str, source_ip: str, proxies: int) -> str:
    """Return the address that the outermost of our own proxies saw; addresses that the request itself claims are never used.

    Each proxy appends the address it saw to `X-Forwarded-For`, the gateway last. So with one CDN before the gateway, the header
    is `claims…, visitor, CDN`. A shorter list has not passed all the proxies: then the gateway's own source address is used.
    """
    seen = [part.strip() for part in forwarded_for.split(",")]
    return seen[-proxies - 1] if 0 < proxies < len(seen) else source_ip
