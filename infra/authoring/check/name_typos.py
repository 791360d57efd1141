"""Names that are probably typing errors of others: a category "Scince" beside posts in "Science".

An author may have as many names as they like. So a name is doubted only if it is rare, not too short, and one slip away from a
name that is more common or that `site.yaml` has; how much more common depends on the kind of names. Numbered names
(`release-1`, `release-2`; `part-i`, `part-ii`; `class-a`, `class-b`) are never slips. Two names with the same letters
(`open-source` and `opensource`, `noël` and `noel`) are hardly ever both meant, so the less common of them is doubted if it is
rare; of two that are equally common, the later.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import zip_longest

from chalicelib.frozen import Frozen

RARE = 2  # posts that have a doubtful name, at most
COMMON = 3  # times as many have the other one, at least
SHORTEST, LONG = 4, 5  # letters of both, and of one of them


class Name(Frozen):
    """A name, the number of its posts, and its rank: names with more posts first, then in the order in which they came."""

    text: str
    posts: int
    rank: tuple[int, int]


def doubtful(counts: Mapping[str, int], declared: Collection[str] = (), common: int = COMMON) -> Mapping[str, str]:
    """Return the names that are probably typing errors, each with the probable name.

    `counts` are numbers of posts, in the order in which the names came; `declared` names count as common. Of two names that
    differ in a letter, the probable one has at least `common` times as many posts.
    """
    posts = dict(counts) | {name: max(counts.get(name, 0), RARE * COMMON) for name in frozenset(declared)}
    names = [Name(text, number, (-number, place)) for place, (text, number) in enumerate(posts.items())]
    ranked = sorted(names, key=lambda name: name.rank)
    by_letters: dict[str, Name] = {}
    by_letter: defaultdict[str, list[Name]] = defaultdict(list)
    for name in ranked:
        by_letters.setdefault(_letters(name.text), name)
        if name.posts >= common:
            by_letter[name.text[:1]].append(name)
    rare = (name for name in ranked if name.posts <= RARE)
    pairs = ((name.text, _alike(name, by_letters) or _near(name, by_letter[name.text[:1]], common)) for name in rare)
    return {text: probable for text, probable in pairs if probable}


def _alike(rare: Name, by_letters: Mapping[str, Name]) -> str:
    """Return the first of the names with the same letters, if that is another name."""
    letters = _letters(rare.text)
    first = by_letters[letters]
    return first.text if first is not rare and len(letters) >= SHORTEST else ""


def _near(rare: Name, others: Sequence[Name], common: int) -> str:
    """Return the first of the common names that is one slip away."""
    candidates = (other for other in others if other.rank < rare.rank and other.posts >= rare.posts * common)
    return next((other.text for other in candidates if is_one_slip(rare.text, other.text)), "")


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
