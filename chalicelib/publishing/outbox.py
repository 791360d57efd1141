"""Debts: what summaries owe is queued, and then they owe it no more.

A summary is written with its debts (`note`) before anything follows from it; they are paid once it has. Whoever dies in between
leaves them, and the next one who writes that summary pays them.
"""

from collections.abc import Iterable, Sequence

from chalicelib.cloud.ports import At, Cloud, Item
from chalicelib.publishing import messages
from chalicelib.rendering.queries import Summary
from chalicelib.rendering.summaries import settled
from chalicelib.store.answers import item_of


def note(cloud: Cloud, items: Sequence[Item]) -> None:
    """Write the items, if there are any."""
    if items:
        cloud.table.put_many(items)


def clear(cloud: Cloud, *summaries: Summary) -> None:
    """Write these summaries, and pay what they owe."""
    note(cloud, [item_of(one) for one in summaries])
    pay(cloud, summaries)


def pay(cloud: Cloud, summaries: Sequence[Summary], write_states: Iterable[Item] = ()) -> None:
    """Queue what the summaries owe, then clear the debts and keep the proofs; a summary with nothing to tell goes."""
    if owed := frozenset(page for summary in summaries for page in summary.owes):
        cloud.press.send(messages.to_press(owed))
    note(cloud, [*(item_of(settled(one)) for one in summaries if one.value is not None), *write_states])
    for one in summaries:
        if one.value is None:
            cloud.table.delete(At(one.of, one.name))
