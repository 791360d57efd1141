"""Which provider takes the mail of a domain, and the limit that it has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.newsletter.rules.providers import MOST_PROVIDERS, PROVIDERS, UNRESOLVED, Provider, Share, shares_of
from chalicelib.newsletter.rules.rate_limits import LIMITS
from tests.each import each

GOOGLE = ("aspmx.l.google.com", "alt1.aspmx.l.google.com", "aspmx2.googlemail.com", "smtp.google.com")


@pytest.mark.parametrize(
    ("servers", "names"),
    [
        (GOOGLE, ["gmail.com"]),
        (("firm-com.mail.protection.outlook.com",), ["outlook.com"]),
        (("firm-com.a-v1.mx.microsoft",), ["outlook.com"]),
        (("hotmail-com.olc.protection.outlook.com", "mx-ha.gmx.net"), ["outlook.com", "gmx.net"]),
        (("mta5.am0.yahoodns.net",), ["yahoo.com"]),
        (("mx1.host.co.uk", "mx2.host.co.uk", "mx.other.com"), ["host.co.uk", "other.com"]),
        (("mx.a.com", "mx.b.com", "mx.c.com"), ["a.com", "b.com", "c.com"]),
        (("mx.a.com", "mx.b.com", "mx.c.com", "mx.d.com"), [UNRESOLVED]),
        ((), [UNRESOLVED]),
        (("localhost",), ["localhost"]),
    ],
)
def test_all_domains_whose_mail_a_provider_takes_share_its_budget(servers: tuple[str, ...], names: list[str]) -> None:
    assert [share.name for share in shares_of(servers)] == names


@each("row", PROVIDERS)
def test_a_provider_has_one_budget_whichever_domain_or_server_is_named(row: Provider) -> None:
    found = {shares_of((f"mx1.{domain}",)) for domain in (*row.domains, *row.servers)}

    limit = "large-provider-hour" if row.large else "provider-hour"
    assert found == {(Share(row.name, limit),)}


NAMES = st.from_regex(r"[a-z0-9_-]{0,12}(\.[a-z0-9-]{0,12}){0,4}", fullmatch=True) | st.text(max_size=40)


@given(st.lists(NAMES, max_size=12))
def test_whatever_a_domain_names_has_one_to_three_shares_with_a_limit(servers: list[str]) -> None:
    shares = shares_of(servers)

    assert 1 <= len(shares) <= MOST_PROVIDERS
    assert {share.limit for share in shares} <= LIMITS.keys()
