"""The outbox of summaries: the pages that they owe are queued, and then they owe nothing.

A summary is written with the pages it owes (`note`) before anything follows from it, and written without them once they are
queued (`pay`). If a worker dies in between, the next worker that writes the summary queues them. The causes of what it owes are
stored with it, because the next worker may come from another publish.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from chalicelib.cloud.items import At, Item
from chalicelib.cloud.ports import Cloud
from chalicelib.model import Page
from chalicelib.publishing import messages
from chalicelib.rendering.queries import Summary
from chalicelib.rendering.summaries import settled
from chalicelib.store import publishes
from chalicelib.store.answers import item_of


def note(cloud: Cloud, items: Sequence[Item]) -> None:
    """Write the items, if there are any."""
    if items:
        cloud.table.put_many(items)


def clear(cloud: Cloud, *summaries: Summary) -> None:
    """Write these summaries, and queue what they owe."""
    note(cloud, [item_of(summary) for summary in summaries])
    pay(cloud, summaries)


def pay(
    cloud: Cloud,
    summaries: Sequence[Summary],
    write_states: Iterable[Item] = (),
    settle: Callable[[], object] = lambda: None,
) -> None:
    """Queue what the summaries owe, then note that they owe nothing, with these write states; one without a value is deleted.

    In between, `settle` is called: a worker that dies before finds in the summaries which pages it has to make and settle.
    """
    causes: dict[Page, frozenset[str]] = {}
    for summary in summaries:
        causes |= {page: causes.get(page, frozenset()) | summary.causes for page in summary.owes}
    queue(cloud, causes)
    settle()
    note(cloud, [*(item_of(settled(summary)) for summary in summaries if summary.value is not None), *write_states])
    for summary in summaries:
        if summary.value is None:
            cloud.table.delete(At(summary.of, summary.name))


def queue(cloud: Cloud, causes: Mapping[Page, frozenset[str]]) -> None:
    """Queue pages, each with its causes, whose publishes await it before."""
    if causes:
        expect(cloud, causes)
        cloud.press.send(messages.to_press_by_cause(causes))


def expect(cloud: Cloud, causes: Mapping[Page, frozenset[str]]) -> None:
    """Let the publishes await the pages that they have caused."""
    names: dict[str, set[str]] = defaultdict(set)
    for page, of in causes.items():
        for cause in of:
            names[cause].add(publishes.name_of(page))
    if names:
        publishes.expect(cloud, names, publishes.nonce())
