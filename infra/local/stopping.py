"""Clean stops: Ctrl-C and SIGTERM set an event, and the waiting code cleans up."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event


@contextmanager
def on_signals(stop: Event) -> Iterator[Event]:
    """While the context is open, SIGINT and SIGTERM set `stop`; the earlier handlers are restored afterwards."""
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
