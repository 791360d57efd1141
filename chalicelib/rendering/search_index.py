"""What the search page reads: segments for each month of a language, and the list of the months.

A segment says which posts a word leads to, not which words a post has, for that takes half the room: beside the words stands,
for each, a row of signs, and each sign is a post by its number (`SIGNS`; `templates/static/search.js` reads them).

A segment holds `PART` posts, so a month of many has several. They are counted from its oldest post on, so a new one changes the
first segment alone, which holds the newest and says how many full ones there are; and now and then it fills another. However
long the posts are, a segment holds `BUDGET` bytes, so what a browser loads at once is under 50 kB. Title, address and date of
every post stand there always. Of the rest, topics get a quarter, excerpts half of what is left, and words what remains; where
that is too little, each post gives as many of its first words as every other.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from os.path import commonprefix
from typing import Any, TypeVar

T = TypeVar("T")

PART = 20  # posts; as many as have room for all their words, unless they are long
BUDGET = 60_000  # bytes; gzip makes 50,000 of them at most, be they of Chinese signs by chance, and half of real ones
TITLE, EXCERPT = 300, 1_000  # bytes
SHORTEST = 40  # bytes: less of an excerpt says nothing

SIGNS = tuple(chr(code) for code in range(ord("#"), ord("~") + 1) if chr(code) != "\\")  # what JSON writes as it is
"""The sign of each post of a segment, newest first."""


@dataclass(frozen=True, slots=True)
class Findable:
    """A post as it can be found: what is shown of it, and the names and words that lead to it."""

    title: str
    address: str
    date: str
    excerpt: str
    topics: tuple[str, ...]
    words: tuple[str, ...] = ()


def older(posts: Sequence[T]) -> int:
    """How many full segments these posts of a month have beside the first."""
    return max(len(posts) - 1, 0) // PART


def part(posts: Sequence[T], number: int) -> Sequence[T]:
    """The posts of one segment among those of its month, newest first; the first, 0, is the newest and 1 the oldest."""
    full = len(posts) - (number - 1) * PART if number else len(posts) - older(posts) * PART
    return posts[max(full - PART, 0) : full] if number <= older(posts) else ()


def segment(posts: Iterable[Findable], more: int = 0) -> bytes:
    """The segment of these posts, in this order; the first of a month says how many more there are."""
    posts = tuple(posts)
    at = commonprefix([post.address for post in posts])  # noqa: RUF071 - letters are what is saved
    room = BUDGET - len(_written([_row(post, at) for post in posts]))
    topics = leading([post.topics for post in posts], room // 4)
    each = (room - _size(topics)) // 2 // max(len(posts), 1)
    rows = [_row(post, at, min(each, EXCERPT)) for post in posts]
    shown: dict[str, Any] = {
        "at": at,
        "posts": rows,
        "topics": "\n".join(topics),
        "on": " ".join(topics.values()),
        "words": "",
        "in": "",
    }
    shown |= {"more": more} if more else {}
    words = leading([post.words for post in posts], BUDGET - len(_written(shown)))
    return _written({**shown, "words": " ".join(sorted(words)), "in": " ".join(words[word] for word in sorted(words))})


def segments(months: Iterable[str]) -> bytes:
    """The names of a language's segments, in the order in which they are searched."""
    return _written(list(months))


def leading(words: Sequence[Sequence[str]], room: int) -> Mapping[str, str]:
    """To which posts each word leads, as far as there is room; `words` are those of each post."""
    if sum(map(len, words)) <= room:  # else there are more signs than room
        found: dict[str, str] = {}
        for sign, of_post in zip(SIGNS, words, strict=False):
            for word in of_post:
                found[word] = found.get(word, "") + sign
        if _size(found) <= room:
            return found
    return _by_turns(words, room)


def _by_turns(words: Sequence[Sequence[str]], room: int) -> Mapping[str, str]:
    """The posts take turns, and each gives its next word, until the room is full."""
    found: dict[str, str] = {}
    for turn in zip_longest(*words):
        for sign, word in zip(SIGNS, turn, strict=False):
            if word is not None:
                leads = found.get(word, "")
                room -= 1 if leads else _weight(word) + 3
                if room < 0:
                    return found
                found[word] = leads + sign
    return found


def _size(found: Mapping[str, str]) -> int:
    """The bytes that these words and their rows of signs take, with what parts them."""
    return _weight("".join(found)) + sum(map(len, found.values())) + 2 * len(found)


def _row(post: Findable, at: str, room: int = 0) -> Sequence[str]:
    return cut(post.title, TITLE), post.address[len(at) :], post.date[:10], cut(post.excerpt, room)


def cut(text: str, room: int) -> str:
    """The text, or as much of its beginning as there is room for when written; nothing where that is next to nothing."""
    if _weight(text) <= room:
        return text
    kept = bisect_right(range(len(text)), room - _weight("…"), key=lambda length: _weight(text[:length])) - 1
    return text[:kept].rstrip() + "…" if room >= SHORTEST else ""


def _weight(text: str) -> int:
    """The bytes of a text when written: quotes and control characters take several."""
    return len(text.encode()) if text.isalnum() else len(_written(text)) - len('""')


def _written(plain: object) -> bytes:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
