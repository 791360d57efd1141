"""Queries outside a batch: several at once, or those of a coroutine, answered one after the other."""

from collections.abc import Iterable, Mapping
from contextlib import closing
from typing import TypeVar

from chalicelib.cloud.ports import Table
from chalicelib.rendering.queries import Asking, Query, StaleRead
from chalicelib.store.answers import answer

T = TypeVar("T")


def ask(table: Table, queries: Iterable[Query[T]]) -> Mapping[Query[T], T]:
    """The answers to these queries; raises `StaleRead` where an item that one of them names has gone."""
    answers: dict[Query[T], T] = {}
    for query, answered in answer(table, queries).items():
        if isinstance(answered, StaleRead):
            raise answered
        answers[query] = answered
    return answers


def follow(table: Table, asking: Asking[T]) -> T:
    """What the coroutine returns, once its queries are answered; raises `StaleRead` where an item has changed meanwhile."""
    with closing(asking):
        try:
            query = asking.send(None)
            while True:
                query = asking.send(ask(table, [query])[query])
        except StopIteration as end:
            returned: T = end.value
            return returned
