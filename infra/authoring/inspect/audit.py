"""Comparing a site with itself: the content bucket, the catalog, the public bucket. Nothing is changed.

Sources come first, by the list of the content bucket, and those of the catalog's listings that aren't in it. Then come the pages:
of the site, of its topics, and of each record. A page is compared with its write state, the digest with which it was last
written, so nothing is rendered and few objects are looked at; with `deep`, and where a page has no write state, it is rendered.
What is left of the list of the public bucket in the end is shown by nothing.

Memory holds the keys of both buckets, and of all else a hundred sources or pages.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from chalicelib.cloud.aws import split
from chalicelib.cloud.ports import At, Cloud, Condition, Edit, Item, Table, Value
from chalicelib.content.media import files
from chalicelib.content.media.image_variants import ROOT, SIZED
from chalicelib.content.media.media_types import TYPES, extension_of
from chalicelib.content.site import catalogue_names
from chalicelib.model import Page
from chalicelib.publishing.make_pages import make_pages
from chalicelib.publishing.parse import digest_of, look, looked_at
from chalicelib.publishing.rebuild import LISTINGS, full_segments, undated
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
from infra.authoring.inspect.differences import Finding, Seen, guessed, of_rendering, of_source, of_write_state
from infra.authoring.target.bucket_listing import Listed, Listing

STRETCH = 100
SIDE_BY_SIDE = 10  # reads of objects at once
LATE = timedelta(minutes=5)  # after which the schedule, which runs each minute, has failed
PARTS = ("month", "year")
"""Kinds of pages that few listings are divided into: one that was never written is taken for one that isn't wanted."""
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


@dataclass
class Comparison:
    """One comparison of a site: what both buckets list, whether everything is rendered, and who is told about its progress."""

    cloud: Cloud
    content: Listing
    public: Listing
    deep: bool = False
    told: Callable[[int, str], object] = lambda _done, _what: None
    sources: set[str] = field(default_factory=set)
    """The keys of the content bucket."""
    standing: dict[str, Listed] = field(default_factory=dict)
    """The objects of the public bucket of which no page is known yet."""
    checked: set[str] = field(default_factory=set)
    """The keys of the pages that were compared."""

    @cached_property
    def site(self) -> SiteFiles:
        return site_images.read(self.cloud)

    @cached_property
    def context(self) -> SiteContext:
        return context_for(self.cloud, self.site)

    def findings(self) -> Iterator[Finding]:
        """Yield every difference, those of sources first."""
        self.standing = {listed.key: listed for listed in self.public()}
        yield from self._of_sources()
        yield from self._of_the_gone()
        yield from self._of_pages()
        yield from self._of_failures()
        yield from self._of_strangers()

    # ---- sources

    def _of_sources(self) -> Iterator[Finding]:
        with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
            for stretch in split(self.content(), STRETCH):
                self.sources.update(one.key for one in stretch)
                yield from self._of_stretch(stretch, threads)
                self.told(len(stretch), "sources")

    def _of_stretch(self, stretch: Sequence[Listed], threads: ThreadPoolExecutor) -> Iterator[Finding]:
        own = [one for one in stretch if not files.is_ignored(one.key)]
        reports = [one.key for one in stretch if one.key.endswith((ERROR, WARNING))]
        of_reports = {key: key.removesuffix(ERROR).removesuffix(WARNING) for key in reports}
        known = records.read_many(self.cloud.table, {*(one.key for one in own), *of_reports.values()})
        overdue = in_utc(self.cloud.clock.now() - LATE)
        for one, read in zip(own, threads.map(self._read, own), strict=True):
            record = known.get(one.key)
            found = [*of_source(one.key, self._seen(one, read, record), record, overdue)]
            yield from found or self._unsaid(record)
        for report, key in of_reports.items():
            yield from self._over(report, key, known.get(key))

    def _read(self, one: Listed) -> StoredObject | None:
        """What is read of an object; nothing of a file, about which the list says enough, or which has gone meanwhile."""
        read = None if files.sort_of(one.key) == "file" else self.cloud.content.read(one.key, looked_at(one.key))
        return StoredObject(read[0], read[1].etag, read[1].size) if read else None

    def _seen(self, one: Listed, found: StoredObject | None, record: Record | None) -> Seen | None:
        """What is seen of an object; None if it is gone meanwhile."""
        sort = files.sort_of(one.key)
        if sort == "file":
            picture = record.media.picture if record and record.media and not record.refusal else ""
            encoded = not picture or self.cloud.encoder is None or pictures.read(self.cloud.table, picture).is_over
            return Seen(one.etag, encoded=encoded)
        if found is None:
            return None
        return Seen(one.etag, digest_of(found.raw), in_force=sort == "source" or self._is_in_force(one.key, found, record))

    def _is_in_force(self, key: str, found: StoredObject, record: Record | None) -> bool:
        """Whether a file of the site itself says what is in force, or is refused, as its record says, too."""
        upload = look(key, found, ParseContext(self.site.site, self.cloud.clock.now(), self.site.templates))
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

    def _unsaid(self, record: Record | None) -> Iterator[Finding]:
        if record and record.refusal and self.cloud.content.stat(record.key + ERROR) is None:
            yield Finding("unsaid", record.key, page=Page("report", record.key))

    def _over(self, report: str, key: str, record: Record | None) -> Iterator[Finding]:
        said = {page.kind for page in reports_of(record)} if record else set()
        kind = "report" if report.endswith(ERROR) else "warnings"
        failing = any(one.key == key for one in self.site.failures.values())
        if kind not in said and not (kind == "warnings" and failing):
            yield Finding("over", report, page=Page("report" if kind == "report" else "warnings", key))

    def _of_the_gone(self) -> Iterator[Finding]:
        """Yield the records that are in listings, and the files of the site, whose objects are gone."""
        own = {f"templates/{name}" for name in self.site.templates} | ({"site.yaml"} if self.site.text else set())
        for keys in split(own - self.sources, STRETCH):
            yield from self._gone(records.read_many(self.cloud.table, keys).values())
        for stretch in self._listed_records():
            yield from self._gone(stretch)

    def _gone(self, several: Iterable[Record]) -> Iterator[Finding]:
        for record in several:
            if record.key not in self.sources:
                self.sources.add(record.key)
                yield from of_source(record.key, None, record, "")

    def _listed_records(self) -> Iterator[Sequence[Record]]:
        """Yield the records of all posts on the site, by the listings that together have each of them."""
        for of in (f"{language.code}:{kind}:" for language in self.site.site.languages for kind in LISTINGS):
            after = ""
            while items := self.cloud.table.query(item_keys.pointers_to("list", of), after=after, limit=STRETCH):
                after = items[-1].at.sk
                yield tuple(records.read_many(self.cloud.table, {item.at.sk.split("#", 1)[1] for item in items}).values())

    # ---- pages

    def _of_pages(self) -> Iterator[Finding]:
        for pages in self._pages():
            asked = [self._output(page) for page in sorted(wanted(pages, self.site)) if KINDS[page.kind].bucket == "public"]
            new = list({one.key: one for one in asked if one.key not in self.checked}.values())
            self.checked.update(one.key for one in new)
            for stretch in split(new, STRETCH):
                yield from self._compared(stretch)
                self.told(len(stretch), "pages")

    def _pages(self) -> Iterator[frozenset[Page]]:
        """Yield all pages that may exist: of the site and its topics, of posts, of other sources, of images."""
        yield undated(self.cloud, self.site.site)
        for stretch in self._listed_records():
            pages = frozenset().union(*(pages_of_record(record) for record in stretch))
            yield pages | full_segments(self.cloud, pages)
        for keys in split(sorted(self.sources), STRETCH):
            found = records.read_many(self.cloud.table, keys).values()
            yield frozenset().union(*map(pages_of_record, found))
            yield self._of_images([record.key for record in found if record.media and record.media.picture])

    def _of_images(self, keys: Sequence[str]) -> frozenset[Page]:
        query = CurrentPictures(frozenset(keys))
        found = ask(self.cloud.table, [query])[query]
        sized = {Page("sized", key, size) for key in found for size in SIZED}
        return frozenset(sized).union(*(variants_of(key, picture) for key, picture in found.items()))

    def _output(self, page: Page) -> Output:
        return Output(page, key_of(page, self.site.site), None)

    def _compared(self, outputs: Sequence[Output]) -> Iterator[Finding]:
        states = read_write_states(self.cloud, outputs)
        known = {one: state for one in outputs if (state := states.digest(one)) is not None}
        listed = {one.key: self.standing.pop(one.key, None) for one in outputs}
        doubtful = (one for one in outputs if one not in known and (listed[one.key] or one.page.kind not in PARTS))
        unknown = outputs if self.deep else tuple(doubtful)
        for one, state in known.items():
            if one not in unknown:
                yield from of_write_state(one.key, one.page, state, self._digest(one, listed[one.key], state))
        yield from self._rendered(unknown, listed)

    def _rendered(self, outputs: Sequence[Output], listed: Mapping[str, Listed | None]) -> Iterator[Finding]:
        """Render these pages as they would be now, and compare what is there."""
        making = make_pages(ReadOnly(self.cloud.table), [one.page for one in outputs], self.context, lambda _page: False)
        for one in outputs:
            if error := making.unmade.get(one.page):
                yield Finding("failing", one.key, failures.said(error))
            result = making.results.get(one.page)
            output = output_of(one.page, result, self.context) if isinstance(result, Made | Copy) else None
            if output and not (output.may_stay and listed[one.key]):
                yield from of_rendering(one.key, one.page, output.digest, self._digest(one, listed[one.key], output.digest))

    def _digest(self, output: Output, listed: Listed | None, expected: Value) -> Value:
        """The digest of what is there; the object is looked at only if the list doesn't show that it is as expected."""
        if listed is None:
            return NOTHING
        types = (KINDS[output.page.kind].type, TYPES.get(extension_of(output.key), ""))
        if (known := guessed(listed.etag, types, expected)) is not None:
            return known
        stat = self.cloud.public.stat(output.key)
        return digest(stat.etag, stat.type, stat.meta) if stat else NOTHING

    def _of_failures(self) -> Iterator[Finding]:
        for failure in self.site.failures.values():
            if failure.is_given_up and failure.kind == "page":
                yield Finding("failing", failure.of, failure.why)

    def _of_strangers(self) -> Iterator[Finding]:
        """Yield what is in the public bucket and belongs to no page; or the file that has gone and left it."""
        for keys in split(sorted(self.standing), STRETCH):
            owners = {key: owner_of(key) for key in keys}
            found = records.read_many(self.cloud.table, owners.values())
            late = {key for key, owner in owners.items() if owner in found and found[owner].media and owner not in self.sources}
            yield from self._gone(found[owners[key]] for key in sorted(late))
            yield from (Finding("strange", key, page=Page("address", address_of(key))) for key in keys if key not in late)


def owner_of(key: str) -> str:
    """Return the key of the file that an object of the public bucket would be of: its own, or that of an image's variants."""
    root = ROOT[1:]
    return key.removeprefix(root).rsplit("/", 2)[0] if key.startswith(root) else key


def address_of(key: str) -> str:
    """Return the address whose page would be under this key."""
    folder = f"/{key.rpartition('/')[0]}/".replace("//", "/")
    return folder if object_key(folder) == key else f"/{key}"
