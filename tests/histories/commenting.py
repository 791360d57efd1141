"""Histories in which readers comment: they send comments and take them back, and a moderator approves and deletes them.

Jobs come in any order, some of them twice. A job whose worker dies once or twice is lost, as a dead letter is; what it began is
left to the schedule, whose ticks come between any two calls, too.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from urllib.parse import quote

from msgspec.structs import replace

from chalicelib import schedule
from chalicelib.batch import Bodies
from chalicelib.cloud.items import Item
from chalicelib.cloud.memory import FixedClock, MemoryMail
from chalicelib.cloud.ports import Cloud, Outgoing
from chalicelib.comments.moderation_mail import EVERY, IDLE, timer_of
from chalicelib.comments.rules.comment import UNREAD, Comment, name_of, thread_of
from chalicelib.content.site.site import Site
from chalicelib.model import Post
from chalicelib.newsletter import consumers
from chalicelib.newsletter.jobs import CommentAct, CommentSent, CommentWithdrawn, job_in, to_letters
from chalicelib.partitions import COMMENTS as OF_COMMENTS
from chalicelib.partitions import HELD
from chalicelib.record import Record
from chalicelib.rendering.pages.listings import urn
from chalicelib.store import timers
from chalicelib.store.comments import at_held, comment_in, copy_of
from chalicelib.times import in_utc
from tests.histories.plans import COPY, Plan, post_of
from tests.histories.world import Sent, Uploads, World, gated

COMMENTS = "comments"
"""The name of the plans of this module, of which each seed has one."""
SAID = "what is said"
"""Stands in a plan in place of the key of an object: the body is an act on comments (`Discussions.say`)."""
NAMES = ["a.md", "b.md", "c.md"]
SAYING = (b"send", b"send", b"send", b"approve", b"approve", b"approve", b"delete", b"withdraw")
OPEN = "comments: {open: yes, moderator: eva@site.example}\n"
SITES = (
    *[f"title: One\nlanguages: [en]\n{OPEN}"] * 3,
    f"title: Two\nlanguages: [en, es]\n{OPEN}",
    f"title: Two\nlanguages: [es, en]\npermalink: /:slug/\n{OPEN}",
    f"title: One\nlanguages: [en]\n{OPEN.replace('yes', 'closed')}",
    "title: One\nlanguages: [en]\n",
)
BEGINNING = 2
A_WHILE = timedelta(minutes=3)


def discussions_of(seed: int) -> Plan:
    """A random plan for a site with comments and a few posts; between uploads, comments are sent and decided on."""
    chance = random.Random(seed)  # noqa: S311 - it must be repeatable
    plan: Plan = [("site.yaml", SITES[0].encode()), ("posts/a.md", COPY)]
    for _ in range(chance.randint(3, 10)):
        plan += [(SAID, chance.choice(SAYING)) for _ in range(chance.randint(1, 5))]
        plan += _change(chance, {key: body for key, body in plan if body and key.startswith("posts/")})
    return plan + [(SAID, chance.choice(SAYING)) for _ in range(6)]


def _change(chance: random.Random, posts: Mapping[str, bytes]) -> Plan:
    """A post that is renamed, deleted and restored, edited or new; now and then another `site.yaml`."""
    key, body = chance.choice(sorted(posts.items()))
    other = f"posts/{chance.choice(NAMES)}"
    changes: Sequence[Plan] = (
        [(other, body), (key, None)],
        [(key, None), (other, body)],
        [(key, None), (key, body)],
        [(key, body.replace(b"title: T", b"slug: q\ntitle: T") + b"More.\n")],
        [(key, body.replace(b"title", b"comments: closed\ntitle", 1)), (key, body)],
        [(other, post_of(chance, NAMES, "pq"))],
        [("site.yaml", chance.choice(SITES).encode())],
    )
    return chance.choice(changes)


class Letters(Uploads):
    """A queue of jobs that a function takes in any order, some of them twice, and that loses a job whose workers die."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__(chance, [])
        self.lives = chance.choice((1, 2))
        self.deaths: Counter[str] = Counter()
        self.lost: list[str] = []

    def give_back(self, job: Sent) -> None:
        self.deaths[job.body] += 1
        if self.deaths[job.body] < self.lives:
            self.waiting.append(job)
        else:
            self.lost.append(job.body)


@dataclass
class DatedMail(MemoryMail):
    """A mail service that notes when it sends."""

    clock: FixedClock
    times: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def send(self, message: Outgoing) -> str:
        self.times.append(self.clock.now())
        return super().send(message)


class Discussions(World):
    """A world in which people comment."""

    rounds = 40

    def __init__(self, seed: int, crash: float) -> None:
        super().__init__(seed, crash)
        self.letters, self.mail = Letters(self.chance), DatedMail(self.clock)
        self.cloud = replace(self.cloud, letters=self.letters, mail=self.mail, keys=self.keys, pepper="pepper")
        self.gated = gated(self.cloud)
        self.pace = self.chance.choice((0.01, 0.03, 0.1))
        self.sent: list[CommentSent] = []
        self.withdrawn: set[str] = set()
        self.forms: set[str] = set()
        self.has_moderator = True

    # ---- what people do

    def run(self, plan: Sequence[tuple[str, bytes | None]]) -> None:
        """Publish what the plan begins with, so that there is something to comment on; then carry out the rest."""
        super().run(plan[:BEGINNING])
        super().run(plan[BEGINNING:])

    def upload(self, key: str, body: bytes | None) -> None:
        if key == SAID:
            self.say((body or b"").decode())
        else:
            self.has_moderator &= key != "site.yaml" or b"moderator" in (body or b"")
            super().upload(key, body)

    def say(self, what: str) -> None:
        """Send a comment on a post whose page had a form at some time, take one back, or decide on one that there is."""
        self.forms |= {f"/{key.removesuffix('index.html')}" for key in forms_in(self)}
        there = sorted((one.thread, one.name) for one in comments_in(self))
        if what == "send" and self.forms:
            self.letters.send([to_letters(self._new_comment(self.chance.choice(sorted(self.forms))))])
        elif what == "withdraw" and self.sent:
            taken = self.chance.choice(self.sent[-3:])
            self.withdrawn.add(taken.name)
            self.letters.send([to_letters(CommentWithdrawn(taken.post, taken.name))])
        elif what in ("approve", "delete") and there:
            self.letters.send([to_letters(CommentAct(*self.chance.choice(there), act=what))])

    def _new_comment(self, post: str) -> CommentSent:
        number, now = len(self.sent), self.clock.now()
        name = name_of(now + timedelta(milliseconds=number), f"{number:04x}")
        reply_to = self.chance.choice(self.sent).name if self.sent and self.chance.randrange(2) else ""
        self.sent.append(CommentSent(post, name, in_utc(now), f"R{number}", f"Comment {number}", reply_to=reply_to))
        return self.sent[-1]

    # ---- workers

    def is_waiting(self) -> bool:
        timer = self.table.get(timer_of(""))
        begun = any(timers.kind_and_of(item)[0] == "comment" for item in timers.scheduled(self.table))
        return super().is_waiting() or bool(self.letters.waiting) or begun or (timer is not None and timer.text("look") != IDLE)

    def _choices(self, ahead: Sequence[tuple[str, bytes | None]]) -> Iterator[Callable[[], None]]:
        yield from super()._choices(ahead)  # type: ignore[arg-type]
        if self.letters.waiting and len(self.workers) < 9:
            yield self._start_letters
        if ahead and self.chance.randrange(20) == 0:
            yield self._start_schedule

    def _start_letters(self) -> None:
        job = self.letters.take()

        def back(failed: frozenset[str]) -> None:
            if failed:
                self.letters.give_back(job)

        self._start("letters", consumers.jobs, {"j": job}, back)

    def _start_schedule(self) -> None:
        """Start a minute of the schedule, somewhat later unless others work, which never takes so long."""
        if not self.workers:
            self.clock.time += A_WHILE

        def tick(cloud: Cloud, _bodies: Bodies) -> frozenset[str]:
            schedule.tick(replace(cloud, keys=self.keys))
            return frozenset()

        self._start("tick", tick, {"t": Sent("{}", {})}, lambda _failed: None)


def forms_in(world: World) -> Iterator[str]:
    """Yield the keys of the pages that have a form for comments."""
    for key in world.public.keys(limit=100_000):
        found = world.public.read(key)
        if found and b'<form class="comment"' in found[0]:
            yield key


def comments_in(world: World) -> Iterator[Comment]:
    """Yield all comments."""
    items = (item for item in world.table.items() if item.at.pk.startswith(OF_COMMENTS) and "comment" in item.has)
    yield from map(comment_in, items)


# ---- what a clean build is given


def comments_of_posts(world: World, found: Mapping[str, Record]) -> Iterator[Item]:
    """Yield what pages read of the comments on posts, as a new site would have it, on which a thread is its source."""
    keys = {thread_of(record): record.key for record in found.values() if record.post}
    for comment in comments_in(world):
        if comment.is_shown and comment.thread in keys:
            yield copy_of(replace(comment, thread=keys[comment.thread]))


def ids_of_comments(world: World, moved: Sequence[Post], site: Site) -> dict[bytes, bytes]:
    """The ids of comments on renamed posts, as feeds and links to answer have them, by those that a clean build makes."""
    names = {post.origin: post.key for post in moved}
    ids = {urn(site, f"comments/{key}"): urn(site, f"comments/{origin}") for origin, key in names.items()}
    for one in comments_in(world):
        if key := names.get(one.thread):
            ids[urn(site, f"comment/{key}/{one.name}")] = urn(site, f"comment/{one.thread}/{one.name}")
            ids[quote(f"{one.name} {key}")] = quote(f"{one.name} {one.thread}")
    return {clean.encode(): actual.encode() for clean, actual in ids.items()}


# ---- what went wrong


def wrong_comments(world: World) -> Iterator[object]:
    """Yield what a finished history got wrong about comments, beside their pages."""
    if not isinstance(world, Discussions):
        return
    lost = {job.name for body in world.letters.lost if isinstance(job := job_in(body), CommentSent | CommentWithdrawn)}
    times = Counter(one.name for one in comments_in(world))
    yield from (("a comment in several threads", name) for name, number in times.items() if number > 1)
    listed = {item.at for item in world.table.query(HELD)}
    for one in comments_in(world):
        if one.owes:
            yield ("a comment owes its page", one)
        if one.name in world.withdrawn - lost and one.state != "deleted":
            yield ("taken back, but there", one)
        if one.state == "held" and at_held(one) not in listed:
            yield ("held, but nobody finds it", one)
        held_at = one.expires - UNREAD.total_seconds()
        if (
            one.state == "held"
            and one.name not in lost
            and world.has_moderator
            and not any(held_at <= time.timestamp() for time in world.mail.times)
        ):
            yield ("held, but nobody was told", one)
    if world.is_waiting():
        yield ("a timer never ends", list(timers.scheduled(world.table)))
    yield from (("mails too soon", pair) for pair in pairwise(world.mail.times) if pair[1] - pair[0] < EVERY)
