"""A simulated attack on the sender's name: made-up mailboxes at one mail provider, and what is reported about mail to them."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from msgspec.structs import replace

from chalicelib import schedule
from chalicelib.cloud.memory import MemoryMail, MemoryResolver
from chalicelib.cloud.ports import Outgoing
from chalicelib.newsletter import feedback
from tests.function_rights import granted
from tests.newsletter.sign_ups import sign_up_from
from tests.web.visitor import Visitor, new_visitor

MADE_UP, HONEST = "made-up", "honest"


def bounce(mail: Outgoing, kind: str = "Permanent") -> str:
    """Return the mail service's event about a mail that came back."""
    tags = {name: [value] for name, value in mail.tags.items()}
    about = {"messageId": "m", "timestamp": "2026-11-25T12:00:00.000Z", "tags": tags}
    return json.dumps({"eventType": "Bounce", "bounce": {"bounceType": kind}, "mail": about})


@dataclass
class Attack:
    """A site whose visitors' domains are in the DNS, and where mail to made-up mailboxes comes back so much `later`."""

    servers: dict[str, tuple[str, ...]]
    later: timedelta | None = timedelta(minutes=1)
    silent: frozenset[str] = frozenset()
    visitor: Visitor = field(default_factory=new_visitor)
    mails: list[Outgoing] = field(default_factory=list)

    def __post_init__(self) -> None:
        resolver = MemoryResolver(self.servers, silent=self.silent)
        self.visitor.cloud = replace(self.visitor.cloud, resolver=resolver)
        self._due: list[tuple[datetime, Outgoing]] = []

    def sign_up(self, number: int, address: str) -> None:
        """Sign up from a network of one's own, so that no limit of networks is in the way."""
        sign_up_from(self.visitor, f"{10 + number // 62_500}.{number // 250 % 250}.{number % 250}.7", address)

    def pass_minutes(self, minutes: int) -> None:
        """Let workers work, the clock tick, and mails come back."""
        for _ in range(minutes):
            schedule.tick(self.visitor.cloud)
            self.visitor.work()
            self._take()
            self.visitor.clock.sleep(60)
            now = self.visitor.clock.now()
            for at, mail in [one for one in self._due if now >= one[0]]:
                self._due.remove((at, mail))
                assert not feedback.ses_events(granted(self.visitor.cloud, "mail_news"), {"event": bounce(mail)})

    def _take(self) -> None:
        sent = cast(MemoryMail, self.visitor.cloud.mail).sent
        for mail in sent[len(self.mails) :]:
            if mail.to.startswith(MADE_UP) and self.later is not None:
                self._due.append((self.visitor.clock.now() + self.later, mail))
        self.mails = list(sent)

    def sent_to(self, who: str) -> int:
        return sum(mail.to.startswith(who) for mail in self.mails)
