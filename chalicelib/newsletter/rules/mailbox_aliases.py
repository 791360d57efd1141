"""Which mailbox an address leads to, for counting mails.

Many addresses may lead to one mailbox: with a tag (`ann+news@`), with dots that Gmail ignores, or under another domain of the
same provider. At most domains, the owner of the domain may own every address of it. These rules are for counting alone: a
subscriber is known by the address as it was typed, and mail goes there. Two people who are taken for one only share a limit, so
it is better to take too many addresses for one mailbox than too few.
"""

from chalicelib.newsletter.rules.providers import BY_DOMAIN, Provider
from chalicelib.newsletter.rules.public_suffixes import registered

ANY = Provider(())
SUBDOMAINS = ("fastmail.com", "fastmail.fm")
"""Domains under which each subdomain is one mailbox."""


def owner_of(key: str) -> str:
    """Return the mailbox that the address with this key (`Mailbox.key`) leads to: the same text for all its spellings."""
    local, _, domain = key.rpartition("@")
    whole = registered(domain)
    if whole in SUBDOMAINS and domain != whole:  # everything under `ann.fastmail.com` is Ann's
        local, domain = domain.removesuffix(f".{whole}").rpartition(".")[2], whole
    row = BY_DOMAIN.get(domain, ANY)
    untagged = local
    for sign in row.tags:
        untagged = untagged.partition(sign)[0]
    read = "".join(sign for sign in untagged if sign not in row.unread)
    return f"{read or local}@{row.domains[0] if row.same else domain}"


def domain_of(key: str) -> str:
    """Return the domain if it is counted as a whole, since one person may own it; empty for a provider's domain."""
    whole = registered(key.rpartition("@")[2])
    return "" if whole in BY_DOMAIN else whole
