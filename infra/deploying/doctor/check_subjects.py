"""The subjects of the checks of `presswork doctor --stack`: each function, each queue, each record, each mailbox …"""

from collections.abc import Iterable, Iterator

from infra.deploying.doctor.check_context import CheckContext
from infra.deploying.domain.records import Record, of_stack
from infra.deploying.operating.redriving import DEAD
from infra.stack import buckets, outputs
from infra.stack.functions import Function
from infra.stack.queues import QUEUES, RECURSIVE, Queue


def once(_context: CheckContext) -> tuple[tuple[str, None]]:
    return (("", None),)


def with_mail(context: CheckContext) -> Iterable[tuple[str, None]]:
    return once(context) if context.identities else ()


def with_reads(context: CheckContext) -> Iterable[tuple[str, None]]:
    return once(context) if "DeliverySource" in context.site.outputs else ()


def with_cdn(context: CheckContext) -> Iterable[tuple[str, None]]:
    return once(context) if "DistributionDomain" in context.site.outputs else ()


def mailboxes(context: CheckContext) -> Iterator[tuple[str, str]]:
    return ((mailbox, mailbox) for mailbox in context.mailboxes)


def senders(context: CheckContext) -> Iterator[tuple[str, str]]:
    return ((domain, domain) for domain in context.identities)


def functions(context: CheckContext) -> Iterator[tuple[str, Function]]:
    return ((function.name, function) for function in outputs.functions_of(context.site.outputs))


def looping(_context: CheckContext) -> Iterator[tuple[str, Function]]:
    return ((function.name, function) for function in RECURSIVE)


def queues(_context: CheckContext) -> Iterator[tuple[str, Queue]]:
    return ((queue.name, queue) for queue in QUEUES)


def telling(_context: CheckContext) -> Iterator[tuple[str, buckets.Store]]:
    return ((store.name, store) for store in buckets.STORES if store.events)


def put_away(_context: CheckContext) -> Iterator[tuple[str, str]]:
    return ((name, name) for name in DEAD)


def records(context: CheckContext) -> Iterator[tuple[str, Record]]:
    return ((f"{record.name} {record.type}", record) for record in of_stack(context.site.outputs))
