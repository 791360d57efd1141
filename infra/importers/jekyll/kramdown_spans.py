"""What kramdown and CommonMark read differently within a paragraph: addresses with spaces, emphasis, formulas; and raw Liquid."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
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


def _spelled(match: re.Match[str]) -> str:
    path = match[1].rstrip()
    parts = re.split(f"({OUTPUT})", path)
    spelled = "".join(part if number % 2 else re.sub(r"[ \t]", "%20", part) for number, part in enumerate(parts))
    return spelled + match[1][len(path) :]


def stressed(text: str) -> str:
    """Return the text with emphasis as HTML where CommonMark sees none: before or after a sign that touches a letter."""
    return outside_code(STRESSED, _as_element, text, html=False)


def _as_element(match: re.Match[str]) -> str:
    whole, start, end = match.string, match.start(), match.end()
    above, after = whole[start - 1 : start], whole[end : end + 1]
    opens = not _is_sign(match[2][0]) or not above.strip() or _is_sign(above)
    closes = not _is_sign(match[2][-1]) or not after.strip() or _is_sign(after)
    name = "strong" if match[1] == "**" else "em"
    return match[0] if opens and closes else f"<{name}>{match[2]}</{name}>"


def _is_sign(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "PS"


def formulas(text: str) -> str:
    """Return the text with `$` around formulas within a line, for which kramdown has `$$`, too."""
    if not FORMULA.search(text):
        return text
    code, _ = code_and_html(text)  # formulas count as code

    def shown(match: re.Match[str]) -> str:
        above, after = text[max(0, match.start() - NEAR) : match.start()], text[match.end() : match.end() + NEAR]
        alone = not above.rpartition("\n")[2].strip() and not after.partition("\n")[0].strip()
        typed = alone or (match.start() in code and not text.startswith("$$", _begin_in(code, match.start())))
        return match[0] if typed else f"${match[1].strip()}$"

    return FORMULA.sub(shown, text)


def _begin_in(ranges: Ranges, at: int) -> int:
    return ranges.starts[bisect_right(ranges.starts, at) - 1]


def abbreviations(text: str) -> str:
    """Return the text with its abbreviations as elements that say what they mean, in place of their definitions."""
    if not DEFINED.search(text):
        return text
    meanings: dict[str, str] = {}

    def defined(match: re.Match[str]) -> str:
        meanings[match[1]] = match[2].strip()
        return ""

    def element(match: re.Match[str]) -> str:
        word = match["word"]
        title = f' title="{escape(meanings[word])}"' if word and meanings[word] else ""
        return f"<abbr{title}>{word}</abbr>" if word else match[0]

    plain = outside_code(DEFINED, defined, text)
    words = "|".join(map(re.escape, sorted(islice(meanings, MOST), key=len, reverse=True)))
    pattern = re.compile(rf"{NO_WORDS}|(?<!\w)(?P<word>{words})(?!\w)")
    return outside_code(pattern, element, plain) if words else text


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
    begin: re.Match[str] | None = None
    for match in RAW.finditer(text):
        at = text.index("{%", match.start())
        if not (match["end"] or match["ends"]):
            begin = begin or match
        elif begin:
            start = text.index("{%", begin.start())
            if start in code and at in code and _begin_in(code, start) == _begin_in(code, at):
                yield begin, match
            begin = None
