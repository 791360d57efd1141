"""What a blog asks of its cloud meanwhile: every call, or the keys of the public bucket that change."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from bench.watching import watched
from tests.publishing.blog import Blog


class Call(NamedTuple):
    """A call of a port, and its answer."""

    port: str
    method: str
    args: tuple[Any, ...]
    answer: Any

    @property
    def name(self) -> str:
        return f"{self.port}.{self.method}"


@contextmanager
def calling(blog: Blog) -> Iterator[list[Call]]:
    """The calls that are made meanwhile."""
    calls: list[Call] = []
    unwatched = blog.cloud

    def note(port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        calls.append(Call(port, method, args, act()))
        return calls[-1].answer

    blog.cloud = watched(unwatched, note)
    try:
        yield calls
    finally:
        blog.cloud = unwatched


@contextmanager
def noting(blog: Blog) -> Iterator[set[str]]:
    """The keys of the public bucket that are written or deleted meanwhile."""
    keys: set[str] = set()
    with calling(blog) as calls:
        yield keys
    keys |= {call.args[CHANGING[call.method]] for call in calls if call.port == "public" and call.method in CHANGING}


CHANGING = {"write": 0, "delete": 0, "copy_from": 2}  # the methods of a bucket that change it, and which argument is the key
