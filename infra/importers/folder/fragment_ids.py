"""Which part of a text an id of another system means.

Systems make an id from the words of a heading. They differ in the signs between the words, which don't count here, and in what
they do with other signs: of “C++ for Zoë 🎉” one makes `c-for-zoë`, another `c-for-zoe-tada`, Presswork `c-plus-plus-for-zoë`.
Of headings with the same id, the second gets a number everywhere.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TypeVar

from chalicelib.content.limits import limit
from infra.fragments import headings_in, ids_in, letters, meant
from infra.importers.folder.link_map import without_accents

T = TypeVar("T")
LONGEST = limit("heading id")
MANY = 1_000  # ids of a text, and headings, beyond which they aren't known
LATIN = str.maketrans({"æ": "ae", "ð": "d", "đ": "d", "ı": "i", "ł": "l", "ø": "o", "œ": "oe", "þ": "th"})
SYMBOLS = ("Sk", "So")  # the categories of emoji


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a text: their ids, and what else may mean them, as far as other systems spell it in other letters; and the id
    that WordPress gave to what follows an excerpt, which is none here, since lists lead to the whole text."""

    ids: tuple[str, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Meant:
    """The same to look up: the ids, and each by the letters and digits of what may mean it."""

    ids: frozenset[str]
    by_letters: Mapping[str, str]
    rest: str = ""

    def here(self, part: str) -> str:
        """Return the id of the part that another system gave this id; empty if that is an id here, too, or none is meant."""
        return "" if part in self.ids else self.by_letters.get(letters(part), "")

    def is_rest(self, part: str) -> bool:
        """Return whether this id means what follows the excerpt of the text."""
        return bool(part) and part == self.rest and part not in self.ids


def parts_of(html: str, old: str = "") -> Parts:
    """Return the parts of a text, by its HTML, and by that of the old blog if it was HTML."""
    here = [(ids[0], text) for ids, text in islice(headings_in(html), MANY) if ids]
    others = dict.fromkeys((*_as_they_were(old, here), *_as_spelled(here)))
    return Parts(tuple(islice(ids_in(html), MANY)), tuple(others))


def meant_by(parts: Parts) -> Meant:
    """Return what is meant by ids of other systems: rather an id with the same letters than the text of a heading."""
    others = dict(reversed(parts.others))  # the first of those with the same letters
    return Meant(frozenset(parts.ids), {**others, **meant(parts.ids)}, parts.rest)


def _as_they_were(old: str, here: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the ids that the old HTML itself gave to headings, by letters and digits, with those of the same headings here."""
    by_text = {said: id_here for id_here, said in _numbered(here)}
    for ids, said in _numbered(islice(headings_in(old), MANY)):
        if said in by_text:
            yield from ((letters(one), by_text[said]) for one in ids)


def _as_spelled(here: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield how other systems may spell the ids of headings, by letters and digits, with the ids that they have here."""
    for spell in SPELLINGS:
        for id_here, said in _numbered((id_here, spell(text)) for id_here, text in here):
            if said != letters(id_here):
                yield said, id_here


def _numbered(headings: Iterable[tuple[T, str]]) -> Iterator[tuple[T, str]]:
    """Yield the headings by the letters and digits of their texts; of those with the same, the second has the number 1."""
    seen = Counter[str]()
    for own, text in headings:
        said = letters(text)
        if 0 < len(said) <= LONGEST:
            yield own, f"{said}{seen[said] or ''}"
        seen[said] += 1


def in_latin(text: str) -> str:
    """Return the text without accents and ligatures."""
    return without_accents(text.casefold()).translate(LATIN)


def with_emoji_named(text: str) -> str:
    """Return the text as Zola transliterates it, as far as it is Latin: an emoji is its shortest name."""
    return in_latin("".join(_name_of(sign) for sign in text))


def in_ascii(text: str) -> str:
    """Return the text as kramdown spells it in HTML, and without its options for GitHub: from its first plain letter on."""
    return re.sub(r"[^a-zA-Z0-9]", "", re.sub(r"\A[^a-zA-Z]+", "", text)) or "section"


SPELLINGS: tuple[Callable[[str], str], ...] = (lambda text: text, in_latin, with_emoji_named, in_ascii)


def _name_of(sign: str) -> str:
    return sign if sign.isascii() or unicodedata.category(sign) not in SYMBOLS else _names().get(sign, sign)


@cache
def _names() -> Mapping[str, str]:
    """Return the shortest name of each emoji, which is the one that Zola's library has for it; the tables are large."""
    from pymdownx import emoji1_db, gemoji_db  # noqa: PLC0415 - loaded when a heading has an emoji

    tables = (gemoji_db, emoji1_db)
    signs = [(name.strip(":"), row["unicode"]) for table in tables for name, row in table.emoji.items()]
    signs += [(name.strip(":"), table.emoji[meaning]["unicode"]) for table in tables for name, meaning in table.aliases.items()]
    longest_first = sorted(signs, key=lambda row: (-len(row[0]), row[0]))
    alone = [(name, sign) for name, sign in longest_first if "-" not in sign]  # of one that is joined, each sign is named
    return {chr(int(sign, 16)): name for name, sign in alone}
