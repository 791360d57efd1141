"""Links to a part of a text: their fragments, and the ids that its HTML has.

What a heading's id is, each system makes in its own way: of “What's next?”, `whats-next` here and `what-s-next` elsewhere. So an
id with the same letters and digits is meant.
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
    return tuple(unescape(found) for found in ID.findall(html))


def headings_in(html: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each heading of the HTML, also of a stranger's: the ids that it and what is in it have, and its text."""
    for found in HEADING.finditer(html):
        tags = "".join(re.findall("<[^<>]*>", found[0]))
        yield tuple(map(unescape, NAMED.findall(tags))), unescape(re.sub("<[^<>]*>", "", found[0]))


def parts_linked(html: str, key: str) -> Iterator[tuple[str, str]]:
    """Yield the parts that the HTML of this source links to: whose they are, and their ids.

    That is the key of a source or an address of this site, which begins with a slash, as no key does. A query says nothing of it.
    """
    found = TO_PART.findall(html)
    return ((unescape(of) or unquote(unescape(address)) or key, unquote(unescape(part))) for of, address, part in found)


def meant(ids: Iterable[str]) -> Mapping[str, str]:
    """Return the ids by their letters and digits; those that several share are left out."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in ids:
        found[letters(one)].add(one)
    return {said: several.pop() for said, several in found.items() if said and len(several) == 1}


def letters(fragment: str) -> str:
    return "".join(filter(str.isalnum, fragment.casefold()))
