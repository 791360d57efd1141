"""Excerpts of a body."""

from chalicelib.content.excerpts import excerpt, shortened


def test_a_short_lead_is_the_excerpt() -> None:
    html = "<p>The <em>lead</em>.</p><p>The rest.</p>"
    assert excerpt(html, html.index("<p>The rest")) == "The lead."


def test_a_long_lead_is_cut_at_a_word() -> None:
    html = f"<p>{'word ' * 60}</p>"
    assert excerpt(html, len(html)) == " ".join(["word"] * 55) + "…"


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
