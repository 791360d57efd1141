r"""Formulas: LaTeX becomes MathML, without a script.

math-core reads LaTeX and writes MathML Core, the part of MathML that all browsers show. It recurses, and it isn't made to be
safe, so a formula passes two checks. Before it is read, its length and its signs are counted: each sign may open a level, and a
stack that is too small ends the process. After that, only the elements and attributes that are listed here go out, because MathML
is put into a text after the sanitizer. A `style` becomes classes, because the policy of a page allows no `style`. Version 0.9.0
of math-core takes twice the time for each bracket that isn't closed, so that version isn't used.

A formula also carries its source: as `alttext`, which excerpts and some letters show, and as an annotation, which programs read.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from html import escape, unescape
from typing import TYPE_CHECKING

from chalicelib.content.html.allow_list import MATHML, MATHML_ATTRIBUTES
from chalicelib.content.limits import limit
from chalicelib.content.markdown.dialects import FORMULA, FORMULAS

if TYPE_CHECKING:
    from math_core import LatexToMathML

LONGEST = limit("formula")
SIGNS = limit("signs of a formula")
IN_ALL = limit("formulas of a text")
LONGEST_MADE = limit("MathML of a formula")
DEPTH = limit("depth of a text")
LEAST = 20  # characters that a formula counts at least
EXPANSIONS = 100  # of commands that a formula defines

MACROS: Mapping[str, str] = {  # commands of LaTeX that math-core lacks
    "dotsb": r"\cdots",
    "dotsc": r"\ldots",
    "dotsm": r"\cdots",
    "hbox": r"\text{#1}",
    "hdots": r"\ldots",
    "mbox": r"\text{#1}",
    "mathbbm": r"\mathbb{#1}",
    "mathds": r"\mathbb{#1}",
    "substack": r"\begin{subarray}{c}#1\end{subarray}",
}
CLASSES: Mapping[str, str] = {  # of cells, by the declarations of a `style`; `style.css` has their rules
    "text-align:left": "math-start",
    "text-align:right": "math-end",
    "padding-left:0": "math-close-before",
    "padding-right:0": "math-close-after",
    "border-right:0.05emsolidcurrentcolor": "math-line-after",
    "border-top:0.05emsolidcurrentcolor": "math-line-above",
    "width:100%": "math-wide",
    "width:50%": "math-half",
}
PIECE = re.compile(r'<(/?)([a-z]+)((?: [a-z]+="[^"<>]*")*)(/?)>|([^<>]+)')
ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
VALUE = re.compile(r"[a-z0-9.+-]{1,40}")
COLOUR = re.compile(r"color:(#[0-9A-F]{6})")
SIGN = re.compile(r"[^\w\s]")
FENCE = re.compile(r"[>\s]*(?:`{3}|~{3})")
ERROR = re.compile(r"([0-9]+): (.*)", re.DOTALL)  # an error of math-core: where, in characters, and what


class UnreadableFormulaError(ValueError):
    """A formula that can't be read: why, and at which of its characters."""

    def __init__(self, why: str, at: int = 0) -> None:
        super().__init__(why)
        self.why = why
        self.at = at


class Formulas:
    """The formulas of one text, in order. The numbers of equations go on from one to the next.

    Their MathML may have as many characters as the room; the formulas after that aren't read.
    """

    def __init__(self, room: int = IN_ALL) -> None:
        self.room = room
        self.written: list[str] = []
        self.sources: list[str] = []
        self.left = IN_ALL

    @cached_property
    def converter(self) -> "LatexToMathML":
        from math_core import LatexToMathML  # noqa: PLC0415 - few texts have formulas

        return LatexToMathML(macros=dict(MACROS), fancy_error=False, allow_unreliable_rendering=True, max_expansions=EXPANSIONS)

    def place(self, source: str, *, display: bool) -> str:
        """Return the place of a formula, which has its number; `written` has its MathML."""
        self.left -= max(len(source), LEAST)
        if self.left < 0 or self.room < 0:
            raise UnreadableFormulaError("the text has too many formulas")
        mathml = self._mathml(source, display=display)
        self.room -= len(mathml)
        self.written.append(mathml)
        self.sources.append(source)
        return FORMULA.format(len(self.written) - 1)

    def as_text(self, html: str) -> str:
        """Return the HTML with the sources of its formulas in their places, for a title or a label."""
        sources = dict(enumerate(self.sources))
        return FORMULAS.sub(lambda place: escape(sources.get(int(place[1]), "")), html) if sources else html

    def _mathml(self, source: str, *, display: bool) -> str:
        if len(source) > LONGEST or len(SIGN.findall(source)) > SIGNS:
            raise UnreadableFormulaError("the formula is too long")
        inner = "".join(_checked(self._converted(source, display=display)))
        block = ' display="block"' if display else ""
        note = f'<annotation encoding="application/x-tex">{escape(source, quote=False)}</annotation>'
        return f'<math{block} alttext="{escape(source)}"><semantics><mrow>{inner}</mrow>{note}</semantics></math>'

    def _converted(self, source: str, *, display: bool) -> str:
        """Return the content of the `math` element that math-core makes."""
        from math_core import LatexError  # noqa: PLC0415 - few texts have formulas

        try:
            mathml = self.converter.convert_with_global_state(source, displaystyle=display)
        except LatexError as error:
            message = ERROR.fullmatch(str(error))
            raise UnreadableFormulaError(message[2] if message else str(error), int(message[1]) if message else 0) from error
        except BaseException as panic:
            if type(panic).__name__ != "PanicException":  # a fault within math-core, which is written in Rust
                raise
            raise UnreadableFormulaError("math-core fails on it") from panic
        if len(mathml) > LONGEST_MADE:
            raise UnreadableFormulaError("the formula becomes too long")
        return mathml[mathml.index(">") + 1 : -len("</math>")]


def _checked(mathml: str) -> Iterator[str]:
    """Yield the MathML piece by piece; refuse all but well-formed elements that are listed."""
    opened: list[str] = []
    end = 0
    while end < len(mathml):
        piece = PIECE.match(mathml, end)
        closing, name, attributes, alone, text = piece.groups("") if piece else ("", "", "", "", "")
        name = "span" if name == "a" else name  # a reference to an equation
        if text:
            yield escape(unescape(text), quote=False)
        elif name not in MATHML or (closing and (opened or [""]).pop() != name):
            raise UnreadableFormulaError("it doesn't become MathML")
        elif closing:
            yield f"</{name}>"
        else:
            yield f"<{name}{_attributes(attributes)}>{f'</{name}>' if alone else ''}"
            opened += () if alone else (name,)
        if len(opened) > DEPTH:
            raise UnreadableFormulaError("it is nested too deeply")
        end = piece.end() if piece else end
    if opened:
        raise UnreadableFormulaError("it doesn't become MathML")


def _attributes(written: str) -> str:
    """Return the listed attributes of a tag; `style` becomes a class, and a colour."""
    attributes = dict(ATTRIBUTE.findall(written))
    style = attributes.pop("style", "").replace(" ", "").split(";")
    allowed = {name: value for name, value in attributes.items() if name in MATHML_ATTRIBUTES and VALUE.fullmatch(value)}
    colour = next((colour[1] for colour in map(COLOUR.fullmatch, style) if colour), "")
    classes = " ".join(CLASSES[declaration] for declaration in style if declaration in CLASSES)
    more = {name: value for name, value in (("mathcolor", colour), ("class", classes)) if value}
    return "".join(f' {name}="{value}"' for name, value in (allowed | more).items())


def place_in(written: str, tex: str, at: int) -> tuple[int, int]:
    """Return the place of a formula's character, in lines and columns after the begin of `written`.

    A line in the source may begin with more than its formula: with the sign of a quote, or blanks.
    """
    lines, formula_lines = written.split("\n"), tex.split("\n")
    first = next((number for number, line in enumerate(lines) if formula_lines[0] in line and not FENCE.match(line)), 0)
    passed = tex.count("\n", 0, at)
    number = min(first + passed, len(lines) - 1)
    return number, max(0, lines[number].find(formula_lines[passed])) + len(tex[:at].rpartition("\n")[2])


def shown(source: str, *, display: bool) -> str:
    """Return a formula that can't be read as its source."""
    mark = "$$" if display else "$"
    return f"<code>{mark}{escape(source, quote=False)}{mark}</code>"
