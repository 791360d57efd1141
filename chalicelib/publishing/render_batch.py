"""Rendering a batch: make a set of pages right, so that the bucket holds what the store says.

Rendering is level-triggered: read the store, make the page, compare it with what stands in the bucket, write or delete. Doing it
twice, late or out of order is harmless, as long as no two workers touch the same object at once. The pages of a batch are made
side by side, one round of queries at a time, so that what several pages ask is read once.

A page that can't be made is named as failed, so that its message comes again, a few times. Then it is given up: it holds up the
messages of its group no longer, and is tried again only when something owes it (`rendering.failures`).
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.cloud.ports import Cloud, Item
from chalicelib.content.site import Site
from chalicelib.model import Page
from chalicelib.publishing import outbox, write
from chalicelib.publishing.write import Output
from chalicelib.rendering import failures
from chalicelib.rendering.failures import GIVEN_UP, Failure, Failures
from chalicelib.rendering.page_kinds import FEEDS, KINDS, about, with_moved
from chalicelib.rendering.pages import PAGES
from chalicelib.rendering.pages.listings import feed_url
from chalicelib.rendering.queries import Asking, Copy, Made, Query, StaleRead, Summary
from chalicelib.rendering.site_context import SiteContext
from chalicelib.store import claims, site_images, websub_feeds
from chalicelib.store.answers import answer, item_of
from chalicelib.store.site_context import context_of

log = logging.getLogger(__name__)
TRIES = 5  # a page whose reads are stale this often is left to its message, which comes again

Result = Made | Copy | None  # None: the page belongs to something else now


@dataclass(frozen=True, slots=True)
class Rendered:
    """What became of a batch: its pages, those of them that failed and have to be tried again, and the keys that stand now."""

    pages: frozenset[Page]
    failed: frozenset[Page]
    stands: Mapping[Page, str]

    def failed_of(self, asked: frozenset[Page]) -> frozenset[Page]:
        """Those of the pages that failed, or whose group of pages has a page that failed."""
        failed = {about(page) for page in self.failed}
        return frozenset(page for page in asked if about(page) in failed)


def render(cloud: Cloud, pages: Iterable[Page]) -> Rendered:
    """Make these pages right; a page that fails is logged and named in the answer, and the others are made all the same.

    If the site changed meanwhile, the pages are made again: the rebuild of that change may have passed them before they existed.
    """
    asked, files = frozenset(pages), site_images.read(cloud)
    while True:
        rendered = _render_once(cloud, with_moved(asked, files.site, files.former), context_of(files), files.failures)
        before, files = files, site_images.read(cloud)
        if files.versions == before.versions:
            return rendered


def _render_once(cloud: Cloud, asked: frozenset[Page], context: SiteContext, standing: Failures) -> Rendered:
    """Make, write and settle, in an order in which a crash forgets nothing.

    Summaries that changed are written with the pages they owe before any object; they owe nothing once those pages are queued.
    """
    made, unmade = make_pages(cloud, asked, context)
    noted, given_up = _failures_met(cloud, unmade, standing)
    outputs = [write.output_of(page, result, context) for page, result in made.items() if result and KINDS[page.kind].bucket]
    shown = {page: result.summaries for page, result in made.items() if isinstance(result, Made)}
    owing = _with_failures(shown, made, noted, standing)
    owed = [item_of(summary) for summaries in owing.values() for summary in summaries]
    written = write.write_outputs(cloud, outputs, lambda unknown: outbox.note(cloud, [*owed, *unknown]))
    outbox.note(cloud, _noted_feeds(cloud, written.outputs, context.site))
    failed = (asked - made.keys() - given_up) | {output.page for output in written.failed}
    done = [summary for page, summaries in owing.items() if page not in failed for summary in summaries]
    outbox.pay(cloud, done, written.write_states)
    stands = {output.page: output.key for output in outputs if output.want is not None and output.page not in failed}
    return Rendered(asked, failed, stands)


def _noted_feeds(cloud: Cloud, outputs: Iterable[Output], site: Site) -> Sequence[Item]:
    """The items that note which feeds were written, so that the site's hub is notified; a deleted feed isn't noted."""
    if cloud.hub is None or not site.hub:
        return ()
    written = (output for output in outputs if output.page.kind in FEEDS and output.want is not None)
    feeds = {output.key: feed_url(output.page, site) for output in written}
    return websub_feeds.noting(cloud.table, feeds, cloud.clock.now())


# ---- what can't be made


def _failures_met(
    cloud: Cloud, unmade: Mapping[Page, Exception], standing: Failures
) -> tuple[Mapping[Page, Failure], frozenset[Page]]:
    """The failures to note, by page, and the pages that are tried no more.

    Of a report that can't be made, nothing can be reported.
    """
    found = {page: _failure(cloud, page, error) for page, error in sorted(unmade.items()) if not failures.is_telling(page)}
    met = failures.met(found.values(), standing)
    noted = {page: met[failure.name] for page, failure in found.items() if failure.name in met}
    return noted, _given_up(found, noted)


def _failure(cloud: Cloud, page: Page, error: Exception) -> Failure:
    """The failure of a page, reported beside the source that owns its address, else beside `site.yaml`."""
    if page.kind == "file":
        return failures.of_page(page, page.of, failures.said(error))
    claim = claims.standing(cloud.table, page.of) if page.kind == "address" else None
    return failures.of_page(page, claim.owner if claim else "site.yaml", failures.said(error))


def _given_up(found: Mapping[Page, Failure], noted: Mapping[Page, Failure]) -> frozenset[Page]:
    """The pages that were tried often enough, or that are too many to be noted."""
    tries = {page: noted[page].tries if page in noted else failures.TRIES for page in found}
    for page in (page for page, number in tries.items() if number == failures.TRIES):  # logged once, at the last try
        log.error("%s: the page %s can't be made: %s", GIVEN_UP, found[page].of, found[page].why)
    return frozenset(page for page, number in tries.items() if number >= failures.TRIES)


Owing = Mapping[Page, tuple[Summary, ...]]


def _with_failures(owing: Owing, made: Iterable[Page], noted: Mapping[Page, Failure], standing: Failures) -> Owing:
    """The same summaries, with the failures to note, and without the failures of pages that are made now."""
    if not (noted or standing):
        return owing
    names = {page: failures.of_page(page, "", "").name for page in made}
    past = {page: failures.over(name, standing[name]) for page, name in names.items() if name in standing}
    over = {page: (*owing.get(page, ()), summary) for page, summary in past.items()}
    new = {page: (failures.summary(failure),) for page, failure in noted.items()}
    return {**owing, **over, **new}


# ---- making pages


@dataclass(frozen=True, slots=True)
class _Progress:
    """What should stand for each page, and the errors of those that can't be made; a page with stale reads is in neither."""

    made: dict[Page, Result] = field(default_factory=dict)
    unmade: dict[Page, Exception] = field(default_factory=dict)


def make_pages(
    cloud: Cloud, pages: frozenset[Page], context: SiteContext
) -> tuple[Mapping[Page, Result], Mapping[Page, Exception]]:
    """What should stand for each page, and the errors of those that can't be made."""
    progress, ahead = _Progress(), pages
    for _ in range(TRIES):
        ahead = _make_once(cloud, ahead, context, progress)
        if not ahead:
            break
    return progress.made, progress.unmade


def _make_once(cloud: Cloud, pages: frozenset[Page], context: SiteContext, progress: _Progress) -> frozenset[Page]:
    """Run the coroutines of these pages to their ends; the pages whose reads were stale, which have to be made again.

    An answer to one page counts for all pages that ask the same: it was read after all of them were queued, and whatever changes
    it later owes them anew.
    """
    running, answers = _Running(context, progress), dict[Query[Any], Any]()
    for page in sorted(pages):
        running.step(page, PAGES[page.kind](page, context), None)
    while running.waiting:
        waiting, running.waiting = running.waiting, {}
        answers |= answer(cloud.table, (query for _, query in waiting.values() if query not in answers))
        for page, (asking, query) in waiting.items():
            running.step(page, asking, answers[query])
    return frozenset(running.stale)


class _Running:
    """The coroutines of a batch: the query that each page waits for, and the pages whose reads were stale."""

    def __init__(self, context: SiteContext, progress: _Progress) -> None:
        self.context = context
        self.progress = progress
        self.waiting: dict[Page, tuple[Asking[Result], Query[Any]]] = {}
        self.stale: set[Page] = set()

    def step(self, page: Page, asking: Asking[Result], answered: Any) -> None:
        """Send a page its answer, and note what it asks next or what it has become."""
        try:
            query = asking.throw(answered) if isinstance(answered, StaleRead) else asking.send(answered)
            self.waiting[page] = (asking, query)
        except StopIteration as done:
            self.progress.made[page] = done.value
        except StaleRead:
            self.stale.add(page)
        except Exception as error:  # whatever it is, the other pages are made
            log.exception("%s could not be made", page)
            self.progress.unmade[page] = error
