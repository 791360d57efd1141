"""The pages of a build, rendered wave after wave on all cores, until none owes another.

Some processes render, on a copy of the table or on its file; what they would write to the table, and the pages that they owe,
come back with each batch, and the process that started them writes it (`Settle`).
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.cloud.folder import FolderBucket
from chalicelib.cloud.items import At, Item
from chalicelib.cloud.memory import FixedClock, MemoryMail
from chalicelib.cloud.ports import Cloud, Message, Table
from chalicelib.content.presentation.cards import Card
from chalicelib.content.site.site import Site
from chalicelib.frozen import Frozen
from chalicelib.model import Page, PageKind
from chalicelib.publishing import messages
from chalicelib.publishing.decide import Change
from chalicelib.publishing.messages import Passage, Rebuild
from chalicelib.publishing.render_batch import Rendered, render
from chalicelib.rendering.page_kinds import KINDS, PREVIEWS, about, at_addresses, key_of, of_first_turn, only
from chalicelib.store import site_files
from infra.build.build_cache import BuildCache
from infra.build.catalog import BuildTable
from infra.build.encoding import Jobs, draw_all
from infra.build.output_manifest import OutputManifest
from infra.extras import is_installed
from infra.files.parallel import side_by_side, stretches
from infra.terminal.progress import progress

A_BATCH = 200  # pages rendered at once: they share their reads
PUBLIC = tuple(kind.name for kind in KINDS.values() if kind.bucket != "content")

TableWrites: TypeAlias = Mapping[At, Item | None]


class BuildQueue(Struct):
    """The queues of a build: each page is queued once; sources to read again, and rebuilds, wait until the end."""

    pages: set[Page] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    positions: list[Rebuild] = field(default_factory=list)

    def send(self, sent: Iterable[Message]) -> None:
        for message in sent:
            self.pages.update(messages.pages_in(message.body))
            self.changes += messages.changes_in(message.body)
            position = messages.position_in(message.body)
            if position and not isinstance(position, Passage):  # a build itself notes which variants go
                self.positions.append(position)

    def take(self) -> frozenset[Page]:
        waiting, self.pages = frozenset(self.pages), set()
        return waiting


class DiscardingQueue:
    """The letters queue of a build, which sends no mail."""

    def send(self, messages: Iterable[Message]) -> None:
        deque(messages, maxlen=0)


def folder_cloud(
    source: Path,
    cache: BuildCache,
    table: Table,
    queue: BuildQueue,
    jobs: Jobs,
    url: str,
    now: datetime,
    api: str | None = "",
    *,
    desk: bool = False,
) -> Cloud:
    """Return a cloud of the two folders and this table, with everything else in memory, and without mail."""
    return Cloud(
        table=table,
        content=FolderBucket(source),
        public=cache.public,
        uploads=queue,
        press=queue,
        letters=DiscardingQueue(),
        mail=MemoryMail(),
        clock=FixedClock(now),
        url=url,
        api=api,
        desk=desk,
        encoder=jobs,
        encoded=cache.encoded,
        publishes=False,
        write_states=False,
    )


def kinds_of(cloud: Cloud) -> tuple[PageKind, ...]:
    """Return the kinds of pages that a build renders: no reports, and cards only where the site has or had any."""
    return PUBLIC if site_files.read(cloud).has_cards else tuple(kind for kind in PUBLIC if kind != "card")


class Batch(Frozen):
    """A rendered batch of pages, what it would write to the table, the pages it owes, and the cards to be drawn."""

    rendered: Rendered
    writes: TableWrites
    owed: frozenset[Page]
    cards: Mapping[str, Card]


Settle: TypeAlias = Callable[[Batch], None]
Turn: TypeAlias = Callable[[frozenset[Page]], frozenset[Page]]


def render_all(
    cloud: Cloud,
    table: BuildTable,
    queue: BuildQueue,
    jobs: Jobs,
    manifest: OutputManifest,
    settle: Settle,
    *,
    shown: bool,
    turn: Turn = of_first_turn,
) -> frozenset[Page]:
    """Render wave after wave; return the pages that failed. `settle` is called after each batch, once its objects are noted.

    A wave is the pages of the first turn that has any, so that the counts of each page are complete; `turn` may choose others.
    After each wave, the cards that its pages lack are drawn.
    """
    if not is_installed("images"):
        cloud = replace(cloud, encoder=None)  # so no page names a card, which nothing could draw
    failed: frozenset[Page] = frozenset()
    later: frozenset[Page] = frozenset()
    own, kinds = site_files.read(cloud), kinds_of(cloud)
    with progress("pages", shown=shown) as bar:
        while waiting := only(kinds, queue.take()) | later:
            pages, cards = turn(waiting), dict[str, Card]()
            later = waiting - pages
            bar.reset(total=len(pages))
            manifest.begin(keys_of(at_addresses(pages, own.previews), own.site))
            shares = list(stretches(sorted(pages, key=_neighbourhood), A_BATCH))
            for batch in side_by_side(partial(_render_batch, cloud, table, queue, jobs), shares):
                failed |= batch.rendered.failed
                queue.pages |= batch.owed
                cards |= batch.cards
                removed = batch.rendered.pages - batch.rendered.stands.keys() - batch.rendered.failed
                manifest.change(removed=keys_of(removed, own.site), present=batch.rendered.stands.values())
                manifest.wrote(batch.rendered.written)
                settle(batch)
                bar.update(len(batch.rendered.pages))
            queue.pages |= draw_all(cloud, cards, shown=shown)
    return failed


def _neighbourhood(page: Page) -> tuple[str, str, Page]:
    """Return the sort key by which pages of the same posts come one after another: of a month, else of one subject.

    They share what they read and show. A listing is in two batches only where it fills one. Years of many listings at once would
    take too much memory.
    """
    return page.at if page.kind == "month" else "", about(page), page


def finish(cloud: Cloud, manifest: OutputManifest) -> None:
    """Remove what earlier builds, or killed ones, have left, and write the list of the current objects."""
    left = manifest.leftovers()
    for key in left:
        cloud.public.delete(key)
    manifest.wrote(left)
    manifest.finish()


def keys_of(pages: Iterable[Page], site: Site) -> frozenset[str]:
    """Return the keys of the objects of these pages; a preview without an address is none."""
    return frozenset(key_of(page, site) for page in pages if KINDS[page.kind].bucket and (page.at or page.kind not in PREVIEWS))


def _render_batch(cloud: Cloud, table: BuildTable, queue: BuildQueue, jobs: Jobs, pages: Iterable[Page]) -> Batch:
    """Render these pages; the page of a card that has to be drawn is owed again."""
    with table.recording() as writes:
        rendered = render(cloud, pages, alone=False)
    cards = jobs.take_cards()
    return Batch(rendered, dict(writes), queue.take() | {Page("card", address) for address in cards}, cards)
