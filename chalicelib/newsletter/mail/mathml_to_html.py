"""A formula as a mail shows it: in one line, since few mail programs show MathML.

Letters slant, raised and lowered parts stay such, a fraction becomes a quotient, and a root keeps its sign. A formula that has no
form in a line, such as a matrix, becomes its source.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import TypeAlias

from lxml import html

Element: TypeAlias = html.HtmlElement
Parts: TypeAlias = list[str | Element]

FORMULA = "formula"
"""The class of a formula that is written in a line."""
APART = frozenset("=<>≤≥≠≈≡∼≅∝→←↔⇒⇐⇔↦∈∉∋⊂⊃⊆⊇∪∩+−±∓×÷∧∨∣∖")
"""Operators with a space on both sides, unless their formula says that they have none, as before a number."""
AFTER = frozenset(",;")
LARGE = frozenset("∑∏∐∫∬∭∮⋃⋂⨁⨂")
ROOTS: Mapping[str, str] = {"3": "∛", "4": "∜"}
SILENT = frozenset("\u2061\u2062\u2063\u2064")
"""Operators that only programs read, such as the one between a function and its argument."""
OVERLINE, UNDERLINE = "\u0305", "\u0332"
LINES = frozenset({OVERLINE, UNDERLINE})
"""The marks that are drawn along several letters, too."""
ACCENTS: Mapping[str, str] = {
    "`": "\u0300",
    "´": "\u0301",
    "ˆ": "\u0302",
    "^": "\u0302",
    "\u0302": "\u0302",
    "˜": "\u0303",
    "~": "\u0303",
    "¯": "\u0304",
    "‾": "\u0304",
    "\u0332": OVERLINE,
    "˘": "\u0306",
    "˙": "\u0307",
    "¨": "\u0308",
    "˚": "\u030a",
    "ˇ": "\u030c",
    "⃗": "\u20d7",
    "→": "\u20d7",
    "\u20db": "\u20db",
}
"""The signs that stand above a letter, and the same signs as marks of the letter."""
ACCENTS_BELOW: Mapping[str, str] = dict.fromkeys(("_", "\u0332"), UNDERLINE)
"""The same for signs below a letter."""
LETTER = re.compile(r"\S[\u0300-\u036f\u20d0-\u20ff]*")
"""A letter with its marks."""


class NoLineError(Exception):
    """Some part of the formula has no form in a line."""


def in_line(formula: Element) -> Element:
    """Return the formula in a line of HTML, else its source as code."""
    try:
        parts = _row(formula)
    except NoLineError:
        code = html.Element("code")
        code.text = formula.get("alttext", "")
        return code
    of_its_own = " block" if formula.get("display") == "block" else ""
    return _holding("span", _trimmed(parts), {"class": FORMULA + of_its_own, "dir": "ltr"})


def _holding(tag: str, parts: Parts, attributes: Mapping[str, str] | None = None) -> Element:
    holder = html.Element(tag, attributes or {})
    for part in parts:
        if not isinstance(part, str):
            holder.append(part)
        elif len(holder):
            holder[-1].tail = (holder[-1].tail or "") + part
        else:
            holder.text = (holder.text or "") + part
    return holder


def _parts(element: Element) -> Parts:
    strays = (element.tail or "") + ("" if element.tag in SAYING else element.text or "")
    if element.tag not in RULES or strays.strip():
        raise NoLineError
    return RULES[element.tag](element)


def _row(element: Element) -> Parts:
    return list(chain.from_iterable(map(_parts, element)))


def _of_first(element: Element) -> Parts:
    """Return what is meant; what follows it are notes."""
    return _parts(element[0]) if len(element) else []


# ---- letters, numbers and operators


def _text(element: Element) -> Parts:
    if len(element):
        raise NoLineError
    return [element.text or ""]


def _letter(element: Element) -> Parts:
    said = element.text or ""
    is_plain = len(said) == 1 and said.isalpha() and not unicodedata.decomposition(said).startswith("<font>")
    return [_holding("i", _text(element))] if is_plain and element.get("mathvariant") != "normal" else _text(element)


def _operator(element: Element) -> Parts:
    said = "".join(map(str, _text(element))).strip()
    if said in SILENT:
        return []
    if _is_name(element):
        return [f" {said} "]
    if said in APART and element.get("lspace") != "0":
        return [f" {said} "]
    return [f"{said} " if said in AFTER else said]


def _is_name(element: Element) -> bool:
    """Return whether this is a function or a sum, which stands apart from what it is applied to, limits included."""
    said = "".join((element.text or "").split())  # `arg max` is one name
    return element.tag == "mo" and (said in LARGE or (said.isalpha() and len(said) > 1))


# ---- parts above, below and beside others


def _shape(element: Element, number: int) -> Sequence[Element]:
    if len(element) != number:
        raise NoLineError
    return list(element)


def _raised(element: Element) -> Parts:
    base, above = _shape(element, 2)
    said = _said(above)
    if not said:
        return _parts(base)
    return _with(base, said if not said.strip("′″‴") else _holding("sup", _trimmed(_parts(above))))


def _lowered(element: Element) -> Parts:
    base, below = _shape(element, 2)
    return _with(base, _holding("sub", _trimmed(_parts(below))))


def _both(element: Element) -> Parts:
    base, below, above = _shape(element, 3)
    return _with(base, _holding("sub", _trimmed(_parts(below))), _holding("sup", _trimmed(_parts(above))))


def _with(base: Element, *scripts: str | Element) -> Parts:
    return [" ", *_trimmed(_parts(base)), *scripts, " "] if _is_name(base) else [*_whole(base), *scripts]


def _trimmed(parts: Parts) -> Parts:
    """Return the parts without a blank at the start or the end."""
    if parts and isinstance(parts[0], str):
        parts = [parts[0].lstrip(), *parts[1:]]
    if parts and isinstance(parts[-1], str):
        parts = [*parts[:-1], parts[-1].rstrip()]
    return parts


def _above(element: Element) -> Parts:
    """Return the base with an accent, or with a limit above."""
    base, above = _shape(element, 2)
    return _marked(base, ACCENTS.get(_said(above), "")) if element.get("accent") == "true" else _raised(element)


def _below(element: Element) -> Parts:
    """Return the base with an accent below it, or with a limit below."""
    base, below = _shape(element, 2)
    return _marked(base, ACCENTS_BELOW.get(_said(below), "")) if element.get("accentunder") == "true" else _lowered(element)


def _said(element: Element) -> str:
    return str(element.text_content()).strip()


def _marked(base: Element, mark: str) -> Parts:
    """Return the base with the mark at its letter; only lines are drawn along several letters, and none along a blank."""
    parts = _trimmed(_parts(base))
    said = "".join(part if isinstance(part, str) else part.text_content() for part in parts)
    is_other = any(not isinstance(part, str) and (part.tag != "i" or len(part)) for part in parts)
    if not mark or is_other or " " in said or not (mark in LINES or len(LETTER.findall(said)) == 1):
        raise NoLineError
    return [_with_mark(part, mark) if isinstance(part, str) else _holding("i", [_with_mark(part.text, mark)]) for part in parts]


def _with_mark(said: str, mark: str) -> str:
    return unicodedata.normalize("NFC", LETTER.sub(rf"\g<0>{mark}", said))


def _root(element: Element) -> Parts:
    base, degree = _shape(element, 2)
    if sign := ROOTS.get(degree.text_content().strip()):
        return [sign, *_whole(base)]
    return [_holding("sup", _trimmed(_parts(degree))), "√", *_whole(base)]


def _square_root(element: Element) -> Parts:
    return ["√", *(_whole(element[0]) if len(element) == 1 else _in_parentheses(_row(element)))]


def _in_parentheses(parts: Parts) -> Parts:
    return ["(", *_trimmed(parts), ")"]


def _fraction(element: Element) -> Parts:
    above, below = _shape(element, 2)
    if element.get("linethickness") == "0":
        raise NoLineError
    return [*(_trimmed(_parts(above)) if _is_product(above) else _whole(above)), "/", *_whole(below)]


def _quotient(element: Element) -> Parts:
    """Return a fraction of a row: in parentheses beside what it is multiplied with."""
    beside = [near for near in (element.getprevious(), element.getnext()) if near is not None]
    parts = _fraction(element)
    return parts if all(map(_is_apart, beside)) else _in_parentheses(parts)


def _is_apart(element: Element) -> bool:
    said = (element.text or "").strip()
    return element.tag == "mo" and (said in APART | AFTER | frozenset("()[]{}|") or said == "")


def _unwrapped(element: Element) -> Element:
    while element.tag in ("mrow", "mstyle") and len(inner := [child for child in element if child.tag != "mspace"]) == 1:
        element = inner[0]
    return element


def _whole(element: Element) -> Parts:
    """Return a part that stands as one, in parentheses unless it is one."""
    inner = _unwrapped(element)
    if inner.tag == "mfrac":
        return _in_parentheses(_fraction(inner))
    is_one = inner.tag not in ("mrow", "mstyle") or not len(inner) or _is_fenced(inner)
    return _trimmed(_parts(inner)) if is_one else _in_parentheses(_parts(inner))


def _is_fenced(element: Element) -> bool:
    signs = [(child.text or "").strip() for child in element if child.tag == "mo"]
    ends = element[0].tag == element[-1].tag == "mo"
    return ends and "".join(sign for sign in signs if sign in "()[]{}|") in ("()", "[]", "{}", "||")


def _is_product(element: Element) -> bool:
    inner = _unwrapped(element)
    factors = inner if inner.tag == "mrow" else [inner]
    is_apart = any(child.tag == "mo" and (child.text or "").strip() in APART for child in factors)
    nests = any(child.tag == "mfrac" for child in inner.iter())
    is_applied = any(map(_is_name, factors)) and len(factors) > 1
    return not nests and not is_applied and (not is_apart or _is_balanced(factors))


def _is_balanced(factors: Sequence[Element]) -> bool:
    """Return whether each operator between is within parentheses."""
    depth = 0
    for child in factors:
        said = (child.text or "").strip() if child.tag == "mo" else ""
        depth += (said in ("(", "[", "{")) - (said in (")", "]", "}"))
        if depth <= 0 and said in APART:
            return False
    return True


SAYING = frozenset({"annotation", "mi", "mn", "mo", "mphantom", "mtext"})
"""The elements that hold text; in the others, it would be lost."""
RULES: Mapping[str, Callable[[Element], Parts]] = {
    **dict.fromkeys(("math", "mrow", "mstyle", "mpadded"), _row),
    "annotation": lambda _: [],
    "mfrac": _quotient,
    "mi": _letter,
    "mn": _text,
    "mo": _operator,
    "mover": _above,
    "mphantom": lambda _: [],
    "mroot": _root,
    "mspace": lambda _: [" "],
    "msqrt": _square_root,
    "msub": _lowered,
    "msubsup": _both,
    "msup": _raised,
    "mtext": _text,
    "munder": _below,
    "munderover": _both,
    "none": lambda _: [],
    "semantics": _of_first,
}
"""How the elements of a formula are written; an element that isn't listed has no form in a line."""
