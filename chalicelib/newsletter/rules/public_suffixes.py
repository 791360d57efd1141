"""Registered domains: which part of a domain somebody registered, after the public suffix list.

The list is a snapshot in a package (https://publicsuffix.org/); nothing is fetched. Only its part about registries counts. Its
other part names services whose customers have subdomains, such as `github.io`: anybody can have any number of these, so here
they are taken as their service's.
"""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


def registered(domain: str) -> str:
    """Return the registered part of a domain: `firm.co.uk` of `a.firm.co.uk`. A public suffix itself is returned as it is."""
    return suffixes().privatesuffix(domain) or domain


@cache
def suffixes() -> "PublicSuffixList":
    """Return the list, which is read at the first call: that takes longer than all else that answers a sign-up."""
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 - see above

    return PublicSuffixList(only_icann=True)
