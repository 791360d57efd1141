"""Links, addresses and times for readers outside their page: whole, encoded once, and safe."""

import pytest
from hypothesis import given

from chalicelib.rendering.formats.absolute_urls import absolute
from chalicelib.rendering.strict_text import moment, uri
from tests.feed_rules import URI
from tests.rendering.feeds import PAGE, SITE, texts


@pytest.mark.parametrize(
    ("written", "read_anywhere"),
    [
        ('<a href="/x/?a=1&amp;b=2#c"></a>', f'<a href="{SITE}/x/?a=1&amp;b=2#c"></a>'),
        ('<a href="#fn:1"></a>', f'<a href="{PAGE}#fn:1"></a>'),
        ('<a href=""></a>', f'<a href="{PAGE}"></a>'),
        ('<a href="../other.html"></a>', f'<a href="{SITE}/2011/04/28/other.html"></a>'),
        ('<a href="//cdn.example/x"></a>', '<a href="https://cdn.example/x"></a>'),
        ('<a href="//[x"></a>', '<a href="https://%5Bx"></a>'),
        ('<a href="mailto:a@b.example"></a>', '<a href="mailto:a@b.example"></a>'),
        ('<img alt="x" src="/ü b.jpg">', f'<img alt="x" src="{SITE}/%C3%BC%20b.jpg">'),
        ('<img srcset="/a.jpg 1x,b.jpg 2x, /c,d.jpg">', f'<img srcset="{SITE}/a.jpg 1x,{PAGE}b.jpg 2x, {SITE}/c,d.jpg">'),
        ('<video poster="/p.jpg" src="/v.mp4"></video>', f'<video poster="{SITE}/p.jpg" src="{SITE}/v.mp4"></video>'),
        ('<blockquote cite="/x/"></blockquote>', f'<blockquote cite="{SITE}/x/"></blockquote>'),
        ('<a title="a &gt; b, href=" href="/x/"></a>', f'<a title="a &gt; b, href=" href="{SITE}/x/"></a>'),
        ('<code>&lt;a href="/x/"&gt;</code>', '<code>&lt;a href="/x/"&gt;</code>'),
    ],
)
def test_links_in_html_become_absolute(written: str, read_anywhere: str) -> None:
    assert absolute(written, SITE, PAGE) == read_anywhere
    assert absolute(read_anywhere, SITE, PAGE) == read_anywhere


def test_addresses_pass_the_gate_after_they_are_joined() -> None:
    assert absolute('<a href="/x/">x</a>', "javascript:alert(1)//", PAGE) == "<a>x</a>"
    assert absolute('<a href="x/">x</a>', SITE, "javascript:alert(1)//") == '<a href="x/">x</a>'


@given(texts)
def test_a_uri_is_valid_and_encoded_once(text: str) -> None:
    spelled = uri(f"{SITE}/{text}")
    assert URI.fullmatch(spelled)
    assert uri(spelled) == spelled


def test_a_time_without_a_zone_is_in_utc() -> None:
    assert moment("2011-04-28T09:30:00.5").isoformat() == "2011-04-28T09:30:00+00:00"
