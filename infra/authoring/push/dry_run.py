"""What a push would do, without doing it: what would be published, moved, redirected, unpublished, and mailed to how many.

The very code that takes in uploads does so here, on a site to rehearse on (`rehearsal`); what it made of each file is compared
with what stands. Nothing is uploaded and nothing written.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from chalicelib.cloud.ports import Cloud
from chalicelib.content.media import files
from chalicelib.frozen import Frozen
from chalicelib.newsletter.rules.letter import Letter, id_of, subject_of
from chalicelib.newsletter.rules.subscriber import reaches
from chalicelib.publishing.decide import Change
from chalicelib.publishing.ingest import ingest
from chalicelib.record import Record
from chalicelib.store import records, site_files
from chalicelib.store.newsletter import letters, subscribers
from infra.authoring.push import push_events
from infra.authoring.push.overlay_cloud import LATEST, dry_run_cloud
from infra.authoring.push.push import PushOptions, look_around, planned, site_to_be, tell_of
from infra.authoring.push.push_events import Event
from infra.authoring.push.push_plan import ANYTHING, Plan, Removal, Write, conflicts, without
from infra.authoring.push.push_session import PushEnvironment
from infra.authoring.push.rebuild_scope import made_again
from infra.authoring.target.connection import DeniedError, LostError, ask_service
from infra.authoring.target.content_bucket import Contents
from infra.authoring.target.destination import Destination
from infra.files.blog_folder import in_order
from infra.running.subscribers import subscribers_of
from infra.terminal.progress import progress
from infra.terminal.streams import CannotError

A_FEW = 100  # objects that are asked for one by one; for more of them, the bucket is listed
COUNTED = 2_000  # followers up to whom it is counted whom a letter reaches; above, all of them are the bound


def forecast(destination: Destination, asked: PushOptions, world: PushEnvironment) -> int:
    """Tell what a push would do; return 1 if a file would be refused, or is somebody else's by now. Raise `CannotError`."""
    try:
        surroundings = look_around(destination, asked, world)
        whole = planned(surroundings, asked, world)
        refused = tell_of(surroundings, whole, world.tell)
        etags = current_etags(whole, world.contents)
        contested = conflicts(whole, etags)
        work = without(whole, contested)
        outcomes = ask_service(lambda: rehearse(destination, work, world, shown=asked.shown))
        takes_comments = bool(surroundings.looked.comments) and site_to_be(destination).comment_rules.on
    except (LostError, DeniedError) as error:
        raise CannotError(f"can't say what would happen: {error}") from error
    events = [push_events.would_conflict(key, is_there=bool(etags.get(key))) for key in contested]
    comments = [{"event": "would-comments", "files": [*surroundings.looked.comments]}] * takes_comments
    for event in (*events, *outcomes, *comments):
        world.tell(event)
    refused += sum(event["event"] == "refused" for event in outcomes)
    counts = {"uploads": len(work.writes), "removals": len(work.removals), "refused": refused, "contested": len(contested)}
    world.tell({"event": "would-end", **counts})
    return int(bool(refused or contested))


def current_etags(work: Plan, contents: Contents) -> Mapping[str, str]:
    """Return the ETags, as they are now, of the objects that the plan would replace or remove. Raise `LostError`."""
    changes: Sequence[Write | Removal] = (*work.writes, *work.removals)
    keys = [change.key for change in changes if change.over is not ANYTHING]
    if len(keys) > A_FEW:
        return ask_service(contents.listed)
    return {key: ask_service(partial(contents.etag, key)) for key in keys}


def rehearse(destination: Destination, work: Plan, world: PushEnvironment, *, shown: bool) -> Sequence[Event]:
    """Take in what would be uploaded and removed, and return what would come of it."""
    keys = sorted({*(write.key for write in work.writes), *(removal.key for removal in work.removals)}, key=in_order)
    if not keys:
        return []
    cloud = dry_run_cloud(destination.cloud, destination.blog, world.contents.now())
    previous = records.read_many(destination.cloud.table, keys)
    with progress("files", len(keys), shown=shown) as bar:
        for key in keys:
            ingest(cloud, Change(key, LATEST))
            bar.update()
    after = records.read_many(cloud.table, keys)
    site = site_files.read(cloud).site
    changes = [happens(previous.get(key), after[key]) for key in keys if key in after]
    again = made_again(destination.cloud, destination.blog, world.contents, keys)
    events = [_event(change, site.url, site.zone, again.get(change.record.key, "")) for change in changes]
    return [*events, *_mails(destination.cloud, cloud, after.values())]


# ---- pure


class Happening(Frozen):
    """What would become of a file: `what` is a row of `push_events.HAPPENINGS`; where it is read now, and where it would be."""

    record: Record
    what: str
    was: str = ""
    redirects: bool = False


def happens(previous: Record | None, after: Record) -> Happening:
    """Decide what an upload would do, from the record before it and the one after it."""
    was = previous.address if previous else ""
    if after.refusal:
        return Happening(after, "refused", was)
    if after.media:
        return Happening(after, "edited" if previous and previous.media else "published")
    if after.post is None and files.sort_of(after.key) in files.FIXTURES:
        return Happening(after, "removed" if after.state == "removed" else "in force")
    if after.post is None:
        return Happening(after, "removed" if after.state == "removed" else ("unpublished" if was else after.state), was)
    if not was:
        return Happening(after, "published")
    return Happening(after, "edited" if was == after.address else "moved", was, redirects=was in after.former)


# ---- as events


def _event(change: Happening, url: str, zone: str, again: str) -> Event:
    record = change.record
    if record.refusal:
        return push_events.refused(record.key, record.refusal)
    address = push_events.absolute(url, record.address or (f"/{record.key}" if record.media else ""))
    facts = {"was": push_events.absolute(url, change.was), "state": record.state, "redirects": change.redirects}
    wake = {"at": push_events.local(record.turns, zone)} if record.turns else {}
    fields = {"again": again} if again else {}
    return {"event": "would", "file": record.key, "what": change.what, "address": address, **facts, **wake, **fields}


def _mails(real: Cloud, rehearsed: Cloud, records_after: Iterable[Record]) -> Iterator[Event]:
    """Yield the letters that would be sent, and to how many."""
    keys = [record.key for record in records_after if record.post]
    names = [id_of(key) for key in keys]
    new = letters.read_many(rehearsed.table, names) if names else {}
    real_letters = letters.read_many(real.table, names) if names else {}
    for name, letter in new.items():
        if letter.state == "due" and not letter.digests_only and name not in real_letters:
            number, is_exact = _reached(real, rehearsed, letter)
            yield {"event": "would-mail", "file": letter.key, "title": letter.title, "to": number, "exact": is_exact}


def _reached(real: Cloud, rehearsed: Cloud, letter: Letter) -> tuple[int, bool]:
    """Return how many the letter would reach at once, and whether they were counted one by one."""
    number = subscribers.followers(real.table)
    record = records.read(rehearsed.table, letter.key)
    if number > COUNTED or record is None or record.post is None:
        return number, False
    subject = subject_of(record.post, letter.due)
    followers = subscribers_of(real, shards=subscribers.shards(real.table))
    return sum(reaches(subject, one, letter.kind) for one in followers), True
