"""Asking on somebody's behalf: what a page would yield as needs is answered here, one after the other."""

from typing import TypeVar

from chalicelib.catalog.answers import answer
from chalicelib.cloud.ports import Table
from chalicelib.press.needs import Overtaken, Steps

T = TypeVar("T")


def follow(table: Table, steps: Steps[T]) -> T:
    """What these steps return, once every need of theirs is answered; `Overtaken` where what was read has changed meanwhile."""
    try:
        need = next(steps)
        while True:
            told = answer(table, [need])[need]
            if isinstance(told, Overtaken):
                raise told
            need = steps.send(told)
    except StopIteration as end:
        returned: T = end.value
        return returned
