"""Which mailbox an address leads to, for counting mails.

Many addresses may lead to one mailbox: with a tag (`ann+news@`), with dots that Gmail ignores, or under another domain of the
same provider. At most domains, the owner of the domain may own every address of it. These rules are for counting alone: a
subscriber is known by the address as it was typed, and mail goes there. Two people who are taken for one only share a limit, so
it is better to take too many addresses for one mailbox than too few.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple


class Provider(NamedTuple):
    """One row: a provider's domains, the characters that begin a tag, and the characters it ignores. With `same`, all the domains
    lead to the same mailbox, and the first one stands for them."""

    domains: tuple[str, ...]
    tags: str = "+"
    unread: str = ""
    same: bool = False


PROVIDERS: tuple[Provider, ...] = (
    Provider(("gmail.com", "googlemail.com"), unread=".", same=True),
    Provider(("proton.me", "protonmail.com", "protonmail.ch", "pm.me"), unread=".-_", same=True),
    Provider(("icloud.com", "me.com", "mac.com"), same=True),
    Provider(("ymail.com", "rocketmail.com", "myyahoo.com", "aol.com"), tags="+-"),
    Provider(("fastmail.com", "fastmail.fm", "messagingengine.com")),
    Provider(("hey.com", "mailbox.org", "posteo.de", "tutanota.com", "tuta.com", "tuta.io", "zoho.com", "hushmail.com")),
    Provider(("msn.com", "passport.com", "windowslive.com")),
    Provider(("mail.ru", "bk.ru", "list.ru", "inbox.ru", "rambler.ru", "ukr.net", "seznam.cz", "wp.pl", "o2.pl", "onet.pl")),
    Provider(
        ("web.de", "t-online.de", "freenet.de", "bluewin.ch", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net")
    ),
    Provider(("libero.it", "virgilio.it", "tiscali.it", "telefonica.net", "sapo.pt", "uol.com.br", "bol.com.br", "terra.com.br")),
    Provider(("qq.com", "foxmail.com", "163.com", "126.com", "sina.com", "yeah.net", "naver.com", "daum.net", "hanmail.net")),
    Provider(("docomo.ne.jp", "ezweb.ne.jp", "softbank.ne.jp", "rediffmail.com")),
    Provider(
        ("comcast.net", "verizon.net", "att.net", "cox.net", "btinternet.com", "sky.com", "bigpond.com", "shaw.ca", "rogers.com")
    ),
)
"""Providers at whose domains anybody can have an address: none of these domains is counted as a whole."""

FAMILIES: Mapping[str, Provider] = {
    "yahoo": Provider((), tags="+-"),
    "yandex": Provider(("yandex.ru",), unread=".-", same=True),
    "ya": Provider(("yandex.ru",), unread=".-", same=True),
    **dict.fromkeys(("gmx", "hotmail", "live", "outlook"), Provider(())),
}
"""Providers with a domain in many countries, by the label before the country's."""

ANY = Provider(())
BY_DOMAIN: Mapping[str, Provider] = {domain: row for row in PROVIDERS for domain in row.domains}


def owner_of(key: str) -> str:
    """Return the mailbox that the address with this key (`Mailbox.key`) leads to: the same text for all its spellings."""
    local, _, domain = key.rpartition("@")
    whole = registered(domain)
    if whole in SUBDOMAINS and domain != whole:  # everything under `ann.fastmail.com` is Ann's
        local, domain = domain.removesuffix(f".{whole}").rpartition(".")[2], whole
    row = provider_of(domain) or ANY
    untagged = local
    for sign in row.tags:
        untagged = untagged.partition(sign)[0]
    read = "".join(sign for sign in untagged if sign not in row.unread)
    return f"{read or local}@{row.domains[0] if row.same else domain}"


def domain_of(key: str) -> str:
    """Return the domain if it is counted as a whole, since one person may own it; empty for a provider's domain."""
    whole = registered(key.rpartition("@")[2])
    return "" if provider_of(whole) else whole


def provider_of(domain: str) -> Provider | None:
    name, _, country = domain.partition(".")
    family = FAMILIES.get(name) if country.count(".") <= 1 and registered(domain) == domain else None
    return BY_DOMAIN.get(domain) or family


SUBDOMAINS = ("fastmail.com", "fastmail.fm")
"""Domains under which each subdomain is one mailbox."""


def registered(domain: str) -> str:
    """Return the registered part of the domain, as far as that can be known without the public suffix list."""
    labels = domain.split(".")
    three = len(labels) > 2 and len(labels[-1]) == 2 and SECOND_LEVEL.fullmatch(labels[-2])  # noqa: PLR2004
    return ".".join(labels[-3:] if three else labels[-2:])


SECOND_LEVEL = re.compile(
    "ac|asn|co|com|edu|fin|firm|gen|go|gob|gov|govt|gv|id|in|ind|info|k12|lg|ltd|me|med|mil|muni|ne|net|nhs|nic|nom|or|org|plc|pol|"
    "pro|sch|school|web"
)
"""Labels under which countries register names: `example.co.uk`."""
