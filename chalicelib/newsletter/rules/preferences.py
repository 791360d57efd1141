"""What a subscriber wants, and the rules for its values, wherever they come from: a form or a file."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import ClassVar

from chalicelib.codec import Stored
from chalicelib.frozen import Frozen

OFTEN = ("each", "daily", "weekly")
SLUG_BYTES = 200
NO_CHARACTERS = "\ufffe\uffff"  # neither XML nor a message of SQS may have them
UNFIT = ("Cc", "Cs", "Zl", "Zp")  # control characters, halves of characters, separators of lines


class Wishes(Frozen):
    """What a subscriber wants: the language of pages and letters, posts in all languages or in that one, those of some categories
    and authors by slug (neither: all posts), and how often."""

    STORED: ClassVar = Stored(sparse=True, always=("lang", "all_languages", "categories", "often"))

    lang: str = "en"
    all_languages: bool = False
    categories: tuple[str, ...] = ()
    often: str = "each"
    authors: tuple[str, ...] = ()

    def include(self, categories: Iterable[str], authors: Iterable[str]) -> bool:
        """Return whether a post in these categories, by these authors, is wanted: one in a wished category or by a wished author,
        whichever of the two; every post where neither is wished."""
        if not self.categories and not self.authors:
            return True
        return not (set(self.categories).isdisjoint(categories) and set(self.authors).isdisjoint(authors))


def is_line(text: str) -> bool:
    """Return whether the text is one line, without control characters."""
    return not any(unicodedata.category(character) in UNFIT or character in NO_CHARACTERS for character in text)


def is_slug(text: str) -> bool:
    """Return whether the text may be the last part of the address of a category or an author: lower case, words joined by dashes,
    letters of any script."""
    letters = all(letter in "-_" or unicodedata.category(letter)[0] in "LMN" for letter in text)
    return 0 < len(text.encode()) <= SLUG_BYTES and letters and text == text.lower()


def nearest(asked: str, languages: Sequence[str]) -> str:
    """Return the site's language for a code: the same one, or the first with the same main part."""
    wanted = asked.strip().replace("_", "-").lower()
    by_code = {code.lower(): code for code in reversed(languages)}
    by_main = {code.partition("-")[0].lower(): code for code in reversed(languages)}
    return by_code.get(wanted) or (by_main.get(wanted.partition("-")[0], "") if wanted else "")
