"""The pages for authors come true: what they say of code and formulas happens."""

import pytest
from msgspec.structs import astuple, replace

from chalicelib.content.markdown.code_blocks import Fence, fence_of
from chalicelib.content.markdown.dialects import PYTHON_MARKDOWN
from chalicelib.content.markdown_to_html import render
from chalicelib.content.source import read_source
from tests.docs import AUTHORS, coded, table_in
from tests.docs_authors import SOURCES, THE_SITE, between

ROWS = [Fence("py", title="weight.py"), Fence("py", marked=((3, 3), (5, 7))), Fence("py", first=1), Fence("py", first=9)]


@pytest.mark.parametrize(("row", "fence"), list(zip(table_in(AUTHORS, "After the fence"), ROWS, strict=True)))
def test_what_stands_after_a_fence_does_what_the_docs_say(row: list[str], fence: Fence) -> None:
    assert [astuple(fence_of(info)) for info in coded(row[0])] == [astuple(fence)] * len(coded(row[0]))


def test_the_post_about_code_and_formulas_shows_both() -> None:
    example = next(example for example in SOURCES if "weight" in example.key)

    found = read_source(example.key, example.text.encode(), THE_SITE)

    assert found.body.html.count("<math") == 3
    assert (
        '<figcaption>weight.py</figcaption><pre><code class="highlight language-python"><span class="linenos">1 </span>'
        in found.body.html
    )
    assert '<span class="hll"><span class="linenos">2 </span>' in found.body.html
    assert '<span class="gd">-a pound of lead</span>' in found.body.html


def test_what_the_docs_call_no_formula_is_none() -> None:
    not_understood = coded(between("If in doubt, write `\\$`.", "aren't formulas"))

    for text in (*not_understood, "from $5 to $10", "\\$x\\$"):
        assert "<math" not in render(text.replace("…", "x"), key="posts/a.md", lang="en", site=THE_SITE).html
    assert "<math" not in render("$x$", key="posts/a.md", lang="en", site=replace(THE_SITE, markdown=PYTHON_MARKDOWN)).html
