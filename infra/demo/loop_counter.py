"""Lineage: how often each function has run in the chain of requests that led to a message, as Lambda counts it.

Lambda writes the numbers into the header of its traces, AWS's SDKs pass it on with what a function sends, and a function that has
run about sixteen times in one chain is dropped, unless it may loop: the event source gets an error, so the message comes again
until it is a dead letter. Here the numbers are an attribute of the message, which boto3's clients add while a function works.
Chains through S3 or the mail service aren't followed.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, TypeAlias

import botocore

from infra.limits import limit
from infra.stack.queues import RECURSIVE

MAY_LOOP = frozenset(function.name for function in RECURSIVE)
MOST = limit("Lambda", "runs of a function in one chain of requests, about")
ATTRIBUTE = "Lineage"

Lineage: TypeAlias = Mapping[str, int]
"""How often each function has run so far."""

_current: ContextVar[Lineage] = ContextVar("lineage")


def of_run(lineages: Iterable[Lineage], function: str) -> dict[str, int]:
    """Return the lineage of a run of this function on a batch of messages: the longest of theirs, and itself."""
    longest: dict[str, int] = {}
    for lineage in lineages:
        longest = {name: max(longest.get(name, 0), lineage.get(name, 0)) for name in longest.keys() | lineage.keys()}
    return {**longest, function: longest.get(function, 0) + 1}


def is_loop(lineage: Lineage, function: str) -> bool:
    """Whether a run with this lineage, in which it is counted already, is one too many."""
    return lineage[function] > MOST


@contextmanager
def run_with(lineage: Lineage) -> Iterator[None]:
    """Let messages carry this lineage that are sent while the context is open."""
    previous = _current.set(lineage)
    try:
        yield
    finally:
        _current.reset(previous)


def current() -> Lineage:
    """Return the lineage of the run that sends now; empty, if no function works."""
    return _current.get({})


def attributes() -> Mapping[str, Any]:
    """Return the attributes that a message carries when it is sent now; none, if no function works."""
    return {ATTRIBUTE: {"DataType": "String", "StringValue": json.dumps(current())}} if current() else {}


def lineage_in(message: Mapping[str, Any]) -> Lineage:
    """Return the lineage of a received message."""
    lineage: Lineage = json.loads(message.get("MessageAttributes", {}).get(ATTRIBUTE, {}).get("StringValue", "{}"))
    return lineage


@cache
def carry_in_boto3() -> None:
    """Let the clients of all sessions that begin from now on carry lineages."""

    def add_lineage(params: Mapping[str, Any], **_: Any) -> Mapping[str, Any]:
        own = {"MessageAttributes": carried} if (carried := attributes()) else {}
        return {**params, "Entries": [{**entry, **own} for entry in params["Entries"]]}

    def listen(session: Any) -> None:
        session.register("provide-client-params.sqs.SendMessageBatch", add_lineage, unique_id="lineage")

    botocore.register_initializer(listen)
