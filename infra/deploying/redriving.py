"""`presswork redrive`: retry dead letters."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from infra.deploying import UndeployableError
from infra.deploying.failing import code_of, reported
from infra.deploying.site import Site, asked_site, known, queue_facts, site_arguments
from infra.stack import outputs
from infra.stack.queues import QUEUES

TICKS, WAITING = "TickDeadLetters", "ApproximateNumberOfMessages"

DEAD: Mapping[str, str] = {**{queue.name: queue.dead for queue in QUEUES}, "tick": TICKS}
"""The dead-letter queues' resources, by their names on the command line."""


def arguments(parser: argparse.ArgumentParser) -> None:
    site_arguments(parser)
    parser.add_argument("queue", metavar="QUEUE", nargs="?", default="", help=f"one of {', '.join(DEAD)}; all unless said")


@reported
def run(asked: argparse.Namespace) -> int:
    name = known("queue", asked.queue, DEAD)
    return redrive(asked_site(asked), name, print)


@dataclass(frozen=True, slots=True)
class Pile:
    """The dead letters of one queue."""

    name: str
    url: str
    arn: str
    many: int


def piles(site: Site, name: str = "") -> tuple[Pile, ...]:
    """Return the dead letters of all queues, or of one."""
    urls = outputs.dead_of(site.outputs)
    found = {queue: urls[dead] for queue, dead in DEAD.items() if dead in urls and name in ("", queue)}
    facts = {queue: queue_facts(site.aws.sqs, url) for queue, url in found.items()}
    return tuple(Pile(queue, found[queue], said["QueueArn"], int(said[WAITING])) for queue, said in facts.items())


def redrive(site: Site, name: str, say: Callable[[str], None]) -> int:
    """Print their numbers, and retry them; return the exit status."""
    found = piles(site, name)
    for pile in found:
        say(f"{pile.name:<12} {pile.many:>8,} put away")
    filled = [pile for pile in found if pile.many]
    for pile in filled:
        say(again(site.aws.sqs, pile))
    if not filled:
        say("there is nothing to try again")
    return 0


def again(sqs: Any, pile: Pile) -> str:
    """Retry the dead letters of a queue; return the report. A tick isn't retried: the next one did its work."""
    if DEAD[pile.name] == TICKS:
        return forgotten(sqs, pile)
    tasks = sqs.list_message_move_tasks(SourceArn=pile.arn).get("Results", ())
    if any(task["Status"] == "RUNNING" for task in tasks):
        return f"{pile.name}: they are on their way back already"
    try:
        sqs.start_message_move_task(SourceArn=pile.arn)
    except sqs.exceptions.ResourceNotFoundException as error:
        raise UndeployableError(f"{pile.name}: the queue is gone; `presswork deploy` makes it again") from error
    return f"{pile.name}: {pile.many:,} on their way back; see `presswork status`"


def forgotten(sqs: Any, pile: Pile) -> str:
    """Empty a queue, which SQS does once in 60 seconds, and may take 60 seconds for; return the report.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html
    """
    try:
        sqs.purge_queue(QueueUrl=pile.url)
    except ClientError as error:
        if not code_of(error).endswith("PurgeQueueInProgress"):  # SQS writes AWS.SimpleQueueService before its codes, or nothing
            raise
        return f"{pile.name}: being forgotten already; what comes meanwhile can be in a minute"
    return f"{pile.name}: forgotten, for the next tick did the same work"
