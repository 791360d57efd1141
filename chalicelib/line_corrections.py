"""An author's line of front matter or of `site.yaml` as it was probably meant, at the depth where it stands.

Pure; tests parse what it gives.
"""

import re

LINE = re.compile(r"( *(?:- +)*[\w.-]+ *[:=] +)(\S.*)")
ITEM = re.compile(r"( *(?:- +)+)(\S.*)")
CUT = "…"
CLOSING = {'"': '"', "'": "'", "[": "]", "{": "}"}
WITHOUT_COLON = re.compile(r"( *(?:title|date|tags|categor(?:y|ies)|authors?|description|draft|slug|lang|image|updated)) +(\S.*)")
"""A line that begins with one of the commonest keys, and has no colon after it."""


def in_quotes(line: str) -> str:
    """Return the line with its value in quotes, `title: "Bread: the first year"`; empty for a line without a value."""
    match = LINE.fullmatch(line)
    if not match or line.endswith(CUT):
        return ""
    value = match[2]
    if value[0] in "\"'" and value[0] not in value[1:]:
        return completed(line)
    if value[0] in "\"'" and value[-1] == value[0] and len(value) > 1:
        value = value[1:-1]
    if '"' in value or "\\" in value:
        doubled = value.replace("'", "''")
        return f"{match[1]}'{doubled}'"
    return f'{match[1]}"{value}"'


def completed(line: str) -> str:
    """Return the line with what it lacks: the end of a quotation or list, or the colon after its key; empty if neither."""
    if line.endswith(CUT):
        return ""
    if match := WITHOUT_COLON.fullmatch(line):
        return f"{match[1]}: {match[2]}"
    match = LINE.fullmatch(line) or ITEM.fullmatch(line)
    closing = CLOSING.get(match[2][0]) if match else None
    return f"{line}{closing}" if match and closing and closing not in match[2][1:] else ""
