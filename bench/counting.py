"""Counting the calls of a cloud, as AWS would be called.

One call of a port may be several of the service, where a limit splits it. Bytes are those of whole items (their keys and
attributes) and of objects' bodies. The time that the ports take, and the counting itself, is kept too, so that it can
be left out of the processor's time.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from time import process_time
from typing import Any, NamedTuple, TypeAlias

from bench.watching import Watched, watched
from chalicelib.cloud.aws import packets
from chalicelib.cloud.items import At, Item, Value
from chalicelib.cloud.limits import BATCH_READS, BATCH_WRITES, LIST_MOST, TRANSFER_BYTES
from chalicelib.cloud.ports import Cloud, Outgoing

Args: TypeAlias = tuple[Any, ...]
QUERY_BYTES = 1 << 20  # the most that a query of DynamoDB returns


class Use(NamedTuple):
    """A use of a service: its full calls (at least one), and the bytes read and written."""

    calls: float = 1
    read: int = 0
    written: int = 0


@dataclass(slots=True)
class Tally:
    """The calls since it was made or cleared, by port and method, their bytes, and the seconds in the ports."""

    calls: Counter[str] = field(default_factory=Counter)
    read: int = 0
    written: int = 0
    seconds: float = 0.0

    def count(self, name: str, use: Use) -> None:
        self.calls[name] += max(1, ceil(use.calls))
        self.read += use.read
        self.written += use.written

    def clear(self) -> None:
        self.calls.clear()
        self.read = self.written = 0
        self.seconds = 0.0

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Count the time in here as the ports'."""
        began = process_time()
        yield
        self.seconds += process_time() - began


def size_of(item: Item) -> int:
    """Bytes of an item as DynamoDB reckons them: names and values of its attributes and its keys."""
    return size_of_key(item.at) + sum(len(name.encode()) + size_of_value(value) for name, value in item.has.items())


def size_of_key(at: At) -> int:
    return len("pk") + len("sk") + len(at.pk.encode()) + len(at.sk.encode())


def size_of_value(value: Value) -> int:
    match value:
        case bytes():
            return len(value)
        case str():
            return len(value.encode())
        case bool():
            return 1
        case int():
            return len(str(value)) // 2 + 2
        case frozenset():
            return 3 + sum(1 + size_of_value(element) for element in value)


def _many_read(args: Args, found: Mapping[At, Item] | None) -> Sequence[Use]:
    asked, read = len(set(args[0])), _size_of_all((found or {}).values())
    return [Use(max(asked / BATCH_READS, read / TRANSFER_BYTES), read=read)] if asked else []


def _queried(_args: Args, found: Sequence[Item] | None) -> Sequence[Use]:
    read = _size_of_all(found or ())
    return [Use(read / QUERY_BYTES, read=read)]


def _many_written(args: Args, _answer: None) -> Sequence[Use]:
    latest = {item.at: item for item in args[0]}.values()
    written = _size_of_all(latest)
    return [Use(max(len(latest) / BATCH_WRITES, written / TRANSFER_BYTES), written=written)] if latest else []


def _sent(args: Args, _answer: Any) -> Sequence[Use]:
    """A mail is one call; the messages of a queue are as many as there are packets of them."""
    if isinstance(args[0], Outgoing):
        return [Use(written=len(args[0].raw))]
    return [Use(written=sum(len(message.body.encode()) for message in packet)) for packet in packets(args[0])]


def _size_of_all(items: Iterable[Item]) -> int:
    return sum(map(size_of, items))


SAME = {"stream": "read", "write_many": "write"}  # methods of the ports that are counted under the name of another
USES: Mapping[str, Callable[[Args, Any], Sequence[Use]]] = {
    "get": lambda _, item: [Use(read=size_of(item) if item else 0)],
    "get_many": _many_read,
    "query": _queried,
    "put": lambda args, done: [Use(written=size_of(args[0]) if done else 0)],
    "delete": lambda args, done: [Use(written=size_of_key(args[0]) if done else 0)],  # a bucket answers nothing
    "put_many": _many_written,
    "add": lambda args, numbers: [Use(written=size_of(Item(args[0], numbers)) if numbers else 0)],
    "change": lambda _, item: [Use(written=size_of(item) if item else 0)],
    "read": lambda _, found: [Use(read=len(found[0]) if found else 0)],
    "write": lambda args, _: [Use(written=len(args[1].body))],
    "write_many": lambda args, _: [Use(written=len(each.body)) for each in args[0].values()],
    "keys": lambda _, found: [Use(len(found or ()) / LIST_MOST)],
    "send": _sent,
}
"""What a call of a method uses, given its arguments and its answer (None where it failed); any other uses one call."""


def counted(cloud: Cloud, tally: Tally) -> Cloud:
    """The same cloud, with every call counted."""

    def count(port: str, method: str, args: Args, call: Callable[[], Any]) -> Any:
        answer = None
        with tally.keeping():
            try:
                answer = call()
            finally:
                for use in USES[method](args, answer) if method in USES else [Use()]:
                    tally.count(f"{port}.{SAME.get(method, method)}", use)
        return answer

    return watched(cloud, count, Watched)


def timed(act: Callable[[], object], tally: Tally) -> float:
    """Return the milliseconds of the processor that the act takes, without the ports' own."""
    tally.clear()
    began = process_time()
    act()
    return (process_time() - began - tally.seconds) * 1000
