"""Histories in which readers comment and hear of replies, and a moderator decides: what anybody does is a row of `OPERATIONS`.

Jobs come in any order, some of them twice. A job whose worker dies once or twice is lost, as a dead letter is; what it began is
left to the schedule, whose ticks come between any two calls, too.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from chalicelib import schedule
from chalicelib.batch import Bodies
from chalicelib.cloud.ports import Cloud
from chalicelib.comments.moderation_mail import IDLE, timer_of
from chalicelib.comments.rules import comment_file
from chalicelib.comments.rules.comment import Comment, name_of, thread_of
from chalicelib.newsletter import consumers
from chalicelib.newsletter.jobs import CommentAct, CommentSent, CommentsErased, CommentWithdrawn, to_letters
from chalicelib.newsletter.rules import tokens
from chalicelib.newsletter.rules.address_hashes import reader_id
from chalicelib.partitions import COMMENTS as OF_COMMENTS
from chalicelib.record import Record
from chalicelib.store import records, site_files, timers
from chalicelib.store.comments import comment_in
from chalicelib.times import in_utc
from chalicelib.web import api
from chalicelib.web.http import Request
from infra.running import comment_import
from infra.running.comment_import import ImportReport
from tests.histories.comment_notes import Link, Moment, NotedMail, NotedTable, Press
from tests.histories.plans import COPY, Plan, post_of
from tests.histories.world import Sent, Uploads, World, gated

COMMENTS = "comments"
"""The name of the plans of this module, of which each seed has one."""
SAID = "what is said"
"""Stands in a plan in place of the key of an object: the body is an act on comments (`Discussions.say`)."""
NAMES = ["a.md", "b.md", "c.md"]
MODERATOR, READERS, PEPPER = "eva@site.example", ("ada@one.example", "bo@two.example"), "pepper"
OPEN = f"comments: {{open: yes, moderator: {MODERATOR}}}\n"
FIRST = f"title: One\nlanguages: [en]\n{OPEN.replace('yes', 'yes, moderate: first')}"
SITES = (
    *[f"title: One\nlanguages: [en]\n{OPEN}"] * 3,
    f"title: Two\nlanguages: [en, es]\n{OPEN}",
    f"title: Two\nlanguages: [es, en]\npermalink: /:slug/\n{OPEN}",
    f"title: One\nlanguages: [en]\n{OPEN.replace('yes', 'closed')}",
    FIRST,
    "title: One\nlanguages: [en]\n",
)
BEGINNING = 2
A_WHILE = timedelta(minutes=3)


def discussions_of(seed: int) -> Plan:
    """A random plan for a site with comments and a few posts; between uploads, comments are sent and decided on."""
    chance = random.Random(seed)  # noqa: S311 - it must be repeatable
    plan: Plan = [("site.yaml", chance.choice((SITES[0], FIRST)).encode()), ("posts/a.md", COPY)]
    for _ in range(chance.randint(2, 8)):
        plan += _said(chance, chance.randint(1, 6))
        plan += _change(chance, {key: body for key, body in plan if body and key.startswith("posts/")})
    return plan + _said(chance, 6)


def _said(chance: random.Random, number: int) -> Plan:
    return [(SAID, chance.choice(SAYING)) for _ in range(number)]


def _change(chance: random.Random, posts: Mapping[str, bytes]) -> Plan:
    """A post that is renamed, deleted and restored, edited or new; now and then another `site.yaml`."""
    key, body = chance.choice(sorted(posts.items()))
    other = f"posts/{chance.choice(NAMES)}"
    changes: Sequence[Plan] = (
        [(other, body), (key, None)],
        [(key, None), (other, body)],
        [(key, None), (key, body)],
        [(key, None), *_said(chance, 3), (key, body)],
        [(key, body.replace(b"title: T", b"title: U"))],
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


class Erasure(NamedTuple):
    """The job that erases a reader's comments, and the names of those that had come when they asked for it."""

    job: CommentsErased
    comments: frozenset[str]


class Discussions(World):
    """A world in which people comment."""

    rounds = 40

    def __init__(self, seed: int, crash: float) -> None:
        super().__init__(seed, crash)
        self.noted = self.table = NotedTable(self.now)
        self.letters, self.mail = Letters(self.chance), NotedMail(self.clock, MODERATOR, self.now)
        ports = {"table": self.table, "letters": self.letters, "mail": self.mail}
        self.cloud = replace(self.cloud, **ports, keys=self.keys, pepper=PEPPER)
        self.gated = gated(self.cloud)
        self.pace = self.chance.choice((0.01, 0.03, 0.1))
        self.sent: list[CommentSent] = []
        self.names: dict[str, str] = {}
        self.withdrawn: set[str] = set()
        self.acts: list[CommentAct] = []
        self.erasures: list[Erasure] = []
        self.presses: list[Press] = []
        self.imported: set[str] = set()
        self.forms: set[str] = set()
        self.has_moderator = True

    def now(self) -> Moment:
        return Moment(self.calls, self.running.began if self.running else 0)

    # ---- what people do

    def run(self, plan: Sequence[tuple[str, bytes | None]]) -> None:
        """Publish what the plan begins with, so that there is something to comment on; then carry out the rest."""
        super().run(plan[:BEGINNING])
        super().run(plan[BEGINNING:])

    def upload(self, key: str, body: bytes | None) -> None:
        if key == SAID:
            OPERATIONS[(body or b"").decode()].do(self)
        else:
            self.has_moderator &= key != "site.yaml" or b"moderator" in (body or b"")
            super().upload(key, body)

    def send(self) -> None:
        """Send a comment on a post whose page had a form at some time."""
        self.forms |= {f"/{key.removesuffix('index.html')}" for key in forms_in(self)}
        if self.forms:
            self.letters.send([to_letters(self._new_comment(self.chance.choice(sorted(self.forms))))])

    def _new_comment(self, post: str) -> CommentSent:
        number, now = len(self.sent), self.clock.now()
        earlier = [one.name for one in self.sent if one.post == post]
        self.sent.append(
            CommentSent(
                post,
                self._new_name(f"Comment {number}"),
                in_utc(now),
                f"R{number}",
                f"Comment {number}",
                address=self.chance.choice((*READERS, "")),
                network=f"network-{number % 7}",
                notify=self.chance.randrange(4) > 0,
                reply_to=self.chance.choice(["", *earlier[-3:]]),
                lang="en",
            )
        )
        return self.sent[-1]

    def _new_name(self, text: str) -> str:
        """Return the name of another comment, whose text is this."""
        number = len(self.names)
        self.names[text] = name_of(self.clock.now() + timedelta(milliseconds=number), f"{number:04x}")
        return self.names[text]

    def withdraw(self) -> None:
        if self.sent:
            taken = self.chance.choice(self.sent[-3:])
            self.withdrawn.add(taken.name)
            self.letters.send([to_letters(CommentWithdrawn(taken.post, taken.name))])

    def decide(self, *acts: str) -> None:
        """Decide on a comment that there is; several acts on it come at once."""
        there = sorted((one.thread, one.name) for one in comments_in(self))
        if not there:
            return
        thread, name = self.chance.choice(there)
        for act in acts:
            text = f"Answer {len(self.names)}" if act == "approve" and self.chance.randrange(2) else ""
            self.acts.append(CommentAct(thread, name, act, text, self._new_name(text) if text else ""))
            self.letters.send([to_letters(self.acts[-1])])

    def erase(self) -> None:
        """Have all comments of a reader erased."""
        job = CommentsErased(reader_id(PEPPER, self.chance.choice(READERS)))
        self.erasures.append(Erasure(job, frozenset(one.name for one in comments_in(self) if one.mailbox == job.mailbox)))
        self.letters.send([to_letters(job)])

    def import_(self) -> None:
        """Import the files of comments beside all sources that are on the site; where the command dies, it is called again."""

        def work(_cloud: Cloud, _bodies: Bodies) -> frozenset[str]:
            site, report = site_files.read(self.gated).site, ImportReport()
            for key in (f"posts/{name}" for name in NAMES):
                if record := records.read(self.gated.table, key):
                    found = comment_file.read(file_beside(record), thread_of(record)).comments
                    comment_import.take_by(map, self.gated, site, record, found, report)
                    self.imported |= {comment.name for comment in found}
            comment_import.finish(self.gated, site, report)
            return frozenset()

        def again(failed: frozenset[str]) -> None:
            if failed:
                start()

        start = partial(self._start, "import", work, {"i": Sent("{}", {})}, again)
        start()

    def follow_a_link(self) -> None:
        """Press the button that a link in a mail leads to: one that confirms, publishes or stops."""
        if not self.mail.links:
            return
        link, only = self.chance.choice(self.mail.links[-4:]), self.chance.choice(({}, {"of": "post"}))
        request = Request("POST", f"/comments/{link.name}", {"t": link.token, **only}, FORM, b"", "203.0.113.7")
        thread = self._thread_of(link) if only else ""
        began, time = self.calls, self.clock.now()

        def work(cloud: Cloud, _bodies: Bodies) -> frozenset[str]:
            assert api.answer(cloud, request).status < 500
            return frozenset()

        def back(_failed: frozenset[str]) -> None:
            self.presses.append(Press(link, thread, began, self.calls, time))

        self._start("api_handler", work, {"p": Sent("{}", {})}, back)

    def _thread_of(self, link: Link) -> str:
        return tokens.read(self.keys, "replies", link.token, self.clock.now())[1] if link.name == "replies" else ""

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


class Operation(NamedTuple):
    """What somebody does, and how often among all that is done."""

    often: int
    do: Callable[[Discussions], None]


OPERATIONS: Mapping[str, Operation] = {
    "a comment is sent": Operation(8, Discussions.send),
    "one is taken back": Operation(1, Discussions.withdraw),
    "one is approved": Operation(7, lambda world: world.decide("approve")),
    "one is approved twice at once": Operation(1, lambda world: world.decide("approve", "approve")),
    "one is approved and deleted at once": Operation(1, lambda world: world.decide("approve", "delete")),
    "one is deleted": Operation(1, lambda world: world.decide("delete")),
    "its writer is blocked": Operation(1, lambda world: world.decide("block")),
    "a file is imported": Operation(2, Discussions.import_),
    "a link of a mail is pressed": Operation(7, Discussions.follow_a_link),
    "a reader's comments are erased": Operation(1, Discussions.erase),
}
SAYING = [name.encode() for name, operation in OPERATIONS.items() for _ in range(operation.often)]
FORM = {"content-type": "application/x-www-form-urlencoded"}


def file_beside(record: Record) -> bytes:
    """The file of comments beside a source: some shown, one waiting, one deleted; its ids are of its thread."""
    thread = thread_of(record)
    rows = (
        {"date": "2026-01-02T10:00", "author": "Ada", "email": READERS[0], "text": "From elsewhere."},
        {"date": "2026-01-03T10:00", "author": "Bo", "parent": f"{thread}-0", "text": "Too."},
        {"date": "2026-01-04T10:00", "author": "Cy", "text": "Perhaps.", "status": "waiting"},
        {"date": "2026-01-05T10:00", "status": "deleted"},
    )
    return json.dumps([{"id": f"{thread}-{number}", **row} for number, row in enumerate(rows)]).encode()


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
