"""Hexo's tags, and those of its themes, as Markdown. A tag is a row of `TAGS`; a tag without a row stays, and is reported."""

import posixpath
import re
import shlex
from collections.abc import Callable, Mapping
from html import escape

from chalicelib.content.shortcodes.shortcodes import READER
from chalicelib.content.shortcodes.template_tags import LIQUID, Tag, TagReader
from chalicelib.frozen import Frozen
from chalicelib.html_to_markdown.escapes import fenced
from infra.importers.folder.link_map import NOWHERE, from_root, nfc
from infra.importers.markdown_folder.habit import Context
from infra.importers.markdown_folder.pictures import link, picture
from infra.importers.markdown_folder.settings import script
from infra.importers.markdown_folder.systems.callouts import box, box_end, kind_of_box

CODE = ("codeblock", "code")
OF_HEXO = TagReader(READER.verbatim | {(LIQUID, name) for name in (*CODE, "mermaid", "mathjax", "math")}, frozenset())
LANGUAGE = re.compile(r"\blang:(\S+)")
OPTION = re.compile(
    r"^(?:lang|line_number|line_threshold|highlight|first_line|mark|wrap|from|to|language_attr|title|start|end):\S*$"
)
FOLD_OPTION = re.compile(r"open|true|false|@.*|#\w+|(?:child|color)?:?\w*:\w*")
OF_TAB, END_OF_TAB = re.compile(r"<!--\s*tab\b\s*([^\n]*?)\s*-->"), re.compile(r"<!--\s*endtab\s*-->")
WITHIN = re.compile(r"([^\"']*)([\"'])([^\"']*)\2")
WEB = re.compile(r"https?://\S+")
TRUTHS = ("true", "false")
GROUPS = (
    "tabs",
    "subtabs",
    "grouppicture",
    "gp",
    "gallery",
    "galleryGroup",
    "timeline",
    "row",
    "timenode",
    "hideBlock",
    "center",
)


class Use(Frozen):
    """A use of a tag in a text: its words (an end has those of its begin), and what it encloses if that is no template."""

    tag: Tag
    words: tuple[str, ...]
    inner: str
    on: Context
    line: int

    def word(self, at: int) -> str:
        return self.words[at] if at < len(self.words) else ""


Make = Callable[[Use], str | None]


def hexo_tags(text: str, on: Context) -> str:
    """Return the text with Markdown in place of Hexo's tags."""
    if "{%" not in text:
        return text
    parts, last, line, counted = [], 0, 1, 0
    tags = OF_HEXO.tags_in(text)
    for tag in tags:
        line, counted = line + text.count("\n", counted, tag.start), tag.start
        row = ROWS.get(tag.name) if tag.syntax == LIQUID and not tag.escaped else None
        if row is None or (row.pair and tag.partner < 0 and not tag.body):
            continue
        margin = margin_of(text, tag.start)
        said = tags[tag.partner].said if tag.closing and tag.partner >= 0 else tag.said
        inner = without_margin(text[slice(*tag.body)], margin) if tag.body else ""
        new = row.make(Use(tag, tuple(words_of(said)), inner, on, line))
        if new is not None:
            if not tag.closing and row.by:
                on.notes.replaced(f"{{% {tag.name} %}}", row.by, line)
            parts += [text[last : tag.start], with_margin(new, margin)]
            last = tag.end
    return OF_TAB.sub(r"\n**\1**\n", END_OF_TAB.sub("", "".join([*parts, text[last:]])))


def margin_of(text: str, start: int) -> str:
    """Return the blanks before a tag that is the first of its line; nothing if it isn't."""
    margin = text[text.rfind("\n", 0, start) + 1 : start]
    return "" if margin.strip() else margin


def without_margin(code: str, margin: str) -> str:
    """Return code without the blanks that its tag is indented by, if all of its lines are."""
    lines = code.split("\n")
    if not all(line.startswith(margin) or not line.strip() for line in lines):
        return code
    return "\n".join(line.removeprefix(margin) for line in lines)


def with_margin(replacement: str, margin: str) -> str:
    """Return what replaces a tag with its lines as far to the right as the tag was, so that it stays in its list."""
    first, *lines = replacement.split("\n")
    return "\n".join([first, *(f"{margin}{line}" if line.strip() else line for line in lines)])


def words_of(said: str) -> list[str]:
    """Return the words of a tag; quotation marks hold a word together."""
    try:
        return shlex.split(said.replace("\\", "\\\\"), posix=True)
    except ValueError:
        return said.split()


# ---- the replacements


def around(begin: str, end: str) -> Make:
    """Return the maker of what replaces the begin and the end of a pair."""
    return lambda use: end if use.tag.closing else begin


def _quote(use: Use) -> str:
    """Return a quotation, which ends with its author and its source."""
    if not use.tag.closing:
        return "<blockquote>\n\n"
    if not use.words:
        return "\n\n</blockquote>\n"
    said = " ".join(use.words)
    web = WEB.search(said)
    author = said[: web.start()].strip(" ,") if web else said
    title = said[web.end() :].strip() if web else ""
    cited = f'<a href="{escape(web[0])}">{escape(title or web[0], quote=False)}</a>' if web else ""
    return f"\n\n<footer>{', '.join(filter(None, (escape(author, quote=False), cited)))}</footer>\n</blockquote>\n"


def _code(use: Use) -> str | None:
    if use.tag.closing:
        return None
    language = LANGUAGE.search(use.tag.said)
    words = [word for word in use.words if not OPTION.match(word)]
    at = next((number for number, word in enumerate(words) if WEB.fullmatch(word)), len(words))
    title, web, label = " ".join(words[:at]), "".join(words[at : at + 1]), " ".join(words[at + 1 :])
    return _fence(use.inner, language[1] if language else "", title, web, label)


def _fence(code: str, lang: str, title: str = "", web: str = "", label: str = "") -> str:
    above = " ".join(filter(None, (f"**{title}**" if title else "", link(label or "link", web) if web else "")))
    block = fenced(code.strip("\n"), lang) + "\n"
    return f"{above}\n\n{block}" if above else block


def _include_code(use: Use) -> str | None:
    folder = use.on.settings.text("code_dir") or "downloads/code"
    words = [word for word in use.words if not OPTION.match(word)]
    language = LANGUAGE.search(use.tag.said)
    path = posixpath.normpath(posixpath.join(use.on.settings.contents[0], folder, words[-1])) if words else ""
    code = script(use.on.tree, path)
    if not code:
        return None
    return _fence(code, language[1] if language else posixpath.splitext(path)[1].lstrip("."), " ".join(words[:-1]))


def _asset(use: Use, name: str) -> str:
    """Return the address of a file in the post's own folder or from the root; its name if there is no such file."""
    own = re.sub(r"\.[^./]+$", "", use.on.path)
    for folder in (own, posixpath.dirname(use.on.path), use.on.settings.contents[0]):
        path = posixpath.normpath(posixpath.join(folder, nfc(name).lstrip("/")))
        if file := use.on.links.files.get(path):
            return from_root(file)
    return name


def _picture(address_of: Callable[[Use, str], str]) -> Make:
    """Return the maker of a picture, whose address is the first word that looks like one.

    Behind it are its width and height, then its title and its alternative text. Each is in quotes, or the second, in other
    quotes, is within those of the first: `"title 'text'"`.
    """

    def make(use: Use) -> str | None:
        at = next((number for number, word in enumerate(use.words) if "/" in word or re.search(r"\.\w{2,5}$", word)), None)
        if at is None:
            return None
        address, words = address_of(use, use.words[at]), use.words[at + 1 :]
        sizes = [word for word in words[:2] if re.fullmatch(r"\d+(?:px|%)?", word)]
        quoted = [text[1:-1] for text in re.findall(r"\"[^\"]*\"|'[^']*'", use.tag.said)]
        said = " ".join(words[len(sizes) :])
        inner = WITHIN.fullmatch(said)
        title, alt = quoted[-2:] if len(quoted) > 1 else (inner[1].strip(), inner[3].strip()) if inner else ("", said)
        if not sizes:
            return picture(address, alt or title, title if alt else "")
        size = "".join(f' {name}="{word.removesuffix("px")}"' for name, word in zip(("width", "height"), sizes, strict=False))
        return f'<img src="{escape(address)}" alt="{escape(alt or title)}"{size}>'

    return make


def _asset_link(use: Use) -> str | None:
    return link(label_of(use) or use.word(0), _asset(use, use.word(0))) if use.words else None


def label_of(use: Use) -> str:
    """Return the words of a link behind its address; `true` and `false` are options."""
    return " ".join(word for word in use.words[1:] if word not in TRUTHS)


def post_key(name: str, use: Use) -> str:
    """Return the key of the post with this name in `_posts`, with or without its date; empty, with a note, if there is none."""
    key = use.on.index.source(name.partition("#")[0])
    if not key:
        use.on.notes.add("changed", name, NOWHERE, "", use.line)
    return key


def _post_link(use: Use) -> str | None:
    if not use.words:
        return None
    name, words = use.word(0), label_of(use)
    key = post_key(name, use)
    if not key:
        return re.sub(r"([*_\[\]])", r"\\\1", words or name)
    mark, part = name.partition("#")[1:]
    return link(words or use.on.index.titles.get(key) or name, f"{from_root(key)}{mark}{part}")


def _post_path(use: Use) -> str | None:
    key = post_key(use.word(0), use) if use.words else ""
    return from_root(key) if key else None


def _address(prefix: str) -> Make:
    """Return the maker of an address alone on its line, which becomes a card."""

    def make(use: Use) -> str | None:
        said = use.word(0).strip(",")
        if not re.fullmatch(r"[\w/.:@?=&-]+", said):
            return None
        return f"\n{said if WEB.fullmatch(said) else prefix + said}\n"

    return make


def _iframe(use: Use) -> str | None:
    return f'\n<iframe src="{escape(use.word(0))}"></iframe>\n' if WEB.fullmatch(use.word(0)) else None


def _link(use: Use) -> str | None:
    at = next((number for number, word in enumerate(use.words) if WEB.fullmatch(word.strip(",")) or word.startswith("/")), None)
    return link(" ".join(use.words[:at]) or use.words[at], use.words[at].strip(",")) if at is not None else None


def _url(use: Use) -> str | None:
    words = [word for word in use.words if word not in TRUTHS]
    return link(words[0], words[1] if "//" in words[1] else f"/{words[1].lstrip('/')}") if len(words) > 1 else None


def _button(use: Use) -> str | None:
    parts = [part.strip() for part in use.tag.said.split(",")]
    address = next((part for part in parts if WEB.fullmatch(part) or part.startswith(("/", "#"))), "")
    words = next((part for part in parts if part and part != address), "")
    return link(words or address, address) if address else None


def _box(use: Use) -> str | None:
    if use.tag.closing:
        return box_end()
    kind = next((word for word in use.words if kind_of_box(word) != "note" or word in ("info", "note", "default", "primary")), "")
    title = " ".join(word for word in use.words if word not in (kind, "no-icon", "simple", "modern", "flat", "disabled"))
    return box(kind_of_box(kind), title)


def _fold(use: Use) -> str | None:
    if use.tag.closing:
        return "\n\n</details>\n"
    words = " ".join(word.strip(",") for word in use.words if not FOLD_OPTION.fullmatch(word))
    return f"<details>\n<summary>{escape(words or 'Details', quote=False)}</summary>\n\n"


def _player(element: str) -> Make:
    def make(use: Use) -> str | None:
        address = next((word for word in use.words if "/" in word or re.search(r"\.\w{2,4}$", word)), "")
        return f'\n<{element} controls src="{escape(address)}"></{element}>\n' if address else None

    return make


def _label(use: Use) -> str | None:
    words = re.sub(r"^[\w-]*@", "", use.tag.said.strip())
    return f"<mark>{escape(words, quote=False)}</mark>" if words else None


class HexoTag(Frozen):
    """One row: the names of a tag, its replacement in words (empty: not reported) and its maker; `pair`: the tag has an end."""

    names: tuple[str, ...]
    by: str
    make: Make
    pair: bool = False


TAGS: tuple[HexoTag, ...] = (
    HexoTag(("blockquote", "quote"), "a quotation", _quote, pair=True),
    HexoTag(("pullquote",), "a pull quote", around('<aside class="pullquote">\n\n', "\n\n</aside>\n"), pair=True),
    HexoTag(CODE, "a block of code", _code, pair=True),
    HexoTag(("include_code", "include-code"), "a block of code", _include_code),
    HexoTag(("asset_img", "asset_image"), "a picture", _picture(_asset)),
    HexoTag(("img", "image", "inlineimage"), "a picture", _picture(lambda _, address: address)),
    HexoTag(("asset_link",), "a link", _asset_link),
    HexoTag(("asset_path",), "an address", lambda use: _asset(use, use.word(0)) if use.words else None),
    HexoTag(("post_link",), "a link", _post_link),
    HexoTag(("post_path",), "an address", _post_path),
    HexoTag(("youtube",), "a card of the film", _address("https://www.youtube.com/watch?v=")),
    HexoTag(("vimeo",), "a card of the film", _address("https://vimeo.com/")),
    HexoTag(("bilibili", "bvideo"), "a card of the film", _address("https://www.bilibili.com/video/")),
    HexoTag(("gist",), "a card of the gist", _address("https://gist.github.com/")),
    HexoTag(("jsfiddle",), "its address", _address("https://jsfiddle.net/")),
    HexoTag(("codepen",), "its address", _address("https://codepen.io/")),
    HexoTag(("iframe",), "a frame or a link", _iframe),
    HexoTag(("link", "linkcard"), "a link", _link),
    HexoTag(("url_for", "full_url_for"), "a link", _url),
    HexoTag(("btn", "button"), "a link", _button),
    HexoTag(("note", "tip", "notel", "noteblock", "tipblock", "alert"), "a box", _box, pair=True),
    HexoTag(("cq", "centerquote"), "a quotation", around("<blockquote>\n\n", "\n\n</blockquote>\n"), pair=True),
    HexoTag(("fold", "folding", "hideToggle", "collapse", "details", "spoiler"), "a part that unfolds", _fold, pair=True),
    HexoTag(GROUPS, "the words in it", lambda _: "\n\n", pair=True),
    HexoTag(("video", "dplayer"), "a player", _player("video")),
    HexoTag(("audio", "aplayer"), "a player", _player("audio")),
    HexoTag(
        ("mathjax", "math", "katex"),
        "a formula",
        lambda use: None if use.tag.closing else f"\n$$\n{use.inner.strip()}\n$$\n",
        pair=True,
    ),
    HexoTag(("mermaid",), "a diagram", lambda use: None if use.tag.closing else _fence(use.inner, "mermaid"), pair=True),
    HexoTag(("label",), "marked words", _label),
    HexoTag(("more", "toc"), "", lambda _: ""),
)
ROWS: Mapping[str, HexoTag] = {name: row for row in TAGS for name in row.names}
