"""MDX as Markdown: lines of modules are taken out, components become what says and shows the same, and the rest is reported.

A component without a row in `mdx_components` goes, and the words in it stay.
"""

import re
from collections.abc import Iterable, Mapping
from html import escape

from msgspec import Struct, field

from chalicelib.content.html.elements import named
from chalicelib.content.shortcodes.code_ranges import code_and_html
from infra.importers.markdown_folder.habit import Context
from infra.importers.markdown_folder.systems.jsx import EXPRESSION, MODULE, TAGGED, Part, parts_of
from infra.importers.markdown_folder.systems.mdx_components import ROWS, literal
from infra.importers.parsing.lenient_values import text_at

IMPORTED = re.compile(r"import\s+(?:\*\s+as\s+)?([A-Za-z_$][\w$]*)\s+from\s+[\"']([^\"'\n]+)[\"']")
MEDIA = re.compile(r"(?i)\.(png|jpe?g|gif|webp|avif|svg|mp4|webm|mp3|ogg|pdf)(\?.*)?$")
COMMENT = re.compile(r"\{\s*/\*(.*?)\*/\s*\}", re.DOTALL)
LINE_OF_REPORT = 60  # characters
MORE = re.compile(r"\s*(truncate|more|excerpt|read[ -]?more)\s*", re.IGNORECASE)
NAMES: Mapping[str, str] = {
    **{"className": "class", "htmlFor": "for"},
    **{name: name.lower() for name in ("tabIndex", "srcSet", "autoPlay", "allowFullScreen", "frameBorder", "playsInline")},
    "crossOrigin": "crossorigin",
}
VOID = named("img br hr input source wbr embed link meta track col")
BLOCKS = named(
    "div section article aside figure figcaption details summary center header footer blockquote ul ol li table thead"
) | named("tbody tr td th main nav p dl dd dt")


class MdxConverter(Struct):
    """One text: the media that it imports by their names, and how far it is converted."""

    text: str
    on: Context
    imported: dict[str, str] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)
    line: int = 1
    at: int = 0

    def replace(self, part: Part) -> None:
        """Add the text up to a part as it is, and what replaces the part."""
        self._copy(part.start)
        self.pieces.append(self._replacement(part))
        self.line += self.text.count("\n", part.start, part.end)
        self.at = part.end

    def end(self) -> str:
        """Return all pieces with the rest of the text."""
        self._copy(len(self.text))
        return "".join(self.pieces)

    def _copy(self, end: int) -> None:
        self.pieces.append(self.text[self.at : end])
        self.line += self.text.count("\n", self.at, end)
        self.at = end

    def _replacement(self, part: Part) -> str:
        if part.kind == MODULE:
            return self._module(part)
        if part.kind == EXPRESSION:
            return self._expression(part)
        return self._html(part) if part.name[:1].islower() or not part.name else self._component(part)

    def _module(self, part: Part) -> str:
        """Return the empty lines that are left of a line of a program, whose imports of media are remembered."""
        line = self.text[part.start : part.end]
        self.imported |= {name: path for name, path in IMPORTED.findall(line) if MEDIA.search(path)}
        if line.startswith("export"):
            self.on.notes.add("changed", line.split("\n")[0][:80], "this line of a program was taken out", "", self.line)
        else:
            why = "lines of programs were taken out; the report names what they drew"
            self.on.notes.add("changed", "import", why, "", self.line)
        return "\n" * line.count("\n")

    def _expression(self, part: Part) -> str:
        """Return what readers see of an expression: nothing of a comment, a text, a value of front matter, or what was typed."""
        typed = self.text[part.start : part.end]
        if comment := COMMENT.fullmatch(typed):
            return "<!--more-->" if MORE.fullmatch(comment[1]) else "\n" * typed.count("\n")
        inner = typed[1:-1].strip()
        if quoted := re.fullmatch(r"\"([^\"]*)\"|'([^']*)'|`([^`$]*)`", inner, re.DOTALL):
            return next((text for text in quoted.groups() if text is not None), "")
        key = re.fullmatch(r"(?:frontmatter|frontMatter|meta|metadata|props|frontmatter\.data)\.(\w+)", inner)
        if key and (value := text_at(self.on.front.keys, key[1])):
            return value
        if not inner:
            return ""
        line = " ".join(typed.split())
        what = line if len(line) <= LINE_OF_REPORT else f"{line[: LINE_OF_REPORT - 1]}…"
        self.on.notes.add("changed", what, "Presswork doesn't know this, so readers see it as it is typed", "", self.line)
        return literal(typed)

    # ---- tags

    def said(self, part: Part, *names: str) -> str:
        """Return the first of these attributes that is given; the name of imported media is their path."""
        for name in names:
            value = part.attributes.get(name, "")
            if value.startswith("{"):
                variable = re.fullmatch(r"\{\s*([A-Za-z_$][\w$]*)(?:\.(?:src|default))?\s*\}", value)
                required = re.fullmatch(r"\{\s*require\(\s*[\"']([^\"']+)[\"']\s*\)(?:\.default)?\s*\}", value)
                value = self.imported.get(variable[1], "") if variable else required[1] if required else ""
            if value:
                return value
        return ""

    def is_alone(self, part: Part) -> bool:
        """Return whether the lines of a tag hold nothing else."""
        begin, end = self.text.rfind("\n", 0, part.start) + 1, self.text.find("\n", part.end)
        return not self.text[begin : part.start].strip() and not self.text[part.end : end if end >= 0 else None].strip()

    def _html(self, part: Part) -> str:
        """Return a tag of HTML with HTML's names of attributes, on a line of its own where Markdown may follow."""
        if not part.name:
            return ""
        is_block = part.name in BLOCKS and self.is_alone(part)
        if part.closing:
            return f"\n</{part.name}>" if is_block else f"</{part.name}>"
        attributes = {
            NAMES.get(name, name): (self.said(part, name) or None) if value.startswith("{") else value
            for name, value in part.attributes.items()
            if name != "style" and not name.startswith("on")
        }
        written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items() if value is not None)
        tag = f"<{part.name}{written}>"
        if part.empty and part.name not in VOID:
            return f"{tag}</{part.name}>"
        return f"{tag}\n" if is_block else tag

    def _component(self, part: Part) -> str:
        row = ROWS.get(part.name)
        replacement = row.make(part, self) if row else None
        if row is None or replacement is None:
            if not part.closing:
                self.on.notes.gone(f"<{part.name}>", self.line)
            return ""
        if not part.closing:
            self.on.notes.replaced(f"<{part.name}>", row.by, self.line)
        return replacement


def converted(text: str, on: Context, parts: Iterable[Part]) -> str:
    """Return the text with Markdown in place of these parts."""
    converter = MdxConverter(text, on)
    for part in parts:
        converter.replace(part)
    return converter.end()


def as_markdown(text: str, on: Context) -> str:
    """Return a text of MDX as Markdown."""
    if not re.search(r"[<{]|^(?:import|export)\b", text, re.MULTILINE):
        return text
    return without_indents(converted(text, on, parts_of(text)))


def of_mdx(text: str, on: Context) -> str:
    """Return a text as Markdown if it is MDX by its name."""
    return as_markdown(text, on) if on.path.lower().endswith(".mdx") else text


def components(text: str, on: Context) -> str:
    """Return a text with Markdown in place of the components of Vue in it, whose names have capitals; all else stays."""
    if not re.search(r"<[A-Z]", text):
        return text
    code = code_and_html(text)[0]
    tags = (part for part in parts_of(text) if part.kind == TAGGED and part.name[:1].isupper() and part.start not in code)
    return converted(text, on, tags)


def without_indents(text: str) -> str:
    """Return the text without the indents of lines behind a tag: MDX has no code by indents."""
    parts, depth = [], 0
    for line in text.split("\n"):
        bare = line.strip()
        is_end = bool(re.match(r"</\w+>$", bare))
        depth = max(0, depth - is_end)
        opened = bool(re.match(r"<(?!/)(\w+)[^<>]*>$", bare)) and not re.search(r"/>$|^<(img|br|hr|input|source)\b", bare)
        parts.append(bare if (is_end or opened) else re.sub(r"^[ ]{4,}(?![ ]*(?:[-*+]|\d+[.)])[ ])", "", line) if depth else line)
        depth += opened
    return "\n".join(parts)
