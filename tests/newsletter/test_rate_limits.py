"""The networks by which visitors are counted, and the windows."""

from datetime import UTC, datetime, timedelta, timezone
from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.newsletter.rules.rate_limits import LIMITS, NOWHERE, Limit, network_of, networks_of, visitor_ip, window

IPS = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str)


@pytest.mark.parametrize(
    ("ip", "networks"),
    [
        ("203.0.113.77", ["203.0.113.77/32", "203.0.113.0/24"]),
        ("0.0.0.0", ["0.0.0.0/32", "0.0.0.0/24"]),  # noqa: S104 (not an address to bind to)
        ("2001:db8:1:2ff:3:4:5:6", ["2001:db8:1:2ff::/64", "2001:db8:1:200::/56", "2001:db8:1::/48"]),
        ("2001:DB8:1:2::1", ["2001:db8:1:2::/64", "2001:db8:1::/56", "2001:db8:1::/48"]),
        ("::ffff:203.0.113.77", ["203.0.113.77/32", "203.0.113.0/24"]),
        ("::ffff:cb00:714d", ["203.0.113.77/32", "203.0.113.0/24"]),
        ("::1", ["::/64", "::/56", "::/48"]),
        ("fe80::1%eth0", ["fe80::/64", "fe80::/56", "fe80::/48"]),
    ],
)
def test_an_address_is_counted_with_its_networks(ip: str, networks: list[str]) -> None:
    assert list(dict.fromkeys(network for _, network in networks_of(ip))) == networks
    assert network_of(ip) == networks[-1]


@pytest.mark.parametrize(
    "ip", ["", "unknown", "203.0.113", "203.0.113.7:443", "203.0.113.256", "010.0.0.1", "[::1]", "1/24", "１.2.3.4"]
)
def test_all_texts_that_are_no_address_are_one_network(ip: str) -> None:
    assert {network for _, network in networks_of(ip)} == {network_of(ip)} == {NOWHERE}


@given(text=st.one_of(st.text(), IPS))
def test_any_text_has_networks_that_can_stand_in_a_key(text: str) -> None:
    names, networks = zip(*networks_of(text), strict=True)

    assert set(names) <= LIMITS.keys()
    assert not any("#" in network or len(network) > 43 for network in networks)


@given(household=st.ip_addresses(network="2001:db8::/32"), host=st.integers(0, 2**64 - 1))
def test_a_household_of_ipv6_is_one_network(household: IPv6Address, host: int) -> None:
    neighbour = IPv6Address((int(household) >> 64 << 64) + host)

    assert networks_of(str(neighbour)) == networks_of(str(household))


# ---- windows


def test_a_window_has_a_name_and_an_end() -> None:
    now = datetime(2026, 11, 25, 14, 59, 59, tzinfo=UTC)

    assert window(Limit("x", 3600, 1, ""), now) == ("2026-11-25T14:00", int(datetime(2026, 11, 25, 15, tzinfo=UTC).timestamp()))
    assert window(Limit("x", 86_400, 1, ""), now) == ("2026-11-25T00:00", int(datetime(2026, 11, 26, tzinfo=UTC).timestamp()))


@given(
    now=st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    limit=st.sampled_from(list(LIMITS.values())),
)
def test_windows_follow_each_other_without_gap(now: datetime, limit: Limit) -> None:
    name, ends = window(limit, now)
    last = datetime.fromtimestamp(ends - 1, UTC)
    following = datetime.fromtimestamp(ends, UTC)

    assert now.timestamp() < ends <= now.timestamp() + limit.seconds
    assert window(limit, last) == (name, ends)
    assert window(limit, following) == (window(limit, now + timedelta(seconds=limit.seconds))[0], ends + limit.seconds)


def test_a_window_is_the_same_in_every_zone() -> None:
    now = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)

    assert window(LIMITS["network-day"], now) == window(
        LIMITS["network-day"], now.astimezone(timezone(timedelta(hours=9, minutes=45)))
    )


def test_every_limit_is_found_by_its_name_and_lets_somebody_through() -> None:
    assert all(name == limit.name and limit.most > 0 for name, limit in LIMITS.items())
    assert LIMITS["host-hour"].most < LIMITS["home-hour"].most < LIMITS["network-hour"].most < LIMITS["network-day"].most


# ---- the address of a visitor


@pytest.mark.parametrize(
    ("forwarded_for", "proxies", "visitor"),
    [
        ("198.51.100.7, 192.0.2.1", 1, "198.51.100.7"),
        ("6.6.6.6, 198.51.100.7, 192.0.2.1", 1, "198.51.100.7"),
        ("6.6.6.6,,  7.7.7.7 ,198.51.100.7,192.0.2.1", 1, "198.51.100.7"),
        ("198.51.100.7, 192.0.2.1, 192.0.2.2", 2, "198.51.100.7"),
        ("2001:db8::7, 192.0.2.1", 1, "2001:db8::7"),
        ("6.6.6.6", 0, "192.0.2.9"),
        ("6.6.6.6, 7.7.7.7", 2, "192.0.2.9"),
        ("192.0.2.9", 1, "192.0.2.9"),
        ("", 1, "192.0.2.9"),
        ("", 0, "192.0.2.9"),
        ("6.6.6.6, 7.7.7.7", -1, "192.0.2.9"),
    ],
)
def test_the_visitor_is_whom_our_outermost_proxy_saw(forwarded_for: str, proxies: int, visitor: str) -> None:
    assert visitor_ip(forwarded_for, "192.0.2.9", proxies) == visitor


@given(claims=st.text(), visitor=IPS, own=st.lists(IPS, min_size=1, max_size=3))
def test_claims_of_a_request_never_change_its_visitor(claims: str, visitor: str, own: list[str]) -> None:
    forwarded_for = ", ".join([claims, visitor, *own])

    assert visitor_ip(forwarded_for, own[-1], len(own)) == visitor
