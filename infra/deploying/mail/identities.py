"""The senders of a stack as SES knows them, its identities: two domains, or one mailbox. Pure."""

from collections.abc import Mapping
from typing import Any

from infra.deploying import manual_steps
from infra.stack import outputs


def identities(stack_outputs: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of a stack's identities."""
    mailbox = stack_outputs.get(outputs.MAILBOX)
    return (mailbox,) if mailbox else manual_steps.sender_domains(stack_outputs)


OF_MAILBOX: Mapping[str, str] = {"IdentityType": "EMAIL_ADDRESS"}
"""What SES says of a mailbox, and of no domain."""


def is_mailbox(identity: Mapping[str, Any]) -> bool:
    """Return whether SES describes a mailbox, and no domain."""
    return OF_MAILBOX.items() <= identity.items()


def is_verified(identity: Mapping[str, Any]) -> bool:
    """Return whether DNS has all the records of a domain, or somebody has opened the link that AWS mailed to a mailbox."""
    if is_mailbox(identity):
        return bool(identity.get("VerifiedForSendingStatus"))
    dkim = identity.get("DkimAttributes", {}).get("Status")
    mail_from = identity.get("MailFromAttributes", {}).get("MailFromDomainStatus")
    return (dkim, mail_from) == ("SUCCESS", "SUCCESS")
