"""MDX as Markdown: lines of modules are taken out, components become what says and shows the same, and the rest is told.

To read a component, add its name to a row of `COMPONENTS`. A component without a row goes, and the words in it stay.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape

from chalicelib.content.html.elements import named
from chalicelib.content.shortcodes.code_ranges import code_and_html
from infra.importers.markdown_folder.habit import Context
from infra.importers.markdown_folder.pictures import figure, picture
from infra.importers.markdown_folder.systems.callouts import BOX, box, box_end, kind_of_box
from infra.importers.markdown_folder.systems.jsx import EXPRESSION, MODULE, TAGGED, Part, parts_of
from infra.importers.parsing.lenient_values import text_at

IMPORTED = re.compile(r"import\s+(?:\*\s+as\s+)?([A-Za-z_$][\w$]*)\s+from\s+[\"']([^\"'\n]+)[\"']")
MEDIA = re.compile(r"(?i)\.(png|jpe?g|gif|webp|avif|svg|mp4|webm|mp3|ogg|pdf)(\?.*)?$")
COMMENT = re.compile(r"\{\s*/\*(.*?)\*/\s*\}", re.DOTALL)
MORE = re.compile(r"\s*(truncate|more|excerpt|read[ -]?more)\s*", re.IGNORECASE)
NAMES: Mapping[str, str] = {
    "className": "class",
    "htmlFor": "for",
    "tabIndex": "tabindex",
    "srcSet": "srcset",
    "autoPlay": "autoplay",
    "allowFullScreen": "allowfullscreen",
    "frameBorder": "frameborder",
    "playsInline": "playsinline",
    "crossOrigin": "crossorigin",
}
VOID = named("img br hr input source wbr embed link meta track col")
BLOCKS = named(
    "div section article aside figure figcaption details summary center header footer blockquote ul ol li table thead"
) | named("tbody tr td th main nav p dl dd dt")

Make = Callable[[Part, "Reading"], "str | None"]


@dataclass(slots=True)
class Reading:
    """One text: the media that it imports by their names, and what is open."""

    text: str
    on: Context
    imported: dict[str, str] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    line: int = 1
    at: int = 0

    def run(self) -> str:
        for part in parts_of(self.text):
            self.replace(part)
        return self.end()

    def replace(self, part: Part) -> None:
        """Take the text up to a part as it is, and what the part becomes."""
        self._copy(part.start)
        self.pieces.append(self._made(part))
        self._pass(part)

    def end(self) -> str:
        """Return all pieces with the rest of the text."""
        self._copy(len(self.text))
        return "".join(self.pieces)

    def _copy(self, end: int) -> None:
        self.pieces.append(self.text[self.at : end])
        self.line += self.text.count("\n", self.at, end)
        self.at = end

    def _pass(self, part: Part) -> None:
        self.line += self.text.count("\n", part.start, part.end)
        self.at = part.end

    def _made(self, part: Part) -> str:
        if part.kind == MODULE:
            return self._module(part)
        if part.kind == EXPRESSION:
            return self._expression(part)
        return self._html(part) if part.name[:1].islower() or not part.name else self._component(part)

    def _module(self, part: Part) -> str:
        line = self.text[part.start : part.end]
        self.imported |= {name: path for name, path in IMPORTED.findall(line) if MEDIA.search(path)}
        if line.startswith("export"):
            self.on.notes.add("changed", line.split("\n")[0][:80], "this line of a program was taken out", "", self.line)
        else:
            self.on.notes.add(
                "changed", "import", "lines of programs were taken out; the report names what they drew", "", self.line
            )
        return "\n" * line.count("\n")

    def _expression(self, part: Part) -> str:
        typed = self.text[part.start : part.end]
        if comment := COMMENT.fullmatch(typed):
            return "<!--more-->" if MORE.fullmatch(comment[1]) else "\n" * typed.count("\n")
        inner = typed[1:-1].strip()
        if quoted := re.fullmatch(r"\"([^\"]*)\"|'([^']*)'|`([^`$]*)`", inner, re.DOTALL):
            return next((one for one in quoted.groups() if one is not None), "")
        key = re.fullmatch(r"(?:frontmatter|frontMatter|meta|metadata|props|frontmatter\.data)\.(\w+)", inner)
        if key and (said := text_at(self.on.front.keys, key[1])):
            return said
        if not inner:
            return ""
        self.on.notes.add(
            "changed", _short(typed), "Presswork doesn't know this, so readers see it as it is typed", "", self.line
        )
        return literal(typed)

    # ---- tags

    def said(self, part: Part, *names: str) -> str:
        """Return the first of these attributes that is given; the name of imported media is their path."""
        for name in names:
            value = part.attributes.get(name, "")
            if value.startswith("{"):
                known = re.fullmatch(r"\{\s*([A-Za-z_$][\w$]*)(?:\.(?:src|default))?\s*\}", value)
                required = re.fullmatch(r"\{\s*require\(\s*[\"']([^\"']+)[\"']\s*\)(?:\.default)?\s*\}", value)
                value = self.imported.get(known[1], "") if known else required[1] if required else ""
            if value:
                return value
        return ""

    def is_alone(self, part: Part) -> bool:
        """Return whether the lines of a tag hold nothing else."""
        begun = self.text.rfind("\n", 0, part.start) + 1
        ended = self.text.find("\n", part.end)
        return not self.text[begun : part.start].strip() and not self.text[part.end : ended if ended >= 0 else None].strip()

    def _html(self, part: Part) -> str:
        if not part.name:
            return ""
        if part.closing:
            return f"\n</{part.name}>" if part.name in BLOCKS and self.is_alone(part) else f"</{part.name}>"
        kept = {
            NAMES.get(name, name): self._value(part, name)
            for name in part.attributes
            if name != "style" and not name.startswith("on")
        }
        said = "".join(f' {name}="{escape(value)}"' for name, value in kept.items() if value is not None)
        whole = f"<{part.name}{said}>"
        if part.empty and part.name not in VOID:
            return f"{whole}</{part.name}>"
        return f"{whole}\n" if part.name in BLOCKS and self.is_alone(part) else whole

    def _value(self, part: Part, name: str) -> str | None:
        value = part.attributes[name]
        return (self.said(part, name) or None) if value.startswith("{") else value

    def _component(self, part: Part) -> str:
        row = ROWS.get(part.name)
        made = row.make(part, self) if row else None
        if made is None:
            if not part.closing:
                self.on.notes.gone(f"<{part.name}>", self.line)
            return ""
        if not part.closing and row:
            self.on.notes.replaced(f"<{part.name}>", row.by, self.line)
        return made


def literal(text: str) -> str:
    """Return the text as readers see it, without signs that mean something in Markdown or HTML."""
    return re.sub(r"[{}<>*_`^~\[\]&\\]", lambda sign: f"&#{ord(sign[0])};", text)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"  # noqa: PLR2004 - a line of the report


def as_markdown(text: str, on: Context) -> str:
    """Return a text of MDX as Markdown."""
    return without_indents(Reading(text, on).run()) if re.search(r"[<{]|^(?:import|export)\b", text, re.MULTILINE) else text


def of_mdx(text: str, on: Context) -> str:
    """Return a text as Markdown if it is MDX by its name."""
    return as_markdown(text, on) if on.path.lower().endswith(".mdx") else text


def components(text: str, on: Context) -> str:
    """Return a text with Markdown in place of the components of Vue in it, whose names have capitals; all else stays."""
    if not re.search(r"<[A-Z]", text):
        return text
    code, reading = code_and_html(text)[0], Reading(text, on)
    for part in parts_of(text):
        if part.kind == TAGGED and part.name[:1].isupper() and part.start not in code:
            reading.replace(part)
    return reading.end()


def without_indents(text: str) -> str:
    """Return the text without the indents of lines behind a tag: MDX has no code by indents."""
    parts, depth = [], 0
    for line in text.split("\n"):
        bare = line.strip()
        is_end = bool(re.match(r"</\w+>$", bare))
        depth = max(0, depth - is_end)
        opened = bool(re.match(r"<(?!/)(\w+)[^<>]*>$", bare)) and not re.search(r"/>$|^<(img|br|hr|input|source)\b", bare)
        parts.append(bare if (is_end or opened) else re.sub(r"^[ ]{4,}(?![ ]*(?:[-*+]|\d+[.)])[ ])", "", line) if depth else line)
        depth += opened
    return "\n".join(parts)


# ---- components


@dataclass(frozen=True, slots=True)
class Component:
    """One row: the names of a component, what replaces it, in words, and how that is made; None: it can't be made from these."""

    names: tuple[str, ...]
    by: str
    make: Make


def _picture(part: Part, reading: Reading) -> str | None:
    if part.closing:
        return ""
    address = reading.said(part, "src", "path", "image", "url", "href", "light", "fileName")
    if not address:
        return None
    caption = reading.said(part, "caption", "figcaption")
    alt = reading.said(part, "alt", "caption", "title")
    return figure(address, alt, caption) if caption and reading.is_alone(part) else picture(address, alt)


def _address(before: str, *names: str) -> Make:
    """Return the maker of an address alone on its line, which becomes a card."""

    def make(part: Part, reading: Reading) -> str | None:
        if part.closing:
            return ""
        said = reading.said(part, *names, "url", "href", "src")
        address = (
            said if re.match(r"https?://", said) else f"{before}{said}" if before and re.fullmatch(r"[\w/.@-]+", said) else ""
        )
        return f"\n{address}\n" if address else None

    return make


def _box(part: Part, reading: Reading) -> str | None:
    if part.closing:
        return box_end()
    kind = kind_of_box(reading.said(part, "type", "variant", "kind", "intent", "status", "color") or part.name)
    opened = box(kind, reading.said(part, "title", "label", "heading"))
    return f"{opened}{box_end()}" if part.empty else opened


def _details(part: Part, reading: Reading) -> str | None:
    if part.closing:
        return "\n\n</details>\n"
    words = escape(reading.said(part, "title", "summary", "label", "header", "question") or "Details", quote=False)
    return f"<details>\n<summary>{words}</summary>\n\n"


def _link(part: Part, reading: Reading) -> str | None:
    if part.closing:
        return "</a>"
    address = reading.said(part, "href", "to", "url", "link")
    words = escape(reading.said(part, "text", "title", "label") or address, quote=False)
    return None if not address else f'<a href="{escape(address)}">{words}</a>' if part.empty else f'<a href="{escape(address)}">'


def _badge(part: Part, reading: Reading) -> str | None:
    if part.closing:
        return "</mark>"
    words = literal(reading.said(part, "text", "label", "title"))
    return f"<mark>{words}</mark>" if part.empty and words else None if part.empty else f"<mark>{words}"


def _labelled(part: Part, reading: Reading) -> str | None:
    words = "" if part.closing else reading.said(part, "label", "title", "name", "value")
    href = "" if part.closing else reading.said(part, "href", "link", "to")
    said = f"[{words or href}]({href})" if href else f"**{words}**" if words else ""
    return f"\n{said}\n" if said else "\n"


def _player(element: str) -> Make:
    def make(part: Part, reading: Reading) -> str | None:
        address = reading.said(part, "src", "url", "path")
        if part.closing:
            return ""
        return f'\n<{element} controls src="{escape(address)}"></{element}>\n' if address else None

    return make


def _line(part: Part, _: Reading) -> str | None:
    return "" if part.closing else "<br>"


def _code(part: Part, reading: Reading) -> str | None:
    code, lang = part.attributes.get("code", ""), reading.said(part, "lang", "language")
    if part.closing or not code or code.startswith("{"):
        return None
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
    return f"\n{fence}{lang}\n{code}\n{fence}\n"


COMPONENTS: tuple[Component, ...] = (
    Component(
        (
            *("Image", "Img", "Picture", "NextImage", "Figure", "ZoomImage", "ZoomableImage", "ThemedImage", "StaticImage"),
            *(
                "ResponsiveImage",
                "LazyImage",
                "BlogImage",
                "Photo",
                "ImageWithCaption",
                "ExportedImage",
                "GatsbyImage",
                "Screenshot",
            ),
        ),
        "a picture",
        _picture,
    ),
    Component(
        (
            "YouTube",
            "Youtube",
            "YouTubeEmbed",
            "YoutubeEmbed",
            "LiteYouTubeEmbed",
            "LiteYouTube",
            "YouTubePlayer",
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
            "Spotify",
            "SoundCloud",
            "CodePen",
            "CodeSandbox",
            "StackBlitz",
            "BlogPost",
            "LinkPreview",
            "LinkCard",
            "Bookmark",
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
            *(
                "Row",
                "Grid",
                "Fragment",
                "Center",
                "Container",
                "Box",
                "Wrapper",
                "Layout",
                "Prose",
                "Section",
                "TabList",
                "Highlighted",
            ),
        ),
        "the words in it",
        lambda *_: "\n",
    ),
    Component(("Video", "VideoPlayer"), "a player", _player("video")),
    Component(("Audio", "AudioPlayer"), "a player", _player("audio")),
    Component(("Code", "CodeBlock", "Prism", "Highlighter"), "a block of code", _code),
    Component(("Badge", "Tag", "Chip", "Pill"), "marked words", _badge),
    Component(("Br", "LineBreak"), "a break", _line),
)
ROWS: Mapping[str, Component] = {name: row for row in COMPONENTS for name in row.names}
