"""Queues: each hides a received message for six times the timeout of its function, and has a queue for dead letters.

Only what needs order, delay or batches has a queue, since Lambda polls each one all the time, even an empty one. The press queue
is FIFO at high throughput: order and rate are those of a group, not of the queue. Each message has its own deduplication id, so
equal messages are all delivered. What no queue brings is put away in a queue of dead letters, too (`infra.stack.events`).
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from infra.stack import buckets, events, functions
from infra.stack.functions import Function
from infra.stack.intrinsics import (
    Resources,
    attribute,
    either,
    named,
    only_by_tls,
    policy,
    ref,
    resource,
    service,
    statement,
    sub,
)

VISIBILITY_FACTOR = 6  # times the function's timeout, as Lambda recommends
A_DAY = 86_400
WAITING_DAYS, DEAD_DAYS = 4, 14  # a dead letter keeps its age, so it is kept longer


class Queue(NamedTuple):
    """One row: the function of its messages, the tries of a message, and the age in seconds that sets off the alarm."""

    resource: str
    name: str
    function: Function
    tries: int
    late: int
    fifo: bool = False

    @property
    def dead(self) -> str:
        return self.resource.removesuffix("Queue") + "DeadLetters"

    @property
    def full_name(self) -> str:
        return self.name + self._end

    @property
    def dead_name(self) -> str:
        return f"{self.name}-dead{self._end}"

    @property
    def setting(self) -> str:
        """The setting, and the output, that holds its address, where functions send to it."""
        return f"{self.name.replace('-', '_').upper()}_QUEUE_URL"

    @property
    def hidden(self) -> int:
        return VISIBILITY_FACTOR * self.function.seconds

    @property
    def _end(self) -> str:
        return ".fifo" if self.fifo else ""


# What fails comes again soon, then as late as the queue hides it (`chalicelib.batch.SOON`). So an outage is ridden out: for three
# quarters of an hour by what authors and readers wait for, for twelve minutes by pages, since one that fails delays its group.
QUEUES: tuple[Queue, ...] = (
    Queue("UploadsQueue", "uploads", functions.INGEST, tries=9, late=300),
    Queue("PressQueue", "press", functions.PRESS, tries=6, late=900, fifo=True),
    Queue("LettersQueue", "letters", functions.LETTERS, tries=9, late=3600),  # a letter waits for its pace
)
DEAD: tuple[str, ...] = (*(queue.dead for queue in QUEUES), events.DEAD)  # the queues for dead letters


def triggered_by(function: Function) -> Iterator[Function]:
    """Return the functions that messages and calls of this one start."""
    yield from (queue.function for queue in QUEUES if queue.resource in function.sends)
    yield from function.calls


def reached_from(function: Function) -> frozenset[Function]:
    """Return the functions that run in a chain of requests that this one begins; it is among them if it starts itself."""
    reached: set[Function] = set()
    waiting = [function]
    while waiting:
        new = set(triggered_by(waiting.pop())) - reached
        reached |= new
        waiting += new
    return frozenset(reached)


RECURSIVE: tuple[Function, ...] = tuple(one for one in functions.FUNCTIONS if one in reached_from(one))
"""The functions that start themselves. Of any other, Lambda drops a run after some 16 in one chain of requests, and its message
ends in the dead letters, which is right where no chain is meant. What bounds the chains: a rebuild goes forward through keys, a
letter through shards, sign-ups are put off for hours, not for ever, and an image is encoded once for its bytes.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
"""

IN_GROUPS = {
    "FifoQueue": True,
    "ContentBasedDeduplication": False,
    "DeduplicationScope": "messageGroup",
    "FifoThroughputLimit": "perMessageGroupId",
}

UNBOUNDED: dict[str, Any] = {}
"""No bound on the concurrency, which an empty value also removes. Where it is bounded, Lambda polls a quiet queue five times at
once instead of twice: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html. The press has no more to do at once
than its queue has groups, letters no more than their rate has use for, and uploads come one by one."""


def resources() -> Resources:
    queues = {queue.resource: _queue(queue) for queue in QUEUES} | {queue.dead: _dead(queue) for queue in QUEUES}
    return queues | {events.DEAD: _queue_resource(events.DEAD_NAME, DEAD_DAYS)} | _policies()


def _queue(queue: Queue) -> dict[str, Any]:
    return _queue_resource(
        queue.full_name,
        WAITING_DAYS,
        VisibilityTimeout=queue.hidden,
        RedrivePolicy={"deadLetterTargetArn": attribute(queue.dead), "maxReceiveCount": queue.tries},
        **(IN_GROUPS if queue.fifo else {}),
    )


def _dead(queue: Queue) -> dict[str, Any]:
    source = "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${AWS::StackName}-" + queue.full_name
    allowed = {"redrivePermission": "byQueue", "sourceQueueArns": [sub(source)]}
    return _queue_resource(queue.dead_name, DEAD_DAYS, RedriveAllowPolicy=allowed, **(IN_GROUPS if queue.fifo else {}))


def _queue_resource(name: str, days: int, **more: Any) -> dict[str, Any]:
    common = {"QueueName": named(name), "MessageRetentionPeriod": days * A_DAY, "SqsManagedSseEnabled": True}
    return resource("AWS::SQS::Queue", {**common, **more})


def _policies() -> Resources:
    """Return the policy of each queue: nobody sends to it without TLS, and a bucket may notify its own."""
    stores = {store.queue: store for store in buckets.STORES if store.queue}
    every = (*(queue.resource for queue in QUEUES), *DEAD)
    return {f"{queue}Policy": _policy(queue, *_senders(queue, stores.get(queue))) for queue in every}


def _senders(queue: str, store: buckets.Store | None) -> Iterator[dict[str, Any]]:
    if store:
        ours = {"StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}, "ArnEquals": {"aws:SourceArn": sub(store.arn)}}
        yield statement("Allow", service("s3"), "sqs:SendMessage", attribute(queue), **ours)


def _policy(queue: str, *allowed: dict[str, Any]) -> dict[str, Any]:
    document = policy(only_by_tls("sqs:*", attribute(queue)), *allowed)
    return resource("AWS::SQS::QueuePolicy", {"Queues": [ref(queue)], "PolicyDocument": document})


def loops() -> Resources:
    """Return the leave of each function that starts itself to do so."""
    return {function.resource: {"Properties": {"RecursiveLoop": "Allow"}} for function in RECURSIVE}


def triggers() -> Resources:
    """Return the properties that Chalice's triggers lack: the queue, the report of single failures, and the concurrency."""
    return {queue.function.resource: _trigger(queue) for queue in QUEUES}


def _trigger(queue: Queue) -> dict[str, Any]:
    event = {
        "Queue": sub("${" + queue.resource + ".Arn}"),
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "ScalingConfig": either("IsNew", {"MaximumConcurrency": queue.function.in_new}, UNBOUNDED),
    }
    return {"Properties": {"Events": {f"{queue.function.resource}SqsEventSource": {"Properties": event}}}}
