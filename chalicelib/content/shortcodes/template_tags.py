"""The template tags in a text, as Hugo, Jekyll and WordPress write them.

    {{< name … >}}   {{% name … %}}    Hugo's shortcodes, which `{{< /name >}}` may end
    {% name … %}                       Liquid's tags, which `{% endname %}` may end
    {{ value | filter }}               Liquid's output
    [name …]                           WordPress's shortcodes, which `[/name]` may end

A `TagReader` finds the tags outside of code and pairs them with their ends. It is given the names whose body is not a template,
and the names of WordPress's shortcodes. Every search goes forward only, so its time is linear.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice

from msgspec import field
from msgspec.structs import replace

from chalicelib.content.limits import limit
from chalicelib.content.shortcodes.code_ranges import Ranges, code_and_html
from chalicelib.frozen import Frozen

LONGEST = limit("template tag")
MOST = limit("template tags")
DEEPEST = limit("template tag depth")
READINGS = 4  # of a text whose bodies of code hold marks of code themselves

HUGO, LIQUID, OUTPUT, WORDPRESS = "hugo", "liquid", "output", "wordpress"
BLANK_LINE = re.compile(r"\n[ \t>]*\n")
DEFINED = re.compile(r"^[ ]{0,3}\[([^\[\]\n]+)\]:", re.MULTILINE)
NAMED = re.compile(r"[\w./-]+")
INCLUDES = ("include", "include_relative", "include_cached")
PARAMETER = re.compile(
    r"""([\w-]++)\s*+(?:=|:(?=\s*+["']))\s*+("(?:[^"\\]|\\.)*+"|'[^']*+'|`[^`]*+`|[^\s,"'`]++)"""
    r"""|("(?:[^"\\]|\\.)*+"(?![\w.])|'[^']*+'(?!\w)|`[^`]*+`|[^\s,]++)"""
)


class Tag(Frozen):
    """A tag from `start` to `end`, with its body if that is not a template.

    `closing` is true of an end such as `{{< /name >}}`. `body` is the range of a body that is not template; then `end` is behind
    its end. `partner` is the index of the end of a pair, or of its begin; -1: none. `in_html` is true within a block of raw HTML,
    in which no Markdown is read and which a blank line would end.
    """

    syntax: str
    name: str
    said: str
    start: int
    end: int
    closing: bool = False
    escaped: bool = False
    body: tuple[int, int] | None = None
    partner: int = -1
    in_html: bool = False


class Parameters(Frozen):
    """The parameters of a tag: those with a name, and the others in order."""

    named: Mapping[str, str] = field(default_factory=dict)
    positional: tuple[str, ...] = ()

    def get(self, *names: str | int) -> str:
        """Return the first of these that is given, by name or by position, else an empty text."""
        for name in names:
            if isinstance(name, str) and name in self.named:
                return self.named[name]
            if isinstance(name, int) and name < len(self.positional):
                return self.positional[name]
        return ""


class Notation(Frozen):
    """One row: the signs around a tag of this syntax, and the prefix of the name that ends a pair."""

    syntax: str
    begins: str
    ends: str
    closes: str = ""


NOTATIONS = (
    Notation(HUGO, "{{<", ">}}", "/"),
    Notation(HUGO, "{{%", "%}}", "/"),
    Notation(LIQUID, "{%", "%}", "end"),
    Notation(OUTPUT, "{{", "}}"),
    Notation(WORDPRESS, "[", "]", "/"),
)
VERBATIM_ENDS: Mapping[str, str] = {HUGO: r"\{\{[<%%]\s*/\s*%s\s*[>%%]\}\}", LIQUID: r"\{%%-?\s*end%s\s*-?%%\}"}


def parameters(said: str) -> Parameters:
    """Return the parameters in the text of a tag, behind its name."""
    named: dict[str, str] = {}
    positional: list[str] = []
    for parameter in PARAMETER.finditer(said):
        value = parameter[2] or parameter[3]
        if len(value) > 1 and value[0] in "\"'`" and value[-1] == value[0]:
            value = value[1:-1].replace('\\"', '"') if value[0] == '"' else value[1:-1]
        if parameter[1]:
            named.setdefault(parameter[1].lower(), value)
        else:
            positional.append(value)
    return Parameters(named, tuple(positional))


class TagReader:
    """Finds tags. `verbatim` are the syntaxes and names whose body is not a template; `wordpress` are the names in brackets."""

    def __init__(self, verbatim: frozenset[tuple[str, str]], wordpress: frozenset[str]) -> None:
        self.verbatim = verbatim
        self.begins = re.compile(rf"\{{\{{[<%]?|\{{%|(?<![\[\\])\[/?(?:{'|'.join(sorted(wordpress))})(?=[\s\]/])")
        self.ends = {key: re.compile(VERBATIM_ENDS[key[0]] % re.escape(key[1])) for key in verbatim}

    def tags_in(self, text: str) -> list[Tag]:
        """Return the tags outside of code, in order, in pairs where they are."""
        if self.begins.search(text) is None:
            return []
        tags: list[Tag] = []
        for _ in range(READINGS):  # code within a verbatim body may hide the tags behind it
            bodies = [tag.body for tag in tags if tag.body]
            tags = list(islice(self._scan(text, *code_and_html(_without(text, bodies))), MOST))
            if [tag.body for tag in tags if tag.body] == bodies:
                break
        return paired(tags)

    def _scan(self, text: str, code: Ranges, html: Ranges) -> Iterator[Tag]:
        ahead = ForwardSearch(text)
        defined = frozenset(name.lower() for name in DEFINED.findall(text))
        at = 0
        while begun := self.begins.search(text, at):
            at = begun.end()
            tag = None if begun.start() in code else self._tag(text, begun, ahead, defined)
            if tag is None or (tag.end - 1 in code and tag.body is None):
                continue
            yield replace(tag, in_html=tag.start in html)
            at = tag.end

    def _tag(self, text: str, begun: re.Match[str], ahead: "ForwardSearch", defined: frozenset[str]) -> Tag | None:
        """Return the tag that begins here, or nothing if it is only text."""
        start = begun.start()
        row = next(row for row in NOTATIONS if begun[0].startswith(row.begins))
        inside = start + len(row.begins)
        end = ahead.next(re.escape(row.ends), inside)
        nested = ahead.next(r"\{[{%]" if row.syntax != WORDPRESS else r"\[", inside)
        if end is None or end.start() - inside > LONGEST or (nested is not None and nested.start() < end.start()):
            return None
        said = text[inside : end.start()]
        if BLANK_LINE.search(said):
            return None
        tag = _read(row, said, start, end.end())
        if row.syntax == WORDPRESS and _is_link(text, tag, defined):
            return None
        return self._with_body(tag, ahead)

    def _with_body(self, tag: Tag, ahead: "ForwardSearch") -> Tag:
        key = (tag.syntax, tag.name)
        if key not in self.verbatim or tag.closing or tag.escaped:
            return tag
        end = ahead.next(self.ends[key].pattern, tag.end)
        return replace(tag, body=(tag.end, end.start()), end=end.end()) if end else tag


class ForwardSearch:
    """Searches a text forward and remembers the last match of each pattern, so that many searches pass over the text once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.matches: dict[str, re.Match[str] | None] = {}

    def next(self, pattern: str, at: int) -> re.Match[str] | None:
        """Return the first match at or behind this place; the places of one pattern never go back."""
        last = self.matches.get(pattern)
        if pattern not in self.matches or (last is not None and last.start() < at):
            self.matches[pattern] = re.compile(pattern).search(self.text, at)
        return self.matches[pattern]


def _read(row: Notation, said: str, start: int, end: int) -> Tag:
    words = said.strip().removesuffix("/") if row.syntax in {HUGO, WORDPRESS} else said.strip("-").strip()
    if row.syntax == OUTPUT:
        return Tag(OUTPUT, "", words, start, end)
    if row.syntax == HUGO and words.startswith("/*"):
        return Tag(HUGO, "", said, start, end, escaped=True)
    closing = words.startswith(row.closes) and row.syntax != LIQUID
    words = words.removeprefix("/").lstrip() if closing else words
    named = NAMED.match(words)
    name = named[0] if named else ""
    if row.syntax == LIQUID and name.startswith("end"):
        closing, name = True, name.removeprefix("end")
    rest = words[len(named[0]) if named else 0 :].strip()
    if name in INCLUDES and (file := re.match(r"[\"']?([\w./-]+)[\"']?,?", rest)):
        name, rest = f"include {file[1].rpartition('/')[2].removesuffix('.html')}", rest[file.end() :]
    return Tag(row.syntax, name, rest, start, end, closing=closing)


def _is_link(text: str, tag: Tag, defined: frozenset[str]) -> bool:
    """Return whether these brackets are prose, or a link, an image or a definition of Markdown's."""
    if tag.closing or "=" in tag.said:
        return False
    behind, before = text[tag.end : tag.end + 2], text[tag.start - 1 : tag.start]
    linked = behind[:1] in {"(", ":"} or (behind[:1] == "[" and behind != "[/") or before in {"]", "!"}
    return linked or tag.name in defined or bool(tag.said and not tag.said.startswith(("http://", "https://")))


def _without(text: str, bodies: list[tuple[int, int]]) -> str:
    """Return the text with blanks in place of these ranges."""
    parts, last = [], 0
    for start, end in bodies:
        parts += [text[last:start], re.sub(r"[^\n]", " ", text[start:end])]
        last = end
    return "".join([*parts, text[last:]])


def paired(tags: list[Tag]) -> list[Tag]:
    """Return the tags, with the partner of each that has one; pairs that lie too deep or across others have none."""
    pairs = list(tags)
    begins: list[int] = []
    open_by_name: Counter[tuple[str, str]] = Counter()
    for index, tag in enumerate(tags):
        key = (tag.syntax, tag.name)
        if tag.syntax == OUTPUT or tag.escaped or tag.body:
            continue
        if not tag.closing:
            begins.append(index)
            open_by_name[key] += 1
        elif open_by_name[key]:
            while key != (other := (tags[begins[-1]].syntax, tags[begins[-1]].name)):
                begins.pop()
                open_by_name[other] -= 1
            partner = begins.pop()
            pairs[index], pairs[partner] = replace(tag, partner=partner), replace(tags[partner], partner=index)
            open_by_name[key] -= 1
    return _shallow(pairs)


def _shallow(tags: list[Tag]) -> list[Tag]:
    """Return the tags without the pairs that lie too deep."""
    depth, shallow = 0, list(tags)
    too_deep: set[int] = set()
    for index, tag in enumerate(tags):
        if tag.partner > index:
            depth += 1
            if depth > DEEPEST:
                too_deep |= {index, tag.partner}
        elif tag.partner >= 0:
            depth -= 1
    for index in too_deep:
        shallow[index] = replace(tags[index], partner=-1)
    return shallow
