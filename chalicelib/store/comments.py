"""Comments: put once, replaced if unchanged, read by thread, and listed while they are held.

COMMENTS#thread   name          the comment
SAID#thread       name          its copy for pages, with nothing but what they show; a comment that is held or deleted has none
COMMENTS#@name    -             the thread of the comment with this name, or none: its writer took it back before it came
COMMENTS#@mailbox name thread   a comment that may have come with the address of this mailbox, by its keyed hash
HELD              name thread   a comment that may be held, and which authors are told of it: who looks through them reads it,
                                and drops what is held no longer
CLOCK             comment#name thread   the timer: an act on this comment has begun, and its pages may not be queued yet
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from msgspec.structs import replace

from chalicelib import codec
from chalicelib.cloud.items import Absent, At, Item, Same, Value
from chalicelib.cloud.ports import Table
from chalicelib.comments.rules.comment import MOST, Comment
from chalicelib.partitions import COMMENTS, HELD, SAID
from chalicelib.store import update
from chalicelib.store.update import Change, ItemType


def at(thread: str, name: str) -> At:
    return At(f"{COMMENTS}{thread}", name)


def at_held(comment: Comment) -> At:
    return At(HELD, f"{comment.name} {comment.thread}")


def at_mailbox(comment: Comment) -> At:
    return At(f"{COMMENTS}@{comment.mailbox}", f"{comment.name} {comment.thread}")


def read(table: Table, thread: str, name: str) -> Comment | None:
    item = table.get(at(thread, name))
    return comment_in(item) if item else None


def of_thread(table: Table, thread: str) -> Iterator[Comment]:
    """Yield the comments of a post, oldest first."""
    for items in _stretches(table, f"{COMMENTS}{thread}", MOST):
        yield from map(comment_in, items)


def shown(table: Table, thread: str) -> tuple[Comment, ...]:
    """Return the comments of a post that its page shows, oldest first, without what is known of their writers."""
    return tuple(map(comment_in, table.query(f"{SAID}{thread}", limit=MOST)))


def publish(table: Table, thread: str, name: str) -> Comment | None:
    """Make the copy for pages right, whatever other workers do to the comment meanwhile; return the comment."""
    while comment := read(table, thread, name):
        if comment.is_shown:
            table.put(copy_of(comment))
        else:
            table.delete(At(f"{SAID}{thread}", name))
        now = read(table, thread, name)
        if now and now.nonce == comment.nonce:
            return comment
    return None


def copy_of(comment: Comment) -> Item:
    """Return the copy of a comment that pages read."""
    public = replace(comment, address="", mailbox="", network="", notify=False, hits=(), owes=False)
    return COMMENT.item(At(f"{SAID}{comment.thread}", comment.name), public)


def place(table: Table, name: str, thread: str, expires: int) -> str:
    """Put a comment into a thread for good; return its thread, which is another if it has one, and none if it was taken back."""
    at_place = At(f"{COMMENTS}@{name}")
    if table.put(Item(at_place, {"thread": thread, "expires": expires}), Absent()):
        return thread
    placed = table.get(at_place)
    return placed.text("thread") if placed else thread


def _stretches(table: Table, partition: str, at_once: int) -> Iterator[Sequence[Item]]:
    """Yield the items of a partition in their order, so many at a time."""
    after = ""
    while items := table.query(partition, after=after, limit=at_once):
        yield items
        if len(items) < at_once:
            return
        after = items[-1].at.sk


def change(table: Table, thread: str, name: str, decide: Callable[[Comment | None], Comment | None]) -> Change[Comment]:
    """Carry out a decision on the comment; if another worker changed it meanwhile, it is decided again."""
    return update.update(table, at(thread, name), COMMENT, decide)


def hold(table: Table, comment: Comment, authors: Sequence[str] = ()) -> None:
    """Note that a comment is held, so that it is found, also by these authors of its post."""
    table.put(Item(at_held(comment), {"expires": comment.expires, **({"authors": " ".join(authors)} if authors else {})}))


def held(table: Table, limit: int, authors: frozenset[str] | None = None) -> Sequence[Comment]:
    """Return so many comments that wait for a look, oldest first, of all posts, or of these authors' only; names of those that
    don't wait are dropped."""
    stretches = _stretches(table, HELD, limit)
    if authors is not None:
        stretches = ([item for item in items if authors & {*item.text("authors", "").split()}] for items in stretches)
    return list(islice((comment for items in stretches for comment in _waiting(table, items)), limit))


def number_held(table: Table, most: int) -> int:
    """Return how many comments wait for a look, counted up to so many."""
    return len(table.query(HELD, limit=most))


def _waiting(table: Table, items: Sequence[Item]) -> Sequence[Comment]:
    names = [(thread, name) for item in items for name, _, thread in [item.at.sk.partition(" ")]]
    comments = {item.at: comment_in(item) for item in table.get_many([at(*pair) for pair in names]).values()}
    waiting = [comments.get(at(*pair)) for pair in names]
    for item, comment in zip(items, waiting, strict=True):
        if comment and comment.state != "held":
            table.delete(item.at)
    return [comment for comment in waiting if comment and comment.state == "held"]


def release(table: Table, comments: Iterable[Comment]) -> None:
    """Note that these comments are held no longer."""
    for comment in comments:
        table.delete(at_held(comment))


# ---- the comments of a mailbox


def expect(table: Table, comment: Comment) -> None:
    """Note whose comment comes, before it does: whoever erases theirs finds it from then on."""
    if comment.mailbox:
        table.put(Item(at_mailbox(comment), {"expires": comment.expires} if comment.expires else {}), Absent())


def follow(table: Table, comment: Comment) -> None:
    """Note whose comment this is as long as there is anything of it; what is noted no longer doesn't come back."""
    if not comment.mailbox:
        return
    if comment.state == "deleted":
        table.delete(at_mailbox(comment))
    elif comment.is_shown and (item := table.get(at_mailbox(comment))) and "expires" in item.has:
        table.put(Item(item.at), Same("expires", item.has["expires"]))


def of_mailbox(table: Table, mailbox: str) -> tuple[tuple[str, str], ...]:
    """Return the thread and the name of each comment that came with the address of this mailbox."""
    items = table.query(f"{COMMENTS}@{mailbox}")
    return tuple((thread, name) for item in items for name, _, thread in [item.at.sk.partition(" ")])


def all_of_mailbox(table: Table, mailbox: str) -> tuple[Comment, ...]:
    """Return what there is of the comments that came with the address of this mailbox, oldest first."""
    names = of_mailbox(table, mailbox)
    stored = map(comment_in, table.get_many([at(*pair) for pair in names]).values())
    theirs = (comment for comment in stored if comment.mailbox == mailbox and comment.state != "deleted")
    return tuple(sorted(theirs, key=lambda comment: comment.name))


# ---- items


def comment_in(item: Item) -> Comment:
    thread = item.at.pk.partition("#")[2]
    beside = {"thread": thread, "name": item.at.sk, "nonce": item.text("nonce"), "expires": item.number("expires", 0)}
    return codec.loads(Comment, item.text("comment"), **beside)


def item_of(comment: Comment) -> Item:
    """Return the item of a comment that is new."""
    return COMMENT.item(at(comment.thread, comment.name), comment)


def _has(comment: Comment) -> dict[str, Value]:
    return {"comment": codec.dumps(comment), **({"expires": comment.expires} if comment.expires else {})}


COMMENT = ItemType(comment_in, _has)
