"""HTML as a tree that can be compared: two trees are equal where a browser shows the same.

`tree` ignores what no reader sees: the order of attributes, how characters are escaped, blanks beside blocks and at the end of
code, and comments. `plain_tasks`, `stepped_down` and the other rules take away what Presswork adds everywhere, each in one
sentence; they never change what stands in an element.
"""

import re
from collections.abc import Callable
from urllib.parse import quote
from xml.etree.ElementTree import Element

import html5lib

from chalicelib.content.html.elements import named
from chalicelib.content.markdown.link_targets import KEPT

BLOCKS = named(
    "DOCUMENT_FRAGMENT blockquote dd details div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre section table tbody td th thead tr ul"
)
HEADING = re.compile(r"h([1-6])")
RESOLVED = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/?#]")
Tree = tuple[object, ...]
Rule = Callable[[Element], None]


def tree(html: str, *rules: Rule) -> Tree:
    """Return the HTML as a tree, after these rules."""
    root: Element = html5lib.parseFragment(html.strip(), namespaceHTMLElements=False)
    for rule in rules:
        rule(root)
    return _frozen(root, verbatim=False)


def _frozen(element: Element, *, verbatim: bool) -> Tree:
    verbatim = verbatim or element.tag == "pre"
    parts = _joined(element, verbatim=verbatim)
    if verbatim:
        parts = [*parts[:-1], *(part.rstrip("\n") if isinstance(part, str) else part for part in parts[-1:])]
    elif element.tag in BLOCKS:
        parts = [_without_blanks(parts, place) for place in range(len(parts))]
    return (element.tag, tuple(sorted(element.attrib.items())), tuple(part for part in parts if part != ""))


def _joined(element: Element, *, verbatim: bool) -> list[str | Tree]:
    """Return the texts and elements within an element; texts around a comment are one."""
    parts: list[str | Tree] = [""]

    def add(text: str | None) -> None:
        before = parts[-1]
        joined = f"{before}{text or ''}" if isinstance(before, str) else text or ""
        shown = joined if verbatim else re.sub(r"\s+", " ", joined)
        if isinstance(before, str):
            parts[-1] = shown
        else:
            parts.append(shown)

    add(element.text)
    for child in element:
        if isinstance(child.tag, str):
            parts.append(_frozen(child, verbatim=verbatim))
        add(child.tail)
    return parts


def _without_blanks(parts: list[str | Tree], place: int) -> str | Tree:
    """Return this part; a text without the blanks beside a block, or at the begin or end of one."""
    part = parts[place]
    if not isinstance(part, str):
        return part
    before, after = parts[place - 1] if place else None, parts[place + 1] if place + 1 < len(parts) else None
    if not isinstance(before, tuple) or before[0] in BLOCKS | {"br"}:
        part = part.lstrip()
    return part.rstrip() if not isinstance(after, tuple) or after[0] in BLOCKS else part


# ---- what Presswork adds everywhere


def without_ids(root: Element) -> None:
    """Every heading has an id."""
    for element in root.iter():
        if isinstance(element.tag, str) and HEADING.fullmatch(element.tag):
            element.attrib.pop("id", None)


def plain_tasks(root: Element) -> None:
    """The text of a task is the label of its box, and lists of tasks have classes."""
    for element in root.iter():
        if str(element.get("class", "")).startswith("task-list"):
            del element.attrib["class"]
        for place, label in enumerate(element):
            if label.tag == "label" and len(label) and label[0].tag == "input":
                _unwrap(element, place)
        if element.tag == "input":
            element.attrib.update({name: "" for name in ("disabled", "checked") if name in element.attrib})


def stepped_down(root: Element) -> None:
    """The title of the page is its only `h1`, so all headings go one step down where a text has an `h1`."""
    found = [element for element in root.iter() if isinstance(element.tag, str) and HEADING.fullmatch(element.tag)]
    if any(heading.tag == "h1" for heading in found):
        for heading in found:
            heading.tag = f"h{min(int(heading.tag[1]) + 1, 6)}"


def resolved(root: Element) -> None:
    """An address is resolved beside its source, which stands in the topmost folder here, and percent-encoded."""
    for element in root.iter():
        for name in ("href", "src"):
            if element.get(name):
                address = re.sub(r"[\t\n\r]", "", element.get(name, ""))
                element.set(name, quote(address if RESOLVED.match(address) else f"/{address}", safe=KEPT))


def without_colours(root: Element) -> None:
    """Code is coloured."""
    for code in root.iter("code"):
        code.text = "".join(code.itertext())
        for child in list(code):
            code.remove(child)
        code.attrib.update({"class": code.get("class", "").replace("highlight ", "")} if "class" in code.attrib else {})


def without_smart_quotes(root: Element) -> None:
    """Quotes and dashes are set as in print."""
    for element in root.iter():
        element.text, element.tail = (_typed(element.text), _typed(element.tail))


def _typed(text: str | None) -> str | None:
    return text and text.translate({0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'", 0x2013: "--", 0x2014: "---"})


def _unwrap(element: Element, place: int) -> None:
    """Put what a child holds in the child's place."""
    child = element[place]
    inner = list(child)
    inner[-1].tail = (inner[-1].tail or "") + (child.tail or "")
    element[place : place + 1] = inner
