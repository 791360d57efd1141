"""Text as Markdown that says the same: what would be read as a mark gets a backslash.

`lightly` escapes where a mark would be read in this place, so that prose stays readable; `wholly` escapes each character that
could ever be one, for the rare text in which a mark only comes about with what is around it.
"""

import re

AUDIO = r"/?(?:audio|caption|embed|gallery|video)\b"
LIGHT: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\\(?=[!-/:-@\[-`{-~]|\Z)"), r"\\\\"),
    (re.compile(r"`"), r"\\`"),
    (re.compile(r"(?<!\s)\*|\*(?!\s)"), r"\\*"),
    (re.compile(r"(?<![^\W_])_|_(?![^\W_])"), r"\\_"),
    (re.compile(r"<(?=[A-Za-z/!?])"), r"\\<"),
    (re.compile(r"&(?=#?\w+;)"), r"\\&"),
    (re.compile(rf"\[(?={AUDIO}|[\[^!]|[ xX]\]|TOC\]|[^\[\]]*(?:\](?:[(\[:{{]|\Z)|\Z))"), r"\\["),
    (re.compile(r"!(?=\[|\Z)"), r"\\!"),
    (re.compile(r"~(?=[^~]*~|~)|(?<=~)~"), r"\\~"),
    (re.compile(r"\^(?=[^\s^]+\^)"), r"\\^"),
    (re.compile(r"(?<!=)==(?=[^=])"), r"\\=="),
    (re.compile(r"(?<!:):(?=(?!\d+:)[a-z0-9_+-]{1,40}:)"), r"\\:"),
    (re.compile(r"\$(?=[^\s$](?:[^$]*[^\s$])?\$(?!\w)|\$)|(?<=\$)\$"), r"\\$"),
    (re.compile(r"(?<=\{)\{|\{(?=[%:.#]|width|height|target|rel)"), r"\\{"),
)
"""Where a character is a mark, and how it is written then; later rows see what earlier ones wrote."""
WHOLE = re.compile(r"[\\`*_{}\[\]#+!|<>~^=:$&]")
AT_LINE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^(#{1,6})(?=\s|$)"), r"\\\1"),
    (re.compile(r"^([-+*:])(?=\s|$)"), r"\\\1"),
    (re.compile(r"^(\d{1,9})([.)])(?=\s|$)"), r"\1\\\2"),
    (re.compile(r"^(>)"), r"\\\1"),
    (re.compile(r"^(-{2,}|={1,}|~{3,}|\+{3}|\*{3,}|_{3,})"), r"\\\1"),
    (re.compile(r"^(-)(?=\s*-[\s-]*$)"), r"\\\1"),
    (re.compile(r"^(\|)"), r"\\\1"),
)
"""What begins a block at the begin of a line, and how it is written in a paragraph."""


def lightly(text: str) -> str:
    """Return a piece of text, whose neighbours are unknown, with a backslash before each mark."""
    for pattern, replacement in LIGHT:
        text = pattern.sub(replacement, text)
    return text


def wholly(text: str) -> str:
    """Return the text with a backslash before each character that could be a mark."""
    return WHOLE.sub(r"\\\g<0>", text)


def guarded(paragraph: str) -> str:
    """Return the lines of a paragraph, escaped where a line would begin another block."""
    return "\n".join(guarded_line(line.strip(" \t")) for line in paragraph.strip(" \t\n").split("\n"))


def guarded_line(line: str) -> str:
    for pattern, replacement in AT_LINE:
        line = pattern.sub(replacement, line)
    return line


def code_span(code: str) -> str:
    """Return the code between as many backticks as it needs."""
    code = " ".join(code.split("\n"))
    runs = {len(run) for run in re.findall("`+", code)}
    fence = "`" * next(many for many in range(1, len(runs) + 2) if many not in runs)
    pad = " " if code[:1] in "` " or code[-1:] in "` " else ""
    return f"{fence}{pad}{code}{pad}{fence}" if code.strip() else code


def fence_of(code: str) -> str:
    """Return a fence that is longer than any run of backticks in this code."""
    return "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))


def fenced(code: str, language: str = "") -> str:
    """Return code as a block between fences, which names its language."""
    fence = fence_of(code)
    return f"{fence}{language}\n{code}\n{fence}"


def address(url: str) -> str:
    """Return an address as the target of a link."""
    written = re.sub(r"[\s<>\\]", lambda match: f"%{ord(match[0]):02X}", url.strip())
    plain = written.count("(") == written.count(")") and not re.search(r"^<|[\x00-\x20]|\)[^(]*\(", written)
    return (written if plain else f"<{written}>").replace("{{", "%7B%7B").replace("{%", "%7B%25")


def title(text: str) -> str:
    """Return the title of a link or an image after a space; empty if there is none."""
    line = " ".join(text.split())
    return f' "{wholly(line).replace(chr(34), chr(92) + chr(34))}"' if line else ""
