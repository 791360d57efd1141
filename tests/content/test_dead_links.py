"""Links that lead nowhere: they have no address, look unlike links, and say so."""

import pytest

from chalicelib.content.html.dead_links import without_addresses
from chalicelib.content.html.url_policy import LINKS
from chalicelib.content.markdown.dialects import DIALECTS
from chalicelib.content.text.text_warnings import mistake_in
from tests.content.rendering import html_of, rendered
from tests.each import each

SAID = 'role="link" aria-disabled="true"'
DEAD = {
    '<a href="/x">a</a>': f'<a class="missing" {SAID}>a</a>',
    '<a class="b" href="/x" title="c">a</a>': f'<a class="b missing" title="c" {SAID}>a</a>',
    '<a href="/y">a</a>': '<a href="/y">a</a>',
    '<blockquote cite="/x">a</blockquote>': "<blockquote>a</blockquote>",
    '<map><area href="/x" alt="a"></map>': '<map><area alt="a"></map>',
    '<code> href="/x"</code>': '<code> href="/x"</code>',
    "<a>a</a>": f'<a class="missing" {SAID}>a</a>',
    '<a id="b">a</a>': '<a id="b">a</a>',
    '<a name="b">a</a>': '<a name="b">a</a>',
}


@pytest.mark.parametrize(("html", "shown"), DEAD.items())
def test_only_a_dead_address_is_removed(html: str, shown: str) -> None:
    assert without_addresses(html, lambda address: address == "/x") == shown


MEANT = {
    "fastly.com": "fastly.com",
    "www.example.org/a/b": "www.example.org/a/b",
    "example.co.uk/a.html": "example.co.uk/a.html",
    "Docs.Example.IO/x?y=1#z": "Docs.Example.IO/x",
}


@pytest.mark.parametrize(("written", "address"), MEANT.items())
def test_an_address_without_its_scheme_is_recognized(written: str, address: str) -> None:
    wrong = mistake_in(f"/posts/{address}", "posts/a.md")

    assert wrong
    assert (wrong.code, wrong.found) == ("host", f"{address} (did you mean https://{address}?)")


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("/posts/talk.pdf", "posts/a.md"),
        ("/v1.2/notes/", "posts/a.md"),
        ("/posts/v1.2/notes", "posts/a.md"),
        ("/posts/setup.py", "posts/a.md"),
        ("/site.com/hello/", "about.md"),
        ("/site.com/hello/", "posts/a.md"),
        ("/feed.rss", "posts/a.md"),
        ("/old/page.html", "posts/a.md"),
    ],
)
def test_an_address_that_something_may_have_is_left_alone(address: str, key: str) -> None:
    assert mistake_in(address, key) is None


def test_only_the_links_that_can_lead_nowhere_are_dead_in_the_text() -> None:
    assert html_of("[a](fastly.com) [b](tool.exe2) [c](https://fastly.com)") == (
        f'<p><a class="missing" {SAID}>a</a> <a class="missing" {SAID}>b</a> <a href="https://fastly.com">c</a></p>'
    )


NOWHERE = {
    "fastly.com:80/x": "fastly.com:80/x (did you mean https://fastly.com:80/x?)",
    "ann@example.org": "ann@example.org (did you mean mailto:ann@example.org?)",
    "www.example.org/x": "www.example.org/x (did you mean https://www.example.org/x?)",
    "ttps://example.org/a": "ttps://example.org/a (did you mean https://example.org/a?)",
    "Htp://example.org/": "Htp://example.org/ (did you mean http://example.org/?)",
    "mail-to:ann@example.org": "mail-to:ann@example.org (did you mean mailto:ann@example.org?)",
    "vscode://file/a": "vscode://file/a",
    "javascript:alert(1)": "javascript:alert(1)",
}


@each("dialect", DIALECTS)
@each("markdown", ["[a]({})", '<a title="b" href="{}">a</a>', "[a][b]\n\n[b]: {}"])
@each(("address", "told"), NOWHERE.items())
def test_a_link_that_can_lead_nowhere_is_dead_and_told(address: str, told: str, markdown: str, dialect: str) -> None:
    result = rendered(markdown.format(address), dialect)

    assert [diagnostic.found for diagnostic in result.diagnostics] == [told]
    assert 'class="missing"' in result.html
    assert "href" not in result.html


@pytest.mark.parametrize("scheme", sorted(LINKS))
def test_each_allowed_scheme_is_left_alone(scheme: str) -> None:
    result = rendered(f"[a]({scheme}:b)")

    assert (result.html, result.diagnostics) == (f'<p><a href="{scheme}:b">a</a></p>', ())
