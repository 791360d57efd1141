"""Pressing: a batch of pages, and their objects are right.

Level-triggered: read the catalog, make the page, compare with what stands in the bucket, write or delete. Doing it twice,
late or out of order is harmless, as long as no page is pressed by two at once. The pages of a batch are gathered side by
side, one round of queries at a time, so what several of them read is read once.

A page that can't be made is named as failed, so that its message comes again, a few times. Then it is given up: it holds up its
group no longer, and is tried again only when something owes it (`press.troubles`).
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
TRIES = 5  # a page that is overtaken this often is left to its message, which comes again

Result = Made | Copy | None  # None: the page is somebody else's now


@dataclass(frozen=True, slots=True)
class Rendered:
    """What became of a batch: the pages that stand now, and those that failed, to be tried again."""

    pages: frozenset[Page]
    failed: frozenset[Page]
    stands: Mapping[Page, str]

    def failed_of(self, asked: frozenset[Page]) -> frozenset[Page]:
        """Those of the pages that failed, or for which one failed that shares their place."""
        failed = {about(page) for page in self.failed}
        return frozenset(page for page in asked if about(page) in failed)


def render(cloud: Cloud, pages: Iterable[Page]) -> Rendered:
    """Make these pages right; one that fails is logged and named in the answer, and the others are made all the same.

    A site that changes meanwhile may have been walked before these pages could be found, so then they are made again.
    """
    asked, context = frozenset(pages), site_images.read(cloud)
    while True:
        rendered = _render_once(cloud, with_moved(asked, context.site, context.former), context_of(context), context.failures)
        before, context = context, site_images.read(cloud)
        if context.versions == before.versions:
            return rendered


def _render_once(cloud: Cloud, asked: frozenset[Page], context: SiteContext, standing: Failures) -> Rendered:
    """Summaries that changed are written, with the pages they owe, before any page; the debts go once those are queued."""
    made, unmade = gather(cloud, asked, context)
    found = {page: _failure(cloud, page, error) for page, error in sorted(unmade.items()) if not failures.is_telling(page)}
    met = failures.met(found.values(), standing)
    given_up = _given_up(found, met)
    outputs = [write.output_of(page, result, context) for page, result in made.items() if result and KINDS[page.kind].bucket]
    shown = {page: result.summaries for page, result in made.items() if isinstance(result, Made)}
    owing = _with_troubles(shown, made, {page: met[one.name] for page, one in found.items() if one.name in met}, standing)
    owed = [item_of(summary) for several in owing.values() for summary in several]
    written = write.write_outputs(cloud, outputs, lambda unknown: outbox.note(cloud, [*owed, *unknown]))
    outbox.note(cloud, _to_tell(cloud, written.outputs, context.site))
    failed = (asked - made.keys() - given_up) | {one.page for one in written.failed}
    outbox.pay(
        cloud, [summary for page, several in owing.items() if page not in failed for summary in several], written.write_states
    )
    return Rendered(asked, failed, {one.page: one.key for one in outputs if one.want is not None and one.page not in failed})


# ---- what can't be made


def _failure(cloud: Cloud, page: Page, error: Exception) -> Failure:
    """The trouble with a page: told beside the source that has its address, else beside `site.yaml`."""
    if page.kind == "file":
        return failures.of_page(page, page.of, failures.said(error))
    claim = claims.standing(cloud.table, page.of) if page.kind == "address" else None
    return failures.of_page(page, claim.owner if claim else "site.yaml", failures.said(error))


Owing = Mapping[Page, tuple[Summary, ...]]


def _with_troubles(owing: Owing, made: Iterable[Page], met: Mapping[Page, Failure], standing: Failures) -> Owing:
    """The same with the troubles that were met, and without those that are over."""
    if not (met or standing):
        return owing
    names = {page: failures.of_page(page, "", "").name for page in made}
    past = {page: failures.over(name, standing[name]) for page, name in names.items() if name in standing}
    over = {page: (*owing.get(page, ()), summary) for page, summary in past.items()}
    new = {page: (failures.summary(failure),) for page, failure in met.items()}
    return {**owing, **over, **new}


def _given_up(found: Mapping[Page, Failure], met: Failures) -> frozenset[Page]:
    """Those that were tried often enough, or are too many to be tried again."""
    tries = {page: met[one.name].tries if one.name in met else failures.TRIES for page, one in found.items()}
    for page in (page for page, number in tries.items() if number == failures.TRIES):  # later it is no news
        log.error("%s: the page %s can't be made: %s", GIVEN_UP, found[page].of, found[page].why)
    return frozenset(page for page, number in tries.items() if number >= failures.TRIES)


def _to_tell(cloud: Cloud, outputs: Iterable[Output], site: Site) -> Sequence[Item]:
    """What notes that the site's hub, if it has one, has to be told of the feeds among these sheets; not of one that goes."""
    if cloud.hub is None or not site.hub:
        return ()
    feeds = {one.key: feed_url(one.page, site) for one in outputs if one.page.kind in FEEDS and one.want is not None}
    return websub_feeds.noting(cloud.table, feeds, cloud.clock.now())


# ---- gathering


@dataclass(frozen=True, slots=True)
class Gathered:
    """What should stand for each page, and why some could not be made; those overtaken again and again are in neither."""

    made: dict[Page, Result] = field(default_factory=dict)
    unmade: dict[Page, Exception] = field(default_factory=dict)


def gather(cloud: Cloud, pages: frozenset[Page], context: SiteContext) -> tuple[Mapping[Page, Result], Mapping[Page, Exception]]:
    """What should stand for each page, and why some could not be made."""
    gathered, ahead = Gathered(), pages
    for _ in range(TRIES):
        ahead = _gather_once(cloud, ahead, context, gathered)
        if not ahead:
            break
    return gathered.made, gathered.unmade


def _gather_once(cloud: Cloud, pages: frozenset[Page], context: SiteContext, gathered: Gathered) -> frozenset[Page]:
    """One go through all rounds; gives the pages that were overtaken, and have to be gathered again.

    What one page was answered counts for all: it was read after all of them were asked for, and whatever changes it later owes
    them anew.
    """
    round_, answers = _Round(context, gathered), dict[Query[Any], Any]()
    for page in sorted(pages):
        round_.step(page, PAGES[page.kind](page, context), None)
    while round_.waiting:
        waiting, round_.waiting = round_.waiting, {}
        answers |= answer(cloud.table, (query for _, query in waiting.values() if query not in answers))
        for page, (asking, query) in waiting.items():
            round_.step(page, asking, answers[query])
    return frozenset(round_.overtaken)


class _Round:
    """The pages under way: who waits for what, who is made or can't be, who was overtaken."""

    def __init__(self, context: SiteContext, gathered: Gathered) -> None:
        self.context = context
        self.gathered = gathered
        self.waiting: dict[Page, tuple[Asking[Result], Query[Any]]] = {}
        self.overtaken: set[Page] = set()

    def step(self, page: Page, asking: Asking[Result], answered: Any) -> None:
        """Send a page its answer, and note what it asks next or what it has become."""
        try:
            query = asking.throw(answered) if isinstance(answered, StaleRead) else asking.send(answered)
            self.waiting[page] = (asking, query)
        except StopIteration as done:
            self.gathered.made[page] = done.value
        except StaleRead:
            self.overtaken.add(page)
        except Exception as error:  # whatever it is, the other pages are made
            log.exception("%s could not be made", page)
            self.gathered.unmade[page] = error
