"""Syntax highlighting."""

import re

from chalicelib.content.highlighting import LONGEST, highlight_css, highlighted


def code(language: str, text: str) -> str:
    return f'<pre><code class="language-{language}">{text}</code></pre>'


def test_code_of_a_known_language_is_marked_with_classes_only() -> None:
    marked = highlighted(code("python", "if &lt;"))
    assert marked.startswith('<pre><code class="highlight language-python"><span class="k">if</span>')
    assert '<span class="o">&lt;</span>' in marked
    assert "style=" not in marked


def test_code_of_an_unknown_language_stays_plain() -> None:
    assert highlighted(code("nosuch", "x = 1")) == code("nosuch", "x = 1")


def test_very_long_code_stays_plain() -> None:
    assert highlighted(code("python", "x = 1\n" * LONGEST)) == code("python", "x = 1\n" * LONGEST)


def test_blank_lines_around_code_stay() -> None:
    assert "\n\n" in highlighted(code("text", "\n\nx\n\n"))


def test_the_stylesheet_is_for_light_and_dark() -> None:
    light, dark = highlight_css().split("@media screen and (prefers-color-scheme: dark)")
    assert re.search(r"^\.highlight :is\(\.k, .*\) { color: #\w+ }$", light, re.MULTILINE)
    assert re.search(r"^\.highlight :is\(\.k, .*\) { color: #\w+ }$", dark, re.MULTILINE)
    assert highlight_css().count("{") == highlight_css().count("}")


def test_each_look_is_one_rule_and_a_lexers_doubts_have_none() -> None:
    light, dark = highlight_css().split("@media screen and (prefers-color-scheme: dark)")
    for css in (light, dark):
        looks = re.findall(r"{ ([^{}]+) }", css)
        assert len(looks) == len(set(looks)) > 5
        assert not re.search(r"\.(err|w)\b", css)
