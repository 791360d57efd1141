"""The queues of a running site: how much waits in each, and what has failed, in words.

What failed is read without being taken away: it is hidden for a moment, and then there again.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from chalicelib.frozen import Frozen
from chalicelib.newsletter.jobs import Deliver, OpenLetter, Settle, job_in
from chalicelib.publishing import messages
from infra.authoring.target.destination import Destination

SETTINGS: Mapping[str, str] = {"uploads": "UPLOADS_QUEUE_URL", "press": "PRESS_QUEUE_URL", "letters": "LETTERS_QUEUE_URL"}
"""The settings with the addresses of queues, by the names of queues."""
LOGS: Mapping[str, str] = {"uploads": "ingest", "press": "press", "letters": "letters"}
"""The functions whose logs say why messages of a queue failed."""
COUNTS = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
PEEKED, HIDDEN = 10, 1  # dead letters that are read, and for how many seconds they are hidden then
SHOWN = 5  # things that are named


class Depth(Frozen):
    """One queue: how many messages wait, are being handled, and have failed; and what those are about."""

    queue: str
    waiting: int
    handled: int
    failed: int = 0
    about: tuple[str, ...] = ()


def depths_of(destination: Destination) -> list[Depth]:
    """Return how full the queues of a site are; a build has none."""
    if destination.out is not None:
        return []
    from chalicelib.cloud.aws import clients  # noqa: PLC0415 - it loads boto3
    from chalicelib.settings import read  # noqa: PLC0415 - with it

    return [*depths(clients(read(destination.settings)).sqs, destination.settings)]


def depths(sqs: Any, settings: Mapping[str, str]) -> Iterator[Depth]:
    """Yield how full each queue is."""
    for name, setting in SETTINGS.items():
        said = _facts(sqs, settings[setting])
        dead = _dead_of(sqs, said)
        failed = int(_facts(sqs, dead)[COUNTS[0]]) if dead else 0
        about = tuple(subjects(name, _peeked(sqs, dead))) if failed else ()
        yield Depth(name, int(said[COUNTS[0]]), int(said[COUNTS[1]]), failed, about)


def _facts(sqs: Any, url: str) -> Mapping[str, str]:
    return dict(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"])


def _dead_of(sqs: Any, said: Mapping[str, str]) -> str:
    """Return the address of a queue's dead letters; empty where it has none, as in the demo."""
    if "RedrivePolicy" not in said:
        return ""
    name = str(json.loads(said["RedrivePolicy"])["deadLetterTargetArn"]).rpartition(":")[2]
    return str(sqs.get_queue_url(QueueName=name)["QueueUrl"])


def _peeked(sqs: Any, url: str) -> Sequence[str]:
    answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=PEEKED, VisibilityTimeout=HIDDEN)
    return [one["Body"] for one in answer.get("Messages", ())]


# ---- what a message is about


def subjects(queue: str, bodies: Sequence[str]) -> Iterator[str]:
    """Yield what these messages of a queue are about, each once."""
    yield from dict.fromkeys(about for body in bodies for about in _about(queue, body))


def _about(queue: str, body: str) -> Iterator[str]:
    try:
        yield from ABOUT[queue](body)
    except (ValueError, KeyError, TypeError, AttributeError):  # its function couldn't read it either
        yield "a message that can't be read"


def _of_uploads(body: str) -> Iterator[str]:
    if messages.position_in(body):
        yield "a rebuild of the site"
    yield from (change.key for change in messages.changes_in(body))


def _of_press(body: str) -> Iterator[str]:
    if messages.position_in(body):
        yield "a rebuild of the site"
    yield from (f"the {page.kind} page of {page.of} {page.at}".rstrip() for page in messages.pages_in(body))


def _of_letters(body: str) -> Iterator[str]:
    job = job_in(body)
    letter = job.letter if isinstance(job, OpenLetter | Deliver | Settle) else ""
    yield f"letter {letter}" if letter else JOBS.get(type(job).__name__, "mail to a reader")


JOBS: Mapping[str, str] = {"SignUp": "a sign-up", "Welcome": "a welcome to a reader", "Moved": "a reader's change of address"}
ABOUT: Mapping[str, Callable[[str], Iterator[str]]] = {"uploads": _of_uploads, "press": _of_press, "letters": _of_letters}
"""What a message is about, by its queue."""


def lines(depths: Sequence[Depth]) -> Iterator[tuple[str, bool]]:
    """Yield a line for each queue, and whether something has failed there; one line for all, where nothing waits."""
    if any(depth.waiting or depth.handled or depth.failed for depth in depths):
        yield from ((said(depth), bool(depth.failed)) for depth in depths)
    elif depths:
        yield "Nothing is queued.", False


def said(depth: Depth) -> str:
    """Return a line about a queue; what failed is named, with what to do."""
    line = f"{depth.queue}: {depth.waiting:,} waiting, {depth.handled:,} being handled"
    if not depth.failed:
        return line
    named = ", ".join(depth.about[:SHOWN]) + (", …" if len(depth.about) > SHOWN or depth.failed > PEEKED else "")
    why = f"`presswork logs {LOGS[depth.queue]}` says why, `presswork redrive {depth.queue}` tries again"
    return f"{line}, {depth.failed:,} FAILED ({named}); {why}"
