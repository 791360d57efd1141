"""What is seen of comments from outside while a history goes on: when each came and was shown, who was blocked, which mails went
out, and which of their links somebody pressed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from typing import NamedTuple

from chalicelib.cloud.items import Condition, Item
from chalicelib.cloud.memory import FixedClock, MemoryMail
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Outgoing
from chalicelib.partitions import COMMENTS, LIMIT
from chalicelib.store.comments import comment_in

BLOCKED = f"{LIMIT}blocked#"
LINK = re.compile(r"/api/comments/(confirm|publish|replies)\?t=([\w.-]+)")
QUOTED = re.compile(r"\b(?:Comment|Answer) \d+")


class Moment(NamedTuple):
    """How many calls of all workers went before: before this one, and before its worker began."""

    at: int
    began: int


class Link(NamedTuple):
    """A link in a mail: what its button does, its token, and whose mailbox it came to."""

    name: str
    token: str
    to: str


class Notice(NamedTuple):
    """A mail about a reply: to whom, the text of the reply, and when."""

    to: str
    text: str
    when: Moment


class Press(NamedTuple):
    """A link that somebody pressed, in which thread (empty: in all), from which call to which, and at what time."""

    link: Link
    thread: str
    began: int
    ended: int
    time: datetime


class NotedTable(MemoryTable):
    """A table that notes when each comment was shown first and how it came, and when each visitor was blocked."""

    def __init__(self, now: Callable[[], Moment]) -> None:
        super().__init__()
        self.now = now
        self.shown: dict[str, int] = {}
        self.came: dict[str, Moment] = {}
        self.blocked: dict[str, int] = {}

    def put(self, item: Item, when: Condition | None = None) -> bool:
        done = super().put(item, when)
        if done and item.at.pk.startswith(COMMENTS) and "comment" in item.has:
            self.came.setdefault(item.at.sk, self.now())
            if comment_in(item).is_shown:
                self.shown.setdefault(item.at.sk, self.now().at)
        elif done and item.at.pk.startswith(BLOCKED):
            self.blocked.setdefault(item.at.pk.removeprefix(BLOCKED), self.now().at)
        return done


@dataclass
class NotedMail(MemoryMail):
    """A mail service that notes when it sends, and what: mails to the moderator, notices of replies, and links to press."""

    clock: FixedClock
    moderator: str
    now: Callable[[], Moment]
    times: list[datetime] = field(default_factory=list)
    asked: dict[str, datetime] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def send(self, message: Outgoing) -> str:
        if message.to == self.moderator:
            self.times.append(self.clock.now())
        else:
            self._note(message)
        return super().send(message)

    def _note(self, message: Outgoing) -> None:
        body = message_from_bytes(message.raw, policy=policy.default).get_body(("plain",))
        text = body.get_content() if body else ""
        self.links += [Link(name, token, message.to) for name, token in LINK.findall(text)]
        if "/api/comments/replies?" in text:
            self.notices += [Notice(message.to, quoted, self.now()) for quoted in QUOTED.findall(text)]
        elif "/api/comments/publish?" in text:
            self.asked[message.to] = self.clock.now()
