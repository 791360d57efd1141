"""The table of contents that a long post gets by itself."""

import pytest

from chalicelib.content.markdown_to_html import render
from chalicelib.content.presentation.toc import MINUTES, Heading, contents
from chalicelib.content.site.site import Site

TEXT = "## Ink\n\n### Black & *white*[^1]\n\n#### Deep\n\n## Paper\n\n## Type\n\n[^1]: A note.\n"
INK = Heading("Ink", "ink", (Heading("Black & white", "black-white"),))
FOUND = (INK, Heading("Paper", "paper"), Heading("Type", "type"))


def html(text: str, markdown: str = "commonmark") -> str:
    return render(text, key="a.md", lang="en", site=Site(markdown=markdown), title="A").html


@pytest.mark.parametrize("dialect", ["commonmark", "python-markdown"])
def test_it_has_the_headings_of_the_two_highest_levels_as_plain_text(dialect: str) -> None:
    assert contents(html(TEXT, dialect), MINUTES, "auto") == FOUND


@pytest.mark.parametrize(
    ("text", "minutes", "wish", "shown"),
    [
        (TEXT, MINUTES - 1, "auto", False),
        ("## Ink\n\n## Paper\n", MINUTES, "auto", False),
        ("## Ink\n\n## Paper\n", 0, "yes", True),
        (TEXT, MINUTES, "no", False),
        (f"[TOC]\n\n{TEXT}", MINUTES, "yes", False),
        ("No headings.", MINUTES, "yes", False),
    ],
    ids=["short", "few headings", "wished", "not wished", "one of its own", "nothing to show"],
)
def test_only_a_long_text_has_one_unless_its_author_wishes_otherwise(text: str, minutes: int, wish: str, shown: bool) -> None:
    assert bool(contents(html(text), minutes, wish)) is shown


def test_a_lower_heading_at_the_beginning_stands_alone() -> None:
    assert contents('<h3 id="a">A</h3><h2 id="b">B</h2><h3 id="c">C</h3>', 0, "yes") == (
        Heading("A", "a"),
        Heading("B", "b", (Heading("C", "c"),)),
    )
