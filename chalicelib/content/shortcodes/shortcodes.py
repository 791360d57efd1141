"""Shortcodes and Liquid in a text that was written for Hugo, Jekyll or WordPress.

`expand` runs before the dialect's parser. It finds the tags (`template_tags`), replaces each that the table knows
(`shortcode_table`, `liquid`) and shows any other as it was typed, in an element that excerpts and the search leave out. Code is
never touched. The text may gain or lose lines, so the result knows the line of the source for each of its lines.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from urllib.parse import quote

from chalicelib.content.limits import limit
from chalicelib.content.shortcodes.line_map import Expanded, Lines
from chalicelib.content.shortcodes.liquid import Scope, Unknown, attribute, literal, shown, value_of
from chalicelib.content.shortcodes.shortcode_calls import Call, Made
from chalicelib.content.shortcodes.shortcode_table import MUST, NO, ROWS, VERBATIM, embed
from chalicelib.content.shortcodes.template_tags import HUGO, LIQUID, OUTPUT, WORDPRESS, Tag, TagReader, parameters
from chalicelib.content.site.site import Site
from chalicelib.content.text.plain_text import short
from chalicelib.errors import Diagnostic

MOST = limit("template warnings")
NEAR = 300  # characters before a tag in which the address that it belongs to begins
LINKED = re.compile(r"<?(?:[^()\s{]|\{\{[^{}]*+\}\}|\{%[^{}%]*+%\})*+")
IN_TAG = re.compile(r"<[a-zA-Z][^<>]*\Z")
DEFINITION = re.compile(r"^[ ]{0,3}\[[^\[\]\n]+\]:[ ]+\S*\Z", re.MULTILINE)
MARGIN = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?")
NOTHING_BEHIND = re.compile(r"[ \t]*(?:\n|\Z)")
TEXT_BELOW = re.compile(r"[ \t]*\n[ \t>]*[^\s>]")
EMBEDDED = re.compile(r"([^|]*)\|\s*embed\b[^|]*")  # a filter of Eleventy's, whose value is a block
READER = TagReader(
    frozenset(key for key, row in ROWS.items() if row.ends == VERBATIM),
    frozenset(name for syntax, name in ROWS if syntax == WORDPRESS),
)
ADDRESSED = re.compile(r"\b(?:href|src|srcset|poster|cite)\s*=\s*(?:\"[^\"]*|'[^']*|[^\s\"']*)\Z", re.IGNORECASE)
TEXT, ADDRESS, LINK, ATTRIBUTE = "text", "address", "link", "attribute"  # the places of a tag: the last two are in HTML's tags
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
"""What the author is told of an unknown tag in each place, and how it is written."""
TYPED: Mapping[str, str] = {HUGO: "{{< %s >}}", LIQUID: "{%% %s %%}", OUTPUT: "{{ %s }}", WORDPRESS: "[%s]"}


class Piece(NamedTuple):
    """A part of the expanded text, and the line of the source where it begins."""

    text: str
    line: int


def expand(text: str, *, key: str, site: Site, params: Mapping[str, object] | None = None) -> Expanded:
    """Return the body of the source `key` with its shortcodes replaced; `params` are the values of its front matter."""
    tags = READER.tags_in(text)
    return _Expansion(text, tags, Scope(key, site, params or {})).run() if tags else Expanded(text)


@dataclass(slots=True)
class _Expansion:
    """One text while it is expanded: the pieces so far, and where each pair that is open has begun."""

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

    def run(self) -> Expanded:
        for tag in self.tags:
            self._copy(tag.start)
            self._replace(tag)
            self._skip(tag.end)
        self._copy(len(self.text))
        text = "".join(piece.text for piece in self.pieces)
        return Expanded(text, tuple(self.warned.values()), _lines(self.pieces), self.text.count("\n") + 1)

    def _copy(self, end: int) -> None:
        self.pieces.append(Piece(self.text[self.at : end], self.line))
        self._skip(end)

    def _skip(self, end: int) -> None:
        self.line += self.text.count("\n", self.at, end)
        self.at = max(self.at, end)

    def _replace(self, tag: Tag) -> None:
        row = ROWS.get((tag.syntax, tag.name))
        if tag.syntax == OUTPUT:
            self._output(tag)
        elif tag.escaped:
            self.pieces.append(Piece(shown(_unescaped(self.text[tag.start : tag.end])), self.line))
        elif tag.syntax == WORDPRESS and self._is_prose(tag):
            self.pieces.append(Piece(self.text[tag.start : tag.end], self.line))
        elif row is None or (tag.partner < 0 and (tag.closing or row.ends == MUST)) or (row.ends == VERBATIM and not tag.body):
            self._typed(tag)
        elif row.ends == NO and tag.closing:
            return
        elif row.ends == NO or tag.partner < 0:
            self._single(tag)
        elif tag.closing:
            self._pair(self.tags[tag.partner], tag)
        else:
            self.open.append(len(self.pieces))

    def _single(self, tag: Tag) -> None:
        inner = self.text[slice(*tag.body)] if tag.body else ""
        made = self._made(tag, tag.end, inner)
        if made is None or not self._has_room(made.before):
            self._typed(tag)
            return
        body = Piece(inner, self.line + self.text.count("\n", tag.start, tag.body[0])) if tag.body else Piece("", self.line)
        self._put(made, [body], tag, tag.end)

    def _pair(self, begin: Tag, end: Tag) -> None:
        begun = self.open.pop()
        within = self.pieces[begun:]
        made = self._made(begin, end.end, "".join(piece.text for piece in within))
        if made is None:
            first = within[0].line - self.text.count("\n", begin.start, begin.end)
            self.pieces.insert(begun, Piece(self._warn(begin, begin.name, first), first))
            self._typed(end)
            return
        del self.pieces[begun:]
        self._put(made, within, begin, end.end)

    def _made(self, tag: Tag, end: int, inner: str) -> Made | None:
        try:
            return ROWS[tag.syntax, tag.name].make(self._call(tag, end, inner))
        except Unknown:
            return None

    def _call(self, tag: Tag, end: int, inner: str = "") -> Call:
        scope = replace(self.scope, in_address=self._place(tag) in {ADDRESS, LINK})
        return Call(parameters(tag.said), scope, inner, self._alone(tag.start, end), tag.in_html)

    def _put(self, made: Made, within: list[Piece], tag: Tag, end: int) -> None:
        """Add what was made, with blank lines around a block."""
        margin = self._margin(tag.start)
        going_on = re.sub(r"[^\s>]", " ", margin)
        line = within[0].line if within else self.line
        before, after = (part.replace("\n", f"\n{going_on}") for part in (made.before, made.after))
        if made.value:
            before = WRITTEN[self._place(tag)](before)
        if made.block and not tag.in_html:
            alone = self._alone(tag.start, end)
            gap = self._gap_above(tag.start, margin, alone=alone)
            self.pieces.append(Piece(gap, line - gap.count("\n")))
            after += self._gap_below(end, going_on, alone=alone)
        inner = within if made.inner is None else _indented([Piece(made.inner, line)], going_on)
        last = self.line + self.text.count("\n", self.at, end)
        self.pieces += [Piece(before, line), *inner, Piece(after, last)]

    def _has_room(self, made: str) -> bool:
        """Return whether there is room for this value, which may be much longer than the tag that it replaces."""
        self.room -= len(made)
        return self.room >= 0

    # ---- the surroundings of a tag

    def _is_prose(self, tag: Tag) -> bool:
        """Return whether this is just a word in brackets."""
        return not tag.said and not tag.closing and tag.partner < 0 and not self._alone(tag.start, tag.end)

    def _margin(self, start: int) -> str:
        begun = self.text.rfind("\n", max(0, start - NEAR), start) + 1
        found = MARGIN.match(self.text, begun, start) if begun or start < NEAR else None
        return found[0] if found else ""

    def _alone(self, start: int, end: int) -> bool:
        begun = self.text.rfind("\n", max(0, start - NEAR), start) + 1
        first = bool(begun or start < NEAR) and begun + len(self._margin(start)) == start
        return first and NOTHING_BEHIND.match(self.text, end) is not None

    def _gap_above(self, start: int, margin: str, *, alone: bool) -> str:
        if not alone:
            return "\n\n"
        begun = self.text.rfind("\n", 0, start)
        above = self.text[max(self.text.rfind("\n", max(0, begun - NEAR), begun) + 1, begun - NEAR, 0) : max(begun, 0)]
        return f"\n{margin}" if above.strip(" \t>") and not margin.strip(" \t>") else ""

    def _gap_below(self, end: int, going_on: str, *, alone: bool) -> str:
        if not alone:
            return "\n\n"
        return f"\n{going_on.rstrip()}" if TEXT_BELOW.match(self.text, end) else ""

    def _place(self, tag: Tag) -> str:
        """Return the place of a tag."""
        near = self.text[max(0, tag.start - NEAR) : tag.start]
        link = near.rfind("](")
        if link >= 0 and LINKED.fullmatch(near, link + 2):
            return ADDRESS
        opened = near[max(near.rfind("<"), 0) :]
        if IN_TAG.search(opened):
            return LINK if ADDRESSED.search(opened) else ATTRIBUTE
        return ADDRESS if DEFINITION.search(near[near.rfind("\n") + 1 :]) else TEXT

    # ---- values, and unknown tags

    def _output(self, tag: Tag) -> None:
        place = self._place(tag)
        if tag.said.startswith("/*"):  # a comment of Hugo's
            return
        try:
            if film := EMBEDDED.fullmatch(tag.said):
                self._put(embed(value_of(film[1], self.scope), self._call(tag, tag.end)), [], tag, tag.end)
                return
            value = value_of(tag.said, replace(self.scope, in_address=place in {ADDRESS, LINK}))
        except Unknown as unknown:
            self._typed(tag, str(unknown))
            return
        if self._has_room(value):
            self.pieces.append(Piece(WRITTEN[place](value), self.line))
        else:
            self._typed(tag, tag.said)

    def _typed(self, tag: Tag, name: str = "") -> None:
        self.pieces.append(Piece(self._warn(tag, name or _called(tag), self.line), self.line))

    def _warn(self, tag: Tag, name: str, line: int) -> str:
        """Note a tag that is not replaced, and return how it is shown."""
        code, written = UNKNOWN[self._place(tag)]
        found = short(TYPED[tag.syntax] % name)
        if len(self.warned) < MOST:
            self.warned.setdefault((code, found), Diagnostic(code, found, line))
        return written(self.text[tag.start : tag.end])


def _called(tag: Tag) -> str:
    """Return the name of a tag, which an end shares with its begin."""
    return {LIQUID: f"end{tag.name}"}.get(tag.syntax, f"/{tag.name}") if tag.closing and tag.partner < 0 else tag.name


def _unescaped(typed: str) -> str:
    """Return `{{< x >}}` for `{{</* x */>}}`."""
    before, _, after = typed.replace("/*", "", 1).rpartition("*/")
    return before + after


def _indented(inner: list[Piece], margin: str) -> list[Piece]:
    """Return code whose every line begins as the line of its tag does, so that it stays within the same list or quotation."""
    (code, line), *_ = inner
    first, *lines = code.split("\n")
    begins = margin.rstrip() or margin
    if not lines or not margin or all(one.startswith(begins) or not one.strip() for one in lines[:-1]):
        return inner
    last = lines.pop()
    return [Piece("\n".join([first, *(margin + one if one.strip() else one for one in lines), margin + last.lstrip()]), line)]


def _lines(pieces: Iterable[Piece]) -> tuple[Lines, ...]:
    """Return where lines begin that are not simply the next of the source."""
    found = [Lines(1, 1)]
    made, begins = 1, True
    for text, line in pieces:
        more = text.count("\n")
        first = Lines(made, line) if begins else Lines(made + 1, line + 1)  # a line belongs to the piece that begins it
        if text and (begins or more) and found[-1].written + first.made - found[-1].made != first.written:
            found[len(found) - (found[-1].made == first.made) :] = [first]
        made += more
        begins = text.endswith("\n") if text else begins
    return tuple(found)
