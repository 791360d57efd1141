"""A text as it is rendered, in either dialect."""

from chalicelib.content.markdown.dialects import COMMONMARK
from chalicelib.content.markdown_to_html import Rendered, render
from chalicelib.content.site.site import Site


def rendered(text: str, dialect: str = COMMONMARK, lang: str = "en") -> Rendered:
    return render(text, key="a.md", lang=lang, site=Site(markdown=dialect), title="Known")


def html_of(text: str, dialect: str = COMMONMARK) -> str:
    return rendered(text, dialect).html
