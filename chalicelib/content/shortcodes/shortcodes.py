"""Shortcodes and Liquid in a text that was written for Hugo, Jekyll or WordPress.

`expand` runs before the dialect's parser. It finds the tags (`template_tags`), replaces each that the table knows
(`shortcode_table`, `liquid`) and shows any other as it was typed, in an element that excerpts and the search leave out. Code is
never touched. The text may gain or lose lines, so the result knows the line of the source for each of its lines.
"""

import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.content.limits import limit
from chalicelib.content.plain_text import short
from chalicelib.content.shortcodes.line_map import ExpandedText, Piece, anchors_of
from chalicelib.content.shortcodes.liquid import Scope, Unknown, attribute, literal, shown, value_of
from chalicelib.content.shortcodes.shortcode_calls import Call, Replacement
from chalicelib.content.shortcodes.shortcode_table import MUST, NO, SHORTCODES, VERBATIM, Shortcode, embed
from chalicelib.content.shortcodes.tag_context import (
    ADDRESS,
    ATTRIBUTE,
    LINK,
    TEXT,
    gap_above,
    gap_below,
    is_alone,
    margin_of,
    place_of,
)
from chalicelib.content.shortcodes.template_tags import HUGO, LIQUID, OUTPUT, WORDPRESS, Tag, TagReader, parameters
from chalicelib.content.site.site import Site
from chalicelib.diagnostics import Diagnostic

MOST = limit("template warnings")
EMBEDDED = re.compile(r"([^|]*)\|\s*embed\b[^|]*")  # a filter of Eleventy's, whose value is a block
COMMENT = "/*"  # begins a comment of Hugo's
READER = TagReader(
    frozenset(key for key, row in SHORTCODES.items() if row.ends == VERBATIM),
    frozenset(name for syntax, name in SHORTCODES if syntax == WORDPRESS),
)
WRITTEN: Mapping[str, Callable[[str], str]] = {
    TEXT: literal,
    ADDRESS: lambda value: quote(value, safe="/:?#&=%@+,;~!$'"),
    LINK: attribute,
    ATTRIBUTE: attribute,
}
"""How a value is written in each place."""
UNKNOWN: Mapping[str, tuple[str, Callable[[str], str]]] = {
    TEXT: ("template", lambda typed: f'<code class="raw-template">{shown(typed)}</code>'),
    ADDRESS: ("template-link", lambda typed: quote(typed, safe="")),  # the sanitizer drops such an address
    LINK: ("template-link", lambda typed: quote(typed, safe="")),
    ATTRIBUTE: ("template", attribute),
}
"""The diagnostic for an unknown tag in each place, and how the tag is written."""
TYPED: Mapping[str, str] = {HUGO: "{{< %s >}}", LIQUID: "{%% %s %%}", OUTPUT: "{{ %s }}", WORDPRESS: "[%s]"}


def expand(text: str, *, key: str, site: Site, params: Mapping[str, object] | None = None) -> ExpandedText:
    """Return the body of the source `key` with its shortcodes replaced; `params` are the values of its front matter."""
    tags = READER.tags_in(text)
    return _Expansion(text, tags, Scope(key, site, params or {})).run() if tags else ExpandedText(text)


class _Expansion(Struct):
    """One text while it is expanded: the pieces so far, and where each pair that is open has begun.

    The text up to `at`, which is in `line`, has become pieces.
    """

    text: str
    tags: list[Tag]
    scope: Scope
    pieces: list[Piece] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    warned: dict[tuple[str, str], Diagnostic] = field(default_factory=dict)
    at: int = 0
    line: int = 1
    room: int = 0

    def __post_init__(self) -> None:
        self.room = limit("room of a text") + len(self.text)

    def run(self) -> ExpandedText:
        for tag in self.tags:
            self._copy(tag.start)
            self._replace(tag)
            self._skip(tag.end)
        self._copy(len(self.text))
        text = "".join(piece.text for piece in self.pieces)
        return ExpandedText(text, tuple(self.warned.values()), anchors_of(self.pieces), self.text.count("\n") + 1)

    def _copy(self, end: int) -> None:
        self._add(self.text[self.at : end])
        self._skip(end)

    def _skip(self, end: int) -> None:
        self.line += self.text.count("\n", self.at, end)
        self.at = max(self.at, end)

    def _add(self, text: str) -> None:
        """Add a piece that comes from the current line."""
        self.pieces.append(Piece(text, self.line))

    def _replace(self, tag: Tag) -> None:
        shortcode = SHORTCODES.get((tag.syntax, tag.name))
        if tag.syntax == OUTPUT:
            self._output(tag)
        elif tag.escaped:
            self._add(shown(_unescaped(self._typed(tag))))
        elif tag.syntax == WORDPRESS and self._is_prose(tag):
            self._add(self._typed(tag))
        elif shortcode is None or not _is_complete(tag, shortcode):
            self._show(tag, _typed_name(tag))
        elif shortcode.ends == NO and tag.closing:
            return
        elif shortcode.ends == NO or tag.partner < 0:
            self._single(tag)
        elif tag.closing:
            self._pair(self.tags[tag.partner], tag)
        else:
            self.open.append(len(self.pieces))

    def _single(self, tag: Tag) -> None:
        inner = self.text[slice(*tag.body)] if tag.body else ""
        replacement = self._replacement(tag, tag.end, inner)
        if replacement is None or not self._has_room(replacement.before):
            self._show(tag, _typed_name(tag))
            return
        lines_before_body = self.text.count("\n", tag.start, tag.body[0]) if tag.body else 0
        self._put(replacement, [Piece(inner, self.line + lines_before_body)], tag, tag.end)

    def _pair(self, begin: Tag, end: Tag) -> None:
        first_piece = self.open.pop()
        within = self.pieces[first_piece:]
        replacement = self._replacement(begin, end.end, "".join(piece.text for piece in within))
        if replacement is None:
            line = within[0].line - self.text.count("\n", begin.start, begin.end)
            self.pieces.insert(first_piece, Piece(self._warned(begin, begin.name, line), line))
            self._show(end, _typed_name(end))
            return
        del self.pieces[first_piece:]
        self._put(replacement, within, begin, end.end)

    def _replacement(self, tag: Tag, end: int, inner: str) -> Replacement | None:
        try:
            return SHORTCODES[tag.syntax, tag.name].make(self._call(tag, end, inner))
        except Unknown:
            return None

    def _call(self, tag: Tag, end: int, inner: str = "") -> Call:
        scope = replace(self.scope, in_address=place_of(self.text, tag.start) in {ADDRESS, LINK})
        return Call(parameters(tag.said), scope, inner, is_alone(self.text, tag.start, end), tag.in_html)

    def _put(self, replacement: Replacement, within: list[Piece], tag: Tag, end: int) -> None:
        """Add a replacement, with blank lines around a block; its further lines begin as the line of the tag does."""
        indent = re.sub(r"[^\s>]", " ", margin_of(self.text, tag.start))
        line = within[0].line if within else self.line
        before, after = (part.replace("\n", f"\n{indent}") for part in (replacement.before, replacement.after))
        if replacement.value:
            before = WRITTEN[place_of(self.text, tag.start)](before)
        if replacement.block and not tag.in_html:
            alone = is_alone(self.text, tag.start, end)
            gap = gap_above(self.text, tag.start, alone=alone)
            self.pieces.append(Piece(gap, line - gap.count("\n")))
            after += gap_below(self.text, end, indent, alone=alone)
        inner = within if replacement.inner is None else [_indented(Piece(replacement.inner, line), indent)]
        last_line = self.line + self.text.count("\n", self.at, end)
        self.pieces += [Piece(before, line), *inner, Piece(after, last_line)]

    def _has_room(self, value: str) -> bool:
        """Return whether there is room for this value, which may be much longer than the tag that it replaces."""
        self.room -= len(value)
        return self.room >= 0

    def _is_prose(self, tag: Tag) -> bool:
        """Return whether this is just a word in brackets."""
        return not tag.said and not tag.closing and tag.partner < 0 and not is_alone(self.text, tag.start, tag.end)

    # ---- values, and unknown tags

    def _output(self, tag: Tag) -> None:
        if tag.said.startswith(COMMENT):
            return
        place = place_of(self.text, tag.start)
        try:
            if video := EMBEDDED.fullmatch(tag.said):
                self._put(embed(value_of(video[1], self.scope), self._call(tag, tag.end)), [], tag, tag.end)
                return
            value = value_of(tag.said, replace(self.scope, in_address=place in {ADDRESS, LINK}))
        except Unknown as unknown:
            self._show(tag, str(unknown) or _typed_name(tag))
            return
        if self._has_room(value):
            self._add(WRITTEN[place](value))
        else:
            self._show(tag, tag.said or _typed_name(tag))

    def _typed(self, tag: Tag) -> str:
        return self.text[tag.start : tag.end]

    def _show(self, tag: Tag, name: str) -> None:
        """Add a tag as it was typed, and warn of it by this name."""
        self._add(self._warned(tag, name, self.line))

    def _warned(self, tag: Tag, name: str, line: int) -> str:
        """Note a tag that is not replaced, and return how it is shown."""
        code, written = UNKNOWN[place_of(self.text, tag.start)]
        quotation = short(TYPED[tag.syntax] % name)
        if len(self.warned) < MOST:
            self.warned.setdefault((code, quotation), Diagnostic(code, quotation, line))
        return written(self._typed(tag))


def _is_complete(tag: Tag, shortcode: Shortcode) -> bool:
    """Return whether a tag has the end, or the begin, or the body that its shortcode needs."""
    if shortcode.ends == VERBATIM:
        return bool(tag.body)
    return tag.partner >= 0 or not (tag.closing or shortcode.ends == MUST)


def _typed_name(tag: Tag) -> str:
    """Return the name of a tag, which an end shares with its begin."""
    if not tag.closing or tag.partner >= 0:
        return tag.name
    return f"end{tag.name}" if tag.syntax == LIQUID else f"/{tag.name}"


def _unescaped(typed: str) -> str:
    """Return `{{< x >}}` for `{{</* x */>}}`."""
    before, _, after = typed.replace("/*", "", 1).rpartition("*/")
    return before + after


def _indented(code: Piece, indent: str) -> Piece:
    """Return code whose every line begins as the line of its tag does, so that it stays within the same list or quotation."""
    first, *lines = code.text.split("\n")
    begin = indent.rstrip() or indent
    if not lines or not indent or all(line.startswith(begin) or not line.strip() for line in lines[:-1]):
        return code
    *lines, last = lines
    return code._replace(
        text="\n".join([first, *(indent + line if line.strip() else line for line in lines), indent + last.lstrip()])
    )
