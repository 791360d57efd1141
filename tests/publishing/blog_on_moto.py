"""A blog on moto in this process: its buckets' own events, its queues, and the local Lambda."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from chalicelib import batch
from chalicelib.cloud import bootstrap
from chalicelib.cloud.memory import FixedClock
from chalicelib.cloud.ports import Cloud
from chalicelib.images import jobs
from chalicelib.publishing import consumers
from infra.demo import aws
from infra.demo.functions import Functions
from tests.publishing.blog import NOW, URL, Blog


class Hiding:
    """An SQS client that remembers what was received and not deleted."""

    def __init__(self, sqs: Any) -> None:
        self._sqs = sqs
        self.hidden: dict[str, str] = {}

    def receive_message(self, **asked: Any) -> Any:
        answer = self._sqs.receive_message(**asked)
        self.hidden |= {one["ReceiptHandle"]: asked["QueueUrl"] for one in answer.get("Messages", ())}
        return answer

    def delete_message_batch(self, **asked: Any) -> Any:
        for entry in asked["Entries"]:
            self.hidden.pop(entry["ReceiptHandle"])
        return self._sqs.delete_message_batch(**asked)

    def again(self) -> None:
        for handle, url in self.hidden.items():
            self._sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=0)
        self.hidden.clear()


class AwsBlog(Blog):
    """A blog on moto in this process: its buckets' own events, its queues, and the local Lambda."""

    def __init__(self) -> None:
        self.settings = aws.create_stack("")
        self.sqs = aws.client("sqs", "")
        self.clock = FixedClock(NOW)
        self.cloud = replace(bootstrap.cloud(self.settings), clock=self.clock, url=URL, hub=None)
        self.hiding = Hiding(self.sqs)
        handlers = {"ingest": self._handler(consumers.uploads), "press": self._handler(consumers.pages)}
        self.functions = self.with_handlers({**handlers, "images": lambda event, _context: jobs.encode(self.cloud, event)})

    def with_handlers(self, handlers: Mapping[str, Any]) -> Functions:
        """The local Lambda, with these functions of the blog."""
        return Functions(self.hiding, {"tick": lambda *_: None, **handlers}, self.settings)

    def _handler(self, handle: Callable[[Cloud, Mapping[str, str]], frozenset[str]]) -> Callable[[Any, Any], Any]:
        def handler(told: Any, _context: Any) -> Any:
            return batch.answer(handle(self.cloud, {one["messageId"]: one["body"] for one in told["Records"]}))

        return handler

    def settle(self) -> None:
        self.functions.settle()

    def again(self) -> None:
        self.hiding.again()

    def forget_events(self) -> None:
        self.sqs.purge_queue(QueueUrl=self.settings["UPLOADS_QUEUE_URL"])
