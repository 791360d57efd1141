"""The causes of a batch: a summary has those of the pages that changed it, and a page those of the summaries that owe it."""

from collections.abc import ItemsView, Iterator
from typing import Any

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


class Counted(dict[Any, Any]):
    """A mapping that counts how many of its entries are read."""

    read = 0

    def items(self) -> ItemsView[Any, Any]:
        entries = super().items()

        class View(ItemsView[Any, Any]):
            def __iter__(view) -> Iterator[Any]:  # noqa: N805 - `self` is the mapping
                self.read += len(entries)
                return iter(entries)

        return View(self)


def test_the_pages_of_a_batch_are_read_once_whatever_number_of_summaries_they_changed() -> None:
    making = batch(100)
    making.of = of = Counted(making.of)

    share_causes(making, {page: frozenset({"a"}) for page in making.results})

    assert of.read == 100
