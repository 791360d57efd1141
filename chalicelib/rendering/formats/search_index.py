"""The search index, which the search page reads: segments for each month of a language, and the list of the months.

A segment maps words to posts, not posts to words, which would take twice the room: each word has a row of signs, and each sign
is the number of a post (`SIGNS`; `templates/static/search.js` reads them).

A segment holds `PART` posts, so a busy month has several. They are counted from its oldest post, so a new post changes only the
first segment, which holds the newest posts and the number of full segments; from time to time it fills another. A segment has at
most `BUDGET` bytes, so a browser loads less than 50 kB at once. It always has the title, address and date of each post. Topics
get a quarter of the rest, excerpts half of what is left, and words what remains; if that is too little, each post gives the same
number of its first words.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from os.path import commonprefix
from typing import Any, TypeVar

from chalicelib.frozen import Frozen

T = TypeVar("T")

PART = 20  # posts; all their words fit, unless the posts are long
BUDGET = 60_000  # bytes; gzip makes at most 50,000 of random Chinese characters, and half of that of real text
TITLE, EXCERPT = 300, 1_000  # bytes
SHORTEST = 40  # bytes; a shorter excerpt is useless

SIGNS = tuple(chr(code) for code in range(ord("#"), ord("~") + 1) if chr(code) != "\\")  # characters that JSON doesn't escape
"""The sign of each post of a segment, newest first."""


class Findable(Frozen):
    """A post in the search index: what a result shows, and the names and words that find it."""

    title: str
    address: str
    date: str
    excerpt: str
    topics: tuple[str, ...]
    words: tuple[str, ...] = ()


def older(posts: Sequence[T]) -> int:
    """Return how many full segments these posts of a month have, besides the first."""
    return max(len(posts) - 1, 0) // PART


def part(posts: Sequence[T], number: int) -> Sequence[T]:
    """Return the posts of one segment of a month, newest first. Segment 0 is the newest, 1 the oldest."""
    full = len(posts) - (number - 1) * PART if number else len(posts) - older(posts) * PART
    return posts[max(full - PART, 0) : full] if number <= older(posts) else ()


def segment(posts: Iterable[Findable], more: int = 0) -> bytes:
    """Return the segment of these posts, in this order; a month's first segment says how many more there are."""
    posts = tuple(posts)
    at = commonprefix([post.address for post in posts])  # noqa: RUF071 - the common prefix of characters, not of paths
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
    """Return the names of a language's segments, in the order of the search."""
    return _written(list(months))


def leading(words: Sequence[Sequence[str]], room: int) -> Mapping[str, str]:
    """Return the signs of the posts for each word, as far as there is room; `words` are the words of each post."""
    if sum(map(len, words)) <= room:  # otherwise the signs alone are too long
        signs: dict[str, str] = {}
        for sign, of_post in zip(SIGNS, words, strict=False):
            for word in of_post:
                signs[word] = signs.get(word, "") + sign
        if _size(signs) <= room:
            return signs
    return _by_turns(words, room)


def _by_turns(words: Sequence[Sequence[str]], room: int) -> Mapping[str, str]:
    """Take the next word of each post in turn, until the room is used."""
    signs: dict[str, str] = {}
    for turn in zip_longest(*words):
        for sign, word in zip(SIGNS, turn, strict=False):
            if word is not None:
                leads = signs.get(word, "")
                room -= 1 if leads else _weight(word) + 3
                if room < 0:
                    return signs
                signs[word] = leads + sign
    return signs


def _size(signs: Mapping[str, str]) -> int:
    """Return the bytes of these words and their signs, with separators."""
    return _weight("".join(signs)) + sum(map(len, signs.values())) + 2 * len(signs)


def _row(post: Findable, at: str, room: int = 0) -> Sequence[str]:
    return cut(post.title, TITLE), post.address[len(at) :], post.date[:10], cut(post.excerpt, room)


def cut(text: str, room: int) -> str:
    """Return the text, or as much of its beginning as fits when written; nothing if that is too short."""
    if _weight(text) <= room:
        return text
    length_kept = bisect_right(range(len(text)), room - _weight("…"), key=lambda length: _weight(text[:length])) - 1
    return text[:length_kept].rstrip() + "…" if room >= SHORTEST else ""


def _weight(text: str) -> int:
    """Return the bytes of a text as JSON: quotes and control characters take several."""
    return len(text.encode()) if text.isalnum() else len(_written(text)) - len('""')


def _written(plain: object) -> bytes:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
