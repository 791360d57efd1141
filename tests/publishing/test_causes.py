"""The causes of a batch: a summary has those of the pages that changed it, and a page those of the summaries that owe it."""

from collections import UserDict
from typing import Any, cast

from chalicelib.model import Page
from chalicelib.publishing.make_pages import BatchResults
from chalicelib.publishing.render_batch import share_causes
from chalicelib.rendering.queries import Summary


def batch(length: int) -> BatchResults:
    """Return a batch in which each month has changed its count, which its year owes."""
    making = BatchResults()
    for number in range(length):
        month, year = Page("month", f"en:tag:{number}", "2026-11"), Page("year", f"en:tag:{number}", "2026")
        making.results |= dict.fromkeys((month, year))
        making.changed["counts", str(number)] = Summary("counts", str(number), 1, owes=frozenset({year}))
        making.of[month] = {("counts", str(number))}
    return making


def test_what_joins_a_batch_has_the_causes_of_the_page_that_owes_it() -> None:
    making = batch(2)

    causes = share_causes(making, {Page("month", "en:tag:1", "2026-11"): frozenset({"a"})})

    assert causes == {page: frozenset({"a"}) for page in making.results if page.of == "en:tag:1"}
    assert {name: summary.causes for (_, name), summary in making.changed.items()} == {"0": frozenset(), "1": frozenset({"a"})}


class Counted(UserDict[Page, Any]):
    """A mapping that counts how often an entry is read."""

    reads = 0

    def __getitem__(self, page: Page) -> Any:
        self.reads += 1
        return super().__getitem__(page)


def test_the_pages_of_a_batch_are_read_once_whatever_number_of_summaries_they_changed() -> None:
    making = batch(100)
    making.of = of = cast(Any, Counted(making.of))

    share_causes(making, {page: frozenset({"a"}) for page in making.results})

    assert of.reads == 100
