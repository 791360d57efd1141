"""Syntax highlighting."""

import re

import pytest

from chalicelib.content.presentation.highlighting import LONGEST, highlight_css, highlighted
from tests.each import each


def code(language: str, text: str) -> str:
    return f'<pre><code class="language-{language}">{text}</code></pre>'


def test_code_of_a_known_language_is_marked_with_classes_only() -> None:
    marked = highlighted(code("python", "if &lt;"))
    assert marked.startswith('<pre><code class="highlight language-python"><span class="k">if</span>')
    assert '<span class="o">&lt;</span>' in marked
    assert "style=" not in marked


def test_no_span_goes_over_the_end_of_a_line() -> None:
    marked = highlighted(code("python", '"""a\n\nb"""'))
    assert marked.count("<span") == 2
    assert '<span class="sd">"""a</span>\n\n<span class="sd">b"""</span>' in marked


def test_what_looks_like_text_has_no_span_and_no_rule() -> None:
    assert highlighted(code("c", "int x;")).endswith('"><span class="kt">int</span> x;</code></pre>')
    assert not re.search(r"\.(n|p|w|err)\b", highlight_css())


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def in_scheme() -> list[str]:
    """Return the rules for light pages, for those that are dark as the device is, and for those that the reader wishes dark."""
    return re.split(r"@media screen[^{]*", highlight_css())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("change", ["gd", "gi"])
def test_the_lines_of_a_diff_have_colours_that_can_be_read(change: str, scheme: str) -> None:
    css = in_scheme()[scheme == "dark"]
    (colours,) = re.findall(rf"\.{change} {{ color: (#\w{{6}}); background: (#\w{{6}}) }}", css)

    dark, light = sorted(map(luminance, colours))
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_code_of_an_unknown_language_stays_plain() -> None:
    assert highlighted(code("nosuch", "x = 1")) == code("nosuch", "x = 1")


def test_very_long_code_stays_plain() -> None:
    assert highlighted(code("python", "x = 1\n" * LONGEST)) == code("python", "x = 1\n" * LONGEST)


def test_blank_lines_around_code_stay() -> None:
    assert "\n\n" in highlighted(code("text", "\n\nx\n\n"))


def test_the_stylesheet_is_for_light_and_dark() -> None:
    light, dark, chosen = in_scheme()
    assert re.search(r"^\.highlight :is\(\.k, .*\) { color: #\w+ }$", light, re.MULTILINE)
    assert re.search(r"^:root:not\(\[data-scheme=light\]\) \.highlight :is\(\.k, .*\) { color: #\w+ }$", dark, re.MULTILINE)
    assert chosen == dark.replace(":root:not([data-scheme=light])", "[data-scheme=dark]")
    assert highlight_css().count("{") == highlight_css().count("}")


def test_each_look_is_one_rule_and_a_lexers_doubts_have_none() -> None:
    for css in in_scheme():
        looks = re.findall(r"{ ([^{}]+) }", css)
        assert len(looks) == len(set(looks)) > 5
        assert not re.search(r"\.(err|w)\b", css)


@each("language", ["console", "python", "text", "pycon", "ruby", "html", "irb", "powershell-session"])
@each("written", ["$ a", "$ a\nb\n$ c", "$ a\n", "\n\n$ a\n\n", "&gt; a\nb\n\n\n&gt; c"])
def test_code_in_colours_is_the_code_that_was_written(language: str, written: str) -> None:
    marked = highlighted(code(language, written))
    assert re.sub("<[^>]*>", "", marked) == written
