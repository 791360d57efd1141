"""WordPress's shortcodes in an export, as HTML: its own, and those of the plugins that most blogs had.

Others stay text, and are reported. After the import, `content.shortcodes` reads what a post still has, at each upload.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape, unescape

from chalicelib.frozen import Frozen
from chalicelib.html_to_markdown.tooltips import CAPTION
from infra.importers.html_to_markdown.plain_html import text_of
from infra.importers.wordpress.first_pass import Attachment

NAME = r"[a-zA-Z][\w-]*"
TAG = re.compile(rf"\[(?P<escaped>\[?)(?P<close>/?)(?P<name>{NAME})(?P<said>(?:[\s=](?:\"[^\"]*\"|'[^']*'|[^\"'\[\]])*|)/?)\]\]?")
ENDS = re.compile(rf"\[/({NAME})\]")
PARAMETER = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))|"([^"]*)"|([^\s"']+)""")
SOURCES = ("src", "mp3", "m4a", "ogg", "wav", "wma", "mp4", "m4v", "webm", "ogv", "flv", "mov")
IMAGE = re.compile(r"\s*(?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?", re.IGNORECASE)
CODE = (
    *("sourcecode", "source", "code", "php", "html", "css", "js", "javascript", "python"),
    *("bash", "sql", "xml", "java", "ruby", "c", "cpp"),
)
ALONE = re.compile(r"[\w-]*[_-][\w-]*|wpforms|contact-form|ngg|envira|soliloquy|polldaddy|mailchimp", re.IGNORECASE)


class ShortcodeCall(Frozen):
    """A shortcode: its named parameters, its plain parameters, and the text up to its end tag."""

    name: str
    named: Mapping[str, str]
    plain: Sequence[str]
    inner: str
    images: Callable[[str], Sequence[Attachment]]


def call_of(name: str, parameters: str, inner: str, images: Callable[[str], Sequence[Attachment]]) -> ShortcodeCall:
    named: dict[str, str] = {}
    plain: list[str] = []
    written = unescape(parameters.replace("&#8221;", '"').replace("&#8243;", '"')).strip().removesuffix("/")
    for key, double, single, bare, quoted, word in PARAMETER.findall(written.lstrip("=") if written.startswith("=") else written):
        if key:
            named[key.lower()] = double or single or bare
        else:
            plain.append(quoted or word)
    return ShortcodeCall(name.lower(), named, plain, inner, images)


# ---- what each becomes


def caption(call: ShortcodeCall) -> str:
    picture = IMAGE.match(call.inner)
    if not picture:
        return call.inner
    words = call.named.get("caption") or call.inner[picture.end() :].strip()
    place = f' class="{escape(call.named["align"])}"' if call.named.get("align") else ""
    below = f"<figcaption>{words}</figcaption>" if words else ""
    return f"\n\n<figure{place}>{picture[0].strip()}{below}</figure>\n\n"


def gallery(call: ShortcodeCall) -> str:
    """Return a paragraph of images, which is a gallery."""
    images = call.images(call.named.get("ids") or call.named.get("include") or "")
    return f"\n\n<p>{' '.join(map(image, images))}</p>\n\n" if images else ""


def image(attachment: Attachment) -> str:
    title = f' {CAPTION}="{escape(attachment.caption)}"' if attachment.caption else ""
    return f'<img src="{escape(attachment.url)}" alt="{escape(attachment.alt or attachment.title)}"{title}>'


def address(call: ShortcodeCall) -> str:
    """Return the address alone in its paragraph, where it becomes a card or a player."""
    written = (
        text_of(call.inner) or call.named.get("url") or call.named.get("href") or call.named.get("src") or "".join(call.plain[:1])
    )
    return f"\n\n<p>{escape(written)}</p>\n\n" if re.match(r"https?://", written) else ""


def film_at(pattern: str) -> Callable[[ShortcodeCall], str]:
    """Return a rule that makes the address of a film from its id; some authors write the whole address."""

    def made(call: ShortcodeCall) -> str:
        id_ = call.named.get("id") or call.named.get("v") or call.named.get("video_id") or "".join(call.plain[:1])
        is_id = re.fullmatch(r"[\w-]{3,32}", id_)
        return f"\n\n<p>{pattern.format(id_)}</p>\n\n" if is_id else address(call)

    return made


def player(kind: str) -> Callable[[ShortcodeCall], str]:
    def made(call: ShortcodeCall) -> str:
        source = next((call.named[name] for name in SOURCES if name in call.named), "") or "".join(call.plain[:1])
        return f'\n\n<{kind} controls src="{escape(source)}"></{kind}>\n\n' if source else ""

    return made


def playlist(call: ShortcodeCall) -> str:
    """Return a player for each recording."""
    recordings = call.images(call.named.get("ids") or call.named.get("include") or "-")
    kind = "video" if call.named.get("type") == "video" else "audio"
    players = "\n\n".join(f'<{kind} controls src="{escape(recording.url)}"></{kind}>' for recording in recordings)
    return f"\n\n{players}\n\n" if players else ""


def code(call: ShortcodeCall) -> str:
    language = call.named.get("language") or call.named.get("lang") or (call.name if call.name not in CODE[:3] else "")
    text = call.inner if "&lt;" in call.inner or "<" not in call.inner else escape(call.inner, quote=False)
    return f'\n\n<pre class="language-{escape(language)}">{text}</pre>\n\n' if language else f"\n\n<pre>{text}</pre>\n\n"


def inner(call: ShortcodeCall) -> str:
    return call.inner


ROWS: Mapping[str, Callable[[ShortcodeCall], str]] = {
    "caption": caption,
    "wp_caption": caption,
    **dict.fromkeys(("gallery", "tiled-gallery", "slideshow"), gallery),
    "playlist": playlist,
    "embed": address,
    "youtube": film_at("https://www.youtube.com/watch?v={}"),
    "vimeo": film_at("https://vimeo.com/{}"),
    "dailymotion": film_at("https://www.dailymotion.com/video/{}"),
    "spotify": address,
    "soundcloud": address,
    "tweet": address,
    "instagram": address,
    "facebook": address,
    "gist": film_at("https://gist.github.com/{}"),
    "audio": player("audio"),
    "video": player("video"),
    **dict.fromkeys(CODE, code),
    **dict.fromkeys(("column", "one_half", "one_third", "dropcap", "highlight"), inner),
}
ENCLOSING = ("caption", "wp_caption", "embed", *CODE)


class ExpandedShortcodes:
    """A text with its shortcodes as HTML. `unknown` are those that stay text, `empty` those that show nothing that came along."""

    def __init__(self, text: str, images: Callable[[str], Sequence[Attachment]]) -> None:
        self.unknown: list[str] = []
        self.empty: list[str] = []
        self.images = images
        self._lower = text.lower()
        self._ended = {match[1] for match in ENDS.finditer(self._lower)}
        self.html = "".join(self._parts(text))

    def _parts(self, text: str) -> Iterator[str]:
        at = 0
        while tag := TAG.search(text, at):
            yield text[at : tag.start()]
            part, at = self._made(text, tag)
            yield part
        yield text[at:]

    def _made(self, text: str, tag: re.Match[str]) -> tuple[str, int]:
        """Return the HTML that replaces a tag, and the position at which the text goes on."""
        name = tag["name"].lower()
        if tag["escaped"] and tag[0].endswith("]]"):
            return tag[0][1:-1], tag.end()
        end = self._end(tag, name)
        if name not in ROWS or tag["close"] or (name in ENCLOSING and end < 0):
            self._note(tag, name)
            return tag[0], tag.end()
        content = text[tag.end() : end] if end >= 0 else ""
        html = ROWS[name](call_of(name, tag["said"], content, self.images))
        if not html.strip():
            self.empty.append(tag[0].removeprefix(tag["escaped"]))
        return tag["escaped"] + html, end + len(f"[/{name}]") if end >= 0 else tag.end()

    def _end(self, tag: re.Match[str], name: str) -> int:
        """Return the place of a tag's end; -1 if it has none."""
        may_end = name in self._ended and not tag["close"] and not tag["said"].endswith("/")
        return self._lower.find(f"[/{name}]", tag.end()) if may_end and name in ROWS else -1

    def _note(self, tag: re.Match[str], name: str) -> None:
        """Note a tag that is no word in brackets: it has parameters, an end, or a name as plugins have."""
        if not tag["close"] and ("=" in tag["said"] or ALONE.fullmatch(name) or name in self._ended):
            self.unknown.append(name)
