r"""Formulas: LaTeX between dollar signs becomes MathML."""

import re
from contextlib import suppress
from time import process_time

import pytest

from chalicelib.content.html.allow_list import MATHML, MATHML_ATTRIBUTES
from chalicelib.content.markdown.formulas import LONGEST, SIGNS, Formulas, UnreadableFormulaError
from chalicelib.content.markdown_to_html import Rendered, render
from chalicelib.content.site.site import Site
from chalicelib.content.text.excerpts import plain
from chalicelib.content.text.search_words import vocabulary
from chalicelib.newsletter.mail import plaintext
from chalicelib.newsletter.mail.html_body import blocks
from chalicelib.rendering.formats.absolute_urls import absolute


def rendered(text: str, title: str = "Known") -> Rendered:
    return render(text, key="posts/a.md", lang="en", site=Site(), title=title)


SQUARE = (
    '<math alttext="x^2"><semantics><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow>'
    '<annotation encoding="application/x-tex">x^2</annotation></semantics></math>'
)
WRITTEN = {
    "within a sentence": ("a $x^2$, b", f"<p>a {SQUARE}, b</p>"),
    "as GitHub writes it": ("a $`x^2`$ b", f"<p>a {SQUARE} b</p>"),
    "on its own": ("$$\nx^2\n$$", f"<p>{SQUARE}</p>".replace("<math", '<math display="block"')),
    "fenced": ("```math\nx^2\n```", f"<p>{SQUARE}</p>".replace("<math", '<math display="block"')),
    "in a heading": ("## The $x^2$", f'<h2 id="the-x2">The {SQUARE}</h2>'),
    "with marks of Markdown": ("$a*b$ *c*", "<em>c</em></p>"),
}


@pytest.mark.parametrize(("text", "part"), WRITTEN.values(), ids=WRITTEN)
def test_a_formula_becomes_mathml_with_its_source(text: str, part: str) -> None:
    result = rendered(text)

    assert part in result.html
    assert result.diagnostics == ()


PROSE = [
    "from $5 to $10",
    "between $200 and “$250”",
    "a bid of $249** and of **$10",
    "CloudFront (0.09$/GB), or S3 (0.04$/GB)",
    "US$5 (or NZ$8)",
    "set $HOME and $PATH",
    "$HOME/bin:$PATH and $HOME/x:$PWD",
    '"$A" or "$B"',
    "$1“$2“$3“$4“$5“$6",
    r"\$x\$",
    "`$x$` and `$y$`",
    r"\(x\) and \[y\]",
]


@pytest.mark.parametrize("text", PROSE)
def test_prices_and_variables_are_no_formulas(text: str) -> None:
    result = rendered(text)

    assert "<math" not in result.html
    assert result.diagnostics == ()


def test_the_marks_between_two_prices_are_read() -> None:
    assert (
        rendered("from $200 and **up “$250** [x](/$y$)").html
        == '<p>from $200 and <strong>up “$250</strong> <a href="/$y$">x</a></p>'
    )


BROKEN = [
    (r"a $x\foo{b}$", r'\foo{b}: Unknown command "\foo".', (1, 5)),
    ("é\n\n$$\na\n  \\right)\n$$", r"\right): Unmatched closing token", (5, 3)),
    ("> $$\n> a\n> \\foo\n> $$", r"\foo: Unknown command", (3, 3)),
    ("- b\n\n  ```math\n  a\n  \\foo\n  ```", r"\foo: Unknown command", (5, 3)),
    (f"${'x' * (LONGEST + 1)}$", f"{'x' * 30}: the formula is too long", (1, 2)),
    (f"${'{' * SIGNS}{'}' * SIGNS}$", f"{'{' * 30}: the formula is too long", (1, 2)),
    (f"${'{' * 10}{'x^{' * 200}{'}' * 210}$", f"{'{' * 10}", (1, 2)),
    (r"$\def\a{\a\a}\a$", r"\def\a{\a\a}\a: Too many expansions", (1, 2)),
    (r"$\href{javascript:a}{b}$", r"\href", (1, 2)),
]


@pytest.mark.parametrize(("text", "told", "place"), BROKEN, ids=[text[:20] for text, *_ in BROKEN])
def test_a_broken_formula_is_shown_as_its_source_and_reported_with_its_place(
    text: str, told: str, place: tuple[int, int]
) -> None:
    result = rendered(text)

    assert "<math" not in result.html
    assert "<code>$" in result.html
    (diagnostic,) = result.diagnostics
    assert diagnostic.code == "formula"
    assert diagnostic.found.startswith(told)
    assert (diagnostic.line, diagnostic.column) == place


def test_a_formula_with_a_lone_brace_stays_as_typed_and_is_reported() -> None:
    result = rendered("a\n\n$$\nb}\n$$")

    assert result.html == "<p>a</p>\n<p>$$\nb}\n$$</p>"
    assert [(diagnostic.code, diagnostic.line) for diagnostic in result.diagnostics] == [("formula", 3)]


HOSTILE = [
    r"\text{<script>alert(1)</script>}",
    r"x \text{' onclick=alert(1) \"} <b onload=x>",
    r"\color{red}{x}\text{\textbf{<i>}}",
    r"\begin{align}a\label{x}\end{align}\eqref{x}",
    r"\class{a}{b}\style{color:red}{x}",
    r"\newcommand{\x}{<img src=x>}\text{\x}",
    r"\operatorname{<script>} \mathrm{&lt;script&gt;}",
    "\x02\x030\u2028\ud7ff",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_only_listed_elements_and_attributes_go_out(source: str) -> None:
    html = rendered(f"a ${source}$ b").html

    tags = re.findall(r"<(\w+)((?: [\w-]+=\"[^\"<>]*\")*)>", html)
    assert len(tags) == len(re.findall(r"<(?!/)", html))
    assert {name for name, _ in tags} <= MATHML | {"math", "semantics", "annotation", "p"}
    assert {name for _, has in tags for name in re.findall(r' ([\w-]+)="[^"]*"', has)} <= MATHML_ATTRIBUTES | {
        *("alttext", "encoding", "class", "mathcolor", "display"),
    }


def test_an_author_cannot_place_a_formula_into_an_attribute() -> None:
    html = rendered('$x^2$ <b title="&#2;0&#3;">a</b> ![the $x^2$](b.png)').html

    assert '<b title="0">' in html
    assert 'alt="the x^2"' in html


def test_a_bracket_without_a_partner_does_not_double_the_time() -> None:
    """Version 0.9.0 of math-core takes a second for 24, twice as long with each one more, and never ends in the next test."""
    begun = process_time()

    Formulas().place("(" * 30, display=True)

    assert process_time() - begun < 5


SLOW = ["(", "[", r"\langle ", r"\mathfrak[", "~", "é", r"\not", "x'", r"\begin{matrix}", r"x^{", r"\sqrt[", "{(}", "a_"]


@pytest.mark.parametrize("piece", SLOW)
def test_the_slowest_formula_takes_little_time(piece: str) -> None:
    source = (piece * LONGEST)[: min(LONGEST, SIGNS)]
    begun = process_time()

    with suppress(UnreadableFormulaError):
        Formulas().place(source, display=True)

    assert process_time() - begun < 5


def test_a_text_of_formulas_takes_bounded_time_and_keeps_the_rest_as_code() -> None:
    begun = process_time()

    result = rendered("$x$ " * 20_000)

    assert process_time() - begun < 8
    assert 1_000 < result.html.count("<math") <= 5_000
    assert result.html.count("<code>$x$</code>") == 20_000 - result.html.count("<math")
    assert {diagnostic.found for diagnostic in result.diagnostics} == {"x: the text has too many formulas"}


def test_equations_are_numbered_through_the_text() -> None:
    html = rendered("$$\\begin{align}a\\end{align}$$\n\n$$\\begin{align}b\\end{align}$$").html

    assert re.findall(r"<mtext>\((\d)\)</mtext>", html) == ["1", "2"]


def test_a_command_that_a_formula_defines_is_its_own() -> None:
    assert [told.found for told in rendered(r"$\newcommand{\x}{y}\x$ $\x$").diagnostics] == [r'\x: Unknown command "\x".']


def test_a_style_becomes_classes_because_pages_allow_no_style() -> None:
    html = rendered(r"$\begin{aligned}a&=b\end{aligned}\color{red}c$").html

    assert " style=" not in html
    assert '<mtd class="math-end math-close-after">' in html
    assert '<mrow mathcolor="#FF0000">' in html


TEXT = "So $E=mc^2$ is.\n\n$$\\frac{a}{b}$$\n\nThat."


def test_an_excerpt_has_the_source_of_a_formula_only_within_a_sentence() -> None:
    assert rendered(TEXT).excerpt == "So E=mc^2 is. That."
    assert plain(rendered(TEXT).html) == "So E=mc^2 is. That."


def test_a_title_and_the_table_of_contents_have_the_source() -> None:
    result = rendered("# On $x<y^2$\n\n[TOC]\n\n## The $x^2$\n", title="")

    assert result.title == "On x<y^2"
    assert '<a href="#the-x2">The x^2</a>' in result.html


def test_formulas_have_no_words_for_the_search() -> None:
    assert vocabulary(rendered(TEXT).html) == ("so", "is", "that")


def test_a_feed_carries_mathml_with_the_source_as_its_text() -> None:
    html = rendered(TEXT).html

    assert absolute(html, "https://a.example", "https://a.example/b/") == html
    assert 'alttext="E=mc^2"' in html


def test_a_letter_shows_a_formula_in_a_line() -> None:
    html = rendered(TEXT).html

    shown = "".join(blocks(html, "https://a.example", "https://a.example/b/", "c"))
    assert "<i>E</i> = <i>m</i><i>c</i><sup>2</sup></span> is.</p>" in shown
    assert "<i>a</i>/<i>b</i></span></p>" in shown
    assert plaintext.plain(html) == "So E=mc^2 is.\n\n\\frac{a}{b}\n\nThat."
