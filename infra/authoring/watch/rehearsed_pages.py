"""How many other pages a save has changed on a stack, which doesn't say what it writes.

The ingest of a save is rehearsed before its upload, which names the pages that it owes; their digests are read then, and again
once the file is live, until no more of them change for a moment. So are those of the pages of each language that it touches: they
follow from counts of other pages, and not from the save alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chalicelib.cloud.ports import Cloud
from chalicelib.content.addresses import preview_addresses
from chalicelib.content.media import files
from chalicelib.model import Page
from chalicelib.publishing.decide import Change
from chalicelib.publishing.ingest import ingest
from chalicelib.publishing.resolve_owed import resolve
from chalicelib.record import Record
from chalicelib.rendering.fixed_pages import FIXED_OF_LANGUAGE
from chalicelib.rendering.page_kinds import HTML, KINDS
from infra.authoring.push.line_buffer import Held
from infra.authoring.push.liveness import digests
from infra.authoring.push.overlay_cloud import LATEST, rehearsal
from infra.authoring.push.push_events import Event
from infra.authoring.target.connection import DeniedError, LostError, ask_service
from infra.authoring.target.content_bucket import Contents
from infra.files.blog_folder import in_order

OFTEN = 0.5  # seconds between two looks at the digests
MOST = 20  # files saved at once whose pages are counted


@dataclass
class RehearsedPages:
    """Holds the lines of a watch until they are complete; where the pages can't be learned, lines are told as they are."""

    cloud: Cloud
    blog: Path
    contents: Contents
    held: Held
    _before: dict[Page, str] = field(default_factory=dict)
    _looked: float = 0.0

    def begin(self, paths: Sequence[Path], *, goes_on: bool = False) -> None:
        """Learn the digests of the pages that these files touch, before they are uploaded."""
        self.held.begin(goes_on=goes_on)
        if self.held.is_empty and not goes_on:
            self._before.clear()
        try:
            found = ask_service(lambda: self._standing(paths))
        except (DeniedError, LostError, OSError):  # the push itself tells of it
            found = {}
        if found:
            self._before = {**found, **self._before}
        else:  # from now on, not all that changes would be counted
            self.held.release()
            self._before.clear()

    def tell(self, event: Event) -> None:
        """Tell this once the lines of files before it are complete."""
        if self._before:
            self.held.take(event)
        else:
            self.held.tell(event)

    def look(self) -> None:
        """Look which pages have changed, if it is time to, and tell what is complete."""
        if self.held.is_empty:
            return
        if self.held.now() - self._looked >= OFTEN:
            self._looked = self.held.now()
            try:
                self._note(ask_service(lambda: digests(self.cloud, self._before)))
            except (DeniedError, LostError):  # what is known is told
                self.held.release()
        self.held.look()

    def _standing(self, paths: Sequence[Path]) -> Mapping[Page, str]:
        keys = sorted((path.relative_to(self.blog).as_posix() for path in paths), key=in_order)
        if len(keys) > MOST or any(files.sort_of(key) in files.FIXTURES for key in keys):  # which may change every page
            return {}
        return digests(self.cloud, pages_of(rehearsal(self.cloud, self.blog, self.contents.now()), keys))

    def _note(self, found: Mapping[Page, str]) -> None:
        for page in [page for page, digest in found.items() if digest != self._before[page]]:
            self._before[page] = found[page]
            self.held.wrote(name_of(page))


def pages_of(rehearsed: Cloud, keys: Iterable[str]) -> frozenset[Page]:
    """Take in these files on a site to rehearse on; return the pages for readers that may change."""
    owed: set[Page] = set()

    def noting(cloud: Cloud, record: Record) -> frozenset[Page]:
        pages = resolve(cloud, record)
        owed.update(pages)
        return pages

    for key in keys:
        ingest(rehearsed, Change(key, LATEST), resolve=noting)
    languages = {page.of for page in owed if page.kind == "sidebar"}
    following = {Page(kind, lang) for kind in FIXED_OF_LANGUAGE for lang in languages} | {Page("maps")}
    return frozenset(page for page in owed | following if KINDS[page.kind].bucket == "public")


def name_of(page: Page) -> str:
    """Return the name by which a page is counted: its address if it is a post's or a file's, else one that looks like it."""
    if named := NAMES.get(page.kind):
        return named(page)
    kind = KINDS[page.kind]
    is_read = kind.type == HTML and page.kind not in UNREAD
    return f"/{page.kind} {page.of} {page.at}{'/' * is_read}"


UNREAD = ("notfound", "sidebar")
"""Kinds of HTML that are at no address of their own."""
NAMES: Mapping[str, Callable[[Page], str]] = {
    "address": lambda page: page.of,
    **dict.fromkeys(("preview", "preview-letter"), lambda page: preview_addresses.address(page.at)),
    **dict.fromkeys(("file", "variant", "sized"), lambda page: f"/{page.of}"),
}
