"""The Liquid tags of Pelican's plugin liquid_tags, which are those of Octopress: as Markdown, or as tags that Presswork reads.

`{% youtube %}`, `{% vimeo %}` and `{% gist %}` stay, since Presswork has them. Code and notebooks are read from the old folder.
"""

import posixpath
import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from chalicelib.content.limits import limit
from chalicelib.content.shortcodes.template_tags import LIQUID, Tag
from chalicelib.frozen import Frozen
from chalicelib.html_to_markdown.escapes import fenced
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree, UnreadError
from infra.importers.parsing.valid_chars import json_value

WORD = re.compile(r""""([^"]*)"|'([^']*)'|(\S+)""")
LINES = re.compile(r"lines:(\d+)(?:-(\d+))?")
CELLS = re.compile(r"cells\[(-?\d*):(-?\d*)\]")
LANGUAGES: Mapping[str, str] = {"py": "python", "js": "javascript", "rb": "ruby", "sh": "bash", "md": "markdown", "yml": "yaml"}
SIDES = ("left", "right", "center")
LONGEST = limit("source")


class Call(Frozen):
    """A tag of a text: its words, those of them that were in quotes, and where files may be."""

    words: tuple[str, ...]
    quoted: tuple[str, ...]
    tree: Tree
    content: str
    folders: Mapping[str, str]
    notes: Notes
    line: int

    def file(self, of: str, name: str) -> str | None:
        """Return the text of a file within the folder for code or notebooks; None, with a note, if it can't be read."""
        above = posixpath.normpath(posixpath.join(self.content, self.folders[of]))
        path = posixpath.normpath(posixpath.join(above, name))
        why = "the old folder doesn't hold it"
        try:
            if path.startswith(f"{above}/") and self.tree.has(path):  # a text must not show settings, which may hold keys
                return self.tree.text(path).text
        except UnreadError as error:
            why = str(error)
        self.notes.add("changed", path, why, "", self.line)
        return None


def call_of(said: str, tree: Tree, content: str, folders: Mapping[str, str], notes: Notes, line: int) -> Call:
    matches = [(double or single, bare) for double, single, bare in WORD.findall(said)]
    words = tuple(quoted or bare for quoted, bare in matches)
    return Call(words, tuple(quoted for quoted, _ in matches if quoted), tree, content, folders, notes, line)


# ---- the replacements


def image(call: Call) -> str | None:
    """Return the image of `{% img [class] path [width [height]] [title | "title" ["alt"]] %}`."""
    at = next((number for number, word in enumerate(call.words) if "/" in word or "." in word), None)
    if at is None:
        return None
    sizes = [word for word in call.words[at + 1 : at + 3] if re.fullmatch(r"\d+(?:px)?", word)]
    title, alt = (*call.quoted, "", "")[:2] if call.quoted else (" ".join(call.words[at + 1 + len(sizes) :]), "")
    named = [f".align{word}" for word in call.words[:at] if word in SIDES]
    named += [f'{side}="{size.removesuffix("px")}"' for side, size in zip(("width", "height"), sizes, strict=False)]
    said = (alt or title).replace("[", "").replace("]", "")
    attributes = "{: " + " ".join(named) + " }" if named else ""
    return f"![{said}]({call.words[at].replace(' ', '%20')}){attributes}"


def video(call: Call) -> str | None:
    """Return the player of `{% video path [path] [width height] [poster] %}`."""
    addresses = [word for word in call.words if "/" in word or "." in word]
    films = [address for address in addresses if not re.search(r"(?i)\.(jpe?g|png|gif|webp|avif)$", address)]
    poster = next((address for address in addresses if address not in films), "")
    sizes = [word for word in call.words if re.fullmatch(r"\d+", word)]
    more = "".join(f' {name}="{escape(value)}"' for name, value in zip(("width", "height"), sizes, strict=False))
    more += f' poster="{escape(poster)}"' if poster else ""
    return f'<video controls src="{escape(films[0])}"{more}></video>' if films else None


def audio(call: Call) -> str | None:
    return f'<audio controls src="{escape(call.words[0])}"></audio>' if call.words else None


def card(pattern: str) -> Callable[[Call], str | None]:
    """Return the maker of the address of something elsewhere, which becomes a card, from an id or an address."""

    def make(call: Call) -> str | None:
        own = call.words[0] if call.words else ""
        address = own if "://" in own else pattern.format(own)
        return address if re.fullmatch(r"https?://[\w./?=&%#-]+", address) and own else None

    return make


def code(call: Call) -> str | None:
    """Return the code of `{% include_code path [lang:x] [lines:1-3] [title] %}`."""
    name = next((word for word in call.words if ":" not in word), "")
    text = call.file("code", name) if name else None
    if text is None:
        return None
    lines = next((match for word in call.words if (match := LINES.fullmatch(word))), None)
    if lines:
        text = "\n".join(text.split("\n")[int(lines[1]) - 1 : int(lines[2] or lines[1])])
    ending = posixpath.splitext(name)[1].removeprefix(".").lower()
    language = next((word[5:] for word in call.words if word.startswith("lang:")), LANGUAGES.get(ending, ending))
    return fenced(text.strip("\n"), language)


def notebook(call: Call) -> str | None:
    """Return the cells of `{% notebook path [cells[1:3]] %}`: Markdown as it is, code, and what code printed."""
    name = call.words[0] if call.words else ""
    text = call.file("notebook", name) if name else None
    try:
        cells = table(json_value(text)).get("cells") if text else None
    except (ValueError, RecursionError):
        cells = None
    if not isinstance(cells, list):
        return None
    bounds = next((match.groups() for word in call.words[1:] if (match := CELLS.fullmatch(word))), ())
    shown = cells[slice(*(int(bound) if bound else None for bound in bounds or ("", "")))]
    parts = [part for cell in shown if isinstance(cell, dict) for part in parts_of(cell, call)]
    return "\n\n".join(parts)[:LONGEST] or None


def parts_of(cell: Mapping[str, Any], call: Call) -> list[str]:
    """Return a cell of a notebook as Markdown."""
    source = joined(cell.get("source"))
    if cell.get("cell_type") != "code":
        return [source] if source.strip() else []
    outputs = [output for output in cell.get("outputs") or () if isinstance(output, dict)]
    shown = [joined(output.get("text") or table(output.get("data")).get("text/plain")) for output in outputs]
    if any("image/png" in table(output.get("data")) for output in outputs):
        call.notes.add("changed", call.words[0], "a picture that its code drew; save it as a file, and show that", "", call.line)
    if not source.strip():
        return []
    blocks = ((source, "python"), *((text, "text") for text in shown))
    return [fenced(text.strip("\n"), language) for text, language in blocks if text.strip()]


def table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def joined(value: object) -> str:
    """Return a text, which notebooks may have as a list of its lines."""
    return "".join(map(str, value)) if isinstance(value, list) else value if isinstance(value, str) else ""


ROWS: Mapping[str, Callable[[Call], str | None]] = {
    "img": image,
    "video": video,
    "audio": audio,
    "include_code": code,
    "notebook": notebook,
    "soundcloud": card("https://soundcloud.com/{}"),
    "giphy": card("https://giphy.com/gifs/{}"),
    "spotify": card("https://open.spotify.com/{}"),
    "tweet": card("https://x.com/i/web/status/{}"),
    "speakerdeck": card("https://speakerdeck.com/{}"),
}
BLOCKS = ("include_code", "notebook", "soundcloud", "giphy", "spotify", "tweet", "speakerdeck")
"""Tags that become blocks, which blank lines set apart from the text around them."""


class Tags(Frozen):
    """Replaces the tags of a text."""

    tree: Tree
    content: str
    folders: Mapping[str, str]
    notes: Notes

    def replaced(self, tag: Tag, line: int) -> str | None:
        """Return what replaces a tag; None where it stays as it is."""
        make = ROWS.get(tag.name) if tag.syntax == LIQUID and not tag.closing else None
        replacement = make(call_of(tag.said, self.tree, self.content, self.folders, self.notes, line)) if make else None
        return f"\n\n{replacement}\n\n" if replacement and tag.name in BLOCKS else replacement
