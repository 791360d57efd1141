"""Posts without a title: notes, as microblogs have them.

A note is called by the beginning of its text (`content.text.post_names`), so it has an excerpt whenever it says anything. Lists
show a short note whole. Whoever leaves the title out on purpose says so (`type: note`, or `title: ""`); others get advice.
"""

from chalicelib.content.frontmatter.front_matter_keys import Fields
from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Scalar
from chalicelib.content.html.tag_patterns import ALT, SHOWN
from chalicelib.content.limits import limit
from chalicelib.content.markdown_to_html import Rendered
from chalicelib.content.plain_text import short
from chalicelib.content.text.excerpts import plain, shortened
from chalicelib.diagnostics import Diagnostic

LISTED_LIMIT = limit("note in a list")
SHOWN_LIMIT = limit("pictures of a note in a list")


def words_of(rendered: Rendered) -> str:
    """Return an excerpt of a note: its prose, else all that it says, else what its pictures show."""
    return rendered.excerpt or shortened(plain(rendered.html)) or shortened(plain(" ".join(ALT.findall(rendered.html))))


def is_short(rendered: Rendered) -> bool:
    """Return whether lists show all of the note; its author may have said where they end (`<!--more-->`)."""
    html = rendered.html
    return rendered.lead is None and len(html) <= LISTED_LIMIT and len(SHOWN.findall(html)) <= SHOWN_LIMIT


def advice(front: FrontMatter, fields: Fields) -> tuple[Diagnostic, ...]:
    """Return what the author of a post without a title should know; nothing for one who has left it out on purpose, or who is
    told of a misspelled key."""
    if fields.note or is_untitled(front) or any(typo.meant == "title" for typo in fields.typos):
        return ()
    return (Diagnostic("no-title", *first_line(front)),)


def is_untitled(front: FrontMatter) -> bool:
    """Return whether the front matter says that there is no title: `title: ""`."""
    given = (value for key, value in front.keys.items() if key.lower() == "title")
    return any(isinstance(value, Scalar) and value.means == "" for value in given)


def first_line(front: FrontMatter) -> tuple[str, int]:
    """Return the first line of the text that isn't blank, and its number."""
    lines = enumerate(front.body.split("\n"), front.body_line)
    return next(((short(line), number) for number, line in lines if line.strip()), ("", 0))
