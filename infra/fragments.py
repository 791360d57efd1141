"""Links to a part of a text: their fragments, and the ids that its HTML has.

Each system derives ids from headings in its own way: “What's next?” has `whats-next` here and `what-s-next` elsewhere. So a
fragment means the id with the same letters and digits.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from urllib.parse import unquote

ID = re.compile(r'<[^<>]*? id="([^"<>]*)')
HEADING = re.compile(r"<h([1-6])\b[^<>]*+>(?:[^<]++|<(?!/?h[1-6]\b))*+</h\1>", re.IGNORECASE)
NAMED = re.compile(r"""\s(?:id|name)\s*+=\s*+["']([^"'<>]++)["']""", re.IGNORECASE)
TO_PART = re.compile(r'<a [^<>]*?href="(?:source:([^"?#<>]*)|(/(?!/)[^"?#<>]*))?(?:\?[^"#<>]*)?#([^":<>]+)"')


def ids_in(html: str) -> tuple[str, ...]:
    return tuple(map(unescape, ID.findall(html)))


def headings_in(html: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each heading of any HTML: the ids of the heading and of the elements in it, and its text."""
    for match in HEADING.finditer(html):
        tags = "".join(re.findall("<[^<>]*>", match[0]))
        yield tuple(map(unescape, NAMED.findall(tags))), unescape(re.sub("<[^<>]*>", "", match[0]))


def parts_linked(html: str, key: str) -> Iterator[tuple[str, str]]:
    """Yield the parts to which the HTML of this source links: the key of their source, or its address, and their ids.

    An address begins with a slash, as no key does. Queries are ignored.
    """
    links = TO_PART.findall(html)
    return ((unescape(of) or unquote(unescape(address)) or key, unquote(unescape(part))) for of, address, part in links)


def meant(ids: Iterable[str]) -> Mapping[str, str]:
    """Return the ids by their letters and digits; those that several share are left out."""
    by_letters: defaultdict[str, set[str]] = defaultdict(set)
    for id_ in ids:
        by_letters[letters(id_)].add(id_)
    return {text: alike.pop() for text, alike in by_letters.items() if text and len(alike) == 1}


def letters(fragment: str) -> str:
    return "".join(filter(str.isalnum, fragment.casefold()))
