"""Links to a part of a text, by the id that it has here: `other.md#whats-next` where the old blog had `#what-s-next`.

What ids a text has is known when it was read, and a text may link to one that comes later. So those that link to parts of others
wait until all were read, on disk if they are many.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import unquote

from msgspec import Struct, field
from msgspec.json import decode, encode
from msgspec.structs import replace

from chalicelib.content.addresses.addresses import written_path
from chalicelib.content.frontmatter.front_matter_writer import as_source
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from infra.importers.blog import Where
from infra.importers.folder.fragment_ids import FragmentLookup, Parts, lookup_of, parts_of
from infra.importers.folder.links_in_text import with_current_ids

ELSEWHERE = re.compile(r'<a [^<>]*?href="(?:source:|/(?!/))[^"#<>]+#[^"<>]')
IN_MEMORY = 16 << 20  # bytes of texts that wait


class ImportedText(Frozen):
    """A source that is ready but for its links to parts of others, and what the report says of it."""

    key: str
    front: str
    body: str
    kind: str
    title: str
    where: Where

    @property
    def raw(self) -> bytes:
        return f"{self.front}{self.body}".encode()


def text_of(key: str, keys: Mapping[str, Any], body: str, kind: str, title: str, where: Where) -> ImportedText:
    front = as_source(keys, "")
    return ImportedText(key, front, as_source(keys, body).removeprefix(front), kind, title, where)


def waiting_room() -> SpooledTemporaryFile[bytes]:
    """Return where texts wait: in memory, or on disk if they are many."""
    return SpooledTemporaryFile(IN_MEMORY)


def links_elsewhere(html: str) -> bool:
    """Return whether a text links to a part of another text of this site."""
    return ELSEWHERE.search(html) is not None


class FragmentLinks(Struct):
    """The texts that wait; the parts of all texts by key, and their keys by address; what ids mean in those linked to."""

    waiting: IO[bytes]
    parts: dict[str, Parts] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    lookups: dict[str, FragmentLookup] = field(default_factory=dict)

    def add(
        self, text: ImportedText, html: str, old: str, addresses: Iterable[str], entry_id: str = ""
    ) -> tuple[ImportedText, int]:
        """Remember which parts a text has, and where it is read; return it with correct links to its own parts, and how many of
        them weren't. `old` is its HTML in the old blog, if it was HTML there, and `entry_id` its id."""
        self.parts[text.key] = replace(parts_of(html, old), rest=f"more-{entry_id}" if entry_id.isdigit() else "")
        for address in addresses:
            self.keys.setdefault(address, text.key)
        return self._corrected(text, lambda key: key == text.key)

    def wait(self, text: ImportedText) -> None:
        self.waiting.write(encode(text) + b"\n")

    def corrected(self) -> Iterator[tuple[ImportedText, int]]:
        """Yield each text that waited with correct links to parts of others, and how many of them weren't."""
        self.waiting.seek(0)
        for line in self.waiting:
            yield self._corrected(decode(line, type=ImportedText), bool)

    def _corrected(self, text: ImportedText, concerns: Callable[[str], bool]) -> tuple[ImportedText, int]:
        """Return the text with correct links to the parts of these texts."""

        def lookup_at(path: str) -> FragmentLookup | None:
            key = self._key_at(path, text.key)
            if not concerns(key):
                return None
            if key not in self.lookups:
                self.lookups[key] = lookup_of(self.parts[key])
            return self.lookups[key]

        body, number = with_current_ids(text.body, lookup_at)
        return replace(text, body=body), number

    def _key_at(self, path: str, key_of_text: str) -> str:
        """Return the key of the text that a link leads to; empty if it isn't known."""
        key = posixpath.normpath(posixpath.join("/", posixpath.dirname(key_of_text), unquote(path))).lstrip("/")
        if not path or key in self.parts:
            return key if path else key_of_text
        return self.keys.get(address_in(path), "") if path.startswith("/") and not path.startswith("//") else ""


def address_in(path: str) -> str:
    """Return the address of this site that a link's path is; empty if it is none."""
    try:
        return written_path(unquote(path))
    except Refusal:
        return ""
