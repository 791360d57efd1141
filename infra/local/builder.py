"""A process that builds while others watch and serve.

A build shares its work with forked processes, and a fork of a program with threads may copy a lock that nobody will ever release.
So the builder is forked first, and has no threads. Where there is no fork, a build has one process anyway.
"""

import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from threading import Event
from typing import Any

from infra.local.build import Built, build

A_MOMENT = 0.1  # seconds between looks whether to stop
LONGEST = 10.0  # seconds that a process may take to end

Build = Callable[..., Built | None]
"""`infra.local.build.build` with its arguments; None where it was stopped."""


@contextmanager
def building(stop: Event, work: Build = build) -> Iterator[Build]:
    """Yield the function that builds in a process of its own, while the context is open."""
    if "fork" not in multiprocessing.get_all_start_methods():
        yield work
        return
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe()
    process = fork.Process(target=_serve, args=(work, ours, theirs), name="builder")
    process.start()
    theirs.close()
    try:
        yield lambda *asked, **options: _asked(ours, stop, asked, options)
    finally:
        process.terminate()
        process.join(LONGEST)
        ours.close()


def _asked(connection: Connection, stop: Event, asked: tuple[Any, ...], options: dict[str, Any]) -> Built | None:
    """Let it build; raise the error of a build that failed."""
    connection.send((asked, options))
    while not connection.poll(A_MOMENT):
        if stop.is_set():
            return None
    result: Built | Exception = connection.recv()
    if isinstance(result, Exception):
        raise result
    return result


def _serve(work: Build, theirs: Connection, connection: Connection) -> None:
    """Build whenever it is asked for, until the parent ends this process, or ends itself."""
    theirs.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the parent decides
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # so that the processes of a build are ended, too
    while True:
        try:
            asked, options = connection.recv()
        except EOFError:
            return
        try:
            connection.send(work(*asked, **options))
        except Exception as error:  # it is raised again where the result is awaited
            connection.send(error)
