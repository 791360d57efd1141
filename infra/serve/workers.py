"""Processes that work while this one watches, serves and waits.

A fork of a program with threads may copy a lock that nobody will ever release, so workers are forked first, and have no threads;
then their own work may fork again. What they log is logged here. Where there is no fork, everything is done in this process.
"""

import logging
import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Event
from typing import Any, TypeAlias

A_MOMENT = 0.1  # seconds between looks whether to stop
HEARTBEAT = 5.0  # seconds between looks of a worker whether its parent lives
LONGEST = 10.0  # seconds that a process may take to end

Work: TypeAlias = Callable[..., Any]


class WorkerError(Exception):
    """A process that worked for this one has ended before its work."""


@contextmanager
def working(work: Work, stop: Event) -> Iterator[Work]:
    """Yield a function that does the work in a process of its own while the context is open; once stopped, it returns None."""
    if not hasattr(os, "fork"):
        yield work
        return
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe()
    process = fork.Process(target=_serve, args=(work, ours, theirs), name="worker")
    process.start()
    theirs.close()
    try:
        yield lambda *arguments, **options: _call(ours, stop, arguments, options)
    finally:
        process.terminate()
        process.join(LONGEST)
        ours.close()


@contextmanager
def crew(work: Work, stop: Event, number: int) -> Iterator[Work]:
    """Yield a function that does the work in one of so many processes; threads that call it wait for a free one."""
    with ExitStack() as workers:
        free: SimpleQueue[Work] = SimpleQueue()
        for _ in range(number):
            free.put(workers.enter_context(working(work, stop)))

        def call_free_worker(*arguments: Any, **options: Any) -> Any:
            worker = free.get()
            try:
                return worker(*arguments, **options)
            finally:
                free.put(worker)

        yield call_free_worker


def _call(connection: Connection, stop: Event, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """Let the worker work; raise its error if it failed."""
    try:
        connection.send((arguments, options))
        while not connection.poll(A_MOMENT):
            if stop.is_set():
                return None
        result, records = connection.recv()
    except (EOFError, OSError) as error:
        raise WorkerError("a worker stopped before it finished") from error
    for record in records:
        logging.getLogger(record.name).handle(record)
    if isinstance(result, Exception):
        raise result
    return result


def _serve(work: Work, theirs: Connection, connection: Connection) -> None:
    """Do each piece of work that arrives, until the parent ends this process, or ends itself."""
    theirs.close()
    parent = os.getppid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the parent decides
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # so that processes of its own are ended, too
    log = LogBuffer()
    logging.getLogger().handlers[:] = [log]
    while _has_work(connection, parent):
        arguments, options = connection.recv()
        try:
            result = work(*arguments, **options)
        except Exception as error:  # it is raised again where the result is awaited
            result = picklable(error)
        connection.send((result, log.drain()))


def _has_work(connection: Connection, parent: int) -> bool:
    """Wait for work; False if the parent has died. Other children hold its end of the connection, so that doesn't close."""
    try:
        while not connection.poll(HEARTBEAT):
            if os.getppid() != parent:
                return False
    except (EOFError, OSError):
        return False
    return True


class LogBuffer(logging.Handler):
    """Collects log records, so that they can be sent to another process: tracebacks become text."""

    def __init__(self) -> None:
        super().__init__()
        self._records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            record.exc_text = logging.Formatter().formatException(record.exc_info)
            record.exc_info = (type(error), picklable(error), None)
        self._records.append(record)

    def drain(self) -> list[logging.LogRecord]:
        records, self._records = self._records, []
        return records


def picklable(error: BaseException) -> BaseException:
    """Return the error, or one with the same text if it can't be sent to another process."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    except Exception:  # whatever it holds
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
