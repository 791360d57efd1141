"""Names that are probably typing errors of others: a category "Scince" beside posts in "Science".

An author may have as many names as they like. So a name is doubted only if it is rare, not too short, and one slip away from a
name that is more common or that `site.yaml` has; how much more common depends on the kind of names. What is numbered
(`release-1`, `release-2`; `part-i`, `part-ii`; `class-a`, `class-b`) is never a slip. Two names with the same letters
(`open-source` and `opensource`, `noël` and `noel`) are hardly ever both meant, so the less common of them is doubted if it is
rare; of two that are equally common, the later.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

RARE = 2  # posts that have a doubtful name, at most
COMMON = 3  # times as many have the other one, at least
SHORTEST, LONG = 4, 5  # letters of both, and of one of them


@dataclass(frozen=True, slots=True)
class Name:
    """A name, and its rank: by how many posts have it, then by which came first."""

    said: str
    many: int
    rank: tuple[int, int]


def doubtful(counts: Mapping[str, int], known: Collection[str] = (), common: int = COMMON) -> Mapping[str, str]:
    """Return the names that are probably typing errors, each with the one that was meant.

    `counts` are numbers of posts, in the order in which the names came. Of two names that differ in a letter, so many times as
    many posts have the one that is meant.
    """
    ranked = sorted(_names(counts, frozenset(known)), key=lambda name: name.rank)
    by_letters: dict[str, Name] = {}
    by_letter: defaultdict[str, list[Name]] = defaultdict(list)
    for name in ranked:
        by_letters.setdefault(_letters(name.said), name)
        if name.many >= common:
            by_letter[name.said[:1]].append(name)
    rare = (name for name in ranked if name.many <= RARE)
    pairs = ((name.said, _alike(name, by_letters) or _near(name, by_letter[name.said[:1]], common)) for name in rare)
    return {name: meant for name, meant in pairs if meant}


def _names(counts: Mapping[str, int], known: frozenset[str]) -> Sequence[Name]:
    numbers = dict(counts) | {name: max(counts.get(name, 0), RARE * COMMON) for name in known}
    return [Name(said, many, (-many, place)) for place, (said, many) in enumerate(numbers.items())]


def _alike(rare: Name, by_letters: Mapping[str, Name]) -> str:
    """Return the first of the names with the same letters, if that is another one."""
    letters = _letters(rare.said)
    first = by_letters[letters]
    return first.said if first is not rare and len(letters) >= SHORTEST else ""


def _near(rare: Name, others: Sequence[Name], common: int) -> str:
    before = (other for other in others if other.rank < rare.rank and other.many >= rare.many * common)
    return next((other.said for other in before if is_one_slip(rare.said, other.said)), "")


ACCENTS = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")  # in other scripts, the same signs make other words
JOINTS = re.compile(r"(?<!\d)-|-(?!\d)")  # `1-0` isn't `10`


def _letters(name: str) -> str:
    """Return the name without accents and hyphens."""
    return JOINTS.sub("", ACCENTS.sub("", unicodedata.normalize("NFD", name)))


def is_one_slip(one: str, other: str) -> bool:
    """Return whether one letter was left out, added, replaced, or swapped with the next one."""
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < SHORTEST or max(len(one), len(other)) < LONG:
        return False
    left, right = _without_common(one, other)
    if any(letter.isdigit() for letter in left + right) or _are_numbered(one, other):
        return False
    return max(len(left), len(right)) == 1 or (len(left) == len(right) == len("ab") and left == right[::-1])


NUMBER = re.compile("[ivx]+|.")  # a Roman one, or a letter


def _are_numbered(one: str, other: str) -> bool:
    """Return whether the names differ only in a word that is a number, or a letter alone."""
    pairs = zip_longest(one.split("-"), other.split("-"), fillvalue="")
    return all(left == right or (NUMBER.fullmatch(left) and NUMBER.fullmatch(right)) for left, right in pairs)


def _without_common(one: str, other: str) -> tuple[str, str]:
    """Return both without the beginning and the end that they share."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    end = 0
    while end < min(len(one), len(other)) and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[: len(one) - end], other[: len(other) - end]
