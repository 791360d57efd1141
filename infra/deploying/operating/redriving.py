"""`presswork redrive`: retry dead letters.

Messages of a queue go back to it by a task of SQS. An event that came without a queue was put away as it is wrapped by Lambda
(https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html): its function is called with it again, and
then it is deleted. If this stops in between, a function is called twice, which does no harm.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from chalicelib.frozen import Frozen
from infra.deploying import UndeployableError
from infra.deploying.site import Site, queue_facts
from infra.stack import events, outputs
from infra.stack.queues import QUEUES

EVENTS, WAITING = "events", "ApproximateNumberOfMessages"
AT_ONCE, HIDDEN = 10, 60  # events that are received together, and the seconds within which they are handed over again

DEAD: Mapping[str, str] = {**{queue.name: queue.dead for queue in QUEUES}, EVENTS: events.DEAD}
"""The dead-letter queues' resources, by their names on the command line."""


class DeadLetters(Frozen):
    """The dead letters of one queue."""

    name: str
    url: str
    arn: str
    number: int


def dead_letters(site: Site, name: str = "") -> tuple[DeadLetters, ...]:
    """Return the dead letters of all queues, or of one."""
    urls = outputs.dead_of(site.outputs)
    own = {queue: urls[dead] for queue, dead in DEAD.items() if dead in urls and name in ("", queue)}
    facts = {queue: queue_facts(site.aws.sqs, url) for queue, url in own.items()}
    return tuple(DeadLetters(queue, own[queue], fact["QueueArn"], int(fact[WAITING])) for queue, fact in facts.items())


def redrive(site: Site, name: str, say: Callable[[str], None]) -> int:
    """Print their numbers, and retry them; return the exit status."""
    queues = dead_letters(site, name)
    for dead in queues:
        say(f"{dead.name:<12} {dead.number:>8,} failed")
    for dead in queues:
        for line in retry(site, dead):
            say(line)
    if not any(dead.number for dead in queues):
        say("there's nothing to retry")
    return 0


def redrive_events(site: Site, name: str) -> Iterator[Mapping[str, object]]:
    """Retry them; yield the number and the outcome of each queue, for a program."""
    for dead in dead_letters(site, name):
        yield {"queue": dead.name, "failed": dead.number, "outcome": list(retry(site, dead))}


def retry(site: Site, dead: DeadLetters) -> Iterable[str]:
    """Retry the dead letters of a queue, if there are any; return the reports."""
    if not dead.number:
        return ()
    return hand_over(site, dead) if dead.name == EVENTS else (again(site.aws.sqs, dead),)


def again(sqs: Any, dead: DeadLetters) -> str:
    """Retry the dead letters of a queue; return the report."""
    tasks = sqs.list_message_move_tasks(SourceArn=dead.arn).get("Results", ())
    if any(task["Status"] == "RUNNING" for task in tasks):
        return f"{dead.name}: already being retried"
    try:
        sqs.start_message_move_task(SourceArn=dead.arn)
    except sqs.exceptions.ResourceNotFoundException as error:
        raise UndeployableError(f"{dead.name}: the queue is missing; `presswork deploy` creates it again") from error
    return f"{dead.name}: retrying {dead.number:,}; see `presswork status --stack`"


# ---- events without a queue


def hand_over(site: Site, dead: DeadLetters) -> Iterator[str]:
    """Call the functions again with their events; yield the outcomes with their numbers."""
    outcomes: Counter[str] = Counter()
    for message in receive(site.aws.sqs, dead):
        outcome = invoke_again(site, message["Body"])
        if outcome != NOT_OURS:
            site.aws.sqs.delete_message(QueueUrl=dead.url, ReceiptHandle=message["ReceiptHandle"])
        outcomes[outcome] += 1
    yield from (f"{dead.name}: {number:,} {outcome}" for outcome, number in sorted(outcomes.items()))


def receive(sqs: Any, dead: DeadLetters) -> Iterator[Mapping[str, Any]]:
    """Yield the events of the queue, each once; an event that fails again meanwhile waits for the next redrive."""
    seen: set[str] = set()
    while len(seen) < dead.number:
        answer = sqs.receive_message(QueueUrl=dead.url, MaxNumberOfMessages=AT_ONCE, VisibilityTimeout=HIDDEN, WaitTimeSeconds=1)
        new = [message for message in answer.get("Messages", ()) if message["MessageId"] not in seen]
        if not new:
            return
        seen.update(message["MessageId"] for message in new)
        yield from new


NOT_OURS = "left, because they don't name a function of this site"


def invoke_again(site: Site, body: str) -> str:
    """Call the function again with the event that this message wraps; return the outcome."""
    name, event = unwrap(site, body)
    if not name:
        return NOT_OURS
    site.aws.functions.invoke(FunctionName=site.outputs[FUNCTIONS[name]], InvocationType="Event", Payload=json.dumps(event))
    return f"of {name} retried; see `presswork logs {name}`"


FUNCTIONS: Mapping[str, str] = {kept.function.name: outputs.FUNCTION + kept.function.resource for kept in events.KEPT}
"""The outputs with the functions' names in AWS, by our own names."""


def unwrap(site: Site, body: str) -> tuple[str, Any]:
    """Return the function, by our own name, and the event; an empty name if it isn't an event of our functions."""
    try:
        wrapper = json.loads(body)
        arn, event = str(wrapper["requestContext"]["functionArn"]).split(":"), wrapper["requestPayload"]
    except (ValueError, TypeError, KeyError):
        return "", None
    return next((name for name, output in FUNCTIONS.items() if site.outputs.get(output) in arn), ""), event
