"""Which pictures of a folder its texts and settings name; other pictures are imported only on request.

A blog's folder often holds many pictures that no page shows, and each would be encoded in several sizes. Whatever could be the
path of a picture counts as its name: in Markdown, HTML, front matter, the parameters of a tag, or a setting.
"""

import json
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from urllib.parse import unquote, urlsplit

from msgspec import Struct, field

from chalicelib.content.media.images import is_image
from infra.importers.blog import Entry, File
from infra.importers.folder.link_map import nfc
from infra.importers.folder.tree import Tree, UnreadError

PICTURE = r"(?:a?png|avif|bmp|gif|hei[cf]|ico|jfif|jpe?g|jxl|svg|tiff?|webp)"
BARE = re.compile(rf"(?i)[^\s\"'`()<>\[\]{{}}|,;=]+\.{PICTURE}(?![\w-])")
QUOTED = re.compile(rf"(?i)\"([^\"\n]+\.{PICTURE})\"|'([^'\n]+\.{PICTURE})'|<([^<>\n]+\.{PICTURE})>|\]\(([^()\n]+\.{PICTURE})\)")
PARAMETER = re.compile(r"[\w./@%*?{}-]*[*/][\w./@%*?{}-]*")
GALLERY = re.compile(r"(?i)\{[{%][<%]?-?\s*[\w-]*(?:album|carousel|galler|image|photo|slide)[^{}]{1,500}[%}]\}")
ICON = re.compile(r"(?i)(favicon|apple-touch-icon|android-chrome|mstile|safari-pinned-tab)[\w.-]*|(icon|logo)\.\w+")
SETTINGS = re.compile(r"(?i)[^/]+\.(toml|ya?ml|json|py)|(config|data|_data)/.+\.(toml|ya?ml|json|csv)")
SETTINGS_FOLDERS = ("config", "data", "_data")
UNSHOWN = "no text shows this picture, so it wasn't imported"


class ShownPictures(Struct):
    """What texts and settings name: paths from the root, ends of paths, and patterns of paths."""

    paths: set[str] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)
    patterns: set[str] = field(default_factory=set)

    def add(self, text: str, folder: str = "") -> None:
        """Add the pictures that a text in this folder names."""
        for name in names_in(text):
            self._add(name, folder)
        for tag in GALLERY.findall(text):
            for written in PARAMETER.findall(tag):
                self._add_pattern(written.strip("{}"), folder)

    def add_entry(self, entry: Entry, key: str) -> None:
        """Add the pictures that an entry names, in its text and in its front matter."""
        folder = posixpath.dirname(key)
        self.add(entry.body, folder)
        self.add(json.dumps([entry.image, entry.extra], ensure_ascii=False, default=dict), folder)

    def names(self, path: str, folder: str = "") -> bool:
        """Return whether a picture is named by its path, from the root or from this folder."""
        written = _path_of(path)
        return bool({written.lstrip("/"), posixpath.join(folder.lower(), written)} & self.paths)

    def without_unshown(self, files: Iterable[File]) -> tuple[Sequence[File], Sequence[File]]:
        """Return the files that come along, and the pictures that nothing shows."""
        listed = list(files)
        names = Counter(posixpath.basename(nfc(file.path)).lower() for file in listed)
        single = {name for name, many in names.items() if many == 1}
        unshown = [file for file in listed if is_image(file.path) and not self._has(file.path, single)]
        unshown_paths = {file.path for file in unshown}
        return [file for file in listed if file.path not in unshown_paths], unshown

    def _has(self, path: str, single: set[str]) -> bool:
        at, name = nfc(path).lower(), posixpath.basename(nfc(path)).lower()
        parts = at.split("/")
        ends = {"/".join(parts[-many:]) for many in range(2, len(parts) + 1)} | ({name} if name in single else set())
        is_named = at in self.paths or not self.ends.isdisjoint(ends)
        return is_named or ICON.fullmatch(name) is not None or any(fnmatchcase(at, pattern) for pattern in self.patterns)

    def _add(self, name: str, folder: str) -> None:
        path = _path_of(name)
        if "*" in path:
            self._add_pattern(path, folder)
            return
        plain = posixpath.normpath(path.lstrip("/"))
        self.paths |= {plain, posixpath.normpath(posixpath.join(folder.lower(), plain))}
        self.ends.add(re.sub(r"^(\.\./)+", "", plain))

    def _add_pattern(self, written: str, folder: str) -> None:
        """Add a pattern such as `images/*`, or the path of a folder, whose pictures a gallery shows."""
        path = _path_of(written).strip("/")
        if len(path) > 1 and not re.search(r"\.\w{1,5}$", path):
            whole = path if "*" in path else f"{path}/*"
            self.patterns |= {whole, posixpath.join(folder.lower(), whole)}


def names_in(text: str) -> Iterator[str]:
    """Yield each part of a text that could be the path of a picture."""
    yield from (match[0] for match in BARE.finditer(text))
    yield from (next(filter(None, match.groups())) for match in QUOTED.finditer(text))


def add_settings(tree: Tree, shown: ShownPictures) -> None:
    """Add the pictures that the settings and data of a blog name, such as its logo."""
    for path in filter(SETTINGS.fullmatch, tree.files(lambda folder: folder in SETTINGS_FOLDERS)):
        try:
            shown.add(tree.text(path).text)
        except UnreadError:  # the import reports those that it reads
            continue


def _path_of(name: str) -> str:
    """Return the path that a name means, as paths are compared: without host, query and escapes, in small letters."""
    try:
        path = urlsplit(name).path if "//" in name else re.split(r"[?#]", name)[0]
    except ValueError:
        path = name
    return nfc(unquote(path)).lower()
