"""A push under way: it uploads, deletes, notes what is done, and reports each file that is live.

The seconds of a file run from its upload, measured with a monotonic clock, never with the time of day.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from chalicelib.content.site.site import Site
from chalicelib.frozen import Frozen
from chalicelib.publishing.progress import Awaited, Before
from infra.authoring.push import liveness, push_comments, push_events
from infra.authoring.push.index_writer import IndexWriter
from infra.authoring.push.liveness import Arrival, Waiting
from infra.authoring.push.local_files import Reading
from infra.authoring.push.overwrite_detector import OverwriteDetector
from infra.authoring.push.push_count import Count
from infra.authoring.push.push_events import Tell
from infra.authoring.push.push_plan import Plan, Removal, Write
from infra.authoring.push.upload_pool import Outcome, upload
from infra.authoring.target.connection import DeniedError, ask_service
from infra.authoring.target.content_bucket import ChangedError, Contents
from infra.authoring.target.destination import Destination
from infra.files.blog_folder import FolderLooks
from infra.terminal.progress import Progress, progress

STEP, LONGEST = 0.15, 2.0  # seconds between two looks at the table: the first ones, and the longest
PATIENCE = 180.0  # seconds in which something has to arrive, or all that is left counts as late
OFTEN = 2.0  # seconds between two notes of the index
NONE = FolderLooks({}, ())
BAR = 2  # files from which a progress bar is shown


class PushEnvironment(Frozen):
    """What a push needs of the outside: the bucket, who is told, and how time passes.

    `demand_site` raises `CannotError` if the site was removed. `folders` returns what the keys begin with that this author may
    write; None: they may write all.
    """

    contents: Contents
    tell: Tell
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    demand_site: Callable[[], None] = lambda: None
    folders: Callable[[], tuple[str, ...] | None] = lambda: None


@dataclass
class Pushing:
    """The state of a push that `began` at this time."""

    destination: Destination
    world: PushEnvironment
    noting: IndexWriter
    readings: Mapping[str, Reading]
    began: float
    awaits: bool = True
    shown: bool = False
    count: Count = field(default_factory=Count)
    comments: FolderLooks = NONE
    _awaited: dict[str, Awaited] = field(default_factory=dict)
    _since: dict[str, float] = field(default_factory=dict)
    _site: Site | None = None

    def __post_init__(self) -> None:
        self._noted = self._looked = self._heard = self.world.now()
        self._step = STEP
        self._replaced = OverwriteDetector(self.world.contents)
        self.waiting = Waiting(self.destination.cloud, self.world.now) if self.awaits else None

    def do(self, work: Plan) -> None:
        """Upload and delete; what has to be waited for is in `waiting`. Raise `LostError`."""
        self.count.files = len(work.writes) + len(work.removals)
        self._note_same(work.same)
        with progress("pushed", self.count.files, shown=self.shown and self.count.files >= BAR) as bar:
            self._upload(work.writes, bar)
            self._remove(work.removals, bar)
        self.note()  # so that a later push of this folder knows what it replaces

    def wait(self) -> None:
        """Wait until all of it is live, or was replaced, or is late. Raise `LostError`."""
        left = len(self.left)
        with progress("live", left, shown=self.shown and left >= BAR) as bar:
            while self.left:
                bar.update(self._look())
                if self._is_over():
                    break
                self.world.sleep(self._step)

    def turn(self) -> bool:
        """Look if it is time to, without waiting; return whether there is nothing left to wait for. Raise `LostError`."""
        self._look_now_and_then()
        return self._is_over()

    def leave(self, keys: Iterable[str]) -> None:
        """Wait no more for these files, which a later push of the same watch waits for."""
        for key in self.left.keys() & frozenset(keys):
            self.left.pop(key)

    @property
    def left(self) -> dict[str, Awaited]:
        """What is waited for, by key."""
        return self.waiting.left if self.waiting else {}

    def end(self) -> int:
        """Bring comments along, whose posts are there now, and tell what became of everything; return the exit status."""
        if self.comments.comments:
            push_comments.bring(self.destination, self.comments, self.noting.note_comments, self.count, self.world.tell)
            self.note()
        took = round(self.world.now() - self.began, 1)
        self.world.tell({"event": "done", "site": self.destination.name, **self.count.facts, "seconds": took})
        return self.count.status

    # ---- uploading

    def _note_same(self, same: Mapping[str, str]) -> None:
        """Note files that are there already, and wait for those of them that a former push has not seen live."""
        read = {key: digest for key, digest in same.items() if key in self.readings}
        self.noting.note_files(read)
        left = [self._awaiting(key, Before()) for key in read if key in self.noting.index.waiting]
        self._expect(left)

    def _upload(self, writes: Sequence[Write], bar: Progress) -> None:
        for outcome in upload(self.world.contents, self.destination.blog, writes, self._prepare):
            if outcome:
                self._take(outcome)
                bar.update()
            self._look_now_and_then()

    def _prepare(self, writes: Sequence[Write]) -> None:
        """Learn what is there before these files go up."""
        self._learn([write.key for write in writes])

    def _learn(self, keys: Sequence[str], *, removed: bool = False) -> None:
        """Learn what the table says of these files; who may not read it can't wait."""
        if self.waiting is None:
            return
        cloud = self.destination.cloud
        try:
            previous = ask_service(lambda: liveness.state_before(cloud, keys))
            self._site = self._site or self._site_there()
        except DeniedError as denied:
            self._go_blind(denied)
            return
        for key in keys:
            self._awaited[key] = self._awaiting(key, previous.get(key, Before()), removed=removed)

    def _go_blind(self, denied: DeniedError) -> None:
        """Wait for nothing any more; what was waited for is uploaded, which is all that can be told of it."""
        left, self.waiting = self.left, None
        self.noting.wait_for(left)
        self.world.tell({"event": "blind", "why": str(denied)})
        for key, awaited in left.items():
            self.world.tell({"event": "deleted" if awaited.is_removed else "pushed", "file": key})

    def _awaiting(self, key: str, previous: Before, *, removed: bool = False) -> Awaited:
        one = self.readings.get(key)
        digest, etag = (one.upload.digest, one.digest) if one and not removed else ("", "")
        return Awaited(key, digest, etag, previous.sequence, previous.address, is_removed=removed)

    def _take(self, outcome: Outcome) -> None:
        """Note what became of a file."""
        key = outcome.write.key
        if outcome.failed:
            self.count.failed += 1
            self.world.tell(push_events.failed(key, outcome.failed))
        elif outcome.is_contested:
            self.count.contested += 1
            self.world.tell(push_events.conflict(key, is_there=bool(outcome.etag)))
        else:
            self.count.uploaded += 1
            self.noting.note_files({key: outcome.etag})
            awaited = self._awaited.pop(key, None)
            if awaited is None:
                self.world.tell({"event": "pushed", "file": key})
            else:
                self._expect([replace(awaited, after="") if outcome.was_there else awaited])

    # ---- deleting

    def _remove(self, removals: Sequence[Removal], bar: Progress) -> None:
        if removals:
            self._learn([removal.key for removal in removals], removed=True)
        for removal in removals:
            self._delete(removal)
            bar.update()
            self._look_now_and_then()

    def _delete(self, removal: Removal) -> None:
        key = removal.key
        try:
            ask_service(lambda: self.world.contents.delete(key, removal.over))
        except ChangedError:
            self.count.contested += 1
            self.world.tell(push_events.conflict(key, is_there=True))
            return
        except DeniedError as denied:
            self.count.failed += 1
            self.world.tell(push_events.failed(key, str(denied)))
            return
        self.count.deleted += 1
        self.noting.forget(key)
        awaited = self._awaited.pop(key, None)
        if awaited and awaited.after:
            self._expect([awaited])
        else:
            self.world.tell({"event": "deleted", "file": key})

    # ---- waiting

    def _expect(self, awaited: Sequence[Awaited]) -> None:
        if self.waiting is None:
            return
        self.waiting.expect(awaited)
        self._since |= {one.key: self.world.now() for one in awaited}
        self._heard, self._step = self.world.now(), STEP

    def _look_now_and_then(self) -> None:
        """Look at the table, and note the index, if it is time."""
        now = self.world.now()
        if now - self._looked >= self._step:
            self._look()
        if now - self._noted >= OFTEN:
            self.note()

    def _look(self) -> int:
        """Tell what has arrived or was replaced since the last look; return how much. While nothing is, the steps grow."""
        if self.waiting is None or not self.left:
            return 0
        try:
            number = self._take_news(self.waiting)
        except DeniedError as denied:
            self._go_blind(denied)
            return 0
        self._looked = self.world.now()
        if number:
            self._heard, self._step = self._looked, STEP
        else:
            self._step = min(self._step * 1.25, LONGEST)
        return number

    def _take_news(self, waiting: Waiting) -> int:
        arrivals = ask_service(waiting.look)
        for arrival in arrivals:
            self._arrived(arrival)
        return len(arrivals) + self._give_up_replaced(waiting, is_quiet=not arrivals and self._step >= LONGEST)

    def _give_up_replaced(self, waiting: Waiting, *, is_quiet: bool) -> int:
        """Tell which files somebody has replaced or deleted, and wait for them no more; return how many."""
        replaced = self._replaced.look(waiting.overtaken, waiting.left, self.noting.index, is_quiet=is_quiet)
        for key, etag in replaced.items():
            waiting.left.pop(key)
            self._give_up(key, is_there=bool(etag))
        return len(replaced)

    def _give_up(self, key: str, *, is_there: bool) -> None:
        """Tell that a file was replaced or deleted; the index says what it said, or what a later push from here has noted."""
        self.noting.take_back(key)
        self.count.replaced += 1
        self.world.tell(push_events.replaced(key, is_there=is_there))

    def _arrived(self, arrival: Arrival) -> None:
        if arrival.refusal:
            self.count.refused += 1
            self.world.tell(push_events.refused(arrival.key, arrival.refusal))
            return
        self.count.arrive(arrival.state)
        seconds = arrival.live_at - self._since[arrival.key]
        site = self._site_now(arrival)
        self.world.tell(push_events.arrived(arrival, site.url, seconds, site.zone))

    def _site_now(self, arrival: Arrival) -> Site:
        """The site in force, read once, and again when it has changed."""
        if self._site is None or arrival.key == "site.yaml":
            self._site = self._site_there()
        return self._site

    def _site_there(self) -> Site:
        from chalicelib.store import site_files  # noqa: PLC0415 - only who waits needs it

        return ask_service(lambda: site_files.read(self.destination.cloud).site)

    def _is_over(self) -> bool:
        """Whether nothing is left, or nothing has been heard for so long that all that is left counts as late, which is told."""
        is_late = bool(self.left) and self.world.now() - self._heard >= PATIENCE
        if is_late:
            self.count.late = len(self.left)
            self.world.tell({"event": "late", "files": list(self.left), "seconds": PATIENCE})
        return is_late or not self.left

    def note(self) -> None:
        """Note what is done."""
        self.noting.write(frozenset(self.waiting.left) if self.waiting else self.noting.index.waiting)
        self._noted = self.world.now()
