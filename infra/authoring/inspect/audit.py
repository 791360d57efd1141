"""An audit of a site: the content bucket, the catalog and the public bucket are compared. Nothing is changed.

Sources come first, by the list of the content bucket, and those of the catalog's listings that aren't in it. Then come the pages:
of the site, of its topics, and of each record. A page is compared with its write state, the digest with which it was last
written, so nothing is rendered and few objects are looked at; with `deep`, and where a page has no write state, it is rendered.
Objects of the public bucket that remain in the end belong to no page.

Memory holds the keys of both buckets, and of all else a hundred sources or pages.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cached_property
from typing import Literal

from msgspec import Struct, field

from chalicelib.cloud.aws import split
from chalicelib.cloud.items import At, Condition, Edit, Item, Value
from chalicelib.cloud.ports import Cloud, Table
from chalicelib.content.media import files
from chalicelib.content.media.image_variants import ROOT, SIZED
from chalicelib.content.media.media_types import TYPES, extension_of
from chalicelib.content.site import catalogue_names
from chalicelib.model import Page
from chalicelib.publishing.make_pages import make_pages
from chalicelib.publishing.parse import digest_of, look, looked_at
from chalicelib.publishing.rebuild import LISTINGS, full_segments, pages_of_comments, undated
from chalicelib.publishing.render_batch import context_for, wanted
from chalicelib.publishing.upload import ParseContext, StoredObject
from chalicelib.publishing.write import NOTHING, Output, digest, output_of, read_write_states
from chalicelib.record import Record
from chalicelib.rendering import failures
from chalicelib.rendering.page_kinds import KINDS, key_of
from chalicelib.rendering.pages_showing import pages_of_record, reports_of, variants_of
from chalicelib.rendering.paths import object_key
from chalicelib.rendering.queries import Copy, CurrentPictures, Made
from chalicelib.rendering.site_context import SiteContext
from chalicelib.store import item_keys, pictures, records, site_files, site_images
from chalicelib.store.asking import ask
from chalicelib.store.site_files import SiteFiles
from chalicelib.times import in_utc
from infra.authoring.inspect.differences import (
    Difference,
    ObjectState,
    digest_if_expected,
    rendering_differences,
    source_differences,
    write_state_differences,
)
from infra.authoring.target.bucket_listing import ListedObject, Listing

STRETCH = 100
SIDE_BY_SIDE = 10  # reads of objects at once
LATE = timedelta(minutes=5)  # after which the schedule, which runs each minute, has failed
PARTS = ("month", "year")
"""Kinds of pages into which few listings are divided: a page that was never written is taken for one that isn't needed."""
ERROR, WARNING = ".error.txt", ".warning.txt"


class ReadOnly:
    """A table that is only read: rendering removes stale pointers as it meets them."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.get, self.get_many, self.query = table.get, table.get_many, table.query

    def delete(self, _at: At, _when: Condition | None = None) -> bool:
        return True

    def put(self, item: Item, when: Condition | None = None) -> bool:
        raise TypeError(f"{item.at} would be written, which only rendering itself may do ({when})")

    def put_many(self, items: Iterable[Item]) -> None:
        raise TypeError(f"{len([*items])} items would be written")

    def add(self, at: At, by: Mapping[str, int], *, most: int | None = None, expires: int = 0) -> Mapping[str, int] | None:
        raise TypeError(f"{at} would be changed ({by}, {most}, {expires})")

    def change(self, at: At, edit: Edit, when: Condition | None = None) -> Item | None:
        raise TypeError(f"{at} would be changed ({edit}, {when})")


class Audit(Struct, dict=True):
    """One audit of a site: the listings of both buckets, whether everything is rendered, and a callback for progress."""

    cloud: Cloud
    content: Listing
    public: Listing
    deep: bool = False
    told: Callable[[int, str], object] = lambda _done, _what: None
    sources: set[str] = field(default_factory=set)
    """The keys of the content bucket."""
    unexplained: dict[str, ListedObject] = field(default_factory=dict)
    """The objects of the public bucket that belong to no page so far."""
    checked: set[str] = field(default_factory=set)
    """The keys of the pages that were compared."""

    @cached_property
    def site(self) -> SiteFiles:
        return site_images.read(self.cloud)

    @cached_property
    def context(self) -> SiteContext:
        return context_for(self.cloud, self.site)

    def differences(self) -> Iterator[Difference]:
        """Yield every difference, those of sources first."""
        self.unexplained = {listed.key: listed for listed in self.public()}
        yield from self._of_sources()
        yield from self._of_gone_objects()
        yield from self._of_pages()
        yield from self._of_failures()
        yield from self._of_strangers()

    # ---- sources

    def _of_sources(self) -> Iterator[Difference]:
        with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
            for stretch in split(self.content(), STRETCH):
                self.sources.update(listed.key for listed in stretch)
                yield from self._of_stretch(stretch, threads)
                self.told(len(stretch), "sources")

    def _of_stretch(self, stretch: Sequence[ListedObject], threads: ThreadPoolExecutor) -> Iterator[Difference]:
        own = [listed for listed in stretch if not files.is_ignored(listed.key)]
        reports = [listed.key for listed in stretch if listed.key.endswith((ERROR, WARNING))]
        of_reports = {key: key.removesuffix(ERROR).removesuffix(WARNING) for key in reports}
        stored = records.read_many(self.cloud.table, {*(listed.key for listed in own), *of_reports.values()})
        overdue = in_utc(self.cloud.clock.now() - LATE)
        for listed, content in zip(own, threads.map(self._read, own), strict=True):
            record = stored.get(listed.key)
            differences = [*source_differences(listed.key, self._state(listed, content, record), record, overdue)]
            yield from differences or self._missing_report(record)
        for report, key in of_reports.items():
            yield from self._obsolete_report(report, key, stored.get(key))

    def _read(self, listed: ListedObject) -> StoredObject | None:
        """Return the content of an object; None for a file, whose listing is enough, and for an object that is gone by now."""
        if files.sort_of(listed.key) == "file":
            return None
        content = self.cloud.content.read(listed.key, looked_at(listed.key))
        return StoredObject(content[0], content[1].etag, content[1].size) if content else None

    def _state(self, listed: ListedObject, content: StoredObject | None, record: Record | None) -> ObjectState | None:
        """Return the state of an object; None if it is gone by now."""
        sort = files.sort_of(listed.key)
        if sort == "file":
            picture = record.media.picture if record and record.media and not record.refusal else ""
            encoded = not picture or self.cloud.encoder is None or pictures.read(self.cloud.table, picture).is_over
            return ObjectState(listed.etag, encoded=encoded)
        if content is None:
            return None
        in_force = sort == "source" or self._is_in_force(listed.key, content, record)
        return ObjectState(listed.etag, digest_of(content.raw), in_force=in_force)

    def _is_in_force(self, key: str, content: StoredObject, record: Record | None) -> bool:
        """Whether a file of the site itself is in force, or is refused in its record, too."""
        upload = look(key, content, ParseContext(self.site.site, self.cloud.clock.now(), self.site.templates))
        if upload.refusal:
            return bool(record and record.refusal)
        return upload.site_file == self._in_force(key)

    def _in_force(self, key: str) -> str:
        name = key.partition("templates/")[2]
        if not name:
            return self.site.text
        if name.startswith(catalogue_names.FOLDER):
            return site_files.phrases_of(self.cloud.table, catalogue_names.language_of(name))
        return self.site.templates.get(name, "")

    def _missing_report(self, record: Record | None) -> Iterator[Difference]:
        if record and record.refusal and self.cloud.content.stat(record.key + ERROR) is None:
            yield Difference("unsaid", record.key, page=Page("report", record.key))

    def _obsolete_report(self, report: str, key: str, record: Record | None) -> Iterator[Difference]:
        kind: Literal["report", "warnings"] = "report" if report.endswith(ERROR) else "warnings"
        has_reason = any(page.kind == kind for page in reports_of(record)) if record else False
        is_failing = kind == "warnings" and any(failure.key == key for failure in self.site.failures.values())
        if not has_reason and not is_failing:
            yield Difference("over", report, page=Page(kind, key))

    def _of_gone_objects(self) -> Iterator[Difference]:
        """Yield the records that are in listings, and the files of the site, whose objects are gone."""
        own = {f"templates/{name}" for name in self.site.templates} | ({"site.yaml"} if self.site.text else set())
        for keys in split(own - self.sources, STRETCH):
            yield from self._gone(records.read_many(self.cloud.table, keys).values())
        for stretch in self._listed_records():
            yield from self._gone(stretch)

    def _gone(self, candidates: Iterable[Record]) -> Iterator[Difference]:
        for record in candidates:
            if record.key not in self.sources:
                self.sources.add(record.key)
                yield from source_differences(record.key, None, record, "")

    def _listed_records(self) -> Iterator[Sequence[Record]]:
        """Yield the records of all posts on the site, by the listings that together have each of them."""
        for of in (f"{language.code}:{kind}:" for language in self.site.site.languages for kind in LISTINGS):
            after = ""
            while items := self.cloud.table.query(item_keys.pointers_to("list", of), after=after, limit=STRETCH):
                after = items[-1].at.sk
                yield tuple(records.read_many(self.cloud.table, {item.at.sk.split("#", 1)[1] for item in items}).values())

    # ---- pages

    def _of_pages(self) -> Iterator[Difference]:
        for pages in self._pages():
            public = [page for page in sorted(wanted(pages, self.site)) if KINDS[page.kind].bucket == "public"]
            outputs = [Output(page, key_of(page, self.site.site), None) for page in public]
            new = list({output.key: output for output in outputs if output.key not in self.checked}.values())
            self.checked.update(output.key for output in new)
            for stretch in split(new, STRETCH):
                yield from self._compared(stretch)
                self.told(len(stretch), "pages")

    def _pages(self) -> Iterator[frozenset[Page]]:
        """Yield all pages that may exist: of the site and its topics, of posts, of other sources, of images."""
        yield undated(self.cloud, self.site.site)
        for stretch in self._listed_records():
            pages = frozenset().union(*(pages_of_record(record) for record in stretch))
            yield pages | full_segments(self.cloud, pages) | pages_of_comments(self.cloud, pages, self.site.site)
        for keys in split(sorted(self.sources), STRETCH):
            stored = records.read_many(self.cloud.table, keys).values()
            yield frozenset().union(*map(pages_of_record, stored))
            yield self._pages_of_images([record.key for record in stored if record.media and record.media.picture])

    def _pages_of_images(self, keys: Sequence[str]) -> frozenset[Page]:
        query = CurrentPictures(frozenset(keys))
        current = ask(self.cloud.table, [query])[query]
        sized = {Page("sized", key, size) for key in current for size in SIZED}
        return frozenset(sized).union(*(variants_of(key, picture) for key, picture in current.items()))

    def _compared(self, outputs: Sequence[Output]) -> Iterator[Difference]:
        states = read_write_states(self.cloud, outputs)
        written = {output: state for output in outputs if (state := states.digest(output)) is not None}
        listed = {output.key: self.unexplained.pop(output.key, None) for output in outputs}
        unwritten = (output for output in outputs if output not in written)
        doubtful = tuple(output for output in unwritten if listed[output.key] or output.page.kind not in PARTS)
        to_render = outputs if self.deep else doubtful
        for output, state in written.items():
            if output not in to_render:
                current = self._digest(output, listed[output.key], state)
                yield from write_state_differences(output.key, output.page, state, current)
        yield from self._rendered(to_render, listed)

    def _rendered(self, outputs: Sequence[Output], listed: Mapping[str, ListedObject | None]) -> Iterator[Difference]:
        """Render these pages as they would be now, and compare them with the current objects."""
        making = make_pages(ReadOnly(self.cloud.table), [output.page for output in outputs], self.context, lambda _page: False)
        for output in outputs:
            if error := making.unmade.get(output.page):
                yield Difference("failing", output.key, failures.said(error))
            result = making.results.get(output.page)
            expected = output_of(output.page, result, self.context) if isinstance(result, Made | Copy) else None
            if expected and not (expected.may_stay and listed[output.key]):
                current = self._digest(output, listed[output.key], expected.digest)
                yield from rendering_differences(output.key, output.page, expected.digest, current)

    def _digest(self, output: Output, listed: ListedObject | None, expected: Value) -> Value:
        """Return the digest of the current object, which is read only if the list doesn't show that it is as expected."""
        if listed is None:
            return NOTHING
        types = (KINDS[output.page.kind].type, TYPES.get(extension_of(output.key), ""))
        if (listed_digest := digest_if_expected(listed.etag, types, expected)) is not None:
            return listed_digest
        stat = self.cloud.public.stat(output.key)
        return digest(stat.etag, stat.type, stat.meta) if stat else NOTHING

    def _of_failures(self) -> Iterator[Difference]:
        for failure in self.site.failures.values():
            if failure.is_given_up and failure.kind == "page":
                yield Difference("failing", failure.of, failure.why)

    def _of_strangers(self) -> Iterator[Difference]:
        """Yield the objects of the public bucket that belong to no page; or the deleted file whose event was lost."""
        for keys in split(sorted(self.unexplained), STRETCH):
            owners = {key: owner_of(key) for key in keys}
            stored = records.read_many(self.cloud.table, owners.values())
            late = {key for key, owner in owners.items() if owner in stored and stored[owner].media and owner not in self.sources}
            yield from self._gone(stored[owners[key]] for key in sorted(late))
            yield from (Difference("strange", key, page=Page("address", address_of(key))) for key in keys if key not in late)


def owner_of(key: str) -> str:
    """Return the key of the file to which an object of the public bucket would belong: its own, or that of an image."""
    root = ROOT[1:]
    return key.removeprefix(root).rsplit("/", 2)[0] if key.startswith(root) else key


def address_of(key: str) -> str:
    """Return the address whose page would be under this key."""
    folder = f"/{key.rpartition('/')[0]}/".replace("//", "/")
    return folder if object_key(folder) == key else f"/{key}"
