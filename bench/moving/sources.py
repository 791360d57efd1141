"""The sources of an old site as a reader that isn't ours renders them: markdown-it-py, or Python-Markdown for Pelican and MkDocs.

The tags of the system (Liquid, shortcodes, components, wikilinks) are set aside before: what is between a begin and an end stays,
and a tag for code becomes a fence. How many were set aside is counted, since what they showed isn't known here.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import markdown as python_markdown
from docutils.core import publish_parts
from lxml import html as lxml_html
from markdown_it import MarkdownIt

SOURCE = re.compile(r"(?i)\.(md|markdown|mdx|mkd|mdown)$")
FRONT = re.compile(r"\A\s*(?:---[^\n]*\n.*?\n---|\+\+\+[ \t]*\n.*?\n\+\+\+|;;;.*?\n;;;)[ \t]*(?:\n|\Z)", re.DOTALL)
LINES = re.compile(r"\A(?:[\w-]+:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*){1,20}(?=[ \t]*\n)")
OF_HEXO = re.compile(r"\A(?:[A-Za-z][\w-]*[ \t]*:[^\n]*\n|[ \t]+\S[^\n]*\n|-[ \t][^\n]*\n)+---[ \t]*\n")
OF_NIKOLA = re.compile(r"\A\s*(?:<!--\s*)?(?:\.\.[ \t]+[\w-]+:[^\n]*\n)+[ \t]*(?:-->)?")
PAGE_TEMPLATE = re.compile(r"^page_template[ \t]*=", re.MULTILINE)
OWN_TEMPLATE = re.compile(r"^template[ \t]*[=:]", re.MULTILINE)  # a template may show a gallery, as a tag may
HEADED = re.compile(r"\s*(?:#[ \t]|[^\n]+\n=+[ \t]*\n)")
CODE = re.compile(
    r"\{%-?\s*(highlight|codeblock|code)\b([^%]*)%\}(.*?)\{%-?\s*end\1\s*-?%\}"
    r"|\{\{[<%]\s*(highlight)\b([^>%]*)[>%]\}\}(.*?)\{\{[<%]\s*/\s*highlight\s*[>%]\}\}",
    re.DOTALL,
)
COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}|%%.*?%%|\{/\*.*?\*/\}|\{#.*?#\}", re.DOTALL)
RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
TAGS: tuple[re.Pattern[str], ...] = (
    re.compile(r"\{\{[<%]?.{0,2000}?[>%]?\}\}|\{%.{0,2000}?%\}", re.DOTALL),
    re.compile(r"!?\[\[[^\[\]\n]{1,300}\]\]"),
)
OF_MDX: tuple[re.Pattern[str], ...] = (
    re.compile(r"^(?:import|export)\b[^\n]*(?:\n(?![ \t]*\n)[^\n]*)*?(?<=[;'\"}])[ \t]*$", re.MULTILINE),
    re.compile(r"</?(?:[A-Z][\w.]*)(?:\"[^\"]*\"|'[^']*'|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|[^<>\"'{}])*>"),
    re.compile(r"</?>"),
)
INDENTED = re.compile(r"^[ ]+(?=</?[a-z])", re.MULTILINE)
ALONE = re.compile(r"^[ \t]*</?(?:div|section|details|center|figure|figcaption|aside|p|span)\b[^<>]*>[ \t]*$", re.MULTILINE)
BOXES = re.compile(r"^[ \t]*:{3,}[^\n]*$", re.MULTILINE)
FOLDING = re.compile(r"^[ \t]*(?:\?\?\?|===[!+]? )", re.MULTILINE)
KRAMDOWN = re.compile(r"\{::?[^{}\n]*\}")
FENCED = re.compile(
    r"^(?P<margin>[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?)(?P<fence>`{3,}|~{3,})[^\n`]*\n(?:.*?\n)??[ \t>]*(?P=fence)[`~]*[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
SPAN = re.compile(r"(?<![`\\])(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Source:
    """A source as the reader that isn't ours renders it; `aside` is how many tags it doesn't know."""

    path: str
    html: str
    aside: int
    is_headed: bool


def texts_in(root: Path) -> Iterator[str]:
    """Yield the path of each text of a site that may be one for readers."""
    for path in sorted(root.rglob("*")):
        below = path.relative_to(root)
        is_left = below.parts[0] in LEFT or any(part in LEFT and part.startswith(("_", "node_")) for part in below.parts)
        if SOURCE.search(path.name) and path.is_file() and not is_left and not any(part.startswith(".") for part in below.parts):
            yield below.as_posix()


LEFT = ("node_modules", "_site", "public", "themes", "vendor", "_includes", "_layouts", "scaffolds", "archetypes")


def read(root: Path, path: str, system: str) -> Source:
    """Return a source without its front matter and its system's own notations."""
    text = (root / path).read_text("utf-8", errors="replace").replace("\r\n", "\n").removeprefix("\ufeff")
    if path.endswith(".rst"):
        return of_docutils(path, text)
    before = without_front(text)
    body, aside = without_tags(before, path, system)
    aside += bool(OWN_TEMPLATE.search(text.removesuffix(before))) or _is_shown_by_a_section(root, path)
    html = RENDER.get(system, commonmark)(body)
    return Source(path, html, aside + html.count("<iframe"), bool(HEADED.match(body)))  # a frame may become a link


def _is_shown_by_a_section(root: Path, path: str) -> bool:
    """Return whether a section of Zola's gives its pages a template of their own."""
    sections = (root / path).resolve().relative_to(root.resolve()).parents
    files = [root / folder / "_index.md" for folder in sections]
    return any(PAGE_TEMPLATE.search(file.read_text("utf-8")) for file in files if file.is_file())


def without_front(text: str) -> str:
    """Return a text behind its front matter."""
    found = FRONT.match(text) or OF_NIKOLA.match(text) or OF_HEXO.match(text) or LINES.match(text)
    return text[found.end() :] if found else text


def without_tags(body: str, path: str, system: str) -> tuple[str, int]:
    """Return a text without tags, and how many were set aside; of code, comments and tags, what begins first counts."""
    aside, parts, last = 0, [], 0
    while found := _next(body, last):
        text, many = _set_aside(body[last : found.start()], path, system)
        aside += many
        parts += [text, _fence(found) if found.re is CODE else "" if found.re is COMMENT else found[0]]
        last = found.end()
    text, many = _set_aside(body[last:], path, system)
    return "".join([*parts, text]), aside + many


def _next(body: str, at: int) -> re.Match[str] | None:
    """Return what begins first: a fence, a span of code, a tag for code, or a comment."""
    found = (pattern.search(body, at) for pattern in (FENCED, CODE, COMMENT, SPAN))
    return min((one for one in found if one), key=lambda one: one.start(), default=None)


def _fence(found: re.Match[str]) -> str:
    code = next(part for part in (found[3], found[6]) if part is not None)
    before = found.string[found.string.rfind("\n", 0, found.start()) + 1 : found.start()]
    if before.strip() and "\n" not in code:
        return f"`{code.strip()}`"
    margin = "" if before.strip() else before
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
    lines = (line if line.startswith(margin) or not line.strip() else f"{margin}{line}" for line in code.strip("\n").split("\n"))
    return "\n".join([fence, *lines, f"{margin}{fence}"])


def _set_aside(text: str, path: str, system: str) -> tuple[str, int]:
    patterns = (*TAGS, *(OF_MDX if path.endswith(".mdx") or system == "docusaurus" else ()))
    text, aside = RAW.sub("", text), 0
    for pattern in patterns:
        text, many = pattern.subn(_instead if pattern in TAGS else "", text)
        aside += many
    if patterns != TAGS:  # MDX reads Markdown between tags, and has no code by indents
        text = INDENTED.sub("", text)
        text = (
            re.sub(r"^[ ]{2,}(?=!\[|\[|[A-Za-z*_`])", "", ALONE.sub("\n", text), flags=re.MULTILINE)
            if ALONE.search(text)
            else text
        )
    text, boxes = BOXES.subn("", text) if system != "pelican" else (text, 0)
    boxes += len(FOLDING.findall(text)) if system == "mkdocs" else 0
    text, classes = KRAMDOWN.subn("", text) if system == "jekyll" else (text, 0)  # a class may make a box
    return text, aside + boxes + classes


ALONE_ON_LINE = re.compile(r"\n[ \t>]*\Z"), re.compile(r"[ \t]*\n")


def _instead(found: re.Match[str]) -> str:
    """Return what takes the place of a tag: nothing; of one alone on its line a comment, since a blank line would end HTML."""
    before, after = ALONE_ON_LINE
    is_alone = before.search(found.string[max(0, found.start() - 80) : found.start()]) and after.match(found.string, found.end())
    return "<!-- -->" if is_alone else ""


READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def commonmark(body: str) -> str:
    html: str = READER.render(body)
    return html


def of_python_markdown(body: str) -> str:
    return python_markdown.markdown(body, extensions=["extra", "admonition", "sane_lists", "pymdownx.details", "pymdownx.tabbed"])


def of_docutils(path: str, text: str) -> Source:
    """Return a source of reStructuredText as docutils alone renders it; directives that it doesn't know are set aside."""
    quiet = {"report_level": 5, "file_insertion_enabled": False, "raw_enabled": True, "doctitle_xform": True}
    html: str = publish_parts(text, writer="html5", settings_overrides=quiet)["body"]
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    for part in root.xpath(OF_THE_DOCUMENT):
        part.drop_tree()
    html = str(lxml_html.tostring(root, encoding="unicode"))
    return Source(path, html, len(DIRECTIVE.findall(text)), is_headed=False)


OURS = ("#footnote-", "#toc-entry-")
OF_THE_DOCUMENT = " | ".join(
    (".//nav", ".//aside[starts-with(@class, 'footnote')]", *(f".//a[starts-with(@href, '{begins}')]" for begins in OURS))
)
"""What Presswork makes anew: the list of contents, and footnotes with their marks."""
DIRECTIVE = re.compile(r"^[ \t]*\.\. [\w-]+::|:[\w-]+:`", re.MULTILINE)
RENDER: Mapping[str, Callable[[str], str]] = {"pelican": of_python_markdown, "mkdocs": of_python_markdown}
