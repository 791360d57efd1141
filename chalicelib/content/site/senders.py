"""The senders of a site's mail, and the domains from which they may send.

A deployment has a mail domain, and two senders there (`DEFAULTS`): reputation belongs to the domain, so letters have a subdomain
of their own. The mail service refuses every other domain. A site without a mail domain, as in the demo, sends from its own host.
"""

from collections.abc import Mapping
from typing import NamedTuple


class SenderDefault(NamedTuple):
    """A sender of a mail domain: its mailbox, and the beginning of its domain."""

    mailbox: str
    subdomain: str = ""

    def domain_in(self, mail_domain: str) -> str:
        return f"{self.subdomain}{mail_domain}"

    def address_in(self, mail_domain: str) -> str:
        return f"{self.mailbox}@{self.domain_in(mail_domain)}"


DEFAULTS: Mapping[str, SenderDefault] = {
    "confirmations": SenderDefault("confirm"),
    "letters": SenderDefault("letters", "news."),
}
"""The senders by the keys of `newsletter` in `site.yaml`."""


def is_allowed(address: str, mail_domain: str) -> bool:
    """Return whether a deployment with this mail domain may send from the address."""
    return address.rpartition("@")[2].lower() in {sender.domain_in(mail_domain) for sender in DEFAULTS.values()}
