"""User agents in a log: people or programs.

Programs are recognized by a maintained list (crawler-user-agents), and health checks by `WATCHING`. A program that calls itself a
browser can't be recognized, and counts as a person.

The list has 1,500 patterns, and few fit any user agent. So each pattern is indexed by three letters that occur in every text that
it fits, and only patterns whose three letters occur in a user agent are tried: the same answers, a hundred times faster.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import cache
from typing import TypeAlias
from urllib.parse import unquote_to_bytes

from chalicelib.frozen import Frozen

Three: TypeAlias = tuple[str, str, str]
Test: TypeAlias = Callable[[str], object]
"""A function that says whether a pattern fits; its result is true or false as a condition."""

UNSURE = re.compile(r"\\?.[*?{]|\\(?P<itself>[^A-Za-z0-9()|\[\]{}])|\\.|\[[^]]*\][*+?]*|\([^()]*\)[*+?]*|[\^$.+]")
"""The parts of a pattern that may stand for other letters or none; most characters after a backslash are literal."""
TOO_HARD = re.compile(r"[][(){}]")  # nested groups and flags: no letter is certain
GAP = "\n"  # replaces the uncertain parts
LEAST = 3  # letters
COMMON = (
    "Mozilla/5.0 (compatible; Windows NT 10.0; Win64; x64; Macintosh; Intel Mac OS X 10_15_7; X11; Linux x86_64; Android; K; wv; "
    "SM-A; Build/; iPhone; CPU iPhone OS 17_1 like Mac OS X; iPad; rv:120.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/1 "
    "Mobile/15E148 Safari/605.1.15 Version/4.0 Firefox/120.0 Gecko/20100101 Edg/120.0.0.0 OPR/1 SamsungBrowser/2"
)


def threes(text: str) -> Iterator[Three]:
    return zip(text, text[1:], text[2:], strict=False)


OF_BROWSERS = frozenset(threes(COMMON))


class Programs(Frozen):
    """The patterns by three letters, and the patterns that must always be tried."""

    by_letters: Mapping[Three, tuple[Test, ...]]
    keys: frozenset[Three]
    always: tuple[Test, ...]

    def has(self, agent: str) -> bool:
        near = self.keys.intersection(threes(agent))
        return any(fits(agent) for three in near for fits in self.by_letters[three]) or any(fits(agent) for fits in self.always)


def programs(patterns: Iterable[str]) -> Programs:
    by_letters: dict[Three, list[Test]] = {}
    always: list[Test] = []
    for pattern in patterns:
        pieces, fits = certain(pattern), test_of(pattern)
        if not all(pieces):
            always.append(fits)
            continue
        for piece in pieces:
            by_letters.setdefault(rarest(piece, by_letters), []).append(fits)
    frozen = {three: tuple(several) for three, several in by_letters.items()}
    return Programs(frozen, frozenset(frozen), tuple(always))


def test_of(pattern: str) -> Test:
    """Return the test of a pattern: a plain search for text, if it is one."""
    text = sure(pattern)
    plain = GAP not in text and "|" not in text and not TOO_HARD.search(text)
    return (lambda agent: text in agent) if plain else re.compile(pattern).search


def certain(pattern: str) -> list[str]:
    """Return for each alternative its longest certain text; empty if fewer than three letters are certain."""
    text = sure(pattern)
    if TOO_HARD.search(text):
        return [""]
    longest = (max(alternative.split(GAP), key=len) for alternative in text.split("|"))
    return [piece if len(piece) >= LEAST else "" for piece in longest]


def sure(pattern: str) -> str:
    """Return the pattern with gaps for its uncertain parts; a bracket alone if nothing is certain."""
    return "(" if "(?" in pattern else UNSURE.sub(lambda match: match["itself"] or GAP, pattern)


def rarest(piece: str, indexed: Container[Three]) -> Three:
    """Return three letters of the text that no browser's user agent has and no other pattern uses, if there are any."""
    return min(sorted(threes(piece)), key=lambda three: (three in OF_BROWSERS, three in indexed))


WATCHING = ("Amazon CloudFront", "Amazon-Route53-Health-Check", "ELB-HealthChecker", "kube-probe", "Prefetch Proxy")
NOBODY = ("", "-")
LONGEST = 500  # bytes of a user agent, decoded: those of browsers within apps have up to 400


def is_person(written: bytes) -> bool:
    """Return whether this user agent is a person's; it is percent-encoded once or twice, as CloudFront writes it."""
    if len(written) - SHRINKS * written.count(b"%") > LONGEST:
        return False
    raw = decoded(written)
    agent = raw.decode(errors="replace")
    return len(raw) <= LONGEST and agent not in NOBODY and not _programs().has(agent)


SHRINKS = 4  # bytes that decoding removes for each percent sign, at most: `%2520` is a space


def decoded(written: bytes) -> bytes:
    """Decode text that was percent-encoded once, or twice with encoded percent signs."""
    return _undone(_undone(written))


def _undone(written: bytes) -> bytes:
    """Decode once; mostly only spaces are encoded, which is faster."""
    spaced = written.replace(b"%20", b" ")
    return unquote_to_bytes(spaced) if b"%" in spaced else spaced


@cache
def _programs() -> Programs:
    """Return the index of programs, made once; the list is half a megabyte, and only this function needs it."""
    from crawleruseragents import CRAWLER_USER_AGENTS_DATA  # noqa: PLC0415 - see above

    return programs([*(row["pattern"] for row in CRAWLER_USER_AGENTS_DATA), *map(re.escape, WATCHING)])
