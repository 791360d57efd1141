"""The vocabulary of a text for the search index: its words, each once, in order.

A word consists of letters, combining marks and digits, in lower case; accents and vowel signs stay, because the reader's browser
compares. Text in scripts without spaces is split into overlapping pairs of characters, so any part of a sentence is found.
Formulas have no words.
`templates/static/search.js` splits the search terms by the same rule.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import accumulate, chain

from chalicelib.content.html.tag_patterns import INLINE, MATH, RAW_TEMPLATE, TAG
from chalicelib.content.limits import limit
from chalicelib.text_cache import cached_texts

LONGEST = limit("word of the index")
LIMIT = limit("words of the index")

LETTERS = re.compile(r"[^\W_]+")
UNPARTED = re.compile(
    r"([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)"
)


def vocabulary(html: str) -> tuple[str, ...]:
    """Return the words of safe HTML, up to the limit."""
    tokens = tokens_of(RAW_TEMPLATE.sub("", html) if "raw-template" in html else html)
    text = unicodedata.normalize("NFKC", " ".join(tokens)).lower()
    words = tuple(dict.fromkeys(words_in(text)))
    if len(" ".join(words).encode()) < LIMIT:
        return words
    sizes = accumulate(len(word.encode()) + 1 for word in words)
    return words[: sum(size <= LIMIT for size in sizes)]


@cached_texts(1)  # the reading time of a text is asked before its vocabulary
def tokens_of(html: str) -> Counter[str]:
    """Count what is between the spaces of safe HTML's text, without its formulas; a tag that isn't within a word is a space."""
    without_formulas = MATH.sub(" ", html) if "<math" in html else html
    return Counter(unescape(TAG.sub(" ", INLINE.sub("", without_formulas))).split())


def words_in(text: str) -> Iterable[str]:
    """Return the words of plain text in lower case, in order."""
    signs = {sign for sign in set(text) if not sign.isascii()}
    marks = "".join(re.escape(sign) for sign in signs if unicodedata.category(sign)[0] == "M")
    words = re.findall(rf"(?:[^\W_]|[{marks}])+", text) if marks else LETTERS.findall(text)
    if UNPARTED.search("".join(signs)) is None:
        return [word for word in words if len(word) <= LONGEST]
    return chain.from_iterable(map(_cut, words))


def _cut(word: str) -> Iterator[str]:
    """Split a word that may have characters of a script without spaces: into their pairs, and the parts between them."""
    for place, part in enumerate(UNPARTED.split(word)):
        if place % 2 == 0 or len(part) == 1:
            yield from (part,) if 0 < len(part) <= LONGEST else ()
        else:
            yield from map(str.__add__, part, part[1:])
