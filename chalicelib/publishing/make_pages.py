"""Making the pages of a batch: from the store to what should stand, without a write.

The pages of a turn are made side by side, one round of queries at a time, so that what several pages ask is read once. A page of
a later turn shows what pages of earlier turns have counted (`PageSpec.turn`): of summaries that changed in this batch it is given
the new values. So a post that appears makes its month, its year and its topic's page right in one batch.

A summary that changes owes pages. Those that this worker alone may make now, as their messages have the groups of the batch
(`messages.group_of`), **join** the batch; all others are queued. A summary that goes owes its pages by the queue.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib import codec
from chalicelib.cloud.items import At, Item
from chalicelib.cloud.ports import Table
from chalicelib.content.media.image_variants import Picture
from chalicelib.model import Page
from chalicelib.rendering.page_kinds import of_first_turn
from chalicelib.rendering.pages import PAGES, Result, asked_first
from chalicelib.rendering.queries import (
    Asking,
    Claimed,
    Claims,
    CommentCounts,
    CurrentPictures,
    MonthsOf,
    NamesBeside,
    OneSummary,
    Query,
    Redirects,
    StaleRead,
    Summaries,
    Summary,
    nearest,
)
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.summaries import comments_at, number_in, picture_of, redirect_of, settled
from chalicelib.store.answers import answer, is_answered_by

log = logging.getLogger(__name__)
TRIES = 5  # a page whose reads are stale this often is left to its message, which comes again
JOINING = 100  # pages that may join a batch: more are queued, so that a batch ends in time


class BatchResults(Struct):
    """A batch under way: what each page should be, and the errors of those that can't be made.

    A page with stale reads is in neither.
    """

    results: dict[Page, Result] = field(default_factory=dict)
    unmade: dict[Page, Exception] = field(default_factory=dict)
    made_in: dict[Page, int] = field(default_factory=dict)
    """The step in which each page was made last."""
    changed: dict[tuple[str, str], Summary] = field(default_factory=dict)
    """The summaries that changed, with all that they owe."""
    changed_in: dict[tuple[str, str], int] = field(default_factory=dict)
    """The step in which each summary changed last."""
    of: dict[Page, set[tuple[str, str]]] = field(default_factory=dict)
    """The names of the summaries that each page has changed."""

    def summaries(self, page: Page) -> tuple[Summary, ...]:
        """Return the summaries that this page has changed."""
        return tuple(self.changed[name] for name in sorted(self.of.get(page, ())))

    def changed_by(self) -> Mapping[tuple[str, str], Sequence[Page]]:
        """Return the pages that have changed each summary."""
        pages: dict[tuple[str, str], list[Page]] = {name: [] for name in self.changed}
        for page, names in self.of.items():
            for name in names:
                pages[name].append(page)
        return pages

    def has_shown(self, page: Page, summary: Summary) -> bool:
        """Return whether the page was made after the summary got its value, so that the summary doesn't owe it any more."""
        changed_in = self.changed_in.get((summary.of, summary.name))
        return summary.value is not None and changed_in is not None and self.made_in.get(page, -1) > changed_in


def make_pages(table: Table, asked: Iterable[Page], context: SiteContext, joins: Callable[[Page], bool]) -> BatchResults:
    """Make these pages, and those that their summaries owe and that `joins` lets join the batch."""
    making, waiting = BatchResults(), set(asked)
    known = _Known()
    _Table(table, known, {}).ask(asked_first(waiting, context))
    step, room = 0, JOINING
    while waiting:
        now = of_first_turn(waiting)
        waiting -= now
        owed = _make_turn(_Table(table, known, making.changed), now, context, making, step)
        joining = sorted(page for page in owed - waiting if joins(page))[:room]
        waiting |= set(joining)
        room -= len(joining)
        step += 1
    return making


def _make_turn(table: "_Table", pages: frozenset[Page], context: SiteContext, making: BatchResults, step: int) -> frozenset[Page]:
    """Make the pages of a turn; return the pages that are owed by the summaries that changed."""
    for page in pages:  # a page that is made again
        making.results.pop(page, None)
        making.unmade.pop(page, None)
    ahead = pages
    for _ in range(TRIES):
        ahead = _make_once(table, ahead, context, making)
        if not ahead:
            break
    done = {page: making.results[page] for page in pages if page in making.results}
    making.made_in.update(dict.fromkeys(done, step))
    new = [(page, summary) for page, result in done.items() if result for summary in result.summaries]
    for page, summary in new:
        name = (summary.of, summary.name)
        latest = making.changed.get(name, summary)
        making.changed[name] = replace(summary, owes=summary.owes | latest.owes, causes=summary.causes | latest.causes)
        making.changed_in[name] = step
        making.of.setdefault(page, set()).add(name)
    return frozenset(page for _, summary in new if summary.value is not None for page in summary.owes)


def _make_once(table: "_Table", pages: frozenset[Page], context: SiteContext, making: BatchResults) -> frozenset[Page]:
    """Run the coroutines of these pages to their ends; return the pages whose reads were stale, which have to be made again.

    An answer to one page counts for all pages that ask the same: it was read after all of them were queued, and whatever changes
    it later owes them anew.
    """
    running = _Running(making, table)
    for page in sorted(pages):
        running.step(page, PAGES[page.kind](page, context), None)
    while running.waiting:
        waiting, running.waiting = running.waiting, {}
        table.ask(query for _, query in waiting.values())
        for page, (asking, query) in waiting.items():
            running.step(page, asking, table.answer(query))
    if running.stale:
        table.forget()
    return frozenset(running.stale)


class _Running:
    """The coroutines of a turn: the query that each page waits for, and the pages whose reads were stale."""

    def __init__(self, making: BatchResults, table: "_Table") -> None:
        self.making, self.table = making, table
        self.waiting: dict[Page, tuple[Asking[Result], Query[Any]]] = {}
        self.stale: set[Page] = set()

    def step(self, page: Page, asking: Asking[Result], answered: Any) -> None:
        """Send a page its answer, and what is known of what it asks next; note what it has to wait for, or what it has become.

        So all pages get as far as they can before anything is read, and few reads answer them all.
        """
        try:
            while True:
                query = asking.throw(answered) if isinstance(answered, StaleRead) else asking.send(answered)
                if not self.table.knows(query):
                    break
                answered = self.table.answer(query)
            self.waiting[page] = (asking, query)
        except StopIteration as done:
            self.making.results[page] = done.value
        except StaleRead:
            self.stale.add(page)
        except Exception as error:  # whatever it is, the other pages are made
            log.exception("%s could not be made", page)
            self.making.unmade[page] = error


class _Known(Struct):
    """What a batch has read: the answers to its queries, and single items (None: there is none)."""

    answers: dict[Query[Any], Any] = field(default_factory=dict)
    items: dict[At, Item | None] = field(default_factory=dict)


class _Table:
    """What a batch reads: each query is asked once, and summaries that changed meanwhile have their new values."""

    def __init__(self, table: Table, known: _Known, changed: Mapping[tuple[str, str], Summary]) -> None:
        self._table, self._known = table, known
        with_value = {name: settled(summary) for name, summary in changed.items() if summary.value is not None}
        self._changed: dict[str, dict[str, Summary]] = {}
        for (of, name), summary in with_value.items():
            self._changed.setdefault(of, {})[name] = summary

    def ask(self, queries: Iterable[Query[Any]]) -> None:
        """Read what these queries ask, as far as it isn't known."""
        asked = [query for query in queries if query not in self._known.answers]
        self._known.answers |= answer(self._table, asked, self._known.items)

    def knows(self, query: Query[Any]) -> bool:
        """Return whether nothing has to be read to answer the query."""
        if query not in self._known.answers and is_answered_by(query, self._known.items):
            self.ask([query])
        return query in self._known.answers

    def forget(self) -> None:
        """Forget all of it, because some contradicts the rest."""
        self._known.answers.clear()
        self._known.items.clear()

    def answer(self, query: Query[Any]) -> Any:
        """Return the answer to a query that was asked."""
        read = self._known.answers[query]
        if not self._changed or isinstance(read, StaleRead) or type(query) not in NEWER:
            return read
        return NEWER[type(query)](query, read, self._changed)


Changed: TypeAlias = Mapping[str, Mapping[str, Summary]]
NONE: Mapping[str, Summary] = {}


def _one(query: OneSummary, read: Summary, changed: Changed) -> Summary:
    return changed.get(query.of, NONE).get(query.name, read)


def _several(query: Summaries, read: Mapping[str, Summary], changed: Changed) -> Mapping[str, Summary]:
    newer = {name: one for name, one in changed.get(query.of, NONE).items() if name.startswith(query.prefix)}
    return dict(sorted({**read, **newer}.items())) if newer else read


def _months(query: MonthsOf, read: Mapping[str, Summary], changed: Changed) -> Mapping[str, Summary]:
    return _several(Summaries(query.of, query.year), read, changed)


def _beside(query: NamesBeside, read: tuple[str, str], changed: Changed) -> tuple[str, str]:
    return nearest(query.name, filter(None, (*read, *changed.get(query.of, NONE))))


def _redirects(query: Redirects, read: Mapping[str, Summary], changed: Changed) -> Mapping[str, Summary]:
    names = {address: redirect_of(address) for address in query.addresses}
    return {**read, **{address: changed[of][name] for address, (of, name) in names.items() if name in changed.get(of, NONE)}}


def _current_pictures(query: CurrentPictures, read: Mapping[str, Picture], changed: Changed) -> Mapping[str, Picture]:
    names = {key: picture_of(key) for key in query.keys}
    newer = {key: changed[of][name] for key, (of, name) in names.items() if name in changed.get(of, NONE)}
    return {**read, **{key: codec.from_plain(Picture, summary.value) for key, summary in newer.items()}}


def _comment_counts(query: CommentCounts, read: Mapping[str, int], changed: Changed) -> Mapping[str, int]:
    names = {address: comments_at(address) for address in query.addresses}
    newer = {address: changed[of][name] for address, (of, name) in names.items() if name in changed.get(of, NONE)}
    return {**read, **{address: number_in(summary) for address, summary in newer.items()}}


def _claims(query: Claims, read: Claimed, changed: Changed) -> Claimed:
    of, name = redirect_of(query.address)
    newer, commented = changed.get(of, NONE), comments_at(query.address)[1]
    return replace(read, summary=newer.get(name, read.summary), comments=newer.get(commented, read.comments))


NEWER: Mapping[type[Query[Any]], Callable[[Any, Any, Changed], Any]] = {
    OneSummary: _one,
    Summaries: _several,
    MonthsOf: _months,
    NamesBeside: _beside,
    Redirects: _redirects,
    Claims: _claims,
    CurrentPictures: _current_pictures,
    CommentCounts: _comment_counts,
}
"""What an answer becomes by the summaries that changed since it was read: a row for each query whose answer holds summaries."""
