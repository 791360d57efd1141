"""Hexo's tags, and those of its themes, as Markdown. A tag is a row of `TAGS`; one without a row stays, and is told."""

import posixpath
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from chalicelib.content.shortcodes.shortcodes import READER
from chalicelib.content.shortcodes.template_tags import LIQUID, Tag, TagReader
from infra.importers.folder.link_map import NOWHERE, from_root, nfc
from infra.importers.folder.tree import UnreadError
from infra.importers.markdown_folder.habit import Context
from infra.importers.markdown_folder.pictures import link, picture
from infra.importers.markdown_folder.systems.callouts import box, box_end, kind_of_box

CODE = ("codeblock", "code")
OF_HEXO = TagReader(READER.verbatim | {(LIQUID, name) for name in (*CODE, "mermaid", "mathjax", "math")}, frozenset())
LANGUAGE = re.compile(r"\blang:(\S+)")
OPTION = re.compile(
    r"^(?:lang|line_number|line_threshold|highlight|first_line|mark|wrap|from|to|language_attr|title|start|end):\S*$"
)
WEB = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a tag: its words (of an end, those of its begin), what is up to its end if that is no template, and its text."""

    tag: Tag
    words: tuple[str, ...]
    inner: str
    on: Context
    line: int

    def word(self, at: int) -> str:
        return self.words[at] if at < len(self.words) else ""


Make = Callable[[Use], "str | None"]


def hexo_tags(text: str, on: Context) -> str:
    """Return the text with Markdown in place of Hexo's tags."""
    if "{%" not in text:
        return text
    parts, last, line, counted = [], 0, 1, 0
    tags = OF_HEXO.tags_in(text)
    for tag in tags:
        line, counted = line + text.count("\n", counted, tag.start), tag.start
        row = ROWS.get(tag.name) if tag.syntax == LIQUID and not tag.escaped else None
        if row is None or not fits(row, tag):
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
    begun = text.rfind("\n", 0, start) + 1
    return text[begun:start] if not text[begun:start].strip() else ""


def without_margin(code: str, margin: str) -> str:
    """Return code without the blanks that its tag is indented by, if all of its lines are."""
    lines = code.split("\n")
    return (
        "\n".join(line.removeprefix(margin) for line in lines)
        if all(line.startswith(margin) or not line.strip() for line in lines)
        else code
    )


def with_margin(made: str, margin: str) -> str:
    """Return what replaces a tag with its lines as far to the right as the tag was, so that it stays in its list."""
    first, *lines = made.split("\n")
    return "\n".join([first, *(f"{margin}{line}" if line.strip() else line for line in lines)])


OF_TAB, END_OF_TAB = re.compile(r"<!--\s*tab\b\s*([^\n]*?)\s*-->"), re.compile(r"<!--\s*endtab\s*-->")


def fits(row: "Row", tag: Tag) -> bool:
    """Return whether a tag that needs an end has one."""
    return not row.pair or tag.partner >= 0 or bool(tag.body)


def words_of(said: str) -> list[str]:
    """Return the words of a tag; quotation marks hold a word together."""
    try:
        return shlex.split(said.replace("\\", "\\\\"), posix=True)
    except ValueError:
        return said.split()


# ---- what each becomes


def _quote(use: Use) -> str | None:
    if use.tag.closing:
        return f"\n\n{_source(use)}</blockquote>\n"
    return "<blockquote>\n\n"


def _source(use: Use) -> str:
    """Return who said it and where, below the words."""
    if not use.words:
        return ""
    said = " ".join(use.words)
    web = WEB.search(said)
    author = said[: web.start()].strip(" ,") if web else said
    title = said[web.end() :].strip() if web else ""
    shown = escape(author, quote=False)
    cited = f'<a href="{escape(web[0])}">{escape(title or web[0], quote=False)}</a>' if web else ""
    return f"<footer>{', '.join(filter(None, (shown, cited)))}</footer>\n"


def _pull(use: Use) -> str | None:
    return "\n\n</aside>\n" if use.tag.closing else '<aside class="pullquote">\n\n'


def _code(use: Use) -> str | None:
    if use.tag.closing:
        return None
    said = use.tag.said
    found = LANGUAGE.search(said)
    words = [word for word in use.words if not OPTION.match(word)]
    web = next((word for word in words if WEB.fullmatch(word)), "")
    title = " ".join(words[: words.index(web)] if web else words)
    return _fence(use.inner, found[1] if found else "", title, web, " ".join(words[words.index(web) + 1 :]) if web else "")


def _fence(code: str, lang: str, title: str = "", web: str = "", words: str = "") -> str:
    body = code.strip("\n")
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", body)), default=0))
    above = " ".join(filter(None, (f"**{title}**" if title else "", link(words or "link", web) if web else "")))
    return f"{above}\n\n{fence}{lang}\n{body}\n{fence}\n" if above else f"{fence}{lang}\n{body}\n{fence}\n"


def _include_code(use: Use) -> str | None:
    folder = use.on.settings.text("code_dir") or "downloads/code"
    words = [word for word in use.words if not OPTION.match(word)]
    found = LANGUAGE.search(use.tag.said)
    path = posixpath.normpath(posixpath.join(use.on.settings.contents[0], folder, words[-1])) if words else ""
    try:
        code = use.on.tree.text(path).text if use.on.tree.has(path) else ""
    except UnreadError:
        code = ""
    if not code:
        return None
    lang = found[1] if found else posixpath.splitext(path)[1].lstrip(".")
    return _fence(code, lang, " ".join(words[:-1]))


def _asset(use: Use, name: str) -> str:
    """Return the address of a file in the post's own folder, or of one from the root; its name if there is none."""
    own = re.sub(r"\.[^./]+$", "", use.on.path)
    folder = posixpath.dirname(use.on.path)
    for above in (own, folder, use.on.settings.contents[0]):
        path = posixpath.normpath(posixpath.join(above, nfc(name).lstrip("/")))
        if file := use.on.moved.files.get(path):
            return from_root(file)
    return name


def _asset_img(use: Use) -> str | None:
    at = next((number for number, word in enumerate(use.words) if re.search(r"\.\w{2,5}$", word) or "/" in word), None)
    if at is None:
        return None
    return _image(use, _asset(use, use.words[at]), use.words[at + 1 :])


def _img(use: Use) -> str | None:
    at = next((number for number, word in enumerate(use.words) if "/" in word or re.search(r"\.\w{2,5}$", word)), None)
    return None if at is None else _image(use, use.words[at], use.words[at + 1 :])


WITHIN = re.compile(r"([^\"']*)([\"'])([^\"']*)\2")


def _image(use: Use, address: str, words: tuple[str, ...]) -> str:
    """Return a picture: behind its address are its width and height, then its title and its alternative text.

    Each is in quotes, or the second, in other quotes, is within those of the first: `"title 'text'"`.
    """
    sizes = [word for word in words[:2] if re.fullmatch(r"\d+(?:px|%)?", word)]
    quoted = [one[1:-1] for one in re.findall(r"\"[^\"]*\"|'[^']*'", use.tag.said)]
    said = " ".join(words[len(sizes) :])
    inner = WITHIN.fullmatch(said)
    title, alt = quoted[-2:] if len(quoted) > 1 else (inner[1].strip(), inner[3].strip()) if inner else ("", said)
    if sizes:
        size = "".join(f' {name}="{word.removesuffix("px")}"' for name, word in zip(("width", "height"), sizes, strict=False))
        return f'<img src="{escape(address)}" alt="{escape(alt or title)}"{size}>'
    return picture(address, alt or title, title if alt else "")


def _asset_link(use: Use) -> str | None:
    return (
        link(" ".join(word for word in use.words[1:] if word not in TRUTHS) or use.word(0), _asset(use, use.word(0)))
        if use.words
        else None
    )


TRUTHS = ("true", "false")


def _asset_path(use: Use) -> str | None:
    return _asset(use, use.word(0)) if use.words else None


def post_key(name: str, use: Use) -> str:
    """Return the key of the post with this name in `_posts`, with or without its date; empty, with a note, if there is none."""
    key = use.on.index.source(name.partition("#")[0])
    if not key:
        use.on.notes.add("changed", name, NOWHERE, "", use.line)
    return key


def _post_link(use: Use) -> str | None:
    if not use.words:
        return None
    name, words = use.word(0), " ".join(word for word in use.words[1:] if word not in TRUTHS)
    key = post_key(name, use)
    if not key:
        return re.sub(r"([*_\[\]])", r"\\\1", words or name)
    mark, part = name.partition("#")[1:]
    return link(words or use.on.index.titles.get(key) or name, f"{from_root(key)}{mark}{part}")


def _post_path(use: Use) -> str | None:
    key = post_key(use.word(0), use) if use.words else ""
    return from_root(key) if key else None


def _address(before: str) -> Make:
    """Return the maker of an address alone on its line, which becomes a card."""

    def make(use: Use) -> str | None:
        said = use.word(0).strip(",")
        if not re.fullmatch(r"[\w/.:@?=&-]+", said):
            return None
        return f"\n{said if WEB.fullmatch(said) else before + said}\n"

    return make


def _iframe(use: Use) -> str | None:
    return f'\n<iframe src="{escape(use.word(0))}"></iframe>\n' if WEB.fullmatch(use.word(0)) else None


def _link(use: Use) -> str | None:
    at = next((number for number, word in enumerate(use.words) if WEB.fullmatch(word.strip(",")) or word.startswith("/")), None)
    return link(" ".join(use.words[:at]) or use.words[at], use.words[at].strip(",")) if at is not None else None


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


def _centre(use: Use) -> str | None:
    return "\n\n</blockquote>\n" if use.tag.closing else "<blockquote>\n\n"


def _fold(use: Use) -> str | None:
    if use.tag.closing:
        return "\n\n</details>\n"
    words = " ".join(
        word.strip(",") for word in use.words if not re.fullmatch(r"(open|true|false|@.*|#\w+|(?:child|color)?:?\w*:\w*)", word)
    )
    return f"<details>\n<summary>{escape(words or 'Details', quote=False)}</summary>\n\n"


def _plain(_: Use) -> str | None:
    return "\n\n"


def _player(element: str) -> Make:
    def make(use: Use) -> str | None:
        address = next((word for word in use.words if "/" in word or re.search(r"\.\w{2,4}$", word)), "")
        return f'\n<{element} controls src="{escape(address)}"></{element}>\n' if address else None

    return make


def _formula(use: Use) -> str | None:
    return None if use.tag.closing else f"\n$$\n{use.inner.strip()}\n$$\n"


def _diagram(use: Use) -> str | None:
    return None if use.tag.closing else _fence(use.inner, "mermaid")


def _label(use: Use) -> str | None:
    words = re.sub(r"^[\w-]*@", "", use.tag.said.strip())
    return f"<mark>{escape(words, quote=False)}</mark>" if words else None


def _url(use: Use) -> str | None:
    words = [word for word in use.words if word not in TRUTHS]
    return link(words[0], words[1] if "//" in words[1] else f"/{words[1].lstrip('/')}") if len(words) > 1 else None


def _nothing(_: Use) -> str | None:
    return ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the names of a tag, what replaces it (empty: nothing to tell), and how that is made; `pair`: it has an end."""

    names: tuple[str, ...]
    by: str
    make: Make
    pair: bool = False


TAGS: tuple[Row, ...] = (
    Row(("blockquote", "quote"), "a quotation", _quote, pair=True),
    Row(("pullquote",), "a pull quote", _pull, pair=True),
    Row(CODE, "a block of code", _code, pair=True),
    Row(("include_code", "include-code"), "a block of code", _include_code),
    Row(("asset_img", "asset_image"), "a picture", _asset_img),
    Row(("img", "image", "inlineimage"), "a picture", _img),
    Row(("asset_link",), "a link", _asset_link),
    Row(("asset_path",), "an address", _asset_path),
    Row(("post_link",), "a link", _post_link),
    Row(("post_path",), "an address", _post_path),
    Row(("youtube",), "a card of the film", _address("https://www.youtube.com/watch?v=")),
    Row(("vimeo",), "a card of the film", _address("https://vimeo.com/")),
    Row(("bilibili", "bvideo"), "a card of the film", _address("https://www.bilibili.com/video/")),
    Row(("gist",), "a card of the gist", _address("https://gist.github.com/")),
    Row(("jsfiddle",), "its address", _address("https://jsfiddle.net/")),
    Row(("codepen",), "its address", _address("https://codepen.io/")),
    Row(("iframe",), "a frame or a link", _iframe),
    Row(("link", "linkcard"), "a link", _link),
    Row(("url_for", "full_url_for"), "a link", _url),
    Row(("btn", "button"), "a link", _button),
    Row(("note", "tip", "notel", "noteblock", "tipblock", "alert"), "a box", _box, pair=True),
    Row(("cq", "centerquote"), "a quotation", _centre, pair=True),
    Row(("fold", "folding", "hideToggle", "collapse", "details", "spoiler"), "a part that unfolds", _fold, pair=True),
    Row(
        (
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
        ),
        "the words in it",
        _plain,
        pair=True,
    ),
    Row(("video", "dplayer"), "a player", _player("video")),
    Row(("audio", "aplayer"), "a player", _player("audio")),
    Row(("mathjax", "math", "katex"), "a formula", _formula, pair=True),
    Row(("mermaid",), "a diagram", _diagram, pair=True),
    Row(("label",), "marked words", _label),
    Row(("more", "toc"), "", _nothing),
)
ROWS: Mapping[str, Row] = {name: row for row in TAGS for name in row.names}
