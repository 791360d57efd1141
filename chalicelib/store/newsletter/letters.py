"""Letters: the letter, its progress in each shard, and its edition.

    LETTER#id       -            the letter
    LETTER#id       shard#07     its progress in a shard
    LETTER#id       edition#x    its edition, compressed, never changed
    LETTER#id       trouble      the numbers of bounces (hard and soft) and complaints
    LETTERS         due#id       a pointer, by which letters are listed in their order
    MAILED#address  -            the source whose letter is about this address
    CLOCK           letter#id    the timer: when it has to be brought forward

Everything that changes is written only if its nonce is still the one that was read.
"""

import zlib
from collections.abc import Callable, Iterable, Mapping

from chalicelib import codec
from chalicelib.cloud.items import Absent, At, Either, Item, Same
from chalicelib.cloud.ports import Table
from chalicelib.newsletter.mail import edition_size
from chalicelib.newsletter.rules.ledger import Progress
from chalicelib.newsletter.rules.letter import Letter
from chalicelib.partitions import LETTER as LETTER_OF
from chalicelib.partitions import LETTERS, MAILED
from chalicelib.store import timers, update
from chalicelib.store.update import UNREAD, Change, ItemType, Unread

SHARD, EDITION = "shard#", "edition#"
END = "\U0010ffff"
TROUBLES = ("bounced", "complained", "soft")


# ---- the letter


def at_letter(id: str) -> At:
    return At(f"{LETTER_OF}{id}")


def letter_in(item: Item) -> Letter:
    return codec.loads(Letter, item.text("facts"), id=item.at.pk.partition("#")[2], nonce=item.text("nonce"))


LETTER = ItemType(letter_in, lambda letter: {"nonce": letter.nonce, "facts": codec.dumps(letter)})


def read(table: Table, id: str) -> Letter | None:
    item = table.get(at_letter(id))
    return letter_in(item) if item else None


def read_many(table: Table, ids: Iterable[str]) -> Mapping[str, Letter]:
    items = table.get_many(map(at_letter, ids))
    return {letter.id: letter for letter in map(letter_in, items.values())}


def write(table: Table, letter: Letter) -> Letter | None:
    """The letter as it is now; None if another worker changed it. A letter that was never read must not exist yet."""
    return update.write(table, at_letter(letter.id), LETTER, letter, letter.nonce)


def change(
    table: Table,
    id: str,
    decide: Callable[[Letter], Letter],
    *,
    first: Callable[[Letter], object] = lambda _: None,
    seen: Letter | Unread = UNREAD,
) -> Change[Letter]:
    """Change an existing letter (see `store.update`); nothing happens if there is none."""
    return update.update(table, at_letter(id), LETTER, lambda letter: letter and decide(letter), first=first, seen=seen)


def listed(table: Table, *, after: str = "", until: str = "", limit: int | None = None) -> tuple[str, ...]:
    """The ids of letters that were once due after one time and until another (empty: no bound), the newest first."""
    items = table.query(LETTERS, after=after and after + END, before=until and until + END, newest_first=True, limit=limit)
    return tuple(dict.fromkeys(item.at.sk.partition("#")[2] for item in items))


def announce(table: Table, letter: Letter, look: str = "") -> Letter | None:
    """Write a new letter, list it for its author, and set its timer, to the time it is due unless another is given.

    An existing letter stays as it is and is returned; it is only listed again, because the worker that wrote it may
    have died before.
    """
    put_on_list(table, letter)  # before the letter: a digest that is opened in between has to find it
    current = write(table, letter) or read(table, letter.id)
    if current and current.state == "due":
        put_on_list(table, current)
        look_again(table, current.id, look or current.due)
    return current


def put_on_list(table: Table, letter: Letter) -> None:
    table.put(Item(At(LETTERS, f"{letter.due}#{letter.id}")))


def is_ours(table: Table, address: str, key: str) -> bool:
    """Whether the letter about this address is that of this source: the first source to ask has it."""
    return table.put(Item(At(f"{MAILED}{address}"), {"key": key}), Either((Absent(), Same("key", key))))


def whose(table: Table, address: str) -> str:
    """The source whose letter is about the address; empty if none is."""
    item = table.get(At(f"{MAILED}{address}"))
    return item.text("key") if item else ""


# ---- its timer


def look_again(table: Table, id: str, time: str) -> None:
    table.put(Item(timers.at("letter", id), {"look": time}))


def look_no_more(table: Table, id: str) -> None:
    table.delete(timers.at("letter", id))


# ---- its edition


def put_edition(table: Table, id: str, name: str, text: str) -> None:
    """Store the text of an edition, which was found to fit when it was made (`newsletter.mail.edition_size`)."""
    table.put(Item(At(f"{LETTER_OF}{id}", f"{EDITION}{name}"), {"z": edition_size.packed(text)}))


def edition(table: Table, letter: Letter) -> str | None:
    item = table.get(At(f"{LETTER_OF}{letter.id}", f"{EDITION}{letter.edition}"))
    return zlib.decompress(item.packed("z")).decode() if item else None


# ---- its progress


def at_progress(id: str, shard: int) -> At:
    return At(f"{LETTER_OF}{id}", f"{SHARD}{shard:02d}")


def progress_in(item: Item) -> Progress:
    letter, shard = item.at.pk.partition("#")[2], int(item.at.sk.removeprefix(SHARD))
    at, nonce, after = (item.text(name) for name in TEXTS)
    done, checked = (bool(item.has[name]) for name in FLAGS)
    return Progress(letter, shard, at, nonce, after, done, checked, *(item.number(name, 0) for name in NUMBERS))


TEXTS, FLAGS = ("at", "nonce", "after"), ("done", "checked")
NUMBERS = ("sent", "failed", "unsettled", "following", "changes", "lost")
PROGRESS = ItemType(progress_in, lambda progress: {name: getattr(progress, name) for name in (*TEXTS, *FLAGS, *NUMBERS)})


def progress(table: Table, id: str) -> Mapping[int, Progress]:
    """The progress of the letter in each shard where it has begun."""
    items = table.query(f"{LETTER_OF}{id}", after=SHARD, before=SHARD + END)
    return {progress.shard: progress for progress in map(progress_in, items)}


def progress_of(table: Table, id: str, shard: int) -> Progress | None:
    item = table.get(at_progress(id, shard))
    return progress_in(item) if item else None


def advance(table: Table, progress: Progress) -> Progress | None:
    """The progress as it is now; None if another worker changed it."""
    return update.write(table, at_progress(progress.letter, progress.shard), PROGRESS, progress, progress.nonce)


def forget_start(table: Table, progress: Progress) -> None:
    """Remove the progress of a shard that was not started after all, unless a worker has changed it."""
    table.delete(at_progress(progress.letter, progress.shard), Same("nonce", progress.nonce))


# ---- bounces and complaints


def trouble(table: Table, id: str, kind: str) -> Mapping[str, int]:
    """Count one more bounce or complaint of this kind; the numbers of each kind."""
    table.add(At(f"{LETTER_OF}{id}", "trouble"), {kind: 1})
    return troubles(table, id)


def troubles(table: Table, id: str) -> Mapping[str, int]:
    item = table.get(At(f"{LETTER_OF}{id}", "trouble"))
    return {kind: item.number(kind, 0) if item else 0 for kind in TROUBLES}
