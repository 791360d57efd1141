"""Markdown to safe HTML: an author's text as every page, feed and letter shows it.

`render` is the whole path. Shortcodes are replaced (`shortcodes`), and the text's dialect parses it (`dialects`). The stages
after that are the same for all dialects; `content.html_stages` is their table. The HTML is sanitized, its links are resolved and
checked, the lead is parted from the rest, and both pass the gate. Links, images, files and the player are those of the elements
that passed, the excerpt is read from the finished HTML, and its author is told what its readers would miss (`text_warnings`).
"""

from collections.abc import Mapping

from msgspec.structs import replace

from chalicelib.content.html.html_tree import parted, values
from chalicelib.content.html.links import linked_sources
from chalicelib.content.html.responsive_images import shown_in
from chalicelib.content.html.tree_policy import gate
from chalicelib.content.html_stages import CHECKED, SAFE, STORED, WRITTEN, TextSetting, run_stages
from chalicelib.content.markdown import typography
from chalicelib.content.markdown.budget import SECONDS, Room, Work, weigh_html, within
from chalicelib.content.markdown.dialects import Parsed, TextContext, parser_of
from chalicelib.content.presentation.players import player_in
from chalicelib.content.shortcodes.line_map import TAGGED, ExpandedText
from chalicelib.content.site.site import Site
from chalicelib.content.text.excerpts import excerpt
from chalicelib.content.text.text_warnings import diagnostics_of, files_in, foreign_links, mistakes_in_links
from chalicelib.diagnostics import Diagnostic
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen

NO_PARAMS: Mapping[str, object] = {}


class Rendered(Frozen):
    """A text as readers see it, and the facts that follow from it.

    `rest` is the text after the author's `<!--more-->` and `lead` the text before it (None: there is no such mark); each is whole
    in itself. `title` is the heading at the beginning, which they lack, and `title_html` the same if it holds code. `links` are
    the keys of the sources that it links to. `image` is the address of its first image, and `images` are the keys of its images
    on this site. `player` is the address of its first audio or video file, and `files` are the keys of the files on this site,
    other than images, that it plays or links to. `diagnostics` are for its author.
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
    title_html: str = ""

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
    params: Mapping[str, object] = NO_PARAMS,
    seconds: float = SECONDS,
    work: Work | None = None,
) -> Rendered:
    """Render the text of the source `key`. If its `title` is known and the text begins with the same heading, drop the heading.

    `params` are the author's own front matter keys, which shortcodes may show. Texts that share a `work` may together cost no
    more than one text.
    """
    work, room = work or Work(), Room(text)

    def rendered() -> Rendered:
        expanded = _expanded(text, key, site, params) if TAGGED.search(text) else ExpandedText(text)
        return _rendered(expanded, TextContext(key, lang, title), site, work, room)

    try:
        return within(seconds, rendered)
    except RecursionError:
        raise Refusal("too-deep") from None


def _rendered(text: ExpandedText, context: TextContext, site: Site, work: Work, room: Room) -> Rendered:
    """Return the text as readers see it, and the facts that follow from the elements that passed the gate."""
    parsed = _parsed(text, context, site, work, room)
    setting = TextSetting(context.key, context.lang, site.frames, room.most, parsed.formulas)
    written = run_stages(WRITTEN, parsed.html, setting, room.hold)
    weigh_html(written, work)
    safe = run_stages(SAFE, written, setting, room.hold)
    mistakes = {**mistakes_in_links(safe, context.key), **foreign_links(written)}
    setting = replace(setting, dead=frozenset(address for address, link in mistakes.items() if link.is_dead))
    before_mark, after_mark = parted(run_stages(CHECKED, safe, setting))
    lead = run_stages(STORED, before_mark, setting) if before_mark else before_mark
    rest = run_stages(STORED, after_mark, setting)
    elements = (*gate(lead or "", setting.links).elements, *gate(rest, setting.links).elements)
    title = typography.of_html(parsed.title, context.lang)
    return Rendered(
        rest,
        lead,
        title=title.text,
        title_html=title.html,
        excerpt=excerpt((lead or "") + rest, lead),
        links=linked_sources(elements),
        image=next(iter(values(elements, {"img"}, "src")), ""),
        images=shown_in(elements),
        player=player_in(elements),
        files=files_in(elements),
        diagnostics=(*parsed.diagnostics, *diagnostics_of(elements, room.text, mistakes)),
    )


def _expanded(text: str, key: str, site: Site, params: Mapping[str, object]) -> ExpandedText:
    from chalicelib.content.shortcodes.shortcodes import expand  # noqa: PLC0415 - few texts have shortcodes

    return expand(text, key=key, site=site, params=params)


def _parsed(text: ExpandedText, context: TextContext, site: Site, work: Work, room: Room) -> Parsed:
    """Return the HTML by the text's dialect; lines are those of the source."""
    try:
        parsed = parser_of(site.markdown)(text.text, context, work, room)
    except Refusal as refusal:
        raise refusal.at(refusal.line and text.line(refusal.line)) from refusal
    placed = (replace(diagnostic, line=text.line(diagnostic.line)) for diagnostic in parsed.diagnostics)
    return replace(parsed, diagnostics=(*text.diagnostics, *placed))
