"""What kramdown and CommonMark read differently within a paragraph: addresses with spaces, emphasis, formulas; and raw Liquid."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import partial
from html import escape
from itertools import islice

from chalicelib.content.shortcodes.code_ranges import Ranges, code_and_html
from infra.importers.folder.code_aware_replace import outside_code

OUTPUT = r"\{\{[^{}\n]{0,300}\}\}"
TITLE = r"""(?<=[ \t])(?:"[^"\n]{0,500}"|'[^'\n]{0,500}')"""
SPACED = re.compile(rf"""(?<=\]\()(?![<\s])((?:{OUTPUT}|[^()<>{{}}"'\n]){{1,500}})(?=(?:{TITLE})?[ \t]{{0,9}}\))""")
STRESSED = re.compile(r"(?<![*\\])(\*\*?)(?![\s*])([^*\n]+)(?<![\s\\])\1(?!\*)")
DEFINED = re.compile(r"^[ ]{0,3}\*\[([^\[\]\n]{1,100})\]:([^\n]*)\n?", re.MULTILINE)
NO_WORDS = r"\]\([^()\n]{0,500}\)|\]:[^\n]*|<[^<>\n]{0,500}>|https?://\S+"
MOST = 100  # abbreviations of a text
NEAR = 200  # characters of the line that a formula is on
FORMULA = re.compile(r"\$\$([^$\n]+)\$\$")
RAW = re.compile(
    r"(?P<line>^[ \t]*)?\{%-?\s*(?P<end>end)?raw\s*-?%\}(?(line)[ \t]*\n)|\{%-?\s*(?P<ends>end)?raw\s*-?%\}", re.MULTILINE
)


def with_spaces(text: str) -> str:
    """Return the text with `%20` for each space in an address, since CommonMark has none there."""
    return outside_code(SPACED, _spelled, text)


def _spelled(found: re.Match[str]) -> str:
    path = found[1].rstrip()
    parts = re.split(f"({OUTPUT})", path)
    return (
        "".join(part if number % 2 else re.sub(r"[ \t]", "%20", part) for number, part in enumerate(parts))
        + found[1][len(path) :]
    )


def stressed(text: str) -> str:
    """Return the text with emphasis as HTML where CommonMark sees none: before or after a sign that touches a letter."""
    return outside_code(STRESSED, _as_element, text, html=False)


def _as_element(found: re.Match[str]) -> str:
    whole, start, end = found.string, found.start(), found.end()
    before, after = whole[start - 1 : start], whole[end : end + 1]
    opens = not _is_sign(found[2][0]) or not before.strip() or _is_sign(before)
    closes = not _is_sign(found[2][-1]) or not after.strip() or _is_sign(after)
    name = "strong" if found[1] == "**" else "em"
    return found[0] if opens and closes else f"<{name}>{found[2]}</{name}>"


def _is_sign(one: str) -> bool:
    return bool(one) and unicodedata.category(one)[0] in "PS"


def formulas(text: str) -> str:
    """Return the text with `$` around formulas within a line, for which kramdown has `$$`, too."""
    if not FORMULA.search(text):
        return text
    code, _ = code_and_html(text)  # formulas count as code

    def shown(found: re.Match[str]) -> str:
        before, after = text[max(0, found.start() - NEAR) : found.start()], text[found.end() : found.end() + NEAR]
        alone = not before.rpartition("\n")[2].strip() and not after.partition("\n")[0].strip()
        typed = alone or (found.start() in code and not text.startswith("$$", _begin_in(code, found.start())))
        return found[0] if typed else f"${found[1].strip()}$"

    return FORMULA.sub(shown, text)


def _begin_in(ranges: Ranges, at: int) -> int:
    return ranges.starts[bisect_right(ranges.starts, at) - 1]


def abbreviations(text: str) -> str:
    """Return the text with its abbreviations as elements that say what they mean, in place of their definitions."""
    if not DEFINED.search(text):
        return text
    known: dict[str, str] = {}

    def taken(found: re.Match[str]) -> str:
        known[found[1]] = found[2].strip()
        return ""

    plain = outside_code(DEFINED, taken, text)
    words = "|".join(map(re.escape, sorted(islice(known, MOST), key=len, reverse=True)))
    return (
        outside_code(re.compile(rf"{NO_WORDS}|(?<!\w)(?P<word>{words})(?!\w)"), partial(_as_abbreviation, known), plain)
        if words
        else text
    )


def _as_abbreviation(known: Mapping[str, str], found: re.Match[str]) -> str:
    word = found["word"]
    title = f' title="{escape(known[word])}"' if word and known[word] else ""
    return f"<abbr{title}>{word}</abbr>" if word else found[0]


def without_raw(text: str) -> str:
    """Return the text without Liquid's `raw` around what is in code, where nothing is a template here."""
    if "raw" not in text or not RAW.search(text):
        return text
    code, _ = code_and_html(text)
    parts, last = [], 0
    for begin, end in _pairs(text, code):
        parts += [text[last : begin.start()], text[begin.end() : end.start()]]
        last = end.end()
    return "".join([*parts, text[last:]])


def _pairs(text: str, code: Ranges) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Yield each `raw` in code with its end, if that is in the same code."""
    begun: re.Match[str] | None = None
    for found in RAW.finditer(text):
        at = text.index("{%", found.start())
        if not (found["end"] or found["ends"]):
            begun = begun or found
        elif begun:
            start = text.index("{%", begun.start())
            if start in code and at in code and _begin_in(code, start) == _begin_in(code, at):
                yield begun, found
            begun = None
