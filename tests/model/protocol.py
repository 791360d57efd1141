"""The protocol of ingest and rendering, which tell publishes (`publish`) how far they are.

Every `yield` is one cloud call and happens at once; between two of them any other worker may run, and a worker may die before or
after each.

Simplified: of more than `MOST` pages at once, a publish knows only when all are made. The archives of a category are queued by a
walk, as a rebuild is, and not by their name.
"""

from collections import defaultdict
from dataclasses import replace
from functools import partial
from typing import Any

from tests.model.publish import begin, expect, forget, nonce_of, settle
from tests.model.world import (
    GROUPS,
    REBUILD,
    Awaited,
    Message,
    Name,
    Post,
    Publish,
    Record,
    Steps,
    World,
    listings,
    month,
    pages_of,
    places_of,
)

MOST = 6
JOINING = 0.5  # how often a page that a summary owes joins the batch


# ---- ingest


def claim(world: World, key: str, version: Name, address: str) -> Steps:
    """Return whether `key` owns `address`; a claim is taken over only from a source known to live elsewhere."""
    for last in (False, True):
        other = yield partial(world.own, address, key, version)
        while other:
            owner = yield partial(world.table.get, ("SOURCE", other["owner"]))
            elsewhere = owner and owner.version >= other["stamp"] and (owner.post or {}).get("address") != address
            if not elsewhere:
                break
            other = yield partial(world.own, address, key, version, seen=other)
        if not other:
            return True
        if not last:  # wait first, then look again: the owner may have left in between
            yield partial(world.put, ("WAIT", address, key), True)
    return False


def choose(world: World, key: str, version: Name, source: Post | None, was: Post | None) -> Steps:
    """Return the post that the source has now, and why the upload is refused, if it is."""
    if source is None:
        return None, None
    if source["bad"]:
        refusal = "bad"
    elif (yield from claim(world, key, version, source["address"])):
        return source, None
    else:
        refusal = "taken"
    stays = not (refusal == "taken" and was and was["address"] == source["address"])
    if was and stays and (yield from claim(world, key, version, was["address"])):
        return was, refusal  # the last good post stays, at an address it owns
    return None, refusal


def ingest(world: World, key: str, sequence: int) -> Steps:
    source = yield lambda: world.content.get(key)
    old: Record | None = yield lambda: world.table.get(("SOURCE", key))
    if old and old.version[0] > sequence:
        return
    version = (sequence, old.version[1] + 1 if old and old.version[0] == sequence else 0)
    was = old.post if old else None

    post, refusal = yield from choose(world, key, version, source, was)
    owed = {o for o in old.owed if world.has("places") or o[0] != "place"} if old else set()
    if was != post:
        for shown in (was, post):
            owed |= pages_of(key, shown) | places_of(key, shown) if shown else set()
    if was and (not post or post["address"] != was["address"]):
        owed.add(("leave", was["address"]))
    if post:
        owed.discard(("leave", post["address"]))

    since = old.owing_since if old and old.owed else version
    new = Record(version, post, refusal, frozenset(owed), since)
    accepted = yield lambda: world.swap(("SOURCE", key), old, new)
    confirmed = not (accepted and post and world.has("confirm")) or (yield from confirm(world, key, post["address"]))
    if not (accepted and confirmed):
        yield from ingest(world, key, sequence)
        return

    yield from put_pointers(world, key, version, post, owed)
    pages = yield from resolve(world, key, version, owed)
    yield from queue_owed(world, key, new, pages)
    yield lambda: world.swap(("SOURCE", key), new, replace(new, owed=frozenset()))


def confirm(world: World, key: str, address: str) -> Steps:
    """Return whether the claim is still ours; from here on nobody who looked before can take it."""

    def renew() -> bool:
        current = world.table.get(("URL", address))
        return current is not None and current["owner"] == key and world.own(address, key, (0, 0)) is None

    return (yield renew)


def put_pointers(world: World, key: str, version: Name, post: Post | None, owed: set[Name]) -> Steps:
    """Put the pointers of where the post is, delete those of where it was; never against a newer stamp."""
    here = {(of, post["day"]) for of in listings(post)} if post else set()
    gone = {(o[1], o[2]) for o in owed if o[0] == "place"} - here

    def change(at: Name, stamp: Name | None) -> None:
        if not world.has("stamps") or world.table.get(at, (0, 0)) <= version:
            world.put(at, stamp)

    for of, day in sorted(here):
        yield partial(change, ("LIST", of, day, key), version)
    for of, day in sorted(gone):
        yield partial(change, ("LIST", of, day, key), None)


def resolve(world: World, key: str, version: Name, owed: set[Name]) -> Steps:
    """Return the pages to queue: those owed, and the posts next to an owed place now that the pointers are right."""
    pages: set[Name] = set()
    for entry in sorted(owed, key=str):
        if entry[0] == "place":
            pages |= yield from neighbours(world, *entry[1:])
        elif entry[0] == "leave":
            yield from leave(world, key, version, entry[1])
        else:
            pages.add(entry)
    return sorted(pages, key=str)


def leave(world: World, key: str, version: Name, address: str) -> Steps:
    """Give the address up unless a newer upload of ours took it again, and wake the sources that wait for it."""

    def free() -> None:
        current = world.table.get(("URL", address))
        if current and current["owner"] == key and current["stamp"] <= version:
            del world.table["URL", address]

    yield free
    for waiting in (yield lambda: [at[2] for at in world.table if at[:2] == ("WAIT", address)]):
        record = yield partial(world.table.get, ("SOURCE", waiting))
        if record:
            yield partial(world.events.append, (waiting, record.version[0]))
        yield partial(world.put, ("WAIT", address, waiting), None)


def queue_owed(world: World, key: str, record: Record, pages: list[Name]) -> Steps:
    """Queue the pages that the record owes; its publish waits for them before the first message is sent."""
    names = pages if len(pages) <= MOST else [REBUILD]
    if world.has("before"):
        yield from begin(world, key, record, names)
    for page in pages:
        yield partial(world.send, Message(page, frozenset({key})))
    if names == [REBUILD]:
        yield from send_passing(world, Message(REBUILD, frozenset({key}), nonce_of(world, record.version)))
    if not world.has("before"):
        yield from begin(world, key, record, names)


# ---- rendering


def members(world: World, of: str) -> Steps:
    """Return (day, key, post), newest first: the pointers, then only those records that say they belong."""
    pointers = yield lambda: sorted(((at[2], at[3]) for at in world.table if at[:2] == ("LIST", of)), reverse=True)
    records = yield lambda: {key: world.table.get(("SOURCE", key)) for _, key in pointers}
    posts = ((day, key, records[key].post if records[key] else None) for day, key in pointers)
    return [(day, key, post) for day, key, post in posts if post and post["day"] == day and of in listings(post)]


def neighbours(world: World, of: str, day: int, key: str) -> Steps:
    if of != "all":
        return set()
    listed = yield from members(world, of)
    older = [m for m in listed if m[:2] < (day, key)][:1]
    newer = [m for m in listed if m[:2] > (day, key)][-1:]
    return {("post", m[1]) for m in older + newer}


def render(world: World, messages: list[Message]) -> Steps:
    """Handle a batch of one group: make its pages right, begin its walks, queue what its summaries owe, settle, owe nothing."""
    named = {cause for message in messages for cause in message.causes}
    seen = yield lambda: {cause: world.table[("PUBLISH", cause)] for cause in named if ("PUBLISH", cause) in world.table}
    causes: dict[Name, set[str]] = defaultdict(set)
    for message in messages:
        if message.passing < 0:
            causes[message.page] |= message.causes & seen.keys()

    made: dict[Name, bool] = {}
    owing: dict[Name, Post] = {}
    for page, of in causes.items():
        made[page] = False if page[0] == "walk" else (yield from make(world, page, frozenset(of), owing))
    if not world.has("last"):
        yield from settle_all(world, seen, causes, made)
    for page in [page for page in causes if page[0] == "walk"]:
        yield from begin_walk(world, page, frozenset(causes[page]))
    yield from queue_owed_by_summaries(world, owing, seen, made)
    if world.has("last") and world.has("unpaid"):
        yield from settle_all(world, seen, causes, made)
    for at, summary in owing.items():
        yield partial(world.put, at, {**summary, "owes": None})
    if not world.has("unpaid"):
        yield from settle_all(world, seen, causes, made)
    for message in messages:
        yield from pass_on(world, message)


def queue_owed_by_summaries(world: World, owing: dict[Name, Post], seen: dict[str, Publish], made: dict[Name, bool]) -> Steps:
    """Queue what these summaries owe, but for pages that join the batch and are made at once."""
    for at, summary in owing.items():
        archives = ("archives" if at[1] == "all" else "walk", at[1])
        joins = archives[0] == "archives" and world.chance.random() < JOINING
        if joins:
            made[archives] = yield from make(world, archives, frozenset(), {})
        if not joins or (summary["owes"] - seen.keys() and world.has("unseen")):
            yield from queue_for(world, archives, summary["owes"], world.nonce())


def queue_for(world: World, page: Name, causes: frozenset[str], nonce: int) -> Steps:
    """Queue a page or a walk, for which the publishes that caused it wait from now on."""
    for cause in sorted(causes):
        yield partial(expect, world, cause, page, nonce)
    yield partial(world.send, Message(page, causes))


def settle_all(world: World, seen: dict[str, Publish], causes: dict[Name, set[str]], made: dict[Name, bool]) -> Steps:
    for cause, publish in sorted(seen.items()):
        if any(cause in of for of in causes.values()):
            yield partial(settle, world, cause, publish, made)


def begin_walk(world: World, walk: Name, causes: frozenset[str]) -> Steps:
    """Queue the pages of a walk. It has seen all that was changed before it began, so it is over for whatever waited for it."""
    nonce = world.nonce() if world.has("afresh") else 0
    for cause in sorted(causes):
        yield partial(expect, world, cause, walk, nonce)
    yield partial(world.send, Message(("archives", walk[1]), causes))
    yield from send_passing(world, Message(walk, causes, nonce))


def send_passing(world: World, message: Message) -> Steps:
    """Let a walk pass through the groups, behind what is queued there."""
    start = 0 if world.has("passing") else GROUPS - 1
    yield partial(world.send, message._replace(passing=start))


def pass_on(world: World, message: Message) -> Steps:
    """Let a walk pass to the next group; behind the last one, it is over. A page and a walk that begins don't pass."""
    if message.passing < 0:
        return
    group = message.passing + 1
    if group < GROUPS:
        yield partial(world.send, message._replace(passing=group))
        return
    for cause in sorted(message.causes):
        yield partial(forget, world, cause, {Awaited(message.page, message.nonce)})


def make(world: World, page: Name, causes: frozenset[str], owing: dict[Name, Post]) -> Steps:
    """Make one page right, and return whether it was written; a month's page also has a summary, which owes the archives.

    The summary is stored with the causes of what it owes, because another publish may be the one that queues it.
    """
    kind, of = page[0], page[1]
    if kind == "archives":
        months = yield lambda: {at[2]: summary for at, summary in world.table.items() if at[:2] == ("MONTHS", of)}
        return (yield from write(world, page, tuple(sorted((m, s["shown"]) for m, s in months.items() if s["shown"]))))
    listed = yield from members(world, "all" if kind == "post" else of)
    if kind == "landing":
        return (yield from write(world, page, tuple((m[1], m[2]["title"]) for m in listed[:2])))
    if kind == "post":
        return (yield from write(world, page, post_page(listed, of)))
    shown = tuple((m[1], m[2]["title"]) for m in listed if month(m[0]) == page[2])
    keys = tuple(key for key, _ in shown)
    at = ("MONTHS", of, page[2])
    before = (yield lambda: world.table.get(at)) or {"shown": (), "owes": None}
    if before["shown"] != keys or (before["owes"] is not None and world.has("summary")):
        noted = before["owes"] or frozenset() if world.has("noted") else frozenset()
        owing[at] = {"shown": keys, "owes": noted | causes if world.has("causes") else noted}
        yield partial(world.put, at, owing[at])
    return (yield from write(world, page, shown))


def post_page(listed: list[Any], key: str) -> Name:
    index = next((i for i, m in enumerate(listed) if m[1] == key), None)
    if index is None:
        return ()
    shown = [(m[1], m[2]["title"]) for m in listed]
    older = shown[index + 1] if index + 1 < len(shown) else None
    newer = shown[index - 1] if index else None
    return (shown[index][1], listed[index][2]["address"], older, newer)


def write(world: World, page: Name, body: Name) -> Steps:
    """Write or delete the object unless it is right, and return whether that was done."""
    current = yield lambda: world.public.get(page, ())
    if current == body:
        return False
    yield partial(world.public.__setitem__, page, body)
    return True
