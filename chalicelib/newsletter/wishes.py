"""What a subscriber wants, and the rules for its values, wherever they come from: a form or a file."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

OFTEN = ("each", "daily", "weekly")
SLUG_BYTES = 200
UNFIT = ("Cc", "Cs", "Zl", "Zp")  # control characters, halves of characters, separators of lines


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a subscriber wants: the language of pages and letters, posts in all languages or in that one, categories by slug
    (none: all), and how often."""

    lang: str = "en"
    all_languages: bool = False
    categories: tuple[str, ...] = ()
    often: str = "each"


def is_line(text: str) -> bool:
    """Return whether the text is one line, without control characters."""
    return not any(unicodedata.category(character) in UNFIT for character in text)


def is_slug(text: str) -> bool:
    """Return whether the text may be the last part of a category's address: lower case, words joined by dashes, letters of any
    script."""
    letters = all(letter in "-_" or unicodedata.category(letter)[0] in "LMN" for letter in text)
    return 0 < len(text.encode()) <= SLUG_BYTES and letters and text == text.lower()


def nearest(asked: str, languages: Sequence[str]) -> str:
    """Return the site's language for a code: the same one, or the first with the same main part."""
    wanted = asked.strip().replace("_", "-").lower()
    by_code = {code.lower(): code for code in reversed(languages)}
    by_main = {code.partition("-")[0].lower(): code for code in reversed(languages)}
    return by_code.get(wanted) or (by_main.get(wanted.partition("-")[0], "") if wanted else "")
