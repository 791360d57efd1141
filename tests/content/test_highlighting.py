"""Code in colours."""

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
    light, dark = highlight_css().split("@media (prefers-color-scheme: dark)")
    assert ".highlight .k" in light
    assert ".highlight .k" in dark
    assert light.count("{") == light.count("}")
    assert dark.count("{") == dark.count("}")
