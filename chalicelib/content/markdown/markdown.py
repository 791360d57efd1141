"""Markdown to safe HTML: an author's text as every page, feed and letter shows it.

`render` is the whole path. Shortcodes are replaced (`shortcodes`), and the text's dialect parses it (`dialects`). The rules after
that are the same for all dialects: frames that the site doesn't allow become links; an address alone in its paragraph becomes a
card or a player (`embeds`); quotes are set as in the text's language (`smartquotes`); code is highlighted (`highlighting`); the
HTML is sanitized and its links are resolved (`safe`, `links`); formulas are put into their places; images get their captions, and
several in a paragraph become a gallery (`figures`); the lead is parted from the rest, and both pass the gate (`tree_policy`).
Excerpt, links, images and the player are then read from the finished HTML, and it is checked for what its readers would miss
(`text_warnings`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape, unescape

from chalicelib.content.frontmatter.parsed_values import Plain
from chalicelib.content.html.dead_links import without_addresses
from chalicelib.content.html.html_tree import MORE, parted
from chalicelib.content.html.links import linked
from chalicelib.content.html.sanitizer import clean, framed
from chalicelib.content.html.tree_policy import passed
from chalicelib.content.html.url_policy import STORED
from chalicelib.content.markdown.budget import SECONDS, Room, Work, weigh_html, within
from chalicelib.content.markdown.dialects import FORMULAS, Parsed, TextContext, parser_of
from chalicelib.content.markdown.headings import stepped_down
from chalicelib.content.markdown.smartquotes import smarten
from chalicelib.content.media.images import images_in, shown_in
from chalicelib.content.presentation.embeds import card, embedded
from chalicelib.content.presentation.figures import figured
from chalicelib.content.presentation.players import player_in
from chalicelib.content.presentation.pull_quotes import pulled
from chalicelib.content.shortcodes.line_map import TAGGED, Expanded
from chalicelib.content.site.site import Site
from chalicelib.content.text.excerpts import excerpt
from chalicelib.content.text.plain_text import clean as speakable
from chalicelib.content.text.text_warnings import Wrong, checked, files_in, foreign_links, wrong_links
from chalicelib.errors import Diagnostic, Refusal

COMMENT_MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
FRAME = re.compile(  # each part is possessive, so a frame without end is read once
    r"<iframe\b(?:(?!\bsrc\s*=)[^<>])*+\bsrc\s*+=\s*+[\"']?+([^\"'\s<>]++)[^<>]*+>(?:\s*</iframe\s*>)?", re.IGNORECASE
)
NOSCRIPT = re.compile(r"</?noscript\b[^<>]*>", re.IGNORECASE)
WITHOUT_SCHEME = re.compile(r"\A//")
EMPTY = re.compile(r"<p>\s*</p>")  # remains of a paragraph that held code or raw HTML
NO_PARAMS: Mapping[str, Plain] = {}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as readers see it, and what follows from it.

    `rest` is the text after the author's `<!--more-->` and `lead` the text before it (None: there is no such mark); each is whole
    in itself. `title` is the plain text of the heading at the beginning, which they lack. `links` are the keys of the sources
    that it links to. `image` is the address of its first image, and `images` are the keys of its images on this site. `player` is
    the address of its first audio or video file, and `files` are the keys of the files on this site, other than images, that it
    plays or links to. `diagnostics` are for its author.
    """

    rest: str
    lead: str | None = None
    title: str = ""
    excerpt: str = ""
    links: tuple[str, ...] = ()
    image: str = ""
    images: tuple[str, ...] = ()
    player: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def html(self) -> str:
        return (self.lead or "") + self.rest


def render(
    text: str,
    *,
    key: str,
    lang: str,
    site: Site,
    title: str = "",
    params: Mapping[str, Plain] = NO_PARAMS,
    seconds: float = SECONDS,
    work: Work | None = None,
) -> Rendered:
    """Render the text of the source `key`. If its `title` is known and the text begins with the same heading, drop the heading.

    `params` are the author's own front matter keys, which shortcodes may show. Texts that share a `work` may together cost no
    more than one text.
    """
    work, room = work or Work(), Room(text)

    def rendered() -> Rendered:
        expanded = _expanded(text, key, site, params) if TAGGED.search(text) else Expanded(text)
        made, wrong = _rendered(expanded, TextContext(key, lang, title), site, work, room)
        return replace(made, diagnostics=(*made.diagnostics, *checked(made.html, text, wrong)))

    try:
        return within(seconds, rendered)
    except RecursionError:
        raise Refusal("too-deep") from None


def _rendered(text: Expanded, context: TextContext, site: Site, work: Work, room: Room) -> tuple[Rendered, Mapping[str, Wrong]]:
    parsed = _parsed(text, context, site, work, room)
    raw = _with_rules(parsed.html, context.lang, site, room)
    weigh_html(raw, work)
    safe = EMPTY.sub("", speakable(room.hold(_with_formulas(clean(raw, context.key, site.frames), parsed))))
    safe = pulled(safe)
    below = stepped_down(safe) if "<h1" in safe else safe  # the title of the page is its only `h1`
    shown = room.hold(figured(below, context.lang))
    wrong = {**wrong_links(shown, context.key), **foreign_links(raw)}
    dead = {address for address, link in wrong.items() if link.is_dead}
    lead, rest = parted(without_addresses(shown, dead.__contains__) if dead else shown)
    lead, rest = passed(lead, links=STORED) if lead else lead, passed(rest, links=STORED)
    html = (lead or "") + rest
    made = Rendered(
        rest,
        lead,
        title=unescape(smarten(parsed.title, context.lang)),
        excerpt=excerpt(html, lead),
        links=linked(html),
        image=next((has["src"] for has in images_in(html) if "src" in has), ""),
        images=shown_in(html),
        player=player_in(html),
        files=files_in(html),
        diagnostics=parsed.diagnostics,
    )
    return made, wrong


def _expanded(text: str, key: str, site: Site, params: Mapping[str, Plain]) -> Expanded:
    from chalicelib.content.shortcodes.shortcodes import expand  # noqa: PLC0415 - few texts have shortcodes

    return expand(text, key=key, site=site, params=params)


def _parsed(text: Expanded, context: TextContext, site: Site, work: Work, room: Room) -> Parsed:
    """Return what the text's dialect makes of it; lines are those of the source."""
    try:
        parsed = parser_of(site.markdown)(text.text, context, work, room)
    except Refusal as refusal:
        raise replace(refusal, line=refusal.line and text.line(refusal.line)) from refusal
    placed = (replace(found, line=text.line(found.line)) for found in parsed.diagnostics)
    return replace(parsed, diagnostics=(*text.diagnostics, *placed))


def _with_rules(html: str, lang: str, site: Site, room: Room) -> str:
    """Return the HTML as the rules for all dialects make it, before it is sanitized."""
    if "<noscript" in html:
        html = NOSCRIPT.sub("", html)  # what it holds is for readers without scripts, and so for all
    if "<iframe" in html:
        html = FRAME.sub(lambda frame: frame[0] if framed(unescape(frame[1]), site.frames) else _instead(frame[1]), html)
    html = COMMENT_MORE.sub(MORE, embedded(html), count=1)
    html = room.hold(smarten(html, lang))
    return _coloured(html, room) if "<pre" in html else html


def _coloured(html: str, room: Room) -> str:
    """Return the HTML with its code in colours, unless they make it too long."""
    from chalicelib.content.presentation.highlighting import highlighted  # noqa: PLC0415 - Pygments is loaded only for texts with code

    coloured = highlighted(html)
    return coloured if len(coloured) <= room.most else html


def _with_formulas(html: str, parsed: Parsed) -> str:
    """Return the safe HTML with the formulas in their places, each once."""
    if not parsed.formulas:
        return html
    left = dict(enumerate(parsed.formulas))
    return FORMULAS.sub(lambda place: left.pop(int(place[1]), ""), html)


def _instead(address: str) -> str:
    """Return a card, or else a link, in place of a frame that isn't allowed."""
    shown = escape(unescape(address))
    return card(WITHOUT_SCHEME.sub("https://", unescape(address))) or f'<a href="{shown}">{shown}</a>'
