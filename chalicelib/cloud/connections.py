"""Connections that live: a client that asked nothing for some seconds uses none of its connections again.

Between two calls a function is frozen, for minutes or hours. Meanwhile the other side closes its connections, and the word of it
reaches nobody, so the function wakes with connections that look alive: "Lambda purges idle connections over time. Attempting to
reuse an idle connection … will result in a connection error" (https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html),
or in no answer at all. Where boto3 repeats a call, that costs seconds. A mail is sent once, and there a lost answer is a doubt.
Hence such a client first closes its connections, and its request begins on a new one. What is counted is the client's last
request, not each connection's: where several are in use side by side, as with S3, one of them may be idle for longer. Mails are
sent one after another, on one connection.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any

IDLE = 5.0
"""Seconds after which a connection is not used again.

AWS doesn't document when its services close an idle connection; it is assumed that none does so within these seconds. A worker
that sends a letter a second keeps its connection.
"""

CONNECT = 5.0
"""Seconds in which a service must accept a connection."""

READ = {"dynamodb": 10.0, "s3": 20.0, "sqs": 10.0, "sesv2": 30.0, "ssm": 10.0, "lambda": 10.0}
"""Seconds in which a service must answer, or go on with its answer. S3 copies a part of a file in a call; Lambda
answers when it has kept the event, not when the function has done with it."""


class Liveness:
    """Closes a client's connections before a request if there was none for some seconds, by the clock `now`.

    The clock has to go on while the function is frozen, as the time of day does.
    """

    def __init__(self, close: Callable[[], None], now: Callable[[], float], idle: float = IDLE) -> None:
        self._close, self._now, self._idle = close, now, idle
        self._last = now()
        self._lock = Lock()

    def before_request(self, **_event: Any) -> None:
        """Close what was idle. Several threads may ask at once: the first closes, and the others find a request of just now."""
        with self._lock:
            now = self._now()
            if not 0 <= now - self._last < self._idle:  # a clock that was set back says nothing
                self._close()
            self._last = now


def on_live_connections(client: Any, now: Callable[[], float]) -> Any:
    """Let a boto3 client use only connections that live; return it."""
    client.meta.events.register_first("before-send", Liveness(client.close, now).before_request)
    return client
