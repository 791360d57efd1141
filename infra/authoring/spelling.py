"""Names that are probably typing errors of others: a category "Scince" beside many posts in "Science".

An author may have as many names as they like. So a name is doubted only if it is rare, one slip away from a name that is much
more common or that `site.yaml` has, and not too short; numbers (`release-1`, `release-2`) are never slips.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

RARE = 2  # posts that have a doubtful name, at most
COMMON = 3  # times as many have the other one, at least
SHORTEST, LONG = 4, 5  # letters of both, and of one of them


def doubtful(counts: Mapping[str, int], known: Collection[str] = ()) -> Mapping[str, str]:
    """Return the names that are probably typing errors, each with the one that was meant; `counts` are numbers of posts."""
    sure = {name: max(counts.get(name, 0), RARE * COMMON) for name in known} | {
        name: many for name, many in counts.items() if name not in known and many >= COMMON
    }
    by_letter: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(sure, key=lambda name: (-sure[name], name)):
        by_letter[name[:1]].append(name)
    rare = (name for name, many in counts.items() if many <= RARE and name not in known)
    pairs = ((name, next(_meant(name, counts[name], by_letter[name[:1]], sure), "")) for name in rare)
    return {name: meant for name, meant in pairs if meant}


def _meant(name: str, many: int, others: list[str], sure: Mapping[str, int]) -> Iterator[str]:
    return (other for other in others if sure[other] >= many * COMMON and is_one_slip(name, other))


def is_one_slip(one: str, other: str) -> bool:
    """Return whether one letter was left out, added, replaced, or swapped with the next one."""
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < SHORTEST or max(len(one), len(other)) < LONG:
        return False
    left, right = _without_common(one, other)
    if any(letter.isdigit() for letter in left + right):
        return False
    return max(len(left), len(right)) == 1 or (len(left) == len(right) == len("ab") and left == right[::-1])


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
