"""Formulas in a mail: in one line, which reads aloud like the formula."""

import pytest
from lxml import html

from chalicelib.content.markdown.formulas import Formulas
from chalicelib.newsletter.mail.mathml_to_html import RULES, in_line
from chalicelib.newsletter.mail.plaintext import plain

LINES = {
    "x^2": "x^2",
    "E=mc^2": "E = mc^2",
    r"h(t) = m + \frac{r}{2} \cos \frac{2 \pi t}{T}": "h(t) = m + (r/2) cos (2πt/T)",
    r"\sum_{i=1}^{n} i = \frac{n(n+1)}{2}": "∑_(i=1)^n i = n(n + 1)/2",
    r"x = \frac{-b \pm \sqrt{b^2-4ac}}{2a}": "x = (−b ± √(b^2 − 4ac))/(2a)",
    r"\sqrt{x}+\sqrt[3]{x+1}+\sqrt[n]{y}": "√x + ∛(x + 1) + ^n√y",
    r"\int_0^\infty e^{-x^2} dx": "∫_0^∞ e^(−x^2)dx",
    r"\lim_{x\to 0}\frac{\sin x}{x}": "lim_(x→0) ((sin x)/x)",
    r"\frac{1}{1+\frac{1}{x}}": "1/(1 + 1/x)",
    r"\frac{a+b}{c+d}": "(a + b)/(c + d)",
    r"\frac{(a+b)(c+d)}{2}": "(a + b)(c + d)/2",
    r"\frac{a}{b}^2": "(a/b)^2",
    r"\left(\frac{a}{b}\right)^2": "(a/b)^2",
    "{a+b}^2": "(a + b)^2",
    "a_{ij} + x_i^2": "a_ij + x_i^2",
    r"\ln x + \log_2 n": "ln x + log_2 n",
    "f'(x)": "f′(x)",
    "-1 < x": "−1 < x",
    r"\text{if } x>0": "if x > 0",
    r"\hat{x} \vec{v} \acute{x} \mathring{x}": "x\u0302v\u20d7x\u0301x\u030a",
    r"\bar{x}^2 + \bar{3}": "x\u0304^2 + 3\u0304",
    r"\dot{\hat{x}}": "x\u0302\u0307",
    r"\underline{x} + \underline{ab}": "x\u0332 + a\u0332b\u0332",
    r"\overline{AB}": "A\u0305B\u0305",
    r"A \xrightarrow{f} B": "A →^f B",
    r"\argmax_x f": "arg max_x f",
}


def line(source: str, *, display: bool = True) -> html.HtmlElement:
    formulas = Formulas()
    formulas.place(source, display=display)
    return in_line(html.fragment_fromstring(formulas.written[0]))


@pytest.mark.parametrize(("source", "said"), LINES.items())
def test_a_formula_is_read_in_a_line(source: str, said: str) -> None:
    assert plain(html.tostring(line(source), encoding="unicode")) == said


WITHOUT_LINE = (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", r"\binom{n}{k}", r"\overbrace{a+b}", r"\underbrace{a+b}_{n}")


@pytest.mark.parametrize("source", [*WITHOUT_LINE, r"\overline{a+b}", r"\vec{AB}"])
def test_a_formula_that_has_no_form_in_a_line_shows_its_source(source: str) -> None:
    shown = line(source)

    assert (shown.tag, shown.text_content()) == ("code", source)


def test_raised_and_lowered_parts_are_such_and_letters_slant() -> None:
    shown = html.tostring(line("x_1^{n+1}", display=False), encoding="unicode")

    assert shown == ('<span class="formula" dir="ltr"><i>x</i><sub>1</sub><sup><i>n</i>+1</sup></span>')


def test_only_plain_letters_slant_not_bold_ones_those_of_sets_or_numbers_with_an_accent() -> None:
    shown = line(r"\mathbb{R} \mathbf{x} \hat{\mathbf{x}} \bar{3} \bar{x}")

    assert [letter.text for letter in shown.iter("i")] == ["x\u0304"]


HELD = ("", "<mi>u</mi>", "<mi>u</mi><mi>v</mi>", "<mi>u</mi><mi>v</mi><mi>w</mi>", "<b>u</b>", "u", "<mi>u</mi>v")
SILENT = ("annotation", "mphantom", "mspace", "none", "semantics")


@pytest.mark.parametrize("held", HELD)
@pytest.mark.parametrize("tag", sorted(RULES))
def test_whatever_a_formula_holds_no_letter_of_it_is_lost(tag: str, held: str) -> None:
    formula = html.fragment_fromstring(f'<math alttext="uvw"><{tag}>{held}</{tag}></math>')

    shown = in_line(formula)

    lost = {letter for letter in "uvw" if letter in formula.text_content()} - {*shown.text_content()}
    assert shown.tag in ("span", "code")
    assert not lost or tag in SILENT
