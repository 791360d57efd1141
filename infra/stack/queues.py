"""Queues: each hides a message for six times as long as its function may run, and puts away what failed too often.

The press queue is FIFO with groups, at high throughput: order and rate are a group's, not the queue's. Each message has a
deduplication id of its own, so nothing is taken for a repetition because it says the same.
"""

from dataclasses import dataclass
from typing import Any

from infra.stack import buckets, functions
from infra.stack.functions import Function
from infra.stack.intrinsics import Resources, attribute, either, named, policy, ref, resource, service, statement, sub

HIDDEN = 6  # times the function's time, as Lambda asks for
A_DAY = 86_400
WAITING_DAYS, DEAD_DAYS = 4, 14  # a message keeps its age when it moves to the dead-letter queue, so the dead are kept longer


@dataclass(frozen=True, slots=True)
class Queue:
    """One row: whose messages, how often one is tried, and after how many seconds the oldest has waited too long."""

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
    def hidden(self) -> int:
        return HIDDEN * self.function.seconds

    @property
    def _end(self) -> str:
        return ".fifo" if self.fifo else ""


QUEUES: tuple[Queue, ...] = (
    Queue("UploadsQueue", "uploads", functions.INGEST, tries=5, late=300),
    Queue("PressQueue", "press", functions.PRESS, tries=3, late=900, fifo=True),  # what fails holds up its group
    Queue("LettersQueue", "letters", functions.LETTERS, tries=5, late=3600),  # a letter waits for its pace
    Queue("MailEventsQueue", "mail-events", functions.MAIL_NEWS, tries=5, late=900),
    Queue("LogsQueue", "logs", functions.POPULAR, tries=3, late=7200),  # what is late by two hours was read all the same
)
DEAD: tuple[str, ...] = (*(queue.dead for queue in QUEUES), "TickDeadLetters")
"""The queue for messages that failed too often."""

IN_GROUPS = {
    "FifoQueue": True,
    "ContentBasedDeduplication": False,
    "DeduplicationScope": "messageGroup",
    "FifoThroughputLimit": "perMessageGroupId",
}


def resources() -> Resources:
    made = {queue.resource: _queue(queue) for queue in QUEUES} | {queue.dead: _dead(queue) for queue in QUEUES}
    return made | {"TickDeadLetters": _failures()} | _policies()


def _queue(queue: Queue) -> dict[str, Any]:
    return _made(
        queue.full_name,
        WAITING_DAYS,
        VisibilityTimeout=queue.hidden,
        RedrivePolicy={"deadLetterTargetArn": attribute(queue.dead), "maxReceiveCount": queue.tries},
        **(IN_GROUPS if queue.fifo else {}),
    )


def _dead(queue: Queue) -> dict[str, Any]:
    source = "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${AWS::StackName}-" + queue.full_name
    allowed = {"redrivePermission": "byQueue", "sourceQueueArns": [sub(source)]}
    return _made(queue.dead_name, DEAD_DAYS, RedriveAllowPolicy=allowed, **(IN_GROUPS if queue.fifo else {}))


def _failures() -> dict[str, Any]:
    return _made("tick-dead", DEAD_DAYS)


def _made(name: str, days: int, **more: Any) -> dict[str, Any]:
    kept = {"QueueName": named(name), "MessageRetentionPeriod": days * A_DAY, "SqsManagedSseEnabled": True}
    return resource("AWS::SQS::Queue", {**kept, **more})


# ---- which other services may send


def _policies() -> Resources:
    here = {"aws:SourceAccount": ref("AWS::AccountId")}
    news = {"ArnEquals": {"aws:SourceArn": ref("MailEventsTopic")}}
    told = {
        f"{store.queue}Policy": _sender("s3", store.queue, {"StringEquals": here, "ArnEquals": {"aws:SourceArn": sub(store.arn)}})
        for store in buckets.STORES
        if store.queue
    }
    return told | {"MailEventsQueuePolicy": _sender("sns", "MailEventsQueue", news)}


def _sender(who: str, queue: str, conditions: dict[str, Any]) -> dict[str, Any]:
    allowed = statement("Allow", service(who), "sqs:SendMessage", attribute(queue), **conditions)
    return resource("AWS::SQS::QueuePolicy", {"Queues": [ref(queue)], "PolicyDocument": policy(allowed)})


# ---- what they trigger


def triggers() -> Resources:
    """What Chalice's triggers lack: whose queue, that each message fails by itself, and how many run at once."""
    return {queue.function.resource: _trigger(queue) for queue in QUEUES}


def _trigger(queue: Queue) -> dict[str, Any]:
    ordinary, new = queue.function.at_once or (2, 2)
    event = {
        "Queue": sub("${" + queue.resource + ".Arn}"),
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "ScalingConfig": {"MaximumConcurrency": either("IsNew", new, ordinary)},
    }
    return {"Properties": {"Events": {f"{queue.function.resource}SqsEventSource": {"Properties": event}}}}
