"""The Liquid tags of Pelican's plugin liquid_tags, which are those of Octopress: as Markdown, or as tags that Presswork reads.

`{% youtube %}`, `{% vimeo %}` and `{% gist %}` stay, since Presswork has them. Code and notebooks are read from the old folder.
"""

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from chalicelib.content.limits import limit
from chalicelib.content.shortcodes.template_tags import LIQUID, Tag
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree, UnreadError
from infra.importers.parsing.json_texts import value_of

WORD = re.compile(r""""([^"]*)"|'([^']*)'|(\S+)""")
LINES = re.compile(r"lines:(\d+)(?:-(\d+))?")
CELLS = re.compile(r"cells\[(-?\d*):(-?\d*)\]")
LANGUAGES: Mapping[str, str] = {"py": "python", "js": "javascript", "rb": "ruby", "sh": "bash", "md": "markdown", "yml": "yaml"}
SIDES = ("left", "right", "center")
LONGEST = limit("source")


@dataclass(frozen=True, slots=True)
class Call:
    """A tag of one text: its words, which of them were in quotes, and where files may be."""

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
    found = [(double or single, bare) for double, single, bare in WORD.findall(said)]
    words = tuple(quoted or bare for quoted, bare in found)
    return Call(words, tuple(quoted for quoted, _ in found if quoted), tree, content, folders, notes, line)


# ---- what each becomes


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
    films = [one for one in addresses if not re.search(r"(?i)\.(jpe?g|png|gif|webp|avif)$", one)]
    poster = next((one for one in addresses if one not in films), "")
    sizes = [word for word in call.words if re.fullmatch(r"\d+", word)]
    more = "".join(f' {name}="{escape(value)}"' for name, value in zip(("width", "height"), sizes, strict=False))
    more += f' poster="{escape(poster)}"' if poster else ""
    return f'<video controls src="{escape(films[0])}"{more}></video>' if films else None


def audio(call: Call) -> str | None:
    return f'<audio controls src="{escape(call.words[0])}"></audio>' if call.words else None


def card(pattern: str) -> Callable[[Call], str | None]:
    """Return what makes the address of something elsewhere, which becomes a card, from an id or an address."""

    def made(call: Call) -> str | None:
        own = call.words[0] if call.words else ""
        address = own if "://" in own else pattern.format(own)
        return address if re.fullmatch(r"https?://[\w./?=&%#-]+", address) and own else None

    return made


def code(call: Call) -> str | None:
    """Return the code of `{% include_code path [lang:x] [lines:1-3] [title] %}`."""
    name = next((word for word in call.words if ":" not in word), "")
    text = call.file("code", name) if name else None
    if text is None:
        return None
    lines = next((found for word in call.words if (found := LINES.fullmatch(word))), None)
    if lines:
        text = "\n".join(text.split("\n")[int(lines[1]) - 1 : int(lines[2] or lines[1])])
    ending = posixpath.splitext(name)[1].removeprefix(".").lower()
    language = next((word[5:] for word in call.words if word.startswith("lang:")), LANGUAGES.get(ending, ending))
    return fenced(text, language)


def notebook(call: Call) -> str | None:
    """Return the cells of `{% notebook path [cells[1:3]] %}`: Markdown as it is, code, and what code printed."""
    name = call.words[0] if call.words else ""
    text = call.file("notebook", name) if name else None
    try:
        found: Any = value_of(text) if text else {}
    except (ValueError, RecursionError):
        found = {}
    cells = found.get("cells") if isinstance(found, dict) else None
    if not isinstance(cells, list):
        return None
    asked = next((one for word in call.words[1:] if (one := CELLS.fullmatch(word))), None)
    wanted = slice(*(int(end) if end else None for end in asked.groups())) if asked else slice(None)
    parts = [part for cell in cells[wanted] if isinstance(cell, dict) for part in parts_of(cell, call)]
    return "\n\n".join(parts)[:LONGEST] or None


def parts_of(cell: Mapping[str, Any], call: Call) -> list[str]:
    """Return a cell of a notebook as Markdown."""
    source = joined(cell.get("source"))
    if cell.get("cell_type") != "code":
        return [source] if source.strip() else []
    outputs = [one for one in cell.get("outputs") or () if isinstance(one, dict)]
    shown = [joined(one.get("text") or table(one.get("data")).get("text/plain")) for one in outputs]
    if any("image/png" in table(one.get("data")) for one in outputs):
        call.notes.add("changed", call.words[0], "a picture that its code drew; save it as a file, and show that", "", call.line)
    return [fenced(source, "python"), *(fenced(text, "text") for text in shown if text.strip())] if source.strip() else []


def table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def joined(value: object) -> str:
    """Return a text, which notebooks may have as a list of its lines."""
    return "".join(map(str, value)) if isinstance(value, list) else value if isinstance(value, str) else ""


def fenced(text: str, language: str) -> str:
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{language}\n{text.strip(chr(10))}\n{fence}"


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


@dataclass(frozen=True, slots=True)
class Tags:
    """Replaces the tags of one text."""

    tree: Tree
    content: str
    folders: Mapping[str, str]
    notes: Notes

    def replaced(self, tag: Tag, line: int) -> str | None:
        """Return what replaces a tag; None where it stays as it is."""
        make = ROWS.get(tag.name) if tag.syntax == LIQUID and not tag.closing else None
        made = make(call_of(tag.said, self.tree, self.content, self.folders, self.notes, line)) if make else None
        return f"\n\n{made}\n\n" if made and tag.name in BLOCKS else made
