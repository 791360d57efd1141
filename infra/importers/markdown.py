"""HTML as Markdown."""

from collections.abc import Callable

from bs4 import BeautifulSoup
from markdownify import ATX, BACKSLASH, MarkdownConverter

ADDRESSES = ("href", "src", "poster")


def markdown_of(html: str, link: Callable[[str], str] = lambda url: url) -> str:
    """Return the HTML as Markdown, whose addresses are what `link` makes of them."""
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.find_all():
        for name in ADDRESSES:
            if name in element.attrs:
                element[name] = link(str(element[name]))
    made: str = MarkdownConverter(heading_style=ATX, newline_style=BACKSLASH, bullets="-", escape_misc=True).convert_soup(soup)
    return made
