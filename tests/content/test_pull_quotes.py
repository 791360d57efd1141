"""Pull quotes, in each notation that authors know."""

from time import process_time

import pytest

from chalicelib.content.markdown.dialects import COMMONMARK, DIALECTS, PYTHON_MARKDOWN
from chalicelib.content.presentation.pull_quotes import with_pull_quotes
from tests.content.rendering import rendered

PULLED = '<blockquote class="pull">\n<p>Lead.</p>\n</blockquote>'
SIGNED = '<blockquote class="pull">\n<p>Lead.</p>\n<p><cite>Inês</cite></p>\n</blockquote>'
IN_BOTH = {
    "a list below it": ("> Lead.\n{: .pull}", PULLED),
    "a list in it": ("> Lead.\n> {: .pull}", PULLED),
    "html": ('<blockquote class="pull">\n\nLead.\n\n</blockquote>', PULLED),
    "another class": ('<aside class="pullquote">\n\nLead.\n\n</aside>', PULLED.replace("blockquote", "aside")),
    "of WordPress": (
        '<figure class="wp-block-pullquote"><blockquote><p>Lead.</p></blockquote></figure>',
        '<figure class="pull"><blockquote><p>Lead.</p></blockquote></figure>',
    ),
    "several paragraphs": (
        "> One.\n>\n> Two.\n{: .pull}",
        '<blockquote class="pull">\n<p>One.</p>\n<p>Two.</p>\n</blockquote>',
    ),
    "a plain quote": ("> A pull.", "<blockquote>\n<p>A pull.</p>\n</blockquote>"),
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("text", "html"), IN_BOTH.values(), ids=IN_BOTH)
def test_a_pull_quote_is_one_in_both_dialects(text: str, html: str, dialect: str) -> None:
    assert rendered(text, dialect).html == html


IN_ONE = [
    ("> [!pull]\n> Lead.", COMMONMARK, PULLED),
    ("> [!PULLQUOTE] Inês\n> Lead.", COMMONMARK, SIGNED),
    ("> Lead. {.pull}", COMMONMARK, PULLED),
    ("!!! pull\n    Lead.", PYTHON_MARKDOWN, PULLED),
    ('!!! pull ""\n    Lead.', PYTHON_MARKDOWN, PULLED),
    ('!!! pull "Inês"\n    Lead.', PYTHON_MARKDOWN, SIGNED),
]


@pytest.mark.parametrize(("text", "dialect", "html"), IN_ONE)
def test_each_dialect_has_a_notation_of_its_own(text: str, dialect: str, html: str) -> None:
    assert rendered(text, dialect).html == html


def test_an_excerpt_says_nothing_twice() -> None:
    assert rendered("Once lead.\n\n> Lead.\n{: .pull}\n\nThen tin.").excerpt == "Once lead. Then tin."


HOSTILE = ["<blockquote>" * 20_000 + "pull", '<div class="admonition pull">' * 10_000, '<p class="pull">' * 20_000]


@pytest.mark.parametrize("html", HOSTILE, ids=[html[:12] for html in HOSTILE])
def test_many_quotes_cost_little(html: str) -> None:
    begun = process_time()

    with_pull_quotes(html)

    assert process_time() - begun < 1
