"""Pressing: a batch of pages, and their objects are right.

Level-triggered: read the catalog, make the page, compare with what stands in the bucket, write or delete. Doing it twice,
late or out of order is harmless, as long as no page is pressed by two at once. The pages of a batch are gathered side by
side, one round of needs at a time, so what several of them read is read once.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib import debts, printing
from chalicelib.catalog import furnishing, hub
from chalicelib.catalog.answers import answer, item_of
from chalicelib.catalog.houses import house_of
from chalicelib.cloud.ports import Cloud, Item
from chalicelib.content.site import Site
from chalicelib.press.gather import GATHER
from chalicelib.press.gather.listings import feed_url
from chalicelib.press.house import House
from chalicelib.press.kinds import FEEDS, KINDS, about, with_moved
from chalicelib.press.needs import Copy, Made, Need, Overtaken, Steps
from chalicelib.printing import Sheet
from chalicelib.words import Page

log = logging.getLogger(__name__)
TRIES = 5  # a page that is overtaken this often is left to its message, which comes again

Result = Made | Copy | None  # None: the page is somebody else's now


@dataclass(frozen=True, slots=True)
class Pressed:
    """What became of a batch: the pages that stand now, and those that failed, to be tried again."""

    pages: frozenset[Page]
    failed: frozenset[Page]
    stands: Mapping[Page, str]

    def failed_of(self, asked: frozenset[Page]) -> frozenset[Page]:
        """Those of the pages that failed, or for which one failed that shares their place."""
        failed = {about(page) for page in self.failed}
        return frozenset(page for page in asked if about(page) in failed)


def press(cloud: Cloud, pages: Iterable[Page]) -> Pressed:
    """Make these pages right; one that fails is logged and named in the answer, and the others are made all the same.

    A site that changes meanwhile may have been walked before these pages could be found, so then they are made again.
    """
    asked, house = frozenset(pages), furnishing.read(cloud)
    while True:
        pressed = _press_once(cloud, with_moved(asked, house.site, house.former), house_of(house))
        before, house = house, furnishing.read(cloud)
        if house.version == before.version:
            return pressed


def _press_once(cloud: Cloud, asked: frozenset[Page], house: House) -> Pressed:
    """Summaries that changed are written, with the pages they owe, before any page; the debts go once those are queued."""
    made = gather(cloud, asked, house)
    sheets = [printing.sheet(page, result, house) for page, result in made.items() if result and KINDS[page.kind].bucket]
    owing = {page: result.summaries for page, result in made.items() if isinstance(result, Made)}
    owed = [item_of(summary) for several in owing.values() for summary in several]
    printed = printing.print_sheets(cloud, sheets, lambda doubts: debts.note(cloud, [*owed, *doubts]))
    debts.note(cloud, _to_tell(cloud, printed.sheets, house.site))
    failed = (asked - made.keys()) | {one.page for one in printed.failed}
    debts.pay(cloud, [summary for page, several in owing.items() if page not in failed for summary in several], printed.proofs)
    return Pressed(asked, failed, {one.page: one.key for one in sheets if one.want is not None and one.page not in failed})


def _to_tell(cloud: Cloud, sheets: Iterable[Sheet], site: Site) -> Sequence[Item]:
    """What notes that the site's hub, if it has one, has to be told of the feeds among these sheets; not of one that goes."""
    if cloud.hub is None or not site.hub:
        return ()
    feeds = {one.key: feed_url(one.page, site) for one in sheets if one.page.kind in FEEDS and one.want is not None}
    return hub.noting(cloud.table, feeds, cloud.clock.now())


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
    """One go through all rounds; gives the pages that were overtaken, and have to be gathered again.

    What one page was answered counts for all: it was read after all of them were asked for, and whatever changes it later owes
    them anew.
    """
    round_, answers = _Round(house, made), dict[Need, Any]()
    for page in sorted(pages):
        round_.step(page, GATHER[page.kind](page, house), None)
    while round_.waiting:
        waiting, round_.waiting = round_.waiting, {}
        answers |= answer(cloud.table, (need for _, need in waiting.values() if need not in answers))
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
        except Exception:  # whatever it is, the other pages are made; this one is named as failed and comes again
            log.exception("%s could not be made", page)
