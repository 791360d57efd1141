"""What is found out once a file, and not without end: whether a user agent is a person's, which address a stem is.

A file may be made so that every line asks something new. What was found out is kept, which takes memory, and to find it out
takes time; both grow with how long the questions are. So a file has room for so many bytes of them, and what it asks beyond is
answered alike, at once.
"""

from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")
ROOM = 16_000_000  # bytes: more than 60,000 user agents, as long as browsers' are
EACH = 100  # bytes that an answer takes beside its question


class Learned(dict[bytes, Answer]):
    """The answers by question: `find` finds one out, and where there is no more room, it is `otherwise`."""

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
