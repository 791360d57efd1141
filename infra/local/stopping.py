"""Stopping cleanly: Ctrl-C and SIGTERM set an event, and whoever waits for it tidies up."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event


@contextmanager
def on_signals(stop: Event) -> Iterator[Event]:
    """While open, SIGINT and SIGTERM set `stop`; the handlers that stood before come back afterwards."""
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
