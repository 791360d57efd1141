"""Clean stops: of work that waits, by Ctrl-C and SIGTERM, and of work in threads beside it."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import NoReturn

A_MOMENT = 0.5  # seconds between looks whether to stop
LONGEST = 30.0  # seconds that a thread may take to end: afterwards the things that it works with go


@contextmanager
def on_signals(stop: Event) -> Iterator[Event]:
    """While the context is open, SIGINT and SIGTERM set `stop`; the earlier handlers are restored afterwards."""
    previous = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def wait_for(stop: Event) -> None:
    """Return once `stop` is set. It looks up now and then, since on Windows no signal interrupts a wait."""
    while not stop.wait(A_MOMENT):
        pass


@contextmanager
def as_ctrl_c() -> Iterator[None]:
    """While the context is open, SIGTERM ends the work as Ctrl-C does, so that what has to be removed is removed."""
    previous = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def ignore_half_built() -> None:
    """From now on, say nothing of objects that fail when they are thrown away: an interruption has cut off their constructors."""
    sys.unraisablehook = lambda _unraisable: None


@contextmanager
def in_thread(work: Callable[[], None], name: str, stop: Event) -> Iterator[None]:
    """While the context is open, do this work in a thread; it ends by `stop`, which is set then."""
    thread = Thread(target=work, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(LONGEST)
