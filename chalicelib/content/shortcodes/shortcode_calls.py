"""One use of a shortcode, and its replacement."""

import re
from collections.abc import Callable

import pyromark

from chalicelib.content.shortcodes.liquid import Scope, shown
from chalicelib.content.shortcodes.template_tags import Parameters
from chalicelib.frozen import Frozen


class Call(Frozen):
    """One use of a shortcode. `inner` is the text up to its end, expanded; `alone`: its lines hold nothing else.

    `in_html`: it is in raw HTML, in which no Markdown is read.
    """

    parameters: Parameters
    scope: Scope
    inner: str = ""
    alone: bool = False
    in_html: bool = False

    def get(self, *names: str | int) -> str:
        """Return the first parameter that is given."""
        return self.parameters.get(*names)


class Replacement(Frozen):
    """The replacement of a tag: `before`, then `inner` (None: the text between the tags), then `after`.

    A block goes between blank lines. A `value` is written as its place requires: in a text, or in an address.
    """

    before: str
    inner: str | None = ""
    after: str = ""
    block: bool = False
    value: bool = False


Maker = Callable[[Call], Replacement | None]  # None: these parameters are not enough


def inline(text: str) -> str:
    """Return the HTML of a caption or the like: one paragraph of Markdown, without its element."""
    words = " ".join(text.split())
    if not re.search(r"[*_`\[<&\\!]", words):
        return shown(words) if re.search(r"[>\"']", words) else words
    # A word joiner, which nobody sees, keeps a sign at the begin from making a list or a heading.
    html: str = pyromark.html(f"\u2060{words}" if words[0] in "#-+>*0123456789" else words).strip().replace("\u2060", "")
    return html.removeprefix("<p>").removesuffix("</p>").replace("\n", " ")
