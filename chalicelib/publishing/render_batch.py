"""Rendering a batch: make a set of pages right, so that the bucket holds what the store says.

Rendering is level-triggered: read the store, make the page, compare it with what stands in the bucket, write or delete. Doing it
twice, late or out of order is harmless, as long as no two workers touch the same object at once. Pages are made by
`publishing.make_pages`, which also makes what these pages owe, if no other worker may touch it.

A page that can't be made is named as failed, so that its message comes again, a few times. Then it is given up: it holds up the
messages of its group no longer, and is tried again only when something owes it (`rendering.failures`).
"""

import logging
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence, Set
from typing import TypeAlias

from msgspec import field
from msgspec.structs import replace

from chalicelib.cloud.items import Item
from chalicelib.cloud.ports import Cloud
from chalicelib.content.site.site import Site
from chalicelib.frozen import Frozen
from chalicelib.model import Page
from chalicelib.publishing import messages, outbox, write
from chalicelib.publishing.make_pages import BatchResults, make_pages
from chalicelib.publishing.write import Output
from chalicelib.rendering import failures
from chalicelib.rendering.failures import GIVEN_UP, Failure, Failures
from chalicelib.rendering.page_kinds import FEEDS, PREVIEWS, about, at_addresses, is_object, with_moved
from chalicelib.rendering.pages import Result
from chalicelib.rendering.pages.listings import feed_url
from chalicelib.rendering.queries import Copy, Draw, Made, Summary
from chalicelib.rendering.site_context import SiteContext
from chalicelib.store import claims, publishes, site_images, websub_feeds
from chalicelib.store.answers import item_of
from chalicelib.store.publishes import Outcome, Publish
from chalicelib.store.site_context import context_of
from chalicelib.store.site_files import SiteFiles

log = logging.getLogger(__name__)


Causes: TypeAlias = Mapping[Page, frozenset[str]]


class Awaiting(Frozen):
    """The causes of pages, and their publishes as they were before anything else was read."""

    causes: Causes = field(default_factory=dict)
    seen: Mapping[str, Publish] = field(default_factory=dict)

    @property
    def of_pages(self) -> Causes:
        """The causes of each page, as far as their publishes still exist."""
        return {page: current for page, causes in self.causes.items() if (current := causes & self.seen.keys())}


NO_PUBLISHES = Awaiting()


class Rendered(Frozen):
    """What became of a batch: its pages, those of them that failed and have to be tried again, and the keys that exist now.

    `written` are the keys of all objects that were written or removed.
    """

    pages: frozenset[Page]
    failed: frozenset[Page]
    stands: Mapping[Page, str]
    written: frozenset[str] = frozenset()

    def failed_of(self, asked: frozenset[Page]) -> frozenset[Page]:
        """Return those of the pages that failed, or whose group of pages has a page that failed."""
        failed = {about(page) for page in self.failed}
        return frozenset(page for page in asked if about(page) in failed)


def render(
    cloud: Cloud,
    pages: Iterable[Page],
    *,
    alone: bool = True,
    doubtful: Set[Page] = frozenset(),
    awaiting: Awaiting = NO_PUBLISHES,
) -> Rendered:
    """Make these pages right; a page that fails is logged and named in the answer, and the others are made all the same.

    If the site changed meanwhile, the pages are made again: the rebuild of that change may have passed them before they existed.
    Where the worker is `alone` with the groups of these pages, as on a FIFO queue, pages that they owe may join the batch. Of
    `doubtful` pages, the bucket is looked at, whatever was last written. The publishes in `awaiting` note what became of them.
    """
    asked, files = frozenset(pages), site_images.read(cloud)
    groups = {messages.group_of(page) for page in asked} if alone else set()
    written, joined = frozenset[str](), frozenset[Page]()
    while True:
        joining = set() if files.former else groups  # pages at former addresses can't join, as they follow from what is asked
        every = wanted(asked, files) | joined
        once = _Once(every, joining, context_for(cloud, files), doubtful, awaiting)
        rendered = _render_once(cloud, once)
        written, joined = written | rendered.written, joined | rendered.pages - every
        previous_files, files = files, site_images.read(cloud)
        if files.versions == previous_files.versions:
            return replace(rendered, pages=rendered.pages | asked, written=written)


def wanted(asked: frozenset[Page], files: SiteFiles) -> frozenset[Page]:
    """Return the pages to make: with those at former and at secret addresses, and without cards, where the site never had any."""
    moved = at_addresses(with_moved(asked, files.site, files.former), files.previews)
    return moved if files.has_cards else frozenset(page for page in moved if page.kind != "card")


def context_for(cloud: Cloud, files: SiteFiles) -> SiteContext:
    """Return the context of these files, with what failed; where nothing can be drawn, the site has no cards."""
    context = replace(context_of(files), failures=files.failures)
    return context if cloud.encoder is not None else replace(context, site=replace(context.site, cards=False))


class _Once(Frozen):
    """One rendering with one state of the site: its pages, the groups whose pages may join them, and the doubtful pages."""

    asked: frozenset[Page]
    groups: Set[int]
    context: SiteContext
    doubtful: Set[Page]
    awaiting: Awaiting


def _render_once(cloud: Cloud, once: _Once) -> Rendered:
    """Make, write and settle, in an order in which a crash forgets nothing.

    Summaries that changed are written with the pages they owe before any object; they owe nothing once those pages are made in
    this batch, or queued.
    """
    making = make_pages(
        cloud.table, once.asked, once.context, lambda page: is_object(page) and messages.group_of(page) in once.groups
    )
    results, everything = making.results, once.asked | making.results.keys() | making.unmade.keys()
    causes = share_causes(making, once.awaiting.of_pages)
    noted, given_up = _failures_met(cloud, making.unmade, once.context.failures)
    outputs = [write.output_of(page, result, once.context) for page, result in results.items() if isinstance(result, Made | Copy)]
    owing = _with_failures({page: making.summaries(page) for page in making.of}, results, noted, once.context.failures)
    owed = [item_of(summary) for summary in _each_once(owing.values())]
    written = write.write_outputs(cloud, outputs, lambda unknown: outbox.note(cloud, [*owed, *unknown]), once.doubtful)
    outbox.note(cloud, _noted_feeds(cloud, written.outputs, once.context.site))
    _let_draw(cloud, results, causes)
    failed = (everything - results.keys() - given_up) | {output.page for output in written.failed}
    done = _each_once(summaries for page, summaries in owing.items() if page not in failed)
    still = [replace(summary, owes=_still_owed(summary, making, failed, once.awaiting.seen)) for summary in done]
    changed = frozenset(output.page for output in written.outputs)
    right = _right(everything | once.awaiting.causes.keys(), failed) - _interim(results)
    outbox.pay(
        cloud, still, written.write_states, lambda: _settle(cloud, once.awaiting, _Became(right, changed, given_up, causes))
    )
    stands = {output.page: output.key for output in outputs if output.want is not None and output.page not in failed}
    return Rendered(everything, failed, stands, frozenset(output.key for output in written.outputs))


class _Became(Frozen):
    """What became of the pages of a batch: those that are right, changed, or given up; and the causes of all of them."""

    right: frozenset[Page]
    changed: frozenset[Page]
    given_up: frozenset[Page]
    causes: Causes


def _settle(cloud: Cloud, awaiting: Awaiting, became: _Became) -> None:
    """Let publishes note what became of the pages of this batch."""
    if not awaiting.seen:
        return
    owed_as = (Page(page.kind, page.of) for page in became.changed if page.kind in PREVIEWS)  # without their addresses
    written, names = became.changed.union(owed_as), {page: publishes.name_of(page) for page in became.right}
    outcomes: dict[str, Outcome | None] = {name: "written" if page in written else "unchanged" for page, name in names.items()}
    outcomes |= {names[page]: "given_up" for page in became.given_up & names.keys()}
    unnamed: dict[str, set[str]] = defaultdict(set)  # what joined, and the pages of a rebuild
    for page in names.keys() & became.causes.keys():
        for cause in became.causes[page] & awaiting.seen.keys():
            if page not in awaiting.causes or awaiting.seen[cause].is_rebuild:
                unnamed[cause].add(names[page])
    publishes.settle(cloud, awaiting.seen, outcomes, unnamed)


def _right(pages: Set[Page], failed: Set[Page]) -> frozenset[Page]:
    """Return those of the pages that didn't fail, nor any that is about the same: their messages come again together."""
    about_failed = {about(page) for page in failed}
    return frozenset(page for page in pages if about(page) not in about_failed)


def share_causes(making: BatchResults, asked_by: Causes) -> Causes:
    """Give each changed summary of the batch its causes, and return the causes of all pages.

    A summary takes on the causes of the pages that changed it, and a page that joined those of the summaries that owe it.
    """
    causes, previous = dict(asked_by), None
    if not causes and not any(summary.causes for summary in making.changed.values()):
        return causes
    changed_by = making.changed_by()
    while causes != previous:  # what joined may have changed another summary
        previous = dict(causes)
        for name, summary in making.changed.items():
            of = summary.causes.union(*(causes[page] for page in changed_by[name] if page in causes))
            making.changed[name] = replace(summary, causes=of)
            causes |= {page: causes.get(page, frozenset()) | of for page in summary.owes & making.results.keys() if of}
    return causes


def _let_draw(cloud: Cloud, results: Mapping[Page, Result], causes: Causes) -> None:
    """Queue the cards that have to be drawn; a card that is queued twice is drawn once, mostly."""
    cards = {page: result.card for page, result in results.items() if isinstance(result, Draw)}
    if cards and cloud.encoder is not None:
        outbox.expect(cloud, {page: causes.get(page, frozenset()) for page in cards})
        cloud.encoder.send(messages.to_draw(card, page.of, causes.get(page, ())) for page, card in cards.items())


def _interim(results: Mapping[Page, Result]) -> frozenset[Page]:
    """Return the pages that are queued again by themselves, once an image is encoded or a card drawn."""
    return frozenset(page for page, result in results.items() if result and (isinstance(result, Draw) or result.is_interim))


def _each_once(several: Iterable[Iterable[Summary]]) -> Sequence[Summary]:
    """Return the summaries, each once: several pages may have changed the same."""
    return tuple({(summary.of, summary.name): summary for summaries in several for summary in summaries}.values())


def _still_owed(summary: Summary, making: BatchResults, failed: Set[Page], seen: Container[str]) -> frozenset[Page]:
    """Return what the summary owes after this batch: the pages that weren't made since it changed.

    All of them, if it has a cause from an earlier worker, whose publish wasn't seen: only another batch can settle that.
    """
    if any(cause not in seen for cause in summary.causes):
        return summary.owes
    return frozenset(page for page in summary.owes if page in failed or not making.has_shown(page, summary))


def _noted_feeds(cloud: Cloud, outputs: Iterable[Output], site: Site) -> Sequence[Item]:
    """Return the items that note which feeds were written, so that the site's hub is notified; a deleted feed isn't noted."""
    if cloud.hub is None or not site.hub:
        return ()
    written = (output for output in outputs if output.page.kind in FEEDS and output.want is not None)
    feeds = {output.key: feed_url(output.page, site) for output in written}
    return websub_feeds.noting(cloud.table, feeds, cloud.clock.now())


# ---- what can't be made


def _failures_met(
    cloud: Cloud, unmade: Mapping[Page, Exception], site_failures: Failures
) -> tuple[Mapping[Page, Failure], frozenset[Page]]:
    """Return the failures to note, by page, and the pages that are tried no more.

    Of a report that can't be made, nothing can be reported.
    """
    new_failures = {page: _failure(cloud, page, error) for page, error in sorted(unmade.items()) if not failures.is_telling(page)}
    met = failures.met(new_failures.values(), site_failures)
    noted = {page: met[failure.name] for page, failure in new_failures.items() if failure.name in met}
    return noted, _given_up(new_failures, noted)


def _failure(cloud: Cloud, page: Page, error: Exception) -> Failure:
    """Return the failure of a page, reported beside the source that owns its address, else beside `site.yaml`."""
    if page.kind in ("file", "variant", "sized", *PREVIEWS):
        return failures.of_page(page, page.of, failures.said(error))
    claim = claims.claim_of(cloud.table, page.of) if page.kind in ("address", "card") else None
    return failures.of_page(page, claim.owner if claim else "site.yaml", failures.said(error))


def _given_up(new_failures: Mapping[Page, Failure], noted: Mapping[Page, Failure]) -> frozenset[Page]:
    """Return the pages that were tried often enough, or that are too many to be noted."""
    tries = {page: noted[page].tries if page in noted else failures.TRIES for page in new_failures}
    for page in (page for page, number in tries.items() if number == failures.TRIES):  # logged once, at the last try
        log.error("%s: the page %s can't be made: %s", GIVEN_UP, new_failures[page].of, new_failures[page].why)
    return frozenset(page for page, number in tries.items() if number >= failures.TRIES)


Owing = Mapping[Page, tuple[Summary, ...]]


def _with_failures(owing: Owing, rendered: Iterable[Page], noted: Mapping[Page, Failure], site_failures: Failures) -> Owing:
    """Return the same summaries, with the failures to note, and without the failures of pages that are made now."""
    if not (noted or site_failures):
        return owing
    names = {page: failures.of_page(page, "", "").name for page in rendered}
    past = {page: failures.over(name, site_failures[name]) for page, name in names.items() if name in site_failures}
    over = {page: (*owing.get(page, ()), summary) for page, summary in past.items()}
    new = {page: (failures.summary(failure, site_failures.get(failure.name)),) for page, failure in noted.items()}
    return {**owing, **over, **new}
