"""Obsidian's notations: links and embeds in double brackets, comments between `%%`, and tags in the text."""

import posixpath
import re
from collections.abc import Iterator
from html import escape
from urllib.parse import quote

from infra.importers.folder.link_map import NOWHERE, from_root, nfc
from infra.importers.markdown_folder.habit import Context
from infra.importers.markdown_folder.pictures import link, picture, sized
from infra.importers.markdown_folder.systems.code_spans import code_in, replaced_outside_code

LINK = re.compile(r"(?<!\\)(!?)\[\[([^\[\]|#^\n]*)(#[^\[\]|\n]*|\^[^\[\]|\n]*)?(?:\\?\|([^\[\]\n]*))?\]\]")
COMMENT = re.compile(r"%%.*?%%", re.DOTALL)
BLOCK_ID = re.compile(r"(\$\$(?:(?!\$\$).)*+\$\$)|(?:^|[ \t]+)\^[A-Za-z0-9-]+[ \t]*$", re.MULTILINE | re.DOTALL)
"""The name of a block, at the end of its last line or below it; between dollar signs is a formula."""
TAG = re.compile(r"(?<![\w&/#\[\]()`\"'=])#(?=[\w/-]*[^\W\d_])([\w/-]+)")
ONLY_TAGS = re.compile(r"^[ \t]*(?:#[\w/-]+[ \t]*)+$", re.MULTILINE)
SIZE = re.compile(r"(\d+)(?:x\d+)?")
SIZED = re.compile(r"!\[(?:([^\[\]\n|]*)\\?\|)?(\d+)(?:x\d+)?\]\(([^()\s<>]+)\)")
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp")
SOUNDS, FILMS = (".mp3", ".wav", ".m4a", ".ogg", ".flac"), (".mp4", ".webm", ".ogv", ".mov", ".mkv")


def wikilinks(text: str, on: Context) -> str:
    """Return the text with Markdown in place of links and embeds in double brackets; what leads nowhere stays as words."""
    if "[[" not in text:
        return text
    return replaced_outside_code(LINK, lambda match: _replacement(match, text, on), text)


def _replacement(match: re.Match[str], text: str, on: Context) -> str:
    """Return a link, or what is embedded: a picture, a player, or a link to a note."""
    embeds, name, part = bool(match[1]), match[2].removesuffix("\\").strip(), match[3] or ""
    words, width = words_and_width(match[4] or "") if embeds else ((match[4] or "").strip(), "")
    is_block = part.startswith(("^", "#^"))
    heading = "" if is_block else part.replace("#", " > ")
    label = words or (name + heading if name else part.lstrip("#^"))
    fragment = "" if is_block or not part else f"#{quote(part[1:].split('#')[-1].strip())}"
    if not name:
        return link(label, fragment or "#")
    line = text.count("\n", 0, match.start()) + 1
    address, is_note = target(name, on)
    if not address:
        on.notes.add("changed", name, NOWHERE, "", line)
        return re.sub(r"([*_\[\]])", r"\\\1", label)
    if embeds and not is_note:
        return _embed(address, words, width, label)
    if embeds:
        on.notes.replaced("![[…]]", "a link to the note that was shown here", line)
    return link(words or f"{posixpath.basename(name)}{heading}", f"{address}{fragment}")


def words_and_width(written: str) -> tuple[str, str]:
    """Return the words behind the name of a picture, and its width in pixels, which its size behind them says."""
    *words, last = (part.strip().removesuffix("\\") for part in written.split("|"))
    size = SIZE.fullmatch(last)
    return (" ".join(filter(None, words)), size[1]) if size else (" ".join(filter(None, (*words, last))), "")


def _embed(to: str, words: str, width: str, said: str) -> str:
    low = to.lower()
    if low.endswith(PICTURES):
        return sized(to, words, width) if width else picture(to, words)
    if low.endswith(SOUNDS):
        return f'<audio controls src="{escape(to)}"></audio>'
    return f'<video controls src="{escape(to)}"></video>' if low.endswith(FILMS) else link(said, to)


def sized_pictures(text: str, _: Context) -> str:
    """Return the text with pictures in HTML whose alternative text ends with a size: `![words|100](boat.png)`."""
    return replaced_outside_code(SIZED, lambda match: sized(match[3], (match[1] or "").strip(), match[2]), text)


def target(name: str, on: Context) -> tuple[str, bool]:
    """Return the address of the note or file that has this name or path, and whether it is a note; empty if there is none."""
    path = nfc(name).strip("/")
    near = posixpath.normpath(posixpath.join(posixpath.dirname(on.path), path))
    for candidate in (near, path):
        for ending in ("", ".md", ".mdx", ".markdown"):
            if key := on.links.sources.get(candidate + ending):
                return from_root(key), True
        if file := on.links.files.get(candidate):
            return from_root(file), False
    if key := on.index.source(path):
        return from_root(key), True
    file = on.index.file(path)
    return from_root(file) if file else "", False


def without_comments(text: str, on: Context) -> str:
    """Return the text without comments between `%%` and without the names of its blocks, which readers don't see."""
    if "%%" in text:
        on.notes.add("changed", "%% comments %%", "they were for you alone, so they were left out")
        text = replaced_outside_code(COMMENT, lambda match: "\n" * match[0].count("\n"), text)
    return replaced_outside_code(BLOCK_ID, lambda match: match[1] or "", text) if "^" in text else text


def without_lines_of_tags(text: str, _: Context) -> str:
    """Return the text without lines that only have tags, which are the post's now."""
    return replaced_outside_code(ONLY_TAGS, lambda _: "", text) if "#" in text else text


def tags_in(text: str) -> Iterator[str]:
    """Yield the tags in a text outside of code, each once."""
    if "#" in text:
        code = code_in(text)
        yield from dict.fromkeys(match[1].strip("/-") for match in TAG.finditer(text) if match.start() not in code)


def names_in(text: str) -> Iterator[str]:
    """Yield the names in double brackets."""
    yield from (match[2].strip() for match in LINK.finditer(text))
