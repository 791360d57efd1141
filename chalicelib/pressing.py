"""Pressing: a batch of pages, and their objects are right.

Level-triggered: read the catalog, make the page, compare with what stands in the bucket, write or delete. Doing it twice,
late or out of order is harmless, as long as no page is pressed by two at once. The pages of a batch are gathered side by
side, one round of needs at a time, so what several of them read is read once.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chalicelib import messages
from chalicelib.catalog import fixtures
from chalicelib.catalog.answers import answer, item_of
from chalicelib.cloud.ports import At, Bucket, Cloud, Object
from chalicelib.press.gather import GATHER
from chalicelib.press.house import House
from chalicelib.press.kinds import KINDS, key_of
from chalicelib.press.needs import Copy, Made, Need, Overtaken, Steps, Summary
from chalicelib.press.templates import Templates
from chalicelib.words import Page

log = logging.getLogger(__name__)
TRIES = 5  # a page that is overtaken this often is left to its message, which comes again

Result = Made | Copy


@dataclass(frozen=True, slots=True)
class Pressed:
    """What became of a batch: the objects that stand now, by page, and the pages that failed, to be tried again."""

    pages: frozenset[Page]
    failed: frozenset[Page]
    stands: Mapping[Page, str]


def press(cloud: Cloud, pages: Iterable[Page]) -> Pressed:
    """Make these pages right; one that fails is logged and named in the answer, and the others are made all the same."""
    house, asked = house_of(fixtures.read(cloud)), frozenset(pages)
    made = gather(cloud, asked, house)
    summaries = {page: result.summaries for page, result in made.items() if isinstance(result, Made) and result.summaries}
    _owe(cloud, summaries.values())
    failed = set(asked - made.keys())
    for page, result in made.items():
        try:
            _put(cloud, page, result, house)
        except Exception:
            log.exception("%s could not be written", page)
            failed.add(page)
    _pay(cloud, [kept for page, kept in summaries.items() if page not in failed])
    return Pressed(
        asked, frozenset(failed), {page: key_of(page, house.site) for page in made if _stands(made[page]) and page not in failed}
    )


def _stands(result: Result) -> bool:
    return isinstance(result, Copy) or result.body is not None


def house_of(fixed: fixtures.Fixtures) -> House:
    """The house that pages are made in."""
    return House(fixed.site, templates_of(tuple(sorted(fixed.templates.items()))), templates_of(()))


@lru_cache(maxsize=4)
def templates_of(own: tuple[tuple[str, str], ...]) -> Templates:
    """The templates of a site that has these of its own; compiled once while the function is warm."""
    return Templates(dict(own))


# ---- gathering


def gather(cloud: Cloud, pages: frozenset[Page], house: House) -> Mapping[Page, Result]:
    """What should stand for each page; those that failed are left out."""
    made: dict[Page, Result] = {}
    ahead = pages
    for _ in range(TRIES):
        ahead = _gather_once(cloud, ahead, house, made)
        if not ahead:
            break
    return made


def _gather_once(cloud: Cloud, pages: frozenset[Page], house: House, made: dict[Page, Result]) -> frozenset[Page]:
    """One go through all rounds; gives the pages that were overtaken, and have to be gathered again."""
    round_ = _Round(house, made)
    for page in sorted(pages):
        round_.step(page, GATHER[page.kind](page, house), None)
    while round_.waiting:
        waiting, round_.waiting = round_.waiting, {}
        answers = answer(cloud.table, (need for _, need in waiting.values()))
        for page, (steps, need) in waiting.items():
            round_.step(page, steps, answers[need])
    return frozenset(round_.overtaken)


class _Round:
    """The pages under way: who waits for what, who is made, who was overtaken."""

    def __init__(self, house: House, made: dict[Page, Result]) -> None:
        self.house = house
        self.made = made
        self.waiting: dict[Page, tuple[Steps[Any], Need]] = {}
        self.overtaken: set[Page] = set()

    def step(self, page: Page, steps: Steps[Any], answered: Any) -> None:
        """Send a page its answer, and note what it asks next or what it has become."""
        try:
            need = steps.throw(answered) if isinstance(answered, Overtaken) else steps.send(answered)
            self.waiting[page] = (steps, need)
        except StopIteration as done:
            self.made[page] = done.value
        except Overtaken:
            self.overtaken.add(page)
        except Exception:
            log.exception("%s could not be made", page)


# ---- writing


def _put(cloud: Cloud, page: Page, result: Result, house: House) -> None:
    """Write or delete the object where it isn't right already."""
    bucket: Bucket = getattr(cloud, KINDS[page.kind].bucket)
    key = key_of(page, house.site)
    standing = bucket.stat(key)
    if isinstance(result, Copy):
        _copy(cloud, key, result, standing.meta.get("source", "") if standing else "")
        return
    if result.body is None:
        if standing:
            bucket.delete(key)
        return
    meta = {"location": result.location} if result.location else {}
    what = Object(result.body, KINDS[page.kind].type, KINDS[page.kind].cache, meta)
    if not (standing and standing.etag == what.etag and standing.meta.get("location", "") == result.location):
        bucket.write(key, what)


def _copy(cloud: Cloud, key: str, result: Copy, copied: str) -> None:
    """Copy a file, if these bytes were not copied before; where newer ones stand, their own event copies or refuses them."""
    source = cloud.content.stat(result.key) if copied != result.etag else None
    if source and source.etag == result.etag:
        cloud.public.copy_from(
            cloud.content, result.key, key, result.type, KINDS["file"].cache, {"source": result.etag}, result.etag
        )


# ---- summaries


def _owe(cloud: Cloud, summaries: Iterable[tuple[Summary, ...]]) -> None:
    """Write the summaries that changed, each with the pages it owes, before the pages that show them as done."""
    items = [item_of(summary) for several in summaries for summary in several]
    if items:
        cloud.table.put_many(items)


def _pay(cloud: Cloud, summaries: Iterable[tuple[Summary, ...]]) -> None:
    """Queue what they owe, then clear the debts; a summary with nothing to tell goes."""
    changed = [summary for several in summaries for summary in several]
    owed = frozenset(page for summary in changed for page in summary.owes)
    if owed:
        cloud.press.send(messages.to_press(owed))
    kept = [item_of(Summary(one.of, one.name, one.value)) for one in changed if one.value is not None]
    if kept:
        cloud.table.put_many(kept)
    for one in changed:
        if one.value is None:
            cloud.table.delete(At(one.of, one.name))
