"""Troubles: pages and letters that can't be made, each told beside a source.

What fails is tried a few times, for a fault may pass. Then it is given up: nobody tries it by itself any more, a warning
beside the source says so, and an alarm rings. Once it is made, or its source has changed, the trouble goes, and the warning.

A trouble is a summary that owes the warning. It stands with the fixtures, which every press and every ingest reads anyway, so
where there is no trouble it costs nothing.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace

from chalicelib.model import Page
from chalicelib.rendering.page_kinds import KINDS
from chalicelib.rendering.queries import Summary

STAND = "SITE"  # the partition of the fixtures
NAME = "trouble#"
TRIES = 3  # as often as the press queue gives a message
MOST = 20  # told at once: where more fails, one fault is behind it, and what is told of twenty leads to it
GIVEN_UP = "given up"  # how a line of the log begins that rings the alarm
LONGEST = 200  # characters of an error that an author is told


@dataclass(frozen=True, slots=True)
class Failure:
    """A page or a letter (`kind`) that can't be made, beside which source that is told, and how often it was tried.

    `digest` names the bytes of the source that the trouble was met with.
    """

    kind: str
    of: str
    key: str
    why: str
    tries: int = 1
    digest: str = ""

    @property
    def name(self) -> str:
        return NAME + hashlib.sha256(f"{self.kind} {self.of}".encode()).hexdigest()[:16]

    @property
    def is_given_up(self) -> bool:
        return self.tries >= TRIES


Failures = Mapping[str, Failure]
"""Those that stand, by name."""


def failures_in(summaries: Iterable[Summary]) -> Failures:
    """The troubles that these summaries keep, by name; one that is over stands until its warning is queued, never tried."""
    return {one.name: Failure(**one.value) if one.value else _past(one) for one in summaries}


def _past(summary: Summary) -> Failure:
    return Failure("", "", next((page.of for page in summary.owes), ""), "", tries=0)


def of_page(page: Page, key: str, why: str) -> Failure:
    return Failure("page", place_of(page), key, why)


def place_of(page: Page) -> str:
    """What an author is told that the page is."""
    return page.of if page.kind == "address" else " ".join(part for part in (page.kind, page.of, page.at) if part)


def said(error: BaseException) -> str:
    """An error as an author is told of it: on one line, and not without end."""
    told = " ".join(f"{type(error).__name__}: {error}".split())
    return told if len(told) <= LONGEST else f"{told[:LONGEST]}…"


def met(found: Iterable[Failure], standing: Failures) -> Failures:
    """The troubles to note now that these were met: each once more, and no more than `MOST`; the others are given up at once."""
    every = {one.name: one for one in found}
    again = {name: replace(one, tries=standing[name].tries + 1) for name, one in every.items() if name in standing}
    new = [name for name in every if name not in standing][: max(0, MOST - len(standing))]
    return {**again, **{name: every[name] for name in new}}


def summary(failure: Failure) -> Summary:
    """What keeps the trouble, and owes the warning once it is given up."""
    return Summary(STAND, failure.name, asdict(failure), _warning(failure) if failure.is_given_up else frozenset())


def over(name: str, failure: Failure) -> Summary:
    """What takes the trouble of this name away, and the warning with it."""
    return Summary(STAND, name, None, _warning(failure))


def _warning(failure: Failure) -> frozenset[Page]:
    return frozenset({Page("warnings", failure.key)})


def is_telling(page: Page) -> bool:
    """Whether the page is itself what tells an author of something: of its own trouble nothing can be told."""
    return KINDS[page.kind].bucket == "content"


def told_of(key: str, standing: Iterable[Failure]) -> tuple[str, ...]:
    """What a warning beside this source says of what was given up, each in its own words."""
    mine = sorted((one for one in standing if one.key == key and one.is_given_up), key=lambda one: one.name)
    return tuple(TELLING[one.kind].format(of=one.of, why=one.why, key=one.key, tries=TRIES) for one in mine)


TELLING: Mapping[str, str] = {
    "page": (
        "Warning:  {key}\n"
        "Found:    the page {of} can't be made: {why}\n"
        "Why:      it failed {tries} times, so it stays as it was\n"
        "Instead:  change the source or the template and upload it again; `presswork logs press` tells more\n"
    ),
    "letter": (
        "Warning:  {key}\n"
        "Found:    the letter {of} can't be made: {why}\n"
        "Why:      it failed {tries} times, so it is not sent on\n"
        "Instead:  change the source and upload it again, or `presswork letters resume`; `presswork logs letters` tells more\n"
    ),
}
