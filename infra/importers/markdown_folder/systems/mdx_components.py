"""The components of MDX that are read: what each becomes in Markdown.

To read a component, add its name to a row of `COMPONENTS`.
"""

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, TypeAlias

from chalicelib.frozen import Frozen
from chalicelib.html_to_markdown.escapes import fenced
from infra.importers.markdown_folder.pictures import figure, picture
from infra.importers.markdown_folder.systems.callouts import BOX, box, box_end, kind_of_box
from infra.importers.markdown_folder.systems.jsx import Part

if TYPE_CHECKING:  # it takes the rows from here
    from infra.importers.markdown_folder.systems.mdx import MdxConverter

Make: TypeAlias = Callable[[Part, "MdxConverter"], str | None]


def literal(text: str) -> str:
    """Return the text as readers see it, without signs that mean something in Markdown or HTML."""
    return re.sub(r"[{}<>*_`^~\[\]&\\]", lambda sign: f"&#{ord(sign[0])};", text)


class Component(Frozen):
    """One row: the names of a component, its replacement in words, and its maker; None: attributes are missing."""

    names: tuple[str, ...]
    by: str
    make: Make


def _picture(part: Part, text: "MdxConverter") -> str | None:
    if part.closing:
        return ""
    address = text.said(part, "src", "path", "image", "url", "href", "light", "fileName")
    if not address:
        return None
    caption = text.said(part, "caption", "figcaption")
    alt = text.said(part, "alt", "caption", "title")
    return figure(address, alt, caption) if caption and text.is_alone(part) else picture(address, alt)


def _address(prefix: str, *names: str) -> Make:
    """Return the maker of an address alone on its line, which becomes a card."""

    def make(part: Part, text: "MdxConverter") -> str | None:
        if part.closing:
            return ""
        value = text.said(part, *names, "url", "href", "src")
        if re.match(r"https?://", value):
            return f"\n{value}\n"
        return f"\n{prefix}{value}\n" if prefix and re.fullmatch(r"[\w/.@-]+", value) else None

    return make


def _box(part: Part, text: "MdxConverter") -> str | None:
    if part.closing:
        return box_end()
    kind = kind_of_box(text.said(part, "type", "variant", "kind", "intent", "status", "color") or part.name)
    begin = box(kind, text.said(part, "title", "label", "heading"))
    return f"{begin}{box_end()}" if part.empty else begin


def _details(part: Part, text: "MdxConverter") -> str | None:
    if part.closing:
        return "\n\n</details>\n"
    words = escape(text.said(part, "title", "summary", "label", "header", "question") or "Details", quote=False)
    return f"<details>\n<summary>{words}</summary>\n\n"


def _link(part: Part, text: "MdxConverter") -> str | None:
    if part.closing:
        return "</a>"
    address = text.said(part, "href", "to", "url", "link")
    if not address:
        return None
    words = escape(text.said(part, "text", "title", "label") or address, quote=False)
    return f'<a href="{escape(address)}">' + (f"{words}</a>" if part.empty else "")


def _badge(part: Part, text: "MdxConverter") -> str | None:
    if part.closing:
        return "</mark>"
    words = literal(text.said(part, "text", "label", "title"))
    if part.empty:
        return f"<mark>{words}</mark>" if words else None
    return f"<mark>{words}"


def _labelled(part: Part, text: "MdxConverter") -> str | None:
    """Return the title of a part, which the words in it follow."""
    if part.closing:
        return "\n"
    words = text.said(part, "label", "title", "name", "value")
    href = text.said(part, "href", "link", "to")
    title = f"[{words or href}]({href})" if href else f"**{words}**" if words else ""
    return f"\n{title}\n" if title else "\n"


def _player(element: str) -> Make:
    def make(part: Part, text: "MdxConverter") -> str | None:
        if part.closing:
            return ""
        address = text.said(part, "src", "url", "path")
        return f'\n<{element} controls src="{escape(address)}"></{element}>\n' if address else None

    return make


def _code(part: Part, text: "MdxConverter") -> str | None:
    code = part.attributes.get("code", "")
    if part.closing or not code or code.startswith("{"):
        return None
    return f"\n{fenced(code, text.said(part, 'lang', 'language'))}\n"


COMPONENTS: tuple[Component, ...] = (
    Component(
        (
            *("Image", "Img", "Picture", "NextImage", "Figure", "ZoomImage", "ZoomableImage", "ThemedImage", "StaticImage"),
            *("ResponsiveImage", "LazyImage", "BlogImage", "Photo", "ImageWithCaption", "ExportedImage", "GatsbyImage"),
            "Screenshot",
        ),
        "a picture",
        _picture,
    ),
    Component(
        (
            *("YouTube", "Youtube", "YouTubeEmbed", "YoutubeEmbed", "LiteYouTubeEmbed", "LiteYouTube", "YouTubePlayer"),
            "YoutubeVideo",
        ),
        "a card of the film",
        _address("https://www.youtube.com/watch?v=", "id", "videoId", "videoid", "youTubeId", "youtubeId", "video"),
    ),
    Component(("Vimeo", "VimeoEmbed"), "a card of the film", _address("https://vimeo.com/", "id", "videoId")),
    Component(
        ("Tweet", "TweetEmbed", "StaticTweet", "XPost", "TwitterTweetEmbed", "Twitter"),
        "a card of the post",
        _address("https://x.com/i/web/status/", "id", "tweetId", "tweetLink"),
    ),
    Component(("Gist", "GitHubGist"), "a card of the gist", _address("https://gist.github.com/", "id", "gistLink", "gist")),
    Component(
        (
            *("Spotify", "SoundCloud", "CodePen", "CodeSandbox", "StackBlitz", "BlogPost", "LinkPreview", "LinkCard", "Bookmark"),
            "Embed",
        ),
        "its address",
        _address("", "link", "codePenId", "wrappable"),
    ),
    Component(("Instagram", "InstagramEmbed"), "its address", _address("https://www.instagram.com/p/", "id", "instagramId")),
    Component(tuple(name.title().replace("-", "") for name in BOX), "a box", _box),
    Component(("Callout", "Aside", "Admonition", "Alert", "Banner", "Message", "InfoBox", "Highlight", "Notice"), "a box", _box),
    Component(
        ("Details", "Accordion", "AccordionItem", "Collapse", "Collapsible", "Disclosure", "Spoiler", "Toggle"),
        "a part that unfolds",
        _details,
    ),
    Component(
        ("Link", "NextLink", "A", "ExternalLink", "Anchor", "LinkButton", "Button", "ButtonLink", "GatsbyLink"), "a link", _link
    ),
    Component(("TabItem", "Tab", "TabsItem", "Step", "Card", "TabPanel", "CodeTab"), "its title and its words", _labelled),
    Component(
        (
            *("Tabs", "Steps", "CardGrid", "Cards", "CardGroup", "CodeGroup", "CodeTabs", "FileTree", "Columns", "Column", "Col"),
            *("Row", "Grid", "Fragment", "Center", "Container", "Box", "Wrapper", "Layout", "Prose", "Section", "TabList"),
            "Highlighted",
        ),
        "the words in it",
        lambda *_: "\n",
    ),
    Component(("Video", "VideoPlayer"), "a player", _player("video")),
    Component(("Audio", "AudioPlayer"), "a player", _player("audio")),
    Component(("Code", "CodeBlock", "Prism", "Highlighter"), "a block of code", _code),
    Component(("Badge", "Tag", "Chip", "Pill"), "marked words", _badge),
    Component(("Br", "LineBreak"), "a break", lambda part, _: "" if part.closing else "<br>"),
)
ROWS: Mapping[str, Component] = {name: row for row in COMPONENTS for name in row.names}
