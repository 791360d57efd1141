"""Hashes: what is stored in place of an address, and of the token that a form left in a browser."""

import hashlib
import hmac
from collections.abc import Mapping

from chalicelib.newsletter.rules.mailbox_aliases import domain_of, owner_of

ID_LENGTH = 32  # hex digits: 128 bits, so that no two addresses share an id
BROWSER_LENGTH = 16  # enough to recognize a browser; a token with it stays short


def reader_id(pepper: str, mailbox_key: str) -> str:
    """Return the id of the subscriber with this mailbox key; without the pepper, it doesn't reveal the address."""
    if not pepper:
        raise ValueError("the setting ADDRESS_PEPPER can't be empty, or anyone could guess an address from its hash")
    return hmac.new(pepper.encode(), mailbox_key.encode(), hashlib.sha256).hexdigest()[:ID_LENGTH]


def shares_of(pepper: str, mailbox_key: str) -> Mapping[str, str]:
    """Return the hashes by which the mails to a mailbox, and to its domain where that is counted, are counted, by budget
    names."""
    shares = {"mailbox": owner_of(mailbox_key), "domain": domain_of(mailbox_key)}
    return {name: reader_id(pepper, f"{name} {text}") for name, text in shares.items() if text}


def provider_of(pepper: str, name: str) -> str:
    """Return the hash by which mails to a provider are counted."""
    return reader_id(pepper, f"provider {name}")


def hashed(browser: str) -> str:
    """Return what is kept of the token that a form left in a browser; empty where it left none."""
    return hashlib.sha256(browser.encode(errors="replace")).hexdigest()[:BROWSER_LENGTH] if browser else ""
