"""The vocabulary of a text for the search index: its words, each once, in order.

A word consists of letters, combining marks and digits, in lower case; accents and vowel signs stay, because the reader's browser
compares. Text in scripts without spaces is split into overlapping pairs of characters, so any part of a sentence is found.
Formulas have no words.
`templates/static/search.js` splits the search terms by the same rule.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import accumulate, chain

from chalicelib.content.html.elements import MATH
from chalicelib.content.limits import limit

LONGEST = limit("word of the index")
LIMIT = limit("words of the index")

INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var)\b[^>]*>"
)
TAG = re.compile(r"<[^>]*>")  # in safe HTML, `>` within an attribute is written `&gt;`
LETTERS = re.compile(r"[^\W_]+")
RAW_TEMPLATE = re.compile(r'<code class="raw-template">[^<]*</code>')  # of `content.shortcodes.shortcodes`
UNPARTED = re.compile(
    r"([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)"
)


def vocabulary(html: str) -> tuple[str, ...]:
    """Return the words of safe HTML, up to the limit."""
    text = unicodedata.normalize(
        "NFKC", unescape(TAG.sub(" ", INLINE.sub("", RAW_TEMPLATE.sub("", _without_formulas(html)))))
    ).lower()
    words = tuple(dict.fromkeys(words_in(text)))
    if len(" ".join(words).encode()) < LIMIT:
        return words
    sizes = accumulate(len(word.encode()) + 1 for word in words)
    return words[: sum(size <= LIMIT for size in sizes)]


def _without_formulas(html: str) -> str:
    return MATH.sub(" ", html) if "<math" in html else html


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
