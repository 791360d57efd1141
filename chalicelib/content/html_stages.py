"""The stages of a text's HTML, from its dialect to the page: one table, in the order in which they run.

A stage is a row: the function that changes the HTML, and the elements that it reads and writes, as CSS selectors. Most stages
match elements that an earlier stage wrote, so their order is part of the format: highlighted code is HTML that the sanitizer
must see, captions need the smart quotes of the text around them, and the rows of a gallery need the sizes of its images.

    when a source is read (`content.markdown_to_html`)
        WRITTEN    what the dialect wrote, with the author's own HTML, up to the sanitizer
        SAFE       safe HTML: formulas, pull quotes, headings, figures
        CHECKED    the dead links that the author is told about
        STORED     each part of the body, before and after the author's mark: the gate
    when a page is rendered (`rendering`)
        SIZED      a text of the site itself: images with their sizes
        SHOWN      a stored body: the same, and links to sources
        ELSEWHERE  then, a lead on other pages than its post's
        LISTED     then, code and tables that scroll
        PAGE       on the page of its post: the same, and images to enlarge
        INITIAL    then, the first letter, if the author or the theme asks for it

Pages, feeds and letters pass the gate once more, after their last change (`tree_policy`). The patterns that the functions match
are in `tag_patterns`. To add a stage, add a row here.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import cast

from msgspec import field

from chalicelib.content.html.url_policy import STORED as STORED_LINKS
from chalicelib.content.media.image_variants import Picture, Size
from chalicelib.content.presentation.scrollable import Words
from chalicelib.frozen import Frozen

Change = Callable[..., str]


class Stage(Frozen):
    """One step over a text's HTML. HTML without `sign` stays as it is.

    `function` is the module (within `content`) and the name of the function, imported when a text has the sign. It gets the HTML
    and the attributes `takes` of the setting. `reads` are the elements that it may change, empty: text or comments; `writes` are
    those that it makes, empty: none, or the same elements. `grows`: it may lengthen the HTML, so the length is checked then.
    """

    name: str
    function: str
    sign: str = ""
    takes: tuple[str, ...] = ()
    reads: str = ""
    writes: str = ""
    grows: bool = False


class TextSetting(Frozen):
    """What stages know of a text when it is read: the key of its source, its language, the hosts whose frames the site allows,
    the longest HTML with highlighted code, the MathML of its formulas, its dead addresses, and the schemes of its links."""

    key: str
    lang: str
    frames: Sequence[str]
    most: int
    formulas: tuple[str, ...] = ()
    dead: frozenset[str] = frozenset()
    links: frozenset[str] = STORED_LINKS


class BodySetting(Frozen):
    """What stages know of other sources when a body is shown, by key: addresses of posts, sizes of images, their pictures, and
    missing files; and the address of the body's own post."""

    addresses: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, Size] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    address: str = ""


class PageSetting(Frozen):
    """What stages know of a page: the words for code and tables, and for a link to a larger image, in its language."""

    words: Words
    enlarge: str = ""


WRITTEN = (
    Stage("noscript", "html.sanitizer:without_noscript", "<noscript", reads="noscript"),
    Stage("frames", "presentation.embeds:without_frames", "<iframe", ("frames",), "iframe", "figure.embed, a"),
    Stage("embeds", "presentation.embeds:with_embeds", "<p>", (), "p", "figure.embed, audio, video"),
    Stage("mark of the lead", "html.html_tree:with_mark", "<!--", (), "", "wbr.presswork-more"),
    Stage("quotes", "markdown.smartquotes:smarten", takes=("lang",), grows=True),
    Stage("code", "presentation.highlighting:with_highlighting", "<pre", ("most",), "pre > code", "code.highlight, code span"),
)
SAFE = (
    Stage("sanitizer", "html.sanitizer:clean", "", ("key", "frames"), "*", "input[disabled], iframe, a[rel]", grows=True),
    Stage("formulas", "markdown.dialects:with_formulas", "\x02", ("formulas",), "", "math", grows=True),
    Stage("characters", "plain_text:clean"),
    Stage("empty paragraphs", "html.sanitizer:without_empty_paragraphs", "<p>", reads="p"),
    Stage("pull quotes", "presentation.pull_quotes:with_pull_quotes", "pull", (), "[class*=pull]", ".pull", grows=True),
    Stage("callouts", "markdown.callouts:with_titles", 'class="admonition', ("lang",), ".admonition", "strong", grows=True),
    Stage("headings", "markdown.headings:with_lower_headings", "<h1", (), "h1", "h2"),  # the title of the page is its only `h1`
    Stage("figures", "presentation.figures:with_figures", "<img", ("lang",), "img", "figure, div.gallery", grows=True),
)
CHECKED = (Stage("dead links", "html.dead_links:without_dead_links", "<", ("dead",), "[cite], a", "a.missing"),)
STORED = (Stage("gate", "html.tree_policy:passed", "", ("links",), "*"),)
SIZED = (
    Stage("images", "html.responsive_images:with_sizes", "<img", ("sizes", "pictures"), "img", "picture, source, img[decoding]"),
    Stage("gallery rows", "presentation.gallery_rows:with_rows", '<div class="gallery">', (), "div.gallery", "div.gallery > div"),
)
SHOWN = (
    Stage("source links", "html.links:with_addresses", "<", ("addresses", "missing"), "[cite], [href]", "a.missing"),
    *SIZED,
    Stage("wide images", "presentation.wide_images:with_wide_sizes", '<figure class="', (), "figure.wide, figure.full-bleed"),
)
ELSEWHERE = (
    Stage("headings of a lead", "markdown.headings:with_lower_headings", "<h", (), "h1, h2, h3, h4, h5", "h3, h4, h5, h6"),
    Stage("ids of a lead", "html.links:without_ids", "", ("address",), "[id], [href]"),
    Stage("images of a lead", "html.responsive_images:with_later_images", "<img", (), "img", "img[loading]"),
)
LISTED = (
    Stage("scrolling code", "presentation.scrollable:with_scrolling_code", "<pre", ("words",), "pre", "pre[tabindex]"),
    Stage("scrolling tables", "presentation.scrollable:with_scrolling_tables", "<table", ("words",), "table", "div.scroll"),
)
PAGE = (
    Stage("lightbox", "presentation.lightbox:with_larger_images", "<img", ("enlarge",), "img", "a[data-larger] > img"),
    *LISTED,
)
INITIAL = (Stage("drop cap", "presentation.drop_caps:with_drop_cap", "<p", (), "p", "p.drop"),)


def run_stages(stages: Sequence[Stage], html: str, setting: object = None, hold: Callable[[str], str] = str) -> str:
    """Return the HTML after these stages; `hold` returns HTML that has grown, or refuses it."""
    for stage in stages:
        if stage.sign in html:
            html = function_at(stage.function)(html, *(getattr(setting, name) for name in stage.takes))
            html = hold(html) if stage.grows else html
    return html


@cache
def function_at(path: str) -> Change:
    """Return the function of a stage."""
    module, _, name = path.partition(":")
    return cast(Change, getattr(import_module(f"chalicelib.content.{module}"), name))
