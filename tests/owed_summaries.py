"""Summaries that owe pages: once all queues are empty, nothing is left to queue these."""

from collections.abc import Iterator

from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Table
from chalicelib.store.answers import summary_in


def owing_summaries(table: Table) -> Iterator[object]:
    """Yield each summary that owes pages, with these pages."""
    assert isinstance(table, MemoryTable)
    summaries = (summary_in(item) for item in table.items() if isinstance(item.has.get("owes"), str))
    yield from (("a summary owes pages", summary.of, summary.name, sorted(summary.owes)) for summary in summaries)
