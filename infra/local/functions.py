"""The local Lambda: takes messages from the queues and gives them to the real handlers of `app.py`, as the service would.

A message that a handler names as failed is left, and comes again when its time of hiding is over; the others are deleted.
Time runs too: the schedule's handler is called once a minute.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Event
from time import monotonic
from typing import Any

from infra.local.aws import Stamp

log = logging.getLogger(__name__)
AT_ONCE = 10
IDLE = 0.05  # seconds between looks at empty queues
A_MINUTE = 60.0
SCHEDULED = {
    **dict.fromkeys(("version", "id", "account", "region", "time"), "0"),
    **{"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}, "resources": []},
}
"""What the schedule tells its function: nothing but that it is time."""

Handler = Callable[[Any, Any], Any]


@dataclass(slots=True)
class Source:
    """A queue, and the handler of its messages."""

    url: str
    handler: Handler
    prepare: Callable[[str, str], str] = lambda _id, body: body


class Functions:
    """The functions of the house, and what triggers them."""

    def __init__(self, sqs: Any, handlers: Mapping[str, Handler], settings: Mapping[str, str]) -> None:
        self._sqs = sqs
        self._tick = handlers["tick"]
        self._sources = (
            Source(settings["UPLOADS_QUEUE_URL"], handlers["ingest"], Stamp()),
            Source(settings["PRESS_QUEUE_URL"], handlers["press"]),
        )

    def run(self, stop: Event, idle: Callable[[], None]) -> None:
        """Handle whatever comes, until stopped; `idle` is called each time when all is done."""
        ticked, busy = monotonic(), False
        while not stop.is_set():
            worked = self.step() > 0
            if busy and not worked:
                idle()
            busy = worked
            if not worked:
                stop.wait(IDLE)
            if monotonic() - ticked > A_MINUTE:
                ticked = monotonic()
                self._tick(SCHEDULED, None)

    def settle(self, stop: Event | None = None) -> None:
        """Handle messages until both queues are empty, or until stopped."""
        while not (stop and stop.is_set()) and self.step():
            pass

    def step(self) -> int:
        """One batch from each queue; how many messages there were."""
        return sum(self._handle(source) for source in self._sources)

    def _handle(self, source: Source) -> int:
        taken = self._sqs.receive_message(QueueUrl=source.url, MaxNumberOfMessages=AT_ONCE, WaitTimeSeconds=0).get("Messages", [])
        if not taken:
            return 0
        records = [{"messageId": one["MessageId"], "body": source.prepare(one["MessageId"], one["Body"])} for one in taken]
        answer = source.handler({"Records": records}, None)
        failed = {one["itemIdentifier"] for one in answer["batchItemFailures"]}
        done = [
            {"Id": str(n), "ReceiptHandle": one["ReceiptHandle"]} for n, one in enumerate(taken) if one["MessageId"] not in failed
        ]
        if done:
            self._sqs.delete_message_batch(QueueUrl=source.url, Entries=done)
        return len(taken)
