"""The first letter of a post, as large as some lines."""

import pytest

from chalicelib.content.presentation.drop_caps import with_drop_cap

FIGURE = '<figure class="wide"><img alt="" src="/a.jpg"></figure>\n'
LARGE = {
    "a paragraph": ("<p>Once</p>\n<p>Then</p>", '<p class="drop">Once</p>\n<p>Then</p>'),
    "in quotes": ("<p>“Once”</p>", '<p class="drop">“Once”</p>'),
    "a lead": ('<p class="lead">Once</p>', '<p class="drop lead">Once</p>'),
    "below a picture": (f"{FIGURE}<p>Once</p>", f'{FIGURE}<p class="drop">Once</p>'),
    "in Cyrillic": ("<p>Однажды</p>", '<p class="drop">Однажды</p>'),
}


@pytest.mark.parametrize(("html", "shown"), LARGE.values(), ids=LARGE)
def test_the_first_paragraph_has_a_drop_cap(html: str, shown: str) -> None:
    assert with_drop_cap(html) == shown


@pytest.mark.parametrize(
    "html",
    [
        "<p>كان</p>",
        "<p>昔々</p>",
        "<p>7 inks</p>",
        "<h2>A</h2>\n<p>b</p>",
        "<ul>\n<li><p>a</p></li></ul>",
        '<p><img src="/a.jpg"></p>',
        "",
    ],
)
def test_a_text_without_a_capital_at_its_begin_has_none(html: str) -> None:
    assert with_drop_cap(html) == html
