"""The drop cap: the first letter of a post, as large as some lines, if its author or the theme asks for it.

Only a script with capitals has it. A text that begins with something other than a paragraph, or pictures above one, has none.
"""

from chalicelib.content.html.tag_patterns import FIRST_PARAGRAPH


def with_drop_cap(html: str) -> str:
    """Return the finished HTML whose first paragraph says that its first letter is large."""
    first = FIRST_PARAGRAPH.match(html)
    if first is None or first[2].lower() == first[2].upper():
        return html
    above = first[0].rpartition("<p")[0]
    return f'{above}<p class="{"drop lead" if first[1] else "drop"}">{html[first.end() :]}'
