"""Excerpts of a body."""

import pytest

from chalicelib.content.markdown.budget import within
from chalicelib.content.text.excerpts import excerpt, shortened


def test_a_short_lead_is_the_excerpt() -> None:
    lead = "<p>The <em>lead</em>.</p>"
    assert excerpt(f"{lead}<p>The rest.</p>", lead) == "The lead."


def test_a_long_lead_is_cut_at_a_word() -> None:
    html = f"<p>{'word ' * 60}</p>"
    assert excerpt(html, html) == " ".join(["word"] * 55) + "…"


def test_without_a_lead_paragraphs_are_joined_until_there_are_enough_words() -> None:
    html = "<p>One.</p><blockquote><p>Two.</p></blockquote>" + f"<p>{'word ' * 60}</p>" + "<p>Never.</p>"
    assert excerpt(html) == "One. Two. " + " ".join(["word"] * 53) + "…"


def test_only_paragraphs_that_can_stand_alone_are_told() -> None:
    html = (
        "<h2>No</h2><pre><code>no</code></pre><table><tbody><tr><td><p>no</p></td></tr></tbody></table><aside><p>no</p></aside>"
        '<div class="admonition note"><p>no</p></div><div class="toc"><ul><li>no</li></ul></div>'
        '<p>Yes<sup id="fnref-1"><a class="footnote-ref" href="#fn-1">1</a></sup> &amp; <code>so</code>.<br>On</p>'
        '<div class="footnote"><ol><li><p>no</p></li></ol></div>'
    )
    assert excerpt(html) == "Yes & so. On"


def test_text_without_spaces_is_cut_by_signs() -> None:
    assert shortened("日本語の文章です" * 20) == ("日本語の文章です" * 14)[:110] + "…"


def test_a_cut_leaves_no_comma_before_the_ellipsis() -> None:
    assert shortened("word, " * 60).endswith("word…")


def test_a_body_of_nothing_but_code_has_no_excerpt() -> None:
    assert excerpt("<pre><code>x</code></pre>") == ""


def test_a_template_tag_that_is_shown_as_typed_is_left_out() -> None:
    html = '<p><code class="raw-template">{{&lt; a &gt;}}</code></p><p>One <code class="raw-template">{% b %}</code> two</p>'
    assert excerpt(html) == "One two"


# ---- what is no prose

PROSE = "<p>Rain at last.</p>"


@pytest.mark.parametrize(
    "html",
    [
        "<p>9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08</p>",
        "<p>SHA1: da39a3ee5e6b4b0d3255bfef95601890afd80709 MD5: d41d8cd98f00b204e9800998ecf8427e</p>",
        "<p>* * *</p>",
        '<p><a href="/a/">Archive</a> | <a href="/b/"><em>About</em></a></p>',
        '<ul><li><p><a href="/a/">One</a></p></li><li><p><a href="/b/">Two</a></p></li></ul>',
        "<p>https://example.com/a-story</p>",
        '<p><a href="http://www.example.com/">www.example.com</a></p>',
        '<figure class="embed youtube"><a href="https://www.youtube.com/"><strong>YouTube</strong> <span>a</span></a></figure>',
        '<p><audio controls="" src="/a.mp3">a.mp3</audio></p>',
        '<p><img alt="A boat" src="/a.jpg"><br><em>The <a href="/b/">harbour</a> in May</em></p>',
        '<p><img alt="A boat" src="/a.jpg"></p><p><em>The harbour in May</em></p>',
        '<figure><img alt="" src="/a.jpg"><figcaption><p>The harbour</p></figcaption></figure>',
        '<div class="gallery">\n<figure><img alt="" src="/a.jpg"></figure>\n</div>\n<p><em>The harbour in May</em></p>',
    ],
)
def test_paragraphs_without_a_sentence_are_left_out(html: str) -> None:
    assert excerpt(html) == ""
    assert excerpt(html + PROSE) == "Rain at last."


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>Commit {'da39a3ee' * 5} broke it {'for all ' * 12}again.</p>", "Commit da39a3ee"),
        ('<p>See <a href="/a/">the archive</a></p>', "See the archive"),
        ("<p><em>Written in a train.</em></p>", "Written in a train."),
        ('<p><img alt="A boat" src="/a.jpg"> A boat.</p>', "A boat."),
    ],
)
def test_a_sentence_with_a_hash_a_link_or_a_picture_is_prose(html: str, expected: str) -> None:
    assert excerpt(html).startswith(expected)


# ---- where it ends

CODE = "<pre><code>make</code></pre>"
LONG = "It rained for three days, so that the harbour was under water, and nobody could say where the boats were."


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>{LONG} Then:</p>{CODE}<p>After.</p>", LONG),
        (f"<p>{LONG}</p><p>Run this:</p><ul><li>one</li></ul><p>After.</p>", LONG),
        (f"<p>{LONG}</p><h2>Next</h2><p>After.</p>", LONG),
        (f"<p>{LONG}</p><p>After.</p>", f"{LONG} After."),
        (f"<p>Short. Run this:</p>{CODE}<p>After.</p>", "Short. After."),
        (f"<p>Run this:</p>{CODE}<p>After.</p>", "After."),
        (f"<p>Run this:</p>{CODE}", "Run this:"),
        (f"<p>Some say:</p>{CODE}<p>and others agree.</p>", "Some say…"),
        (f"<p>Short. Some say:</p>{CODE}<p>und andere auch.</p>", "Short. Some say…"),
        (f'<p>{LONG}</p><p>Listen:</p><p><audio controls="" src="/a.mp3">a</audio></p><p>After.</p>', LONG),
        ("<p>She said:</p><blockquote><p>No.</p></blockquote>", "She said: No."),
        ("<p>二つあります。次のとおり：</p><ul><li>a</li></ul>", "二つあります。"),
    ],
)
def test_an_excerpt_doesnt_lead_to_what_it_leaves_out(html: str, expected: str) -> None:
    assert excerpt(html) == expected


@pytest.mark.parametrize("unit", ["<em>", "<p>", "<p>a:</p><hr>", "<p><a>b</a></p>", "<p>. A</p>", "<p>" + "a" * 31 + "</p>"])
def test_any_text_is_read_in_linear_time(unit: str) -> None:
    assert len(within(2, lambda: excerpt(unit * (600_000 // len(unit))))) < 3_000
