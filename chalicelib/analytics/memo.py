"""A bounded memo for one log file: whether a user agent is a person's, and the address of a stem.

A file may have something new in each line. A computed answer takes memory, and computing it takes time; both grow with the length
of the question. So a file may ask questions of a limited number of bytes; all others get a default answer at once.
"""

from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")
ROOM = 16_000_000  # bytes: more than 60,000 user agents of browsers
EACH = 100  # bytes of an answer besides its question


class Learned(dict[bytes, Answer]):
    """The answers by question: `find` computes an answer; without room for another, it is `otherwise`."""

    def __init__(self, find: Callable[[bytes], Answer], otherwise: Answer, room: int = ROOM) -> None:
        super().__init__()
        self._find, self._otherwise, self._room = find, otherwise, room

    def __missing__(self, question: bytes) -> Answer:
        size = len(question) + EACH
        if size > self._room:
            return self._otherwise
        self._room -= size
        answer = self[question] = self._find(question)
        return answer
