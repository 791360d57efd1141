"""The drop cap: the first letter of a post, as large as some lines, where its author or the theme wishes it.

Only a script with capitals has it. A text that begins with something else than a paragraph, or pictures above one, has none.
"""

import re

FIRST = re.compile(r'\A\s*+(?:<figure\b(?:(?!</figure>).)*+</figure>\s*+)*+<p(?: class="(lead)")?>(?=[^\w<&\s]?(\w))', re.DOTALL)


def with_drop_cap(html: str) -> str:
    """Return the finished HTML whose first paragraph says that its first letter is large."""
    found = FIRST.match(html)
    if found is None or found[2].lower() == found[2].upper():
        return html
    begin = found[0].rpartition("<p")[0]
    return f'{begin}<p class="{"drop lead" if found[1] else "drop"}">{html[found.end() :]}'
