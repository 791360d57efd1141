"""Sign-ups of many visitors, and the mails and jobs that they bring, for the tests of sign-up mail."""

from typing import cast

from chalicelib.cloud.memory import MemoryMail, MemoryQueue
from chalicelib.cloud.ports import Message
from chalicelib.newsletter.rules.rate_limits import LIMITS
from chalicelib.store import rate_counters
from tests.web.visitor import Visitor


def queued(visitor: Visitor) -> list[Message]:
    """Return the messages in the letters queue, and leave them there."""
    queue = cast(MemoryQueue, visitor.cloud.letters)
    waiting = queue.take(len(queue))
    queue.send(waiting)
    return waiting


def sign_up_from(visitor: Visitor, ip: str, address: str) -> None:
    visitor.ask("POST", "/subscriptions", {"email": address}, ip=ip)


def sent_to(visitor: Visitor) -> list[str]:
    """Return the recipients of the sent mails, in order."""
    return [one.to for one in cast(MemoryMail, visitor.cloud.mail).sent]


def fill(visitor: Visitor, to: int = LIMITS["site-hour"].most) -> None:
    """Let the site send so many mails about signing up in this hour."""
    while rate_counters.lets_through(visitor.cloud.table, "site-hour", "-", visitor.clock.now(), most=to):
        pass
