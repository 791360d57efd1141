"""Which source or file of the new blog an address of the old one, or a path in its folder, leads to.

Links between posts become links to their files, which follow them wherever they move.
"""

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple
from urllib.parse import quote, unquote, urljoin

from chalicelib.content.media import media_types
from infra.importers.parsing.urls import same_host, split_url

SOURCES = re.compile(r"\.(md|markdown|mdx|mkd|mdown|qmd|rmd|html?)$", re.IGNORECASE)
ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|[#?]|\Z|\{")  # also a template tag, which stays as it is
PATH = "/!$&'*+,;=@~"


class Place(NamedTuple):
    """The place of a text: the path of its file in the old folder, its old address, and its key in the new blog."""

    path: str
    address: str
    key: str


class LinkTarget(NamedTuple):
    """An address as it is written in the new blog; `lost` says why nothing is there, and is empty otherwise."""

    address: str
    lost: str = ""


NOWHERE = "a link to something that the old folder doesn't hold"
LEFT_OUT = "a link to something that was left out"


@dataclass(frozen=True, slots=True)
class LinkMap:
    """Where each source and file of the old folder is in the new blog.

    - `sources` and `files`: new paths by path in the old folder. `by_address`: new sources by their old address.
    - `host`: the old blog's scheme and host. `base`: the path that it was under, without a slash at its end.
    - `generated`: addresses that the old program wrote itself, such as lists, with what replaces them; links there are valid.
    - `skipped`: paths of files that stayed behind, and of folders with a slash at their end.
    - `roots`: folders of the old blog that an address from the root may begin in.
    """

    sources: Mapping[str, str] = field(default_factory=dict)
    by_address: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    host: str = ""
    base: str = ""
    generated: Mapping[str, str] = field(default_factory=dict)
    roots: tuple[str, ...] = ("",)
    skipped: frozenset[str] = frozenset()
    stems: Mapping[str, str] = field(init=False)
    new_paths: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "stems", {SOURCES.sub("", path): path for path in self.sources})
        object.__setattr__(
            self, "new_paths", frozenset(from_root(path) for path in (*self.sources.values(), *self.files.values()))
        )

    def target(self, written: str, place: Place) -> LinkTarget:
        """Return an address of a text as it is written in the new blog.

        A path in the old folder counts first, then the address of a source, of a file, and of a list that the program wrote.
        """
        path, rest = split_path(self.on_this_host(written) or "")
        if not path or ELSEWHERE.match(path) or "{{" in path or "{%" in path:
            return LinkTarget(written)
        if path in self.new_paths:
            return LinkTarget(path + rest)
        if new := self._by_path(path, place) or self._by_address(path, place):
            return LinkTarget(beside(new, place.key) + rest)
        return self._generated_or_lost(path, rest, place)

    def on_this_host(self, written: str) -> str | None:
        """Return the address as a path if it leads to the old blog's own host; None if it leads elsewhere."""
        if not re.match(r"(?:https?:)?//", written):
            return written
        parts = split_url(written)
        same = parts.netloc and same_host(parts.netloc) == same_host(split_url(self.host).netloc)
        return written.partition("//")[2][len(parts.netloc) :] or "/" if same else None

    def lost(self, address: str, paths: Iterable[str]) -> LinkTarget:
        """Return the target of an address that leads nowhere; `paths` are what it may mean in the old folder."""
        is_skipped = any(not self.skipped.isdisjoint((path, *folders_above(path))) for path in paths)
        return LinkTarget(address, LEFT_OUT if is_skipped else NOWHERE)

    def _paths(self, path: str, place: Place) -> Iterator[str]:
        """Yield the paths in the old folder that an address may mean: beside the text, and from each of its roots."""
        name = nfc(unquote(path))
        above = self.roots if name.startswith("/") else (posixpath.dirname(place.path), *self.roots)
        yield from (posixpath.normpath(posixpath.join(root, name.lstrip("/"))) for root in above)

    def _by_path(self, path: str, place: Place) -> str:
        """Return the new path of a source or file that a path in the old folder means, beside the text or from a root."""
        for old in self._paths(path, place):
            if SOURCES.search(path) and old in self.sources:
                return self.sources[old]
            if old in self.files:
                return self.files[old]
        return ""

    def _by_address(self, path: str, place: Place) -> str:
        """Return the new path of what had this old address; a relative path may also be meant from where `.html` was."""
        address = self.without_base(nfc(unquote(urljoin(place.address or "/", path))))
        sibling = self.without_base(nfc(unquote(urljoin(place.address.rstrip("/") or "/", path))))
        return (
            self.by_address.get(spelled(address))
            or self.by_address.get(spelled(sibling))
            or self.files.get(address.strip("/"))
            or self.sources.get(self.stems.get(named_from(place.path, path), ""), "")
        )

    def _generated_or_lost(self, path: str, rest: str, place: Place) -> LinkTarget:
        """Return an address that no source or file had: of a list that the old program wrote, or of nothing."""
        old_address = nfc(unquote(urljoin(place.address or "/", path)))
        within = self.without_base(old_address)
        if spelled(within) in self.generated:
            return LinkTarget(quote(self.generated[spelled(within)], safe=PATH) + rest)
        if not path.startswith("/") and media_types.extension_of(path) in media_types.PUBLISHED:
            return self.lost(path + rest, self._paths(path, place))  # it may still be put beside the text
        address = (path if path == old_address == within else quote(within, safe=PATH)) + rest
        return LinkTarget(address) if within == "/" else self.lost(address, self._paths(path, place))

    def without_base(self, address: str) -> str:
        """Return an address without the path that the old blog was under."""
        return (address.removeprefix(self.base) or "/") if f"{address}/".startswith(f"{self.base}/") else address


def folders_above(path: str) -> Iterator[str]:
    """Yield the folders above a path, each with a slash at its end."""
    return (path[: at + 1] for at, sign in enumerate(path) if sign == "/")


def named_from(path: str, written: str) -> str:
    """Return the path in the old folder that a relative address would mean if each source were a folder."""
    return "" if written.startswith("/") else posixpath.normpath(posixpath.join(SOURCES.sub("", path), nfc(unquote(written))))


def split_path(address: str) -> tuple[str, str]:
    """Return the path of an address, and its query and fragment with their signs."""
    end = next((at for at, sign in enumerate(address) if sign in "?#"), len(address))
    return address[:end], address[end:]


def spelled(address: str) -> str:
    """Return an address as it is looked up, whichever way it is written."""
    path = nfc(unquote(address)).strip("/")
    return re.sub(r"(^|/)index\.html?$|\.html?$", "", path).strip("/").lower()


def beside(path: str, key: str) -> str:
    """Return the path of a source or file as a text in `key` writes it: its name, if it is in the same folder."""
    folder, name = posixpath.split(path)
    return quote(name, safe=PATH) if key and folder == posixpath.dirname(key) else from_root(path)


def from_root(path: str) -> str:
    """Return the path of a source or file as it is written anywhere."""
    return quote(f"/{path}", safe=PATH)


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def without_accents(text: str, form: Literal["NFD", "NFKD"] = "NFKD") -> str:
    """Return the text without its accents; in NFKD, a sign that is like another, such as a ligature, becomes that one."""
    return nfc("".join(sign for sign in unicodedata.normalize(form, text) if unicodedata.category(sign) != "Mn"))
