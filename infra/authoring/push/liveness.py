"""When an upload is live: decided from what the site's table says, never by a clock of this machine.

An upload passes three marks. Its **record** is accepted: it has these bytes, and comes from a later event than the one before.
The record **owes nothing**: all pages that the change touches are queued. Its **page is there**: the digest with which it was
last written is that of the page as the store makes it now, so it is made here once more, by the same code. This is also right for
an edit that changes no byte of the page. A site of another version of Presswork makes other bytes, also of a page that no upload
changes: there, a page counts as written once its digest is another than before the upload, and still is after some looks, or
after many looks if it stays as it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from chalicelib.cloud.ports import Cloud
from chalicelib.content.addresses import preview_addresses
from chalicelib.content.media import files
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal
from chalicelib.model import Page
from chalicelib.publishing.write import NOTHING, UNKNOWN, Output
from chalicelib.record import Record, State
from chalicelib.rendering.page_kinds import key_of
from chalicelib.store import records, site_files

AT_ONCE = 100  # sources looked at together: one call reads as many records
STUBBORN = 5  # looks after which a page that is made here with other bytes is taken as it is
UNCHANGED = 20  # looks after which a page of a site of another version, whose bytes are as before, is taken as unchanged


@dataclass(frozen=True, slots=True)
class Before:
    """What was there before the upload: the sequence of the last accepted event, and the address of the post."""

    sequence: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Awaited:
    """An upload on its way: the digest of a source, the ETag of any other file, both empty for a removal; what was there before.

    `after` is the sequence that the accepted event has to exceed; empty if it isn't known, as after an interruption.
    """

    key: str
    digest: str = ""
    etag: str = ""
    after: str = ""
    address: str = ""
    is_removed: bool = False


Stage: TypeAlias = Literal["waiting", "refused", "settled"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an upload is; `page` is what is written in the end (None: nothing), and `shows` whether it is there then."""

    stage: Stage
    page: Page | None = None
    shows: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """An upload that has arrived: its state, its address (empty: it has none), when its state changes (UTC), or its refusal.

    `preview` is the path of its secret address, if it has one; `left` is the address that it had before, and has no more.
    """

    key: str
    state: State
    address: str = ""
    wake: str = ""
    refusal: Refusal | None = None
    preview: str = ""
    left: str = ""


# ---- pure


def progress_of(record: Record | None, awaited: Awaited, secret: str = "") -> Progress:
    """Decide how far an upload is, by the record as it is, and by the secret of previews (empty: there are none)."""
    if record is None or not _is_seen(record, awaited):
        return Progress("waiting")
    if record.owed:
        return Progress("waiting")
    stage: Stage = "refused" if record.refusal else "settled"
    if record.preview and secret and not awaited.address:
        return Progress(stage, Page("preview", record.key, preview_addresses.token(secret, record.key)), shows=True)
    return Progress(stage, page_of(record, awaited.address), shows=bool(record.post or record.media))


def is_overtaken(record: Record, awaited: Awaited) -> bool:
    """Whether a later event has brought other bytes: another upload has replaced this one, or its own event is still to come."""
    return record.sequence > awaited.after and not _is_seen(record, awaited)


def _is_seen(record: Record, awaited: Awaited) -> bool:
    """Whether the record says what was uploaded."""
    if awaited.after and record.sequence <= awaited.after:
        return False
    if awaited.is_removed:
        return record.state == "removed"
    if awaited.digest:
        return record.digest == awaited.digest
    return bool(record.refusal or record.media is None or record.media.etag == awaited.etag)


def page_of(record: Record, address_before: str) -> Page | None:
    """Return the page that says whether the change is on the site: the post's, the file's, or the one that was left."""
    if record.post:
        return Page("address", record.post.address)
    if record.media or (record.state == "removed" and files.sort_of(record.key) == "file"):
        return Page("file", record.key)
    return Page("address", address_before) if address_before else None


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as it was found: its digest, the one before the upload, and the one made here (empty: unknown), and how often."""

    found: str
    before: str = ""
    made: str = ""
    looks: int = 1


def stands(seen: Seen, *, shows: bool, is_foreign: bool = False) -> bool:
    """Decide whether a page is as it should be; `is_foreign` says that the site is of another version of Presswork.

    An image that is still to be encoded has no page yet.
    """
    if seen.found in ("", UNKNOWN) or (shows and seen.found == NOTHING):
        return False
    if seen.found == seen.made or (seen.looks >= STUBBORN and seen.found != seen.before):
        return True
    return is_foreign and seen.looks >= UNCHANGED


def arrival_of(record: Record, awaited: Awaited, secret: str = "") -> Arrival:
    address = record.address or (f"/{record.key}" if record.media else "")
    left = awaited.address if awaited.address != address else ""
    preview = preview_addresses.address(preview_addresses.token(secret, record.key)) if record.preview and secret else ""
    return Arrival(record.key, record.state, address, record.wake, record.refusal, preview, left)


# ---- the table


def before(cloud: Cloud, keys: Iterable[str]) -> Mapping[str, Before]:
    """Return what is there of these sources; nothing of those that were never accepted."""
    return {key: Before(record.sequence, record.address) for key, record in records.read_many(cloud.table, keys).items()}


def digests(cloud: Cloud, pages: Iterable[Page]) -> Mapping[Page, str]:
    """Return the digests with which these pages were last written; empty where that isn't known."""
    outputs = {page: Output(page, key_of(page, Site()), None) for page in pages}
    found = cloud.table.get_many({output.write_state for output in outputs.values()}) if outputs else {}
    return {
        page: str(found[output.write_state].has.get(output.name, "")) if output.write_state in found else ""
        for page, output in outputs.items()
    }


def made(cloud: Cloud, pages: Iterable[Page]) -> Mapping[Page, str]:
    """Return the digests of these pages as the store makes them now.

    Those that can't be made here are left out, and so are images of which the last upload is still to be encoded.
    """
    from chalicelib.publishing.make_pages import make_pages  # noqa: PLC0415 - templates load long
    from chalicelib.publishing.write import output_of  # noqa: PLC0415
    from chalicelib.rendering.queries import Copy, Made  # noqa: PLC0415
    from chalicelib.store import site_images  # noqa: PLC0415
    from chalicelib.store.site_context import context_of  # noqa: PLC0415

    context = context_of(site_images.read(cloud))
    results = make_pages(cloud.table, pages, context, lambda _: False).made
    return {
        page: output_of(page, one, context).digest
        for page, one in results.items()
        if isinstance(one, Made) or (isinstance(one, Copy) and not one.is_former)
    }


@dataclass
class Waiting:
    """The uploads of a push that haven't arrived, oldest first.

    `overtaken` are those for which the last look has found other bytes: the version of the record by source.
    """

    cloud: Cloud
    left: dict[str, Awaited] = field(default_factory=dict)
    overtaken: dict[str, str] = field(default_factory=dict)
    _before: dict[Page, str] = field(default_factory=dict)
    _looks: dict[str, int] = field(default_factory=dict)
    _foreign: bool | None = None

    def expect(self, awaited: Iterable[Awaited], standing: Mapping[Page, str]) -> None:
        """Wait for these as well; `standing` are digests of pages from before the upload."""
        self.left |= {one.key: one for one in awaited}
        self._before |= standing

    def look(self) -> list[Arrival]:
        """Return what has arrived since the last look."""
        window = dict(list(self.left.items())[:AT_ONCE])
        found = records.read_many(self.cloud.table, window)
        secret = site_files.read(self.cloud).previews.now if any(record.preview for record in found.values()) else ""
        progress = {key: progress_of(found.get(key), awaited, secret) for key, awaited in window.items()}
        self.overtaken = {key: record.version for key, record in found.items() if is_overtaken(record, window[key])}
        settled = {key: one for key, one in progress.items() if one.stage != "waiting"}
        written = self._written({key: one for key, one in settled.items() if one.stage == "settled" and one.page})
        arrived = [key for key, one in settled.items() if one.stage == "refused" or one.page is None or key in written]
        arrivals = [arrival_of(found[key], self.left.pop(key), secret) for key in arrived]
        self._turn(window)
        return arrivals

    def _written(self, settled: Mapping[str, Progress]) -> frozenset[str]:
        """Return the sources whose pages are as they should be."""
        pages = {key: one.page for key, one in settled.items() if one.page}
        found = digests(self.cloud, pages.values())
        told = {key: page for key, page in pages.items() if found[page] not in ("", UNKNOWN)}
        making = made(self.cloud, told.values()) if told else {}
        for key in told:
            self._looks[key] = self._looks.get(key, 0) + 1
        seen = {
            key: Seen(found[page], self._before.get(page, ""), making.get(page, ""), self._looks[key])
            for key, page in told.items()
        }
        is_foreign = any(one.looks >= UNCHANGED for one in seen.values()) and self._is_foreign()
        return frozenset(key for key, one in seen.items() if stands(one, shows=settled[key].shows, is_foreign=is_foreign))

    def _is_foreign(self) -> bool:
        """Whether the site is of another version of Presswork: even the page for unknown addresses has other bytes there."""
        if self._foreign is None:
            page = Page("notfound", site_files.read(self.cloud).site.lang)
            self._foreign = digests(self.cloud, [page])[page] != made(self.cloud, [page]).get(page, "")
        return self._foreign

    def _turn(self, window: Iterable[str]) -> None:
        """Let those that were looked at in vain be the last, so that none holds up the others."""
        if len(self.left) > AT_ONCE:
            for key in window:
                if key in self.left:
                    self.left[key] = self.left.pop(key)
