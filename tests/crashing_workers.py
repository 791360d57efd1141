"""Workers that die between two calls."""

from collections.abc import Callable
from typing import Any


class Died(BaseException):
    """A worker dies here; not an Exception, so that no handler takes it for a mistake it may survive."""


def dying(after: int, of: str = "") -> Callable[..., Any]:
    """Around each call: the worker dies right after so many (of this method), once; the others live."""
    calls = [0]

    def around(_port: str, method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        done = act()
        calls[0] += of in ("", method)
        if calls[0] == after:
            raise Died
        return done

    return around


def dying_at(number: int) -> Callable[[list[str]], None]:
    """Before each call, given those that were made: the worker dies when it has made so many."""

    def before(made: list[str]) -> None:
        if len(made) == number:
            raise Died

    return before
