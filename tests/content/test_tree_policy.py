"""The gate: HTML as browsers read it, with nothing in it that isn't allowed."""

import pytest

from chalicelib.content.html.allow_list import NEEDED, PUBLISHED
from chalicelib.content.html.html_tree import Element
from chalicelib.content.html.tree_policy import gate, passed
from chalicelib.content.html.url_policy import ATTRIBUTES, LINKS, SOURCE
from tests.each import each

HARMLESS = [
    "",
    " a &lt; b &amp; c\n",
    '<p>a <code> href="javascript:a"</code> src="javascript:b" &lt;a href="javascript:c"&gt;</p>',
    '<p title="href=javascript:a"><a href="https://example.org/?a=javascript:b" title="javascript:c">x</a></p>',
    '<img src="/a.jpg" srcset="/a.jpg 1x, /b.jpg 2x"><img src="data:image/png;base64,AAAA">',
    '<p>a <math alttext="x&lt;y"><semantics><mrow><mi mathvariant="normal">x</mi></mrow></semantics></math></p>',
    '<a href="/a.jpg" data-larger><img src="/b.jpg" alt=""></a>',
    "<table><tbody><tr><td>x</td></tr></tbody></table>",
    "<pre><code>\n\nx</code></pre>",
    '<p title="a&nbsp;&lt;b&gt;&quot;c\'">&nbsp;"\'</p>',
]


@pytest.mark.parametrize("html", HARMLESS)
def test_what_is_harmless_passes_as_it_is(html: str) -> None:
    assert passed(html) == html


CUT: list[tuple[str, str]] = [
    ('<p>a <img alt="b onerror=alert(1) c', "<p>a </p>"),
    ("<p>a <img alt='b", "<p>a </p>"),
    ("<p>a</p", "<p>a</p>"),
    ("<p>a <b", "<p>a </p>"),
    ("<p>a <b>c", "<p>a <b>c</b></p>"),
    ("<p>a &lt", "<p>a &lt;</p>"),
    ('x" onerror="alert(1)"><p>a</p>', 'x" onerror="alert(1)"&gt;<p>a</p>'),
    ("</div></article><p>a</p>", "<p>a</p>"),
    ('<p class="a" class="b">c</p>', '<p class="a">c</p>'),
    ("<p>a<p>b", "<p>a</p><p>b</p>"),
    ("<a href='/x'>a<a href='/y'>b</a></a>", '<a href="/x">a</a><a href="/y">b</a>'),
    ('<a href="/x"><a href="/y"></a><table></table></a>', '<a href="/x"></a><a href="/y"></a><table></table>'),
    ("<!-- a --><p>b</p><!", "<p>b</p>"),
    ("<pre>\n\n\na</pre>", "<pre>a</pre>"),
]


@pytest.mark.parametrize(("html", "shown"), CUT)
def test_what_isnt_its_own_reparse_is_shown_as_browsers_read_it(html: str, shown: str) -> None:
    assert passed(html) == shown
    assert passed(shown) == shown


@pytest.mark.parametrize("tag", ["script", "style", "svg", "form", "object", "template", "textarea", "title", "noscript", "x-y"])
def test_an_element_that_isnt_listed_goes_with_all_that_it_holds(tag: str) -> None:
    assert passed(f"<p>a</p><{tag}>b</{tag}><p>c</p>") == "<p>a</p><p>c</p>"


@each("tag", sorted(PUBLISHED))
def test_an_attribute_that_isnt_listed_goes(tag: str) -> None:
    needed = f' {NEEDED[tag]}="/x"' if tag in NEEDED else ""

    assert "evil" not in passed(f'<{tag}{needed} onclick="evil" style="evil" srcdoc="evil" formaction="evil" is="evil">')


ADDRESSES = [(tag, name) for tag in sorted(PUBLISHED) for name in sorted(PUBLISHED[tag] & ATTRIBUTES.keys())]


@pytest.mark.parametrize(("tag", "name"), ADDRESSES)
def test_no_attribute_lets_through_what_runs(tag: str, name: str) -> None:
    html = f'<{tag} title="b" {name}=" JAVAscript:alert(&quot;1&quot;)">'

    assert name not in passed(html)
    assert not any(name in element.has for element in gate(html).elements)


def test_the_elements_are_those_of_what_passed_in_order() -> None:
    html = '<a href="/a"><object data="/b"><img src="/c"></object><img src="/d" onerror="e"></a><p id="f"><source src="evil:g">'

    assert (
        gate(html).elements
        == gate(passed(html)).elements
        == (
            Element("a", {"href": "/a"}),
            Element("img", {"src": "/d"}),
            Element("source", {}),
        )
    )


@pytest.mark.parametrize("has", ["", ' title="x"', ' class=" src="', ' src="javascript:a"', ' srcdoc="a"', " src"])
def test_a_frame_without_an_address_goes(has: str) -> None:
    assert passed(f"<ul><li>a<iframe{has}></iframe></li></ul>") == "<ul><li>a</li></ul>"


def test_one_bad_picture_of_a_set_takes_the_set_with_it() -> None:
    assert passed('<img src="/a.jpg" srcset="/a.jpg 1x,javascript:b 2x" alt="">') == '<img src="/a.jpg" alt="">'


def test_a_link_to_a_source_passes_only_into_what_is_stored() -> None:
    html = '<a href="source:a.md">x</a>'

    assert passed(html, links=LINKS | {SOURCE}) == html
    assert passed(html) == "<a>x</a>"
