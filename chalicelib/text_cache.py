"""Results that a warm function keeps for a while: those of short texts alone, so that its memory stays bounded."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")
Text = TypeVar("Text", str, bytes)

SHORT = 50_000  # characters or bytes: a longer text is worked through each time


def cached_texts(most: int) -> Callable[[Callable[Concatenate[Text, P], R]], Callable[Concatenate[Text, P], R]]:
    """Keep the newest `most` results of a function whose first argument is a text, unless that text is long."""

    def decorated(work: Callable[Concatenate[Text, P], R]) -> Callable[Concatenate[Text, P], R]:
        remembered = cast(Callable[Concatenate[Text, P], R], lru_cache(maxsize=most)(work))  # it takes what can be hashed

        @wraps(work)
        def called(text: Text, /, *args: P.args, **kwargs: P.kwargs) -> R:
            return remembered(text, *args, **kwargs) if len(text) <= SHORT else work(text, *args, **kwargs)

        return called

    return decorated
