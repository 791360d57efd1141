"""Hashes: what is stored in place of an address, and of the token that a form left in a browser.

For counting mails, many addresses may lead to one mailbox: with a tag (`ann+news@`), with dots that Gmail ignores, or under
another domain of the same provider. At most domains, the owner of the domain may own every address of it. These rules are for
counting alone: a subscriber is known by the address as it was typed, and mail goes there. Two people who are taken for one only
share a limit, so it is better to take too many addresses for one mailbox than too few.
"""

import hashlib
import hmac
from collections.abc import Mapping

from chalicelib.newsletter.rules.providers import BY_DOMAIN, Provider
from chalicelib.newsletter.rules.public_suffixes import registered
from chalicelib.newsletter.rules.rate_limits import NOWHERE

ANY = Provider(())
ID_LENGTH = 32  # hex digits: 128 bits, so that no two addresses share an id
BROWSER_LENGTH = 16  # enough to recognize a browser; a token with it stays short
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


def reader_id(pepper: str, mailbox_key: str) -> str:
    """Return the id of the subscriber with this mailbox key; without the pepper, it doesn't reveal the address."""
    if not pepper:
        raise ValueError("the setting ADDRESS_PEPPER can't be empty, or anyone could guess an address from its hash")
    return hmac.new(pepper.encode(), mailbox_key.encode(), hashlib.sha256).hexdigest()[:ID_LENGTH]


def shares_of(pepper: str, mailbox_key: str) -> Mapping[str, str]:
    """Return the hashes, by budget, under which mails to a mailbox are counted, and to its domain where that is counted."""
    shares = {"mailbox": owner_of(mailbox_key), "domain": domain_of(mailbox_key)}
    return {name: reader_id(pepper, f"{name} {text}") for name, text in shares.items() if text}


def visitor_of(pepper: str, network: str) -> str:
    """Return the hash by which a visitor's network is blocked; empty where it isn't known."""
    return "" if network == NOWHERE else reader_id(pepper, f"network {network}")


def provider_of(pepper: str, name: str) -> str:
    """Return the hash by which mails to a provider are counted."""
    return reader_id(pepper, f"provider {name}")


def hashed(browser: str) -> str:
    """Return what is kept of the token that a form left in a browser; empty where it left none."""
    return hashlib.sha256(browser.encode(errors="replace")).hexdigest()[:BROWSER_LENGTH] if browser else ""
