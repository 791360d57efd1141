"""Watching a cloud: every call of every port goes through one function, for benches and tests alike.

`watched(cloud, around)` returns the same cloud, in which `around(port, method, args, call)` is called in place of each method.
It gets the port's name, the method's name, the positional arguments, and the call itself, and returns what the caller gets. So
a function that counts, bills, notes, waits, fails or dies is all that a watcher has to bring. An argument that can be read only
once comes as a list, so `around` may read it too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, cast

from msgspec.structs import replace

from chalicelib.cloud.buckets import write_each
from chalicelib.cloud.items import Item
from chalicelib.cloud.ports import Bucket, Cloud, Object

Around = Callable[[str, str, tuple[Any, ...], Callable[[], Any]], Any]
PORTS = (
    "table",
    "content",
    "public",
    "uploads",
    "press",
    "letters",
    "mail",
    "logs",
    "resolver",
    "hub",
    "encoder",
    "encoded",
    "versions",
)  # the clock is on no network


class Watched:
    """A port, each call of which goes through `around`."""

    def __init__(self, port: Any, name: str, around: Around) -> None:
        self._port, self._name, self._around = port, name, around

    def __getattr__(self, method: str) -> Callable[..., Any]:
        if method.startswith("__"):  # copying looks for these
            raise AttributeError(method)

        def call(*given: Any, **named: Any) -> Any:
            args = tuple(list(arg) if isinstance(arg, Iterator) else arg for arg in given)
            bare = [arg._port if isinstance(arg, Watched) else arg for arg in args]
            return self._around(self._name, method, args, lambda: getattr(self._port, method)(*bare, **named))

        return call


class Divided(Watched):
    """A port on which to write many things is a call for each of them.

    It is one call on AWS, but a death may leave any part of it undone.
    """

    def put_many(self, items: Iterable[Item]) -> None:
        for item in items:
            self.put(item)

    def write_many(self, objects: Mapping[str, Object]) -> Mapping[str, Exception]:
        return write_each(cast(Bucket, self), objects)


def watched(cloud: Cloud, around: Around, watch: type[Watched] = Divided) -> Cloud:
    """Return the same cloud; each call goes through `around`. With `Watched`, `put_many` and `write_many` are one call each."""
    ports: dict[str, Any] = {name: watch(port, name, around) for name in PORTS if (port := getattr(cloud, name)) is not None}
    return replace(cloud, **ports)
