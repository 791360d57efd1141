"""The local Lambda: receive messages from the queues and call the real handlers of `app.py`, as the service would.

A message that a handler reports as failed stays, and comes again when the handler said, else after its visibility timeout;
the others are deleted. If a handler raises, all messages of its batch stay. An event without a queue of the stack is handed
over alone, and comes again if its function raises an error: so Lambda keeps it. A function that has run too often in one
chain of requests does not run, unless it may loop in the stack, too (`infra.demo.loop_counter`). The schedule's handler is called
once a minute, or at another interval; between the batches, the mail service publishes its events. Nothing is polled while
nothing comes: the queues set an `Arrival` (`infra.demo.aws`). Each function may run in several **lanes** at once, each with
a batch of its own, as the service would run it: no function waits for another, so a text is live while a photograph is still
encoded. A FIFO queue gives no two of them messages of one group, so each takes less from it, or the first one would have some
of every group.
"""

import json
import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from functools import partial
from threading import Event
from time import monotonic
from typing import Any
from uuid import uuid4

from chalicelib.batch import done
from chalicelib.frozen import Frozen
from infra.demo import loop_counter as lineage
from infra.demo.aws import ACCOUNT, REGION, Arrival, Sequencer
from infra.demo.loop_counter import MAY_LOOP, Lineage
from infra.demo.postoffice import timestamp

log = logging.getLogger(__name__)
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:presswork-mail-events"
A_MINUTE = 60.0
AWAKE = 15.0  # seconds after something came, in which more is expected: letters wait for their grace, reads are counted
SCHEDULED = {
    **dict.fromkeys(("version", "id", "account", "region", "time"), "0"),
    **{"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}, "resources": []},
}
"""The event of the schedule: it holds nothing that its function reads."""

ALL: Mapping[str, Any] = {"MessageSystemAttributeNames": ["All"], "MessageAttributeNames": ["All"]}

Handler = Callable[[Any, Any], Any]


class Trigger(Frozen):
    """A queue, the function that it triggers, the number of messages at once, and the preparation of messages.

    With an `event` the queue is Lambda's own, and each body becomes the argument of the function.
    """

    queue: str
    function: str
    at_once: int = 10
    prepare: Callable[[], Callable[[str, str], str]] = lambda: lambda _id, body: body
    event: Callable[[str], Any] | None = None


def by_topic(body: str) -> Any:
    """Return the event with which a topic calls a function: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html"""
    notification = {
        **{"Type": "Notification", "MessageId": str(uuid4()), "TopicArn": TOPIC, "Message": body, "MessageAttributes": {}},
        **{"Subject": "Amazon SES Email Event Notification", "Timestamp": timestamp(datetime.now(UTC))},
        **{"SignatureVersion": "1", "Signature": "local", "SigningCertUrl": "local", "UnsubscribeUrl": "local"},
    }
    source = {"EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": f"{TOPIC}:local"}
    return {"Records": [{**source, "Sns": notification}]}


TRIGGERS: tuple[Trigger, ...] = (
    Trigger("UPLOADS_QUEUE_URL", "ingest", prepare=Sequencer),
    Trigger("PRESS_QUEUE_URL", "press"),
    Trigger("LETTERS_QUEUE_URL", "letters", at_once=1),  # so that memory holds one page of subscribers
    Trigger("MAIL_EVENTS_QUEUE_URL", "mail_news", event=by_topic),
    Trigger("LOGS_QUEUE_URL", "popular", event=json.loads),
    Trigger("IMAGES_QUEUE_URL", "images", at_once=1, event=json.loads),  # so that one image holds up no other
)
FUNCTIONS = (*(trigger.function for trigger in TRIGGERS), "tick")


class QueueSource(Frozen):
    """A trigger of this run: the queue's URL, the function's handler, and how its messages are taken."""

    url: str
    function: str
    handler: Handler
    at_once: int
    prepare: Callable[[str, str], str]
    event: Callable[[str], Any] | None

    @property
    def is_fifo(self) -> bool:
        return self.url.endswith(".fifo")


class MessageBatch(Frozen):
    """Messages that were received together."""

    source: QueueSource
    messages: Sequence[Mapping[str, Any]]

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(message["MessageId"] for message in self.messages)

    @property
    def lineage(self) -> Lineage:
        return lineage.of_run(map(lineage.lineage_in, self.messages), self.source.function)

    @property
    def event(self) -> Mapping[str, Any]:
        return {"Records": [self._record(message) for message in self.messages]}

    def _record(self, message: Mapping[str, Any]) -> Mapping[str, Any]:
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": self.source.prepare(message["MessageId"], message["Body"]),
            "attributes": message["Attributes"],
        }


class Functions:
    """The functions of the application and their triggers; a queue whose function isn't given is left alone."""

    def __init__(
        self,
        sqs: Any,
        handlers: Mapping[str, Handler],
        settings: Mapping[str, str],
        deliver: Callable[[], int] = lambda: 0,
        lanes: int = 1,
        may_loop: Collection[str] = MAY_LOOP,
    ) -> None:
        """`deliver` lets the mail service work, and returns how many messages it has handled."""
        self._sqs, self._deliver, self._lanes, self._may_loop = sqs, deliver, lanes, may_loop
        self._tick = handlers["tick"]
        self._pool = ThreadPoolExecutor(lanes * len(handlers)) if lanes > 1 else None
        self._running: dict[Future[None], QueueSource] = {}
        self._sources = tuple(
            QueueSource(settings[row.queue], row.function, handlers[row.function], row.at_once, row.prepare(), row.event)
            for row in TRIGGERS
            if row.function in handlers
        )

    def run(
        self, stop: Event, idle: Callable[[], None], arrival: Arrival, every: float = A_MINUTE, at_rest: float = A_MINUTE
    ) -> None:
        """Handle messages until stopped; call `idle` each time that all are done.

        The schedule ticks every `every` seconds while there is something to do, and every `at_rest` seconds otherwise.
        """
        ticked = came = monotonic()
        check, worked, busy = True, False, False
        while not stop.is_set():
            if check:
                came = monotonic()
                arrival.clear()
                worked = self.step(arrival.set) > 0
                now_busy = worked or bool(self._running)
                if busy and not now_busy:
                    idle()
                busy = now_busy
            next_tick = ticked + (every if monotonic() - came < AWAKE else at_rest)
            check = worked or arrival.wait(next_tick - monotonic())
            if monotonic() >= next_tick:
                ticked = monotonic()
                self._run_tick()
                self._deliver()
        wait(self._running)

    def _run_tick(self) -> None:
        """Call the schedule's function; where it fails, that is logged, and the next tick does its work."""
        try:
            self._tick(SCHEDULED, None)
        except Exception:  # the service, too, only counts it
            log.exception("the tick failed")

    def settle(self, stop: Event | None = None) -> None:
        """Handle messages until only hidden ones are left, or until stopped."""
        while not (stop and stop.is_set()) and (self.step() or self._running):
            wait(self._running, return_when=FIRST_COMPLETED)

    def step(self, done: Callable[[], None] = lambda: None) -> int:
        """Handle what each queue has for each free lane, and the mail that was sent; return how many messages came or were done.

        Where there are several lanes, nothing is waited for: `done` is called when a batch is.
        """
        finished = [running for running in self._running if running.done()]
        for running in finished:
            del self._running[running]
            running.result()
        batches = [batch for source in self._sources for batch in self._received(source)]
        for batch in batches:
            self._start(batch, done)
        return len(finished) + sum(len(batch.messages) for batch in batches) + self._deliver()

    def _start(self, batch: MessageBatch, done: Callable[[], None]) -> None:
        if self._pool is None:
            self._handle(batch)
            return
        running = self._pool.submit(self._handle, batch)
        self._running[running] = batch.source
        running.add_done_callback(lambda _: done())

    def _received(self, source: QueueSource) -> Iterator[MessageBatch]:
        """Yield a batch for each free lane, until the queue has no more."""
        share = max(1, source.at_once // self._lanes) if source.is_fifo else source.at_once
        for _ in range(self._lanes - list(self._running.values()).count(source)):
            answer = self._sqs.receive_message(QueueUrl=source.url, MaxNumberOfMessages=share, WaitTimeSeconds=0, **ALL)
            messages = answer.get("Messages", ())
            if messages:
                yield MessageBatch(source, messages)
            if len(messages) < share:
                return

    def _handle(self, batch: MessageBatch) -> None:
        failed = self._call(batch)
        handles = [message["ReceiptHandle"] for message in batch.messages if message["MessageId"] not in failed]
        if handles:
            entries = [{"Id": str(number), "ReceiptHandle": handle} for number, handle in enumerate(handles)]
            self._sqs.delete_message_batch(QueueUrl=batch.source.url, Entries=entries)

    def _call(self, batch: MessageBatch) -> Collection[str]:
        """Run the function, if it may; return the ids of the messages that stay."""
        name, event = batch.source.function, batch.source.event
        if name not in self._may_loop and lineage.is_loop(batch.lineage, name):
            log.error("%s is dropped: it has run %d times in one chain of requests, and may not loop", name, lineage.MOST)
            return batch.ids
        with lineage.run_with(batch.lineage):
            return self._call_with_each(batch, event) if event else self._call_with_all(batch)

    def _call_with_all(self, batch: MessageBatch) -> Collection[str]:
        """Call the function with a batch of its queue; return the messages that failed."""
        try:
            answer = batch.source.handler(batch.event, batch.lineage)
        except Exception:  # the service, too, only counts it
            log.exception("%s failed", batch.source.function)
            return batch.ids
        return frozenset(failure["itemIdentifier"] for failure in answer["batchItemFailures"])

    def _call_with_each(self, batch: MessageBatch, event: Callable[[str], Any]) -> Collection[str]:
        """Call the function with one event after another; return the messages whose event failed."""

        def call(body: str) -> None:
            batch.source.handler(event(body), batch.lineage)

        bodies = {message["MessageId"]: message["Body"] for message in batch.messages}
        return {message_id for message_id, body in bodies.items() if not done(message_id, partial(call, body))}
