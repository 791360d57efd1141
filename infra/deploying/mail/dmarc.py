"""DMARC: what a domain asks mailboxes to do with mail in its name that it hasn't signed.

Mail from a single verified mailbox is signed by SES in its own name alone, so such a request spoils it:
https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html
"""

from collections.abc import Iterator, Mapping

from infra.deploying.domain.dns import Dns
from infra.deploying.domain.records import plain

VERSION = "dmarc1"
CONSEQUENCES: Mapping[str, str] = {"quarantine": "put this mail into the spam folder", "reject": "reject this mail"}
"""What mailboxes are told to do, by the policies that harm mail."""


def policy(domain: str, dns: Dns) -> str:
    """Return the policy for mail from this domain, by its own record or that of the nearest domain above; empty without one.

    OSError where no resolver answers.
    """
    labels = domain.split(".")
    for depth in range(len(labels) - 1):
        host = ".".join(("_dmarc", *labels[depth:]))
        tags = next(filter(None, map(_tags, dns.records(host, "TXT"))), {})
        if tags:
            below = tags.get("sp", "") if depth else ""
            return below or tags.get("p", "")
    return ""


def warnings(mailbox: str, dns: Dns) -> Iterator[str]:
    """Yield why mail that SES sends from this mailbox may not be read, with the remedy."""
    domain = mailbox.rpartition("@")[2]
    try:
        consequence = CONSEQUENCES.get(policy(domain, dns))
    except OSError as error:
        yield f"Can't tell whether {domain}'s DMARC policy lets SES's mail through: {error}."
        return
    if consequence:
        yield (
            f"{domain}'s DMARC policy tells mailboxes to {consequence}, because {domain} didn't sign it. Set mail_from to an"
            " address at another domain."
        )


def _tags(record: str) -> dict[str, str]:
    """Return the tags of a DMARC record, in lower case; empty for any other text."""
    pairs = (part.partition("=") for part in plain(record).split(";"))
    tags = {name.strip(): value.strip() for name, _, value in pairs if name.strip()}
    return tags if tags.get("v") == VERSION else {}
