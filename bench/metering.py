"""Metering: what a cloud in memory would be billed for, in the units of AWS's price list.

The bench counts calls; a bill is written in units that depend on the size of each item. So each call is reckoned as AWS
does, and runs the same real code.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from math import ceil
from typing import Any

from bench.counting import size_of
from bench.watching import Watched, watched
from chalicelib.cloud.aws import packets
from chalicelib.cloud.items import At, Item, edited
from chalicelib.cloud.ports import Cloud, Message, Table

READ, WRITE = 4096, 1024  # bytes of one unit
PART = 64 << 10  # bytes of one request to a queue
BUCKETS, QUEUES = ("content", "public", "encoded"), ("uploads", "press", "letters")
BUCKET_UNITS = {
    **dict.fromkeys(("stat", "read", "stream"), "bucket reads"),
    **dict.fromkeys(("write", "write_many", "copy_from", "keys"), "bucket writes"),
}
"""What writes and lists costs more than what reads; deleting costs nothing."""
VERSIONED_UNITS = {"read": "bucket reads", "read_version": "bucket reads", "put": "bucket writes", "versions": "bucket writes"}

Meters = Counter[str]


def units(size: int, unit: int) -> int:
    return max(1, ceil(size / unit))


def reads_of(method: str, args: tuple[Any, ...], answer: Any) -> int:
    """Units that a call of the table reads; all reads are strongly consistent."""
    match method:
        case "get":
            return units(size_of(answer) if answer else 0, READ)
        case "get_many":
            return sum(units(size_of(answer[at]) if at in answer else 0, READ) for at in set(args[0]))
        case "query":
            return units(sum(map(size_of, answer)), READ)
    return 0


def writes_of(table: Table, method: str, args: tuple[Any, ...]) -> int:
    """Units that a call of the table writes: of the larger of what stood and what stands, done or refused."""

    def written(at: At, size: int = 0) -> int:
        stood = table.get(at)
        return units(max(size, size_of(stood) if stood else 0), WRITE)

    match method:
        case "put":
            return written(args[0].at, size_of(args[0]))
        case "put_many":
            return sum(written(at, size_of(item)) for at, item in {item.at: item for item in args[0]}.items())
        case "delete" | "add":
            return written(args[0])
        case "change":
            current = table.get(args[0])
            return written(args[0], size_of(Item(args[0], edited(current.has if current else {}, args[1]))))
    return 0


def sends_of(messages: Sequence[Message]) -> int:
    """Requests to a queue; what is received and deleted is reckoned by the reader of the queue."""
    return sum(units(sum(len(message.body.encode()) for message in packet), PART) for packet in packets(messages))


def metered(cloud: Cloud, meters: Meters) -> Cloud:
    """The same cloud, with a meter at each port."""

    def bill(name: str, number: int) -> None:
        if number:
            meters[name] += number

    def meter(port: str, method: str, args: tuple[Any, ...], call: Callable[[], Any]) -> Any:
        if port == "table":
            bill("table writes", writes_of(cloud.table, method, args))
        elif port in BUCKETS and method in BUCKET_UNITS:
            bill(BUCKET_UNITS[method], len(args[0]) if method == "write_many" else 1)
        elif port == "versions" and method in VERSIONED_UNITS:
            bill(VERSIONED_UNITS[method], 1)
        elif port in QUEUES:
            bill(f"{port} sends", sends_of(args[0]))
        elif port == "mail" and method == "send":
            bill("mails", 1)
            bill("mail bytes", len(args[0].raw))
        answer = call()
        if port == "table":
            bill("table reads", reads_of(method, args, answer))
        return answer

    return watched(cloud, meter, Watched)
