"""How far an upload is. Pure.

An upload passes three marks. Its **record** is accepted: it has these bytes, and comes from a later event than the one before.
The record **owes nothing**: all pages that the change touches are queued, and its publish awaits them (`store.publishes`). Its
**own page** isn't awaited any more: it is made. Then the upload is live. The other pages follow.

A site whose publish has expired, or that an earlier version of Presswork runs, says nothing of pages: there, an upload is live
once its record owes nothing.
"""

from chalicelib.content.media import files
from chalicelib.frozen import Frozen
from chalicelib.model import Page
from chalicelib.record import Record
from chalicelib.store import publishes
from chalicelib.store.publishes import Publish


class Before(Frozen):
    """What was there before the upload: the sequence of the last accepted event, and the address of the post."""

    sequence: str = ""
    address: str = ""


class Awaited(Frozen):
    """An upload on its way: the digest of a source, the ETag of any other file, both empty for a removal; what was there before.

    `after` is the sequence that the accepted event has to exceed; empty if it isn't known, as after an interruption.
    """

    key: str
    digest: str = ""
    etag: str = ""
    after: str = ""
    address: str = ""
    is_removed: bool = False


class PushProgress(Frozen):
    """How far an upload is: whether it `is_live`, how many other pages have changed with it, and whether all are made.

    `pages` is None where nothing is known of them, and `at_least` says that there are more than a publish names.
    """

    is_live: bool = False
    is_done: bool = False
    pages: int | None = None
    at_least: bool = False


def progress_of(record: Record | None, publish: Publish | None, awaited: Awaited) -> PushProgress:
    """Decide how far an upload is; the record is read before the publish."""
    if record is None or record.owed or not is_seen(record, awaited):
        return PushProgress()
    if record.refusal or publish is None:
        return PushProgress(is_live=True, is_done=True)
    names = own_names(record, awaited.address)
    changed = publish.pages_written - names
    return PushProgress(
        is_live=not any(publish.awaits(name) for name in names),
        is_done=publish.is_done_with(record),
        pages=len(changed),
        at_least=publish.is_full,
    )


def is_overtaken(record: Record, awaited: Awaited) -> bool:
    """Whether a later event has brought other bytes: another upload has replaced this one, or its own event is still to come."""
    return record.sequence > awaited.after and not is_seen(record, awaited)


def is_seen(record: Record, awaited: Awaited) -> bool:
    """Whether the record says what was uploaded."""
    if awaited.after and record.sequence <= awaited.after:
        return False
    if awaited.is_removed:
        return record.state == "removed"
    if awaited.digest:
        return record.digest == awaited.digest
    return bool(record.refusal or record.media is None or record.media.etag == awaited.etag)


def own_names(record: Record, address_before: str) -> frozenset[str]:
    """Return the names, in a publish, of the pages that say whether the change is on the site: its own, and the one it left."""
    pages = {Page("address", address) for address in (record.address, address_before) if address}
    if record.media or (record.state == "removed" and files.sort_of(record.key) == "file"):
        pages.add(Page("file", record.key))
    if record.preview:
        pages.add(Page("preview", record.key))
    return frozenset(map(publishes.name_of, pages))
