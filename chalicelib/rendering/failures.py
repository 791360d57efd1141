"""Failures: pages and letters that can't be made. Each is reported beside a source.

A page or letter that fails is tried a few times, because the cause may pass. Then it is given up: it is not tried again, a
warning beside the source says so, and the log line raises an alarm. When it succeeds, or its source changes, the failure is
removed, and its warning with it.

A failure is stored as a summary that owes the warning. It stands beside the site's files, which each ingest and each batch of
pages reads anyway, so without failures there is no extra read.
"""

import hashlib
from collections.abc import Iterable, Mapping

from msgspec.structs import asdict, replace

from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.model import Page
from chalicelib.partitions import SITE
from chalicelib.rendering.page_kinds import KINDS
from chalicelib.rendering.queries import Summary

NAME = "trouble#"
TRIES = 3  # fewer than the press queue delivers a message
MOST = 20  # stored at once: if more fail, they have one cause, and twenty reports are enough to find it
GIVEN_UP = "given up"  # the begin of a log line that raises the alarm
LONGEST = 200  # characters of an error in a report


class Failure(Frozen):
    """A page or a letter (`kind`) that can't be made, the `key` of the source that gets the report, and the number of tries.

    `digest` is the digest of the source when it failed.
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
"""The stored failures, by name."""


def failures_in(summaries: Iterable[Summary]) -> Failures:
    """Return the failures in these summaries, by name. A resolved failure stays, with no tries, until its warning is queued."""
    return {summary.name: Failure(**summary.value) if summary.value else _past(summary) for summary in summaries}


def _past(summary: Summary) -> Failure:
    return Failure("", "", next((page.of for page in summary.owes), ""), "", tries=0)


def of_page(page: Page, key: str, why: str) -> Failure:
    """Return the failure of a page, with its name for a report."""
    name = page.of if page.kind == "address" else " ".join(part for part in (page.kind, page.of, page.at) if part)
    return Failure("page", name, key, why)


def said(error: BaseException) -> str:
    """Return an error for a report: on one line, shortened; a refusal as its own text, which says what to do."""
    if isinstance(error, Refusal):
        return " ".join(str(error).split())
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def met(failures: Iterable[Failure], noted: Failures) -> Failures:
    """Return the failures to store: each tried once more, and at most `MOST` in all; the others are given up at once."""
    every = {failure.name: failure for failure in failures}
    again = {name: replace(failure, tries=noted[name].tries + 1) for name, failure in every.items() if name in noted}
    new = [name for name in every if name not in noted][: max(0, MOST - len(noted))]
    return {**again, **{name: every[name] for name in new}}


def summary(failure: Failure, noted: Failure | None = None) -> Summary:
    """Return the summary that stores the failure; it owes the warning once the failure is given up.

    If another failure of this name is `noted`, whose warning may be beside another source, it owes that one, too.
    """
    former = _warning(noted) if noted and (noted.is_given_up or not noted.tries) else frozenset()
    return Summary(SITE, failure.name, asdict(failure), (_warning(failure) if failure.is_given_up else frozenset()) | former)


def over(name: str, failure: Failure) -> Summary:
    """Return the summary that removes the failure with this name, and its warning."""
    return Summary(SITE, name, None, _warning(failure))


def _warning(failure: Failure) -> frozenset[Page]:
    return frozenset({Page("warnings", failure.key)})


def is_telling(page: Page) -> bool:
    """Return whether the page is a report: its own failure can't be reported."""
    return KINDS[page.kind].bucket == "content"


def warnings(key: str, failures: Iterable[Failure]) -> tuple[str, ...]:
    """Return the warnings beside this source for the pages and letters that were given up."""
    given_up = [failure for failure in failures if failure.key == key and failure.is_given_up]
    return tuple(
        WARNINGS[failure.kind].format(of=failure.of, why=failure.why, key=failure.key, tries=TRIES)
        for failure in sorted(given_up, key=lambda failure: failure.name)
    )


WARNINGS: Mapping[str, str] = {
    "page": (
        "Warning:  {key}\n"
        "Found:    the page {of} can't be made: {why}\n"
        "Why:      it failed {tries} times, so it stays as it was\n"
        "Fix:      Change the file or the template and upload it again. Details: `presswork logs press`\n"
    ),
    "letter": (
        "Warning:  {key}\n"
        "Found:    the letter {of} can't be made: {why}\n"
        "Why:      it failed {tries} times, so it isn't sent to anyone else\n"
        "Fix:      Change the file and upload it again, or run `presswork letters resume`. Details: `presswork logs letters`\n"
    ),
}
