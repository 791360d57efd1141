"""Links to a part of a text: their fragments, and the ids that its HTML has.

What a heading's id is, each system makes in its own way: of “What's next?”, `whats-next` here and `what-s-next` elsewhere. So an
id with the same letters and digits is meant.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

ID = re.compile(r'<[^<>]*? id="([^"<>]*)')
TO_PART = re.compile(r'<a [^<>]*?href="(?:source:([^"#<>]*))?#([^":<>]+)"')


def ids_in(html: str) -> tuple[str, ...]:
    return tuple(unescape(found) for found in ID.findall(html))


def parts_linked(html: str, key: str) -> Iterator[tuple[str, str]]:
    """Yield the parts that the HTML of this source links to: the key of the source that has it, and its id."""
    return ((unescape(of) or key, unquote(unescape(part))) for of, part in TO_PART.findall(html))


def meant(ids: Iterable[str]) -> Mapping[str, str]:
    """Return the ids by their letters and digits; those that several share are left out."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in ids:
        found[letters(one)].add(one)
    return {said: several.pop() for said, several in found.items() if said and len(several) == 1}


def letters(fragment: str) -> str:
    return "".join(filter(str.isalnum, fragment.casefold()))


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a text: their ids, and the same by letters and digits."""

    ids: frozenset[str]
    by_letters: Mapping[str, str]

    def named(self, part: str) -> str:
        """Return the id of the part that another system gave this id; empty if that is an id here, too, or none is meant."""
        return "" if part in self.ids else self.by_letters.get(letters(part), "")


def parts_of(ids: Iterable[str]) -> Parts:
    known = frozenset(ids)
    return Parts(known, meant(known))
