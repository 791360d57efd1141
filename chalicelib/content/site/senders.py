"""The senders of a site's mail, and where they may send from.

A deployment sends from a mail domain, with two senders there (`DEFAULTS`): reputation belongs to the domain, so letters have a
subdomain of their own. Or it sends from one mailbox, which is both senders. The mail service refuses every other address. A site
without either, as in the demo, sends from its own host.
"""

from collections.abc import Mapping
from typing import NamedTuple


class SenderDefault(NamedTuple):
    """A sender of a mail domain: its mailbox, and the beginning of its domain."""

    mailbox: str
    subdomain: str = ""

    def domain_in(self, mail_domain: str) -> str:
        return f"{self.subdomain}{mail_domain}"

    def address_in(self, sends_from: str) -> str:
        return sends_from if is_mailbox(sends_from) else f"{self.mailbox}@{self.domain_in(sends_from)}"


DEFAULTS: Mapping[str, SenderDefault] = {
    "confirmations": SenderDefault("confirm"),
    "letters": SenderDefault("letters", "news."),
}
"""The senders by the keys of `newsletter` in `site.yaml`."""


def is_mailbox(sends_from: str) -> bool:
    """Return whether a deployment sends from one mailbox, and not from a domain."""
    return "@" in sends_from


def is_allowed(address: str, sends_from: str) -> bool:
    """Return whether a deployment that sends from this domain or mailbox may send from the address."""
    if is_mailbox(sends_from):
        return address == sends_from
    return address.rpartition("@")[2].lower() in {sender.domain_in(sends_from) for sender in DEFAULTS.values()}
