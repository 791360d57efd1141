"""Where a reader's mail goes: replies, and the wish to leave.

Without a mailbox that somebody reads, a letter names none: mail to it would be lost, or come back. `reply_addresses` of
`site.yaml` is such a mailbox; and where the stack itself receives mail, each letter names an address to leave by, which holds a
token.
"""

from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from chalicelib.content.site.site import Sender, Site
from chalicelib.newsletter.rules import tokens

LEAVE, REPLIES = "leave", "replies"
"""What stands before the `+`, or the `@`, of the addresses at which the stack receives mail."""


class Mailboxes(NamedTuple):
    """What a mail's headers say: the address that replies go to, where it isn't the sender's, and that of a mail to leave."""

    reply_to: str = ""
    leave: str = ""


def reply_to(site: Site, sender: Sender, receiving: str) -> str:
    """Return the mailbox that gets the answers to this sender; empty where it is the sender's own."""
    if not receiving:
        return site.newsletter.replies
    return "" if sender.address.rpartition("@")[2] == receiving else f"{REPLIES}@{receiving}"


def mailboxes(site: Site, sender: Sender, receiving: str, keys: tokens.Keys, id: str, token: str, now: datetime) -> Mailboxes:
    """Return the mailboxes of a mail to this reader, whose link to leave has this token; empty where nobody reads them.

    A mail without a token names no mailbox to leave by.
    """
    answers, read = reply_to(site, sender, receiving), site.newsletter.replies
    if not token:
        return Mailboxes(answers)
    if receiving and id:
        return Mailboxes(answers, f"{LEAVE}+{tokens.sign_short(keys, 'leave', id, now)}@{receiving}")
    return Mailboxes(answers, f"{read}?subject=unsubscribe%20{quote(token)}" if read else "")


def token_in(address: str, receiving: str) -> str:
    """Return the token in an address to leave by, in any case of letters; empty where it is another address."""
    local, _, domain = address.strip().lower().rpartition("@")
    word, _, token = local.partition("+")
    return token if receiving and (word, domain) == (LEAVE, receiving.lower()) else ""
