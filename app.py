"""Triggers: each reads, calls and answers; the rules live in `chalicelib`."""

import os
from functools import cache
from typing import Any

from chalice.app import Chalice, CloudWatchEvent, Rate, SQSEvent

from chalicelib import bootstrap, clock, handling
from chalicelib.cloud.ports import Cloud

app = Chalice(app_name="presswork")


@cache
def cloud() -> Cloud:
    """The outside world, made when the first message comes and kept while the function is warm."""
    return bootstrap.cloud(os.environ)


def bodies(event: SQSEvent) -> dict[str, str]:
    return {record["messageId"]: record["body"] for record in event.to_dict()["Records"]}


@app.on_sqs_message(queue=os.environ.get("UPLOADS_QUEUE", "presswork-uploads"), batch_size=10)
def ingest(event: SQSEvent) -> dict[str, Any]:
    """Uploads, edits and deletions in the content bucket."""
    return handling.answer(handling.uploads(cloud(), bodies(event)))


@app.on_sqs_message(queue=os.environ.get("PRESS_QUEUE", "presswork-press.fifo"), batch_size=10)
def press(event: SQSEvent) -> dict[str, Any]:
    """Pages to make right."""
    return handling.answer(handling.pages(cloud(), bodies(event)))


@app.schedule(Rate(1, unit=Rate.MINUTES))
def tick(_event: CloudWatchEvent) -> dict[str, int]:
    """Once a minute: what is due, what never ended, who waits."""
    return {"queued": clock.tick(cloud())}
