"""Programs: the patterns that tell them by their user agents, asked all at once.

There are 1,500 patterns, and nearly none fits any one user agent. So each is filed under three letters that stand in
whatever it fits, and only those are asked whose three letters are there: the same answers, a hundred times sooner.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Three: TypeAlias = tuple[str, str, str]
Asked: TypeAlias = Callable[[str], object]
"""Whether a pattern fits: anything that is true or false."""

UNSURE = re.compile(r"\\?.[*?{]|\\(?P<itself>[^A-Za-z0-9()|\[\]{}])|\\.|\[[^]]*\][*+?]*|\([^()]*\)[*+?]*|[\^$.+]")
"""What may stand for other letters, or for none; but most signs behind a backslash are themselves."""
TOO_HARD = re.compile(r"[][(){}]")  # a group in a group, a flag: where that is, nothing is sure
GAP = "\n"  # in place of what is not sure
LEAST = 3  # letters
COMMON = (
    "Mozilla/5.0 (compatible; Windows NT 10.0; Win64; x64; Macintosh; Intel Mac OS X 10_15_7; X11; Linux x86_64; Android; K; wv; "
    "SM-A; Build/; iPhone; CPU iPhone OS 17_1 like Mac OS X; iPad; rv:120.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/1 "
    "Mobile/15E148 Safari/605.1.15 Version/4.0 Firefox/120.0 Gecko/20100101 Edg/120.0.0.0 OPR/1 SamsungBrowser/2"
)


def threes(text: str) -> Iterator[Three]:
    """Any three letters that stand side by side."""
    return zip(text, text[1:], text[2:], strict=False)


OF_BROWSERS = frozenset(threes(COMMON))


@dataclass(frozen=True, slots=True)
class Programs:
    """The patterns by three letters, and those that must always be asked."""

    filed: Mapping[Three, tuple[Asked, ...]]
    keys: frozenset[Three]
    always: tuple[Asked, ...]

    def has(self, agent: str) -> bool:
        """Whether any pattern fits."""
        near = self.keys.intersection(threes(agent))
        return any(asked(agent) for three in near for asked in self.filed[three]) or any(asked(agent) for asked in self.always)


def programs(patterns: Iterable[str]) -> Programs:
    """The programs that these patterns, regular expressions, tell."""
    filed: dict[Three, list[Asked]] = {}
    always: list[Asked] = []
    for pattern in patterns:
        pieces, asked = certain(pattern), asking(pattern)
        if not all(pieces):
            always.append(asked)
            continue
        for piece in pieces:
            filed.setdefault(rarest(piece, filed), []).append(asked)
    by_three = {three: tuple(several) for three, several in filed.items()}
    return Programs(by_three, frozenset(by_three), tuple(always))


def asking(pattern: str) -> Asked:
    """How to ask a pattern: mostly it is plain text."""
    text = sure(pattern)
    plain = GAP not in text and "|" not in text and not TOO_HARD.search(text)
    return (lambda agent: text in agent) if plain else re.compile(pattern).search


def certain(pattern: str) -> list[str]:
    """Of each alternative the longest text that stands in whatever it fits; empty where less than three letters are sure."""
    text = sure(pattern)
    if TOO_HARD.search(text):
        return [""]
    longest = (max(one.split(GAP), key=len) for one in text.split("|"))
    return [piece if len(piece) >= LEAST else "" for piece in longest]


def sure(pattern: str) -> str:
    """The pattern with a gap for whatever is not sure; a bracket alone where nothing is."""
    return "(" if "(?" in pattern else UNSURE.sub(lambda found: found["itself"] or GAP, pattern)


def rarest(piece: str, filed: Container[Three]) -> Three:
    """Three of its letters, that no browser's user agent has and no other pattern is filed under, if there are any."""
    by_rareness: Callable[[Three], tuple[bool, bool]] = lambda three: (three in OF_BROWSERS, three in filed)  # noqa: E731
    return min(sorted(threes(piece)), key=by_rareness)
