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
    text = outside_code(IN_ITEM, lambda match: match[1], text)
    text = outside_code(BEHIND, after_span, text)
    text = outside_code(ALONE, lambda match: f"\x00{said(match[1])}\x00", text)
    return "\n".join(_placed(text.split("\n"))) if "\x00" in text else text


def said(words: str) -> str:
    """Return those words of an attribute list that mean something here."""
    return " ".join(filter(None, (_word(*match.groups("")) for match in WORD.finditer(words))))


def _word(name: str, identity: str, key: str, value: str) -> str:
    plain = value.strip("\"'")
    if name or identity:
        return f".{name}" if name else f"#{identity}"
    if key in ("class", "id"):
        return " ".join(f"{'.' if key == 'class' else '#'}{class_or_id}" for class_or_id in re.findall(r"[\w-]+", plain))
    if key in ("width", "height"):
        number = re.fullmatch(r"([1-9]\d{0,4})(?:px)?", plain)
        return f"{key}={number[1]}" if number else ""
    return f"{key}={plain}" if (key, plain) == ("target", "_blank") or (key == "rel" and re.fullmatch("[a-z-]+", plain)) else ""


def after_span(match: re.Match[str]) -> str:
    """Return the lists after a span as a single list; only images and links have attributes here."""
    return _list(said(match[1])) if match.string[match.start() - 1] in ")]" else ""


def _placed(lines: list[str]) -> Iterator[str]:
    """Yield the lines, each list on a line of its own at the end of the paragraph or heading that it describes."""
    above, begin = "", 0  # the list above a block; where the block begins
    for number, line in enumerate(lines):
        match = MARKED.fullmatch(line)
        is_heading = HEADING.match(line)
        if match and number > begin:
            follows = bool("".join(lines[number + 1 : number + 2]).strip())
            is_other = OTHER.match(lines[begin]) or OTHER.match(lines[number - 1])
            if match[1] and not is_other:
                yield _list(match[1])
            if follows:
                yield ""
                begin = number + 1
        elif match:
            above, begin = _list(match[1]), number + 1
        elif not line.strip():
            yield from (above, line) if above else (line,)
            above, begin = "", number + 1
        elif number == begin and above and (is_heading or OTHER.match(line)):
            yield f"{line} {above}" if is_heading else line
            above = ""
        else:
            yield line
    if above:
        yield above


def _list(words: str) -> str:
    return f"{{: {words}}}" if words else ""
