"""`presswork redrive`: retry dead letters.

Messages of a queue go back to it by a task of SQS. An event that came without a queue was put away as it is wrapped by Lambda
(https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html): its function is called with it again, and
then it is deleted. Whoever dies in between calls a function twice, which does no harm.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from infra.deploying import UndeployableError
from infra.deploying.site import Site, queue_facts
from infra.stack import events, outputs
from infra.stack.queues import QUEUES

EVENTS, WAITING = "events", "ApproximateNumberOfMessages"
AT_ONCE, HIDDEN = 10, 60  # events that are received together, and the seconds within which they are handed over again

DEAD: Mapping[str, str] = {**{queue.name: queue.dead for queue in QUEUES}, EVENTS: events.DEAD}
"""The dead-letter queues' resources, by their names on the command line."""


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
        say(f"{pile.name:<12} {pile.many:>8,} failed")
    for pile in found:
        for line in retried(site, pile):
            say(line)
    if not any(pile.many for pile in found):
        say("there's nothing to retry")
    return 0


def redriven(site: Site, name: str) -> Iterator[Mapping[str, object]]:
    """Retry them; yield the number and the outcome of each queue, for a program."""
    for pile in piles(site, name):
        yield {"queue": pile.name, "failed": pile.many, "outcome": list(retried(site, pile))}


def retried(site: Site, pile: Pile) -> Iterable[str]:
    """Retry the dead letters of a queue, if there are any; return the reports."""
    if not pile.many:
        return ()
    return hand_over(site, pile) if pile.name == EVENTS else (again(site.aws.sqs, pile),)


def again(sqs: Any, pile: Pile) -> str:
    """Retry the dead letters of a queue; return the report."""
    tasks = sqs.list_message_move_tasks(SourceArn=pile.arn).get("Results", ())
    if any(task["Status"] == "RUNNING" for task in tasks):
        return f"{pile.name}: already being retried"
    try:
        sqs.start_message_move_task(SourceArn=pile.arn)
    except sqs.exceptions.ResourceNotFoundException as error:
        raise UndeployableError(f"{pile.name}: the queue is missing; `presswork deploy` creates it again") from error
    return f"{pile.name}: retrying {pile.many:,}; see `presswork status --stack`"


# ---- events without a queue


def hand_over(site: Site, pile: Pile) -> Iterator[str]:
    """Call the functions again with their events; yield what became of how many."""
    outcomes: Counter[str] = Counter()
    for message in received(site.aws.sqs, pile):
        outcome = handed(site, message["Body"])
        if outcome != LEFT:
            site.aws.sqs.delete_message(QueueUrl=pile.url, ReceiptHandle=message["ReceiptHandle"])
        outcomes[outcome] += 1
    yield from (f"{pile.name}: {many:,} {outcome}" for outcome, many in sorted(outcomes.items()))


def received(sqs: Any, pile: Pile) -> Iterator[Mapping[str, Any]]:
    """Yield the events of the queue, each once; what fails again meanwhile waits for the next redrive."""
    seen: set[str] = set()
    while len(seen) < pile.many:
        answer = sqs.receive_message(QueueUrl=pile.url, MaxNumberOfMessages=AT_ONCE, VisibilityTimeout=HIDDEN, WaitTimeSeconds=1)
        new = [one for one in answer.get("Messages", ()) if one["MessageId"] not in seen]
        if not new:
            return
        seen.update(one["MessageId"] for one in new)
        yield from new


LEFT = "left, because they don't name a function of this site"


def handed(site: Site, body: str) -> str:
    """Call the function again with the event that this message wraps; return what became of it."""
    name, event = unwrapped(site, body)
    if not name:
        return LEFT
    site.aws.functions.invoke(FunctionName=site.outputs[FUNCTIONS[name]], InvocationType="Event", Payload=json.dumps(event))
    return f"of {name} retried; see `presswork logs {name}`"


FUNCTIONS: Mapping[str, str] = {one.function.name: outputs.FUNCTION + one.function.resource for one in events.KEPT}
"""The outputs with the functions' names in AWS, by our own names."""


def unwrapped(site: Site, body: str) -> tuple[str, Any]:
    """Return the function, by our own name, and the event; an empty name where this is no event of one of ours."""
    try:
        said = json.loads(body)
        called, event = str(said["requestContext"]["functionArn"]).split(":"), said["requestPayload"]
    except (ValueError, TypeError, KeyError):
        return "", None
    return next((name for name, output in FUNCTIONS.items() if site.outputs.get(output) in called), ""), event
