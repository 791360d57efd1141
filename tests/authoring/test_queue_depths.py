"""What waits in the queues of a site, and what has failed, in words."""

import json
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from chalicelib.model import Page
from chalicelib.newsletter.jobs import OpenLetter, Welcome, to_letters
from chalicelib.publishing.decide import Change
from chalicelib.publishing.messages import Position, again, to_press, to_rebuild
from infra.authoring.inspect.queue_depths import Depth, depths, depths_of, lines, said, subjects
from infra.authoring.target.destination import Destination

EVENT = json.dumps({"Records": [{"s3": {"object": {"key": "posts/a+b.md", "sequencer": "1"}}}]})
CASES = {
    "an upload is named by its file": ("uploads", EVENT, ["posts/a b.md"]),
    "so is a file that is read again": ("uploads", again([Change("posts/x.md", "1")]).body, ["posts/x.md"]),
    "pages are named by what they show": (
        "press",
        to_press([Page("month", "en:all:", "2026-11")])[0].body,
        ["the month page of en:all: 2026-11"],
    ),
    "a rebuild is called so": ("press", to_rebuild(Position(("landing",), "x")).body, ["a rebuild of the site"]),
    "a letter has its id": ("letters", to_letters(OpenLetter("abc")).body, ["letter abc"]),
    "mail to a reader names no reader": ("letters", to_letters(Welcome("secret")).body, ["a welcome to a reader"]),
    "whatever else was sent can't be read": ("uploads", "x", ["a message that can't be read"]),
    "nor what is no object": ("letters", "[]", ["a message that can't be read"]),
}


@pytest.mark.parametrize("name", CASES)
def test_a_message_is_put_into_words(name: str) -> None:
    queue, body, expected = CASES[name]

    assert [*subjects(queue, [body, body])] == expected


def test_a_queue_without_failures_is_a_short_line() -> None:
    assert said(Depth("uploads", 3, 1)) == "uploads: 3 waiting, 1 being handled"


def test_queues_in_which_nothing_waits_are_one_line() -> None:
    assert [*lines([Depth("uploads", 0, 0), Depth("press", 0, 0)])] == [("Nothing is queued.", False)]
    assert [*lines([Depth("uploads", 1, 0), Depth("press", 0, 0, 2, ("x",))])] == [
        ("uploads: 1 waiting, 0 being handled", False),
        (said(Depth("press", 0, 0, 2, ("x",))), True),
    ]
    assert [*lines([])] == []


def test_failures_are_named_with_what_to_do() -> None:
    line = said(Depth("uploads", 0, 0, 12, tuple("abcdefg")))

    assert line == (
        "uploads: 0 waiting, 0 being handled, 12 FAILED (a, b, c, d, e, …); "
        "`presswork logs ingest` says why, `presswork redrive uploads` tries again"
    )


@mock_aws
def test_the_queues_of_a_stack_are_counted_and_what_failed_is_left_there() -> None:
    sqs = boto3.client("sqs", region_name="us-east-1")
    dead = sqs.create_queue(QueueName="site-uploads-dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = {"RedrivePolicy": json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3})}
    uploads = sqs.create_queue(QueueName="site-uploads", Attributes=policy)["QueueUrl"]
    others = [sqs.create_queue(QueueName=f"site-{name}")["QueueUrl"] for name in ("press", "letters")]
    sqs.send_message(QueueUrl=uploads, MessageBody="x")
    sqs.send_message(QueueUrl=dead, MessageBody=EVENT)
    settings = dict(zip(("UPLOADS_QUEUE_URL", "PRESS_QUEUE_URL", "LETTERS_QUEUE_URL"), (uploads, *others), strict=True))

    found = [*depths(sqs, settings)]

    assert found == [Depth("uploads", 1, 0, 1, ("posts/a b.md",)), Depth("press", 0, 0), Depth("letters", 0, 0)]
    assert (
        sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["All"])["Attributes"]["ApproximateNumberOfMessagesNotVisible"]
        == "1"
    )


def test_a_build_has_no_queues(tmp_path: Path) -> None:
    assert depths_of(Destination("out", "build", tmp_path, out=tmp_path / "out")) == []
