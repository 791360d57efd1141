"""kramdown's attribute lists, such as `{: .wide}`, written where Presswork reads them; those of an old look are left out.

A list is directly after an image, a link, an emphasis or code, or on a line of its own below or above a block.
"""

import re
from collections.abc import Iterator

from infra.importers.folder.code_aware_replace import outside_code

BEHIND = re.compile(r"(?<=[)\]*_`])((?:\{:[^{}:\n][^{}\n]*\})+)")
IN_ITEM = re.compile(r"^([ \t]*(?:[-*+]|\d+\.)[ \t]+)\{:[^{}:\n][^{}\n]*\}[ \t]*", re.MULTILINE)
NAMED = re.compile(r"^[ ]{0,3}\{:[\w-]+:[^{}\n]*\}[ \t]*\n?", re.MULTILINE)
ALONE = re.compile(r"^[ \t]*\{:(?![:{])([^{}\n]*)\}[ \t]*$", re.MULTILINE)
HEADING = re.compile(r"#{1,6}[ \t]")
OTHER = re.compile(r"[ \t]*(?:[-*+][ \t]|\d+\.[ \t]|\||```|~~~|<[a-zA-Z/!]|\{%|\{::)|[ ]{4}|\t")
WORD = re.compile(r"""\.([\w-]+)|#([\w-]+)|([\w-]+)=("[^"]*"|'[^']*'|[^\s"']+)""")
MARKED = re.compile("\x00([^\x00]*)\x00")  # a list on a line of its own, and not in code


def attributed(text: str) -> str:
    """Return the text with its attribute lists as Presswork reads them."""
    if "{:" not in text:
        return text
    text = outside_code(NAMED, "", text)
    text = outside_code(IN_ITEM, lambda found: found[1], text)
    text = outside_code(BEHIND, _behind, text)
    text = outside_code(ALONE, lambda found: f"\x00{said(found[1])}\x00", text)
    return "\n".join(_placed(text.split("\n"))) if "\x00" in text else text


def said(words: str) -> str:
    """Return those words of an attribute list that mean something here."""
    return " ".join(filter(None, (_word(*found.groups("")) for found in WORD.finditer(words))))


def _word(name: str, identity: str, key: str, value: str) -> str:
    plain = value.strip("\"'")
    if name or identity:
        return f".{name}" if name else f"#{identity}"
    if key in ("class", "id"):
        return " ".join(f"{'.' if key == 'class' else '#'}{one}" for one in re.findall(r"[\w-]+", plain))
    if key in ("width", "height"):
        number = re.fullmatch(r"([1-9]\d{0,4})(?:px)?", plain)
        return f"{key}={number[1]}" if number else ""
    return f"{key}={plain}" if (key, plain) == ("target", "_blank") or (key == "rel" and re.fullmatch("[a-z-]+", plain)) else ""


def _behind(found: re.Match[str]) -> str:
    """Return the lists after a span as one; only images and links have any here."""
    words = said(found[1]) if found.string[found.start() - 1] in ")]" else ""
    return f"{{: {words}}}" if words else ""


def _placed(lines: list[str]) -> Iterator[str]:
    """Yield the lines, each list on a line of its own at the end of the paragraph or heading that it describes."""
    above, begin = "", 0  # the list above a block; where the block begins
    for number, line in enumerate(lines):
        found = MARKED.fullmatch(line)
        follows = bool("".join(lines[number + 1 : number + 2]).strip())
        if found and number > begin:
            is_other = OTHER.match(lines[begin]) or OTHER.match(lines[number - 1])
            yield from () if is_other or not found[1] else (_list(found[1]),)
            yield from ("",) if follows else ()
            begin = number + 1 if follows else begin
        elif found:
            above, begin = _list(found[1]), number + 1
        elif not line.strip():
            yield from (above, line) if above else (line,)
            above, begin = "", number + 1
        elif number == begin and above and (HEADING.match(line) or OTHER.match(line)):
            yield f"{line} {above}" if HEADING.match(line) else line
            above = ""
        else:
            yield line
    if above:
        yield above


def _list(words: str) -> str:
    return f"{{: {words}}}" if words else ""
