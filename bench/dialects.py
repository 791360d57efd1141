"""What each dialect makes of a folder of posts, counted against CommonMark as markdown-it-py reads it.

For each post the lists, items, code blocks, tables, links, images, headings and quotes are counted in our HTML and in that of
markdown-it-py (CommonMark, tables, strikethrough), which passes the same sanitizer. Both read the text after its shortcodes are
replaced, and show what is there for readers without scripts. A difference may have a reason: a row of
`REASONS` counts, in either HTML, what is there by a rule of ours. What is left is unexplained, and would be a fault.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import html as lxml_html
from lxml.html import HtmlElement
from markdown_it import MarkdownIt

from bench.machine import show
from chalicelib.content.frontmatter.frontmatter import split
from chalicelib.content.html.sanitizer import clean, without_noscript
from chalicelib.content.markdown.dialects import COMMONMARK, PYTHON_MARKDOWN
from chalicelib.content.markdown_to_html import render
from chalicelib.content.media.files import sort_of
from chalicelib.content.plain_text import decoded
from chalicelib.content.shortcodes.shortcodes import expand
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal

KINDS: Mapping[str, str] = {
    "lists": "//ul | //ol",
    "items": "//li",
    "code": "//pre",
    "tables": "//table",
    "links": "//a[@href or @aria-disabled]",  # a dead link has no address any more
    "images": "//img",
    "headings": "//h1 | //h2 | //h3 | //h4 | //h5 | //h6",
    "quotes": "//blockquote",
}
TITLE = "-"  # a known title that equals no heading
MOST = 0.01  # of all posts may differ without a reason
Counts = Counter[str]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why posts differ, and what of each kind is there for this reason."""

    name: str
    counts: Callable[[HtmlElement], Counts]


def _footnotes(root: HtmlElement) -> Counts:
    notes = '//div[@class="footnote"]'
    references = '//a[@class="footnote-ref" or starts-with(., "^")]'  # CommonMark may read `[^1]` as a link
    return Counter(
        lists=len(root.xpath(f"{notes}/ol")),
        items=len(root.xpath(f"{notes}/ol/li")),
        links=len(root.xpath(f'{references} | {notes}//a[@class="footnote-backref"]')),
    )


def _bare(root: HtmlElement) -> Counts:
    """Count links whose text is their address."""
    shown = ((link.get("href"), link.text_content()) for link in root.xpath("//a[@href]"))
    return Counter(links=sum(1 for address, text in shown if _plain(address) == _plain(text)))


def _plain(address: str) -> str:
    return unquote(address.removeprefix("mailto:").removeprefix("http://")).rstrip("/")


def _callouts(root: HtmlElement) -> Counts:
    """Count callouts, which CommonMark reads as quotes."""
    return Counter(quotes=-len(root.xpath('//*[starts-with(@class, "admonition ")]')))


def _contents(root: HtmlElement) -> Counts:
    """Count what tables of contents hold."""
    place = '//div[@class="toc"]'
    return Counter(
        {kind: len(root.xpath(f"{place}{KINDS[kind].replace('| ', f'| {place}')}")) for kind in ("lists", "items", "links")}
    )


def _cards(root: HtmlElement) -> Counts:
    """Count cards, whose links show more than their address."""
    return Counter(links=len(root.xpath('//figure[starts-with(@class, "embed ")]//a')))


def _larger(root: HtmlElement) -> Counts:
    """Count links from pictures to the same in full size."""
    return Counter(links=len(root.xpath("//a[@data-larger]")))


REASONS: Sequence[Reason] = (
    Reason("footnotes", _footnotes),
    Reason("bare addresses", _bare),
    Reason("callouts", _callouts),
    Reason("contents", _contents),
    Reason("cards", _cards),
    Reason("larger pictures", _larger),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """How a post differs: the kinds at first, the reasons, and the kinds that no reason explains."""

    path: Path
    kinds: Counts
    reasons: tuple[str, ...]
    unexplained: Mapping[str, tuple[int, int]]


def compared(path: Path, text: str, dialect: str) -> Compared:
    """Compare what a dialect makes of this text with CommonMark's reading."""
    key = f"posts/{path.name}"
    ours = _root(render(text, key=key, lang="en", site=Site(markdown=dialect), title=TITLE).html)
    expanded = expand(text, key=key, site=Site()).text
    theirs = _root(clean(without_noscript(READER.render(expanded)), key))
    here, there = _counts(ours), _counts(theirs)
    kinds = Counter(kind for kind in KINDS if here[kind] != there[kind])
    by_reason = [(reason.name, reason.counts(ours), reason.counts(theirs)) for reason in REASONS]
    for _, of_ours, of_theirs in by_reason:
        here.subtract(of_ours)
        there.subtract(of_theirs)
    left = {kind: (here[kind], there[kind]) for kind in KINDS if here[kind] != there[kind]}
    return Compared(path, kinds, tuple(name for name, of_ours, of_theirs in by_reason if of_ours != of_theirs), left)


READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _root(html: str) -> HtmlElement:
    return lxml_html.fragment_fromstring(html, create_parent="div")


def _counts(root: HtmlElement) -> Counts:
    return Counter({kind: len(root.xpath(path)) for kind, path in KINDS.items()})


def texts(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield the texts of a folder's posts that can be read, each without its front matter."""
    for path in sorted(path for path in folder.rglob("*") if sort_of(path.name) == "source"):
        try:
            yield path, split(decoded(path.read_bytes())).body
        except Refusal as refusal:
            print(f"{path}: {refusal}")


def run(folder: Path | None) -> bool:
    """Compare all posts of a folder in both dialects; whether fewer than 1 in 100 differ from CommonMark without a reason."""
    if folder is None:
        print("Give a folder of posts: --corpus DIR")
        return False
    posts = list(texts(folder))
    made = {dialect: [compared(path, text, dialect) for path, text in posts] for dialect in (PYTHON_MARKDOWN, COMMONMARK)}
    show(f"Posts of {folder} that differ from CommonMark", [_row(dialect, of) for dialect, of in made.items()])
    unexplained = [one for one in made[COMMONMARK] if one.unexplained]
    for one in unexplained:
        print(f"{one.path}: {one.unexplained}")
    return len(unexplained) < MOST * len(posts)


def _row(dialect: str, of: Sequence[Compared]) -> Mapping[str, Any]:
    """Return a line of the table: how many posts differ, by reason, and without a reason by kind."""
    reasons = Counter(name for one in of if one.kinds and not one.unexplained for name in one.reasons)
    kinds = Counter(kind for one in of for kind in one.unexplained)
    return {
        "dialect": dialect,
        "posts": len(of),
        "differ": sum(1 for one in of if one.kinds),
        **{reason.name: reasons[reason.name] for reason in REASONS},
        "unexplained": sum(1 for one in of if one.unexplained),
        **{f"by {kind}": kinds[kind] for kind in KINDS},
    }
