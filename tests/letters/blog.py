"""A site with a newsletter: subscribers, time that passes, and the letters that reach them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from msgspec.structs import replace

from chalicelib import schedule
from chalicelib.cloud.ports import Message, Outgoing
from chalicelib.newsletter import consumers, feedback
from chalicelib.newsletter.rules.address_hashes import reader_id
from chalicelib.newsletter.rules.ledger import Entry, Progress
from chalicelib.newsletter.rules.letter import Letter, id_of
from chalicelib.newsletter.rules.preferences import Wishes
from chalicelib.newsletter.rules.ses_events import suppressed
from chalicelib.newsletter.rules.subscriber import Subscriber
from chalicelib.store.newsletter import ledger, letters, subscribers
from chalicelib.times import in_utc
from tests.function_rights import granted
from tests.publishing.blog import MemoryBlog, post

KEYS, PEPPER = ("first key", "second key"), "pepper"
A_MINUTE = 60
TODAY = "2026-11-25T11:30:00+00:00"
KEY = "posts/news.md"
NEWS = post("Something **happened**.", title="News", date=TODAY)
GRACE = 600


@dataclass(frozen=True, slots=True)
class Due:
    """A message of the letters queue, and when it may be received."""

    at: datetime
    message: Message


class LetterBlog(MemoryBlog):
    """A site in memory whose schedule ticks each minute, and whose letters queue has delays."""

    def __init__(self, *, events: bool = True) -> None:
        super().__init__()
        self.cloud = replace(self.cloud, keys=KEYS, pepper=PEPPER, events=events)
        self.resting: list[Due] = []
        self.failed: list[Message] = []

    # ---- time

    def wait(self, seconds: int = GRACE + A_MINUTE) -> None:
        """Let time pass, a minute at a time."""
        end = self.clock.time + timedelta(seconds=seconds)
        while self.clock.time < end:
            self.clock.sleep(A_MINUTE)
            schedule.tick(granted(self.cloud, "tick"))
            self.settle()

    def settle(self) -> None:
        super().settle()
        while message := self.next_job():
            self.do(message)
            super().settle()

    def next_job(self) -> Message | None:
        """Return the next message of the letters queue that is due."""
        self.resting += [Due(self.clock.time + timedelta(seconds=one.delay), one) for one in self.letters.take(len(self.letters))]
        ready = next((due for due in self.resting if due.at <= self.clock.time), None)
        if ready is None:
            return None
        self.resting.remove(ready)
        return ready.message

    def do(self, message: Message) -> None:
        """Do the job of the message; a failed one comes again when `again` is called."""
        if consumers.jobs(granted(self.cloud, "letters"), {"one": message.body}):
            self.failed.append(message)

    def again(self) -> None:
        super().again()
        failed, self.failed = self.failed, []
        self.letters.send(failed)

    # ---- subscribers

    def follow(self, *addresses: str, **wishes: object) -> None:
        """Make these followers, since an hour ago."""
        for address in addresses:
            said = Wishes(**wishes)  # type: ignore[arg-type]
            since = in_utc(self.clock.time - timedelta(hours=1))
            new = Subscriber(
                self.id(address),
                "following",
                address=address,
                wishes=said,
                turns=((since, said.often),),
                since=since,
                greeted=True,
            )
            subscribers.open_shard(self.cloud.table, new.shard)
            assert subscribers.write(self.cloud.table, new, None)
            subscribers.count(self.cloud.table, new.shard, 1)

    def id(self, address: str) -> str:
        return reader_id(PEPPER, address)

    def subscriber(self, address: str) -> Subscriber | None:
        return subscribers.read(self.cloud.table, self.id(address))

    def suppress(self, address: str) -> None:
        """Suppress the address."""
        standing = self.subscriber(address)
        assert standing is not None
        assert subscribers.write(self.cloud.table, suppressed(standing, "author", in_utc(self.clock.time)), standing)

    # ---- events of the mail service

    def send_event(self, kind: str, sent: Outgoing, details: Mapping[str, object] | None = None, message_id: str = "m1") -> None:
        """Let the mail service report an event of a message."""
        tags = {name: [value] for name, value in sent.tags.items()}
        mail = {"timestamp": in_utc(self.clock.time), "messageId": message_id, "tags": tags}
        event = {"eventType": kind, "mail": mail, kind.lower(): details or {}}
        assert not feedback.ses_events(granted(self.cloud, "mail_news"), {"one": json.dumps(event)})

    # ---- letters

    def announce(self, source: str = NEWS, key: str = KEY) -> None:
        """Upload a post, and wait until its letter is sent."""
        self.upload(key, source)
        self.settle()
        self.wait()

    def letter(self, key: str = KEY) -> Letter | None:
        return letters.read(self.cloud.table, id_of(key))

    def state(self, key: str = KEY) -> str:
        letter = self.letter(key)
        return letter.state if letter else ""

    def progress(self, key: str = KEY) -> tuple[Progress, ...]:
        return tuple(letters.progress(self.cloud.table, id_of(key)).values())

    def entry(self, address: str, key: str = KEY) -> Entry | None:
        return ledger.read(self.cloud.table, id_of(key), self.id(address))

    def posted(self) -> list[Outgoing]:
        """Return the sent letters, without mails about signing up."""
        return [one for one in self.mail.sent if one.tags.get("letter") != "note"]

    def readers(self) -> list[str]:
        """Return the recipients of letters, in alphabetical order, each as often as they got one."""
        return sorted(one.to for one in self.posted())

    def parsed(self) -> list[EmailMessage]:
        return [parsed(one) for one in self.posted()]


def parsed(one: Outgoing) -> EmailMessage:
    return message_from_bytes(one.raw, policy=policy.default)


def many(number: int) -> list[str]:
    return [f"reader-{each:03d}@example.org" for each in range(number)]


def total(progress: Iterable[Progress], name: str) -> int:
    return sum(int(getattr(one, name)) for one in progress)
