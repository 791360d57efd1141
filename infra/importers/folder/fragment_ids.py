"""Which part of a text an id of another system means.

Systems make an id from the words of a heading. They differ in the signs between the words, which don't count here, and in what
they do with other signs: of “C++ for Zoë 🎉” one makes `c-for-zoë`, another `c-for-zoe-tada`, Presswork `c-plus-plus-for-zoë`.
Of headings with the same id, the second gets a number everywhere.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import TypeVar

from chalicelib.content.limits import limit
from chalicelib.frozen import Frozen
from infra.fragments import headings_in, ids_in, letters, meant
from infra.importers.folder.link_map import without_accents

T = TypeVar("T")
LONGEST = limit("heading id")
MANY = 1_000  # ids of a text, and headings, beyond which they aren't known
LATIN = str.maketrans({"æ": "ae", "ð": "d", "đ": "d", "ı": "i", "ł": "l", "ø": "o", "œ": "oe", "þ": "th"})
SYMBOLS = ("Sk", "So")  # the categories of emoji


class Parts(Frozen):
    """The parts of a text: their ids, and pairs of letters and digits by which other systems may name a part, with its id.

    `rest` is the id that WordPress gave to what follows an excerpt. It is no id here, since lists lead to the whole text.
    """

    ids: tuple[str, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    rest: str = ""


class FragmentLookup(Frozen):
    """The parts of a text, to look up an id of another system by its letters and digits."""

    ids: frozenset[str]
    by_letters: Mapping[str, str]
    rest: str = ""

    def id_for(self, fragment: str) -> str:
        """Return the id of the part that another system gave this id; empty if it is an id here too, or names no part."""
        return "" if fragment in self.ids else self.by_letters.get(letters(fragment), "")

    def is_rest(self, fragment: str) -> bool:
        """Return whether this id names what follows the excerpt of the text."""
        return bool(fragment) and fragment == self.rest and fragment not in self.ids


def parts_of(html: str, old: str = "") -> Parts:
    """Return the parts of a text, by its HTML, and by that of the old blog if it was HTML."""
    headings = [(ids[0], text) for ids, text in islice(headings_in(html), MANY) if ids]
    others = dict.fromkeys((*_old_ids(old, headings), *_spellings(headings)))
    return Parts(tuple(islice(ids_in(html), MANY)), tuple(others))


def lookup_of(parts: Parts) -> FragmentLookup:
    """Return the lookup of these parts; an id with the same letters counts before the text of a heading."""
    others = dict(reversed(parts.others))  # the first of those with the same letters
    return FragmentLookup(frozenset(parts.ids), {**others, **meant(parts.ids)}, parts.rest)


def _old_ids(html: str, headings: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the ids that the old HTML gave to headings, by letters and digits, with the ids of the same headings here."""
    id_by_letters = {text_letters: new_id for new_id, text_letters in numbered_by_letters(headings)}
    for old_ids, text_letters in numbered_by_letters(islice(headings_in(html), MANY)):
        if text_letters in id_by_letters:
            yield from ((letters(old_id), id_by_letters[text_letters]) for old_id in old_ids)


def _spellings(headings: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield how other systems may spell the ids of headings, by letters and digits, with the ids that they have here."""
    for spell in SPELLINGS:
        for new_id, text_letters in numbered_by_letters((new_id, spell(text)) for new_id, text in headings):
            if text_letters != letters(new_id):
                yield text_letters, new_id


def numbered_by_letters(headings: Iterable[tuple[T, str]]) -> Iterator[tuple[T, str]]:
    """Yield headings with the letters and digits of their texts; of those with the same, the second has the number 1."""
    counts = Counter[str]()
    for own, text in headings:
        text_letters = letters(text)
        if 0 < len(text_letters) <= LONGEST:
            yield own, f"{text_letters}{counts[text_letters] or ''}"
        counts[text_letters] += 1


def in_latin(text: str) -> str:
    """Return the text without accents and ligatures."""
    return without_accents(text.casefold()).translate(LATIN)


def with_emoji_named(text: str) -> str:
    """Return the text as Zola transliterates it, as far as it is Latin: an emoji is its shortest name."""
    return in_latin("".join(emoji_names().get(sign, sign) if is_symbol(sign) else sign for sign in text))


def in_ascii(text: str) -> str:
    """Return the text as kramdown spells it in HTML, and without its options for GitHub: from its first plain letter on."""
    return re.sub(r"[^a-zA-Z0-9]", "", re.sub(r"\A[^a-zA-Z]+", "", text)) or "section"


SPELLINGS: tuple[Callable[[str], str], ...] = (lambda text: text, in_latin, with_emoji_named, in_ascii)


def is_symbol(sign: str) -> bool:
    return not sign.isascii() and unicodedata.category(sign) in SYMBOLS


@cache
def emoji_names() -> Mapping[str, str]:
    """Return the shortest name of each emoji, as in Zola's library; the tables are large."""
    from pymdownx import emoji1_db, gemoji_db  # noqa: PLC0415 - loaded when a heading has an emoji

    tables = (gemoji_db, emoji1_db)
    signs = [(name.strip(":"), row["unicode"]) for table in tables for name, row in table.emoji.items()]
    signs += [(name.strip(":"), table.emoji[meaning]["unicode"]) for table in tables for name, meaning in table.aliases.items()]
    longest_first = sorted(signs, key=lambda row: (-len(row[0]), row[0]))
    alone = [(name, sign) for name, sign in longest_first if "-" not in sign]  # of one that is joined, each sign is named
    return {chr(int(sign, 16)): name for name, sign in alone}
