"""How much is let through: from one network, to one address, and in all.

Visitors are counted by **network**, not by address: a household of IPv6 has more addresses than could ever be counted. Each
limit counts in **windows** of its own length that begin at fixed times, so that one counter with an expiry is enough; who
comes at the turn of two windows may have both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

AN_HOUR = 3_600
A_DAY = 24 * AN_HOUR
NOWHERE = "unknown"
"""The network of all whose address can't be read: they share one counter."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One row: its name, the seconds of a window, the most that one window lets through, and its meaning."""

    name: str
    seconds: int
    most: int
    meaning: str


LIMITS: Mapping[str, Limit] = {
    row.name: row
    for row in (
        Limit("network-hour", AN_HOUR, 20, "sign-ups from one network in an hour"),
        Limit("network-day", A_DAY, 100, "sign-ups from one network in a day"),
        Limit("address-day", A_DAY, 10, "sign-ups for one address in a day, whoever sends them"),
        Limit("site-hour", AN_HOUR, 200, "mails of the whole site that answer sign-ups in an hour"),
    )
}


def window(limit: Limit, now: datetime) -> tuple[str, int]:
    """The window that is open now: its name, and when it ends in seconds since 1970."""
    begins = int(now.timestamp()) // limit.seconds * limit.seconds
    return f"{datetime.fromtimestamp(begins, UTC):%Y-%m-%dT%H:%M}", begins + limit.seconds


def network_of(ip: str) -> str:
    """The network that an address is counted with: the /24 of IPv4, the /64 of IPv6, `NOWHERE` for what is no address."""
    try:
        return str(network(ip_address(ip)))
    except ValueError:
        return NOWHERE


def network(ip: IPv4Address | IPv6Address) -> IPv4Network | IPv6Network:
    """An address of IPv4 written as one of IPv6 is one of IPv4; an interface (`%eth0`) counts for nothing."""
    if isinstance(ip, IPv4Address):
        return IPv4Network((int(ip), 24), strict=False)
    return network(ip.ipv4_mapped) if ip.ipv4_mapped else IPv6Network((int(ip), 64), strict=False)


def visitor_ip(forwarded_for: str, source_ip: str, proxies: int) -> str:
    """The address that the outermost of our own proxies saw; what the visitor's request itself claims is never believed.

    Each proxy writes whom it saw at the end of `X-Forwarded-For`, the gateway last. So with one CDN before the gateway it
    reads `claims…, visitor, CDN`. A shorter list has not come by all the proxies: then only the gateway's own word counts.
    """
    seen = [part.strip() for part in forwarded_for.split(",")]
    return seen[-proxies - 1] if 0 < proxies < len(seen) else source_ip
