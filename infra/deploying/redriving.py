"""`presswork redrive`: what was put away after too many failures is tried again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.deploying import UndeployableError
from infra.deploying.site import Site, queue_facts
from infra.stack import outputs
from infra.stack.queues import QUEUES

TICKS = "TickDeadLetters"

DEAD: Mapping[str, str] = {**{queue.name: queue.dead for queue in QUEUES}, "tick": TICKS}
"""The queues by the names that a person says, each with the resource where its failures are put."""


@dataclass(frozen=True, slots=True)
class Pile:
    """What was put away of one queue."""

    name: str
    url: str
    arn: str
    many: int


def known(name: str) -> str:
    """Return the queue's name that was given, or none for all of them. Raises UndeployableError."""
    if name and name not in DEAD:
        raise UndeployableError(f"there is no queue {name}: say one of {', '.join(DEAD)}")
    return name


def piles(site: Site, name: str = "") -> tuple[Pile, ...]:
    """What was put away, of all queues or one."""
    urls = outputs.dead_of(site.told)
    wanted = [name] if name else list(DEAD)
    return tuple(_pile(site.aws.sqs, one, urls[DEAD[one]]) for one in wanted if DEAD[one] in urls)


def _pile(sqs: Any, name: str, url: str) -> Pile:
    facts = queue_facts(sqs, url)
    return Pile(name, url, facts["QueueArn"], int(facts["ApproximateNumberOfMessages"]))


def redrive(site: Site, name: str, say: Callable[[str], None]) -> int:
    """Say how many there are of each, and let them be tried again; the exit status."""
    found = piles(site, name)
    for pile in found:
        say(f"{pile.name:<12} {pile.many:>8,} put away")
    if not any(pile.many for pile in found):
        say("there is nothing to try again")
    for pile in found:
        if pile.many:
            say(again(site.aws.sqs, pile))
    return 0


def again(sqs: Any, pile: Pile) -> str:
    """Start it; what was started, in words. A tick isn't tried again: the next one did its work."""
    if DEAD[pile.name] == TICKS:
        sqs.purge_queue(QueueUrl=pile.url)
        return f"{pile.name}: forgotten, for the next tick did the same work"
    moving = [one for one in sqs.list_message_move_tasks(SourceArn=pile.arn).get("Results", ()) if one["Status"] == "RUNNING"]
    if moving:
        return f"{pile.name}: they are on their way back already"
    try:
        sqs.start_message_move_task(SourceArn=pile.arn)
    except sqs.exceptions.ResourceNotFoundException as error:
        raise UndeployableError(f"{pile.name}: the queue is gone; `presswork deploy` makes it again") from error
    return f"{pile.name}: {pile.many:,} on their way back; see `presswork status`"
