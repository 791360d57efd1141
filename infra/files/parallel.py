"""Work on all cores: read ahead in order, and share out batches that don't depend on each other.

Processes are forked, so they have their parent's memory without copying it; where there is no fork, or too little to do, the work
is done in one process. They end with their parent, even if it is killed, so none of them works on beside the next build.
"""

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import Connection, wait
from threading import Thread
from typing import Any, TypeVar

WORTH_IT = 64  # pieces of work: fewer are done faster by one process
CHUNK = 16
SELDOM = 100_000  # objects made between two searches for garbage

T = TypeVar("T")
R = TypeVar("R")


def cores() -> int:
    """Return the number of cores that this process may use; 1 where processes can't be forked."""
    if not hasattr(os, "fork"):
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def stretches(things: Sequence[T], length: int) -> Iterator[Sequence[T]]:
    return (things[start : start + length] for start in range(0, len(things), length))


def ahead(work: Callable[[T], R], things: Sequence[T], wave: int, processes: int | None = None) -> Iterator[R]:
    """Yield the result for each thing, in order; others work ahead, at most one wave, so results don't pile up.

    There are as many processes as cores, unless a number is given.
    """
    number = processes or cores()
    if number == 1 or len(things) < WORTH_IT:
        with seldom_collected():
            yield from map(work, things)
        return
    with seldom_collected(), ProcessPoolExecutor(number, multiprocessing.get_context("fork"), end_with_parent) as pool:
        for stretch in stretches(things, wave):
            yield from pool.map(work, stretch, chunksize=CHUNK)


def side_by_side(work: Callable[[T], R], batches: Sequence[T], processes: int | None = None) -> Iterator[R]:
    """Yield the result for each batch, in any order; each process takes the next one, in a copy of this one's memory.

    There are as many processes as cores, unless a number is given.
    """
    number = processes or cores()
    with seldom_collected():
        if number == 1 or len(batches) < 2:  # noqa: PLR2004 - one batch can't be shared
            yield from map(work, batches)
        else:
            yield from _forked(work, batches, number)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Collect garbage seldom, and not among what is there already: a build makes few cycles, and the search was a tenth of it.

    A collection in a child would also touch, and so copy, all that it shares.
    """
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(SELDOM, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def _forked(work: Callable[[T], R], batches: Sequence[T], processes: int) -> Iterator[R]:
    fork = multiprocessing.get_context("fork")
    left = iter(range(len(batches)))
    open_: dict[Connection, Any] = {}
    for first in islice(left, processes):
        ours, theirs = fork.Pipe()
        child = fork.Process(target=_serve, args=(work, batches, first, theirs), daemon=True)
        child.start()
        theirs.close()
        open_[ours] = child
    try:
        while open_:
            for ready in wait(list(open_)):
                assert isinstance(ready, Connection)  # noqa: S101 - only connections were given
                try:
                    result = _received(ready)
                    ready.send(next(left, None))
                    yield result
                except (EOFError, ConnectionError):
                    child = open_.pop(ready)
                    child.join()
                    ready.close()
                    if child.exitcode:
                        raise ChildError(f"a process ended with {child.exitcode}") from None
    finally:
        for child in open_.values():
            child.terminate()


class ChildError(Exception):
    """A process that shared the work ended before its share was done."""


def _received(connection: Connection) -> Any:
    result = connection.recv()
    if isinstance(result, BaseException):
        raise result
    return result


def end_with_parent() -> None:
    """Let this process end as soon as the one that forked it is gone."""

    def watch() -> None:
        if parent := multiprocessing.parent_process():
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


def _serve(work: Callable[[T], R], batches: Sequence[T], first: int, connection: Connection) -> None:
    end_with_parent()
    at: int | None = first
    while at is not None:
        try:
            connection.send(work(batches[at]))
        except Exception as error:  # it is raised again where the result is awaited
            connection.send(error)
            return
        at = connection.recv()
