"""The mounts of Hugo: which folder of the site is which part of it, and in which language.

Without `module.mounts`, each part has its own folder (`content`, `static`), or those that the settings name.
"""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from chalicelib.content.frontmatter.parsed_values import Value
from chalicelib.frozen import Frozen
from infra.importers.folder.scan import Notes
from infra.importers.parsing.lenient_values import parts_of, table, text_at, texts_at, value_at

CONTENT, STATIC, ASSETS, LAYOUTS = "content", "static", "assets", "layouts"


class Mount(Frozen):
    """A folder or a file of the site (`source`), and what it is there: `target` begins with the name of a part.

    Files that a pattern of `leaves` fits are no part of it, nor those that no pattern of `takes` fits, if there are any.
    """

    source: str
    target: str
    lang: str = ""
    takes: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()

    @property
    def part(self) -> str:
        return self.target.partition("/")[0]

    def below(self, path: str) -> str | None:
        """Return the path of a file below its part of the site; None if the mount doesn't hold it."""
        if path == self.source:
            return self.target.partition("/")[2] or None
        above = "" if self.source in ("", ".") else f"{self.source}/"
        own = path.removeprefix(above)
        if not path.startswith(above) or (self.takes and not fits_any(own, self.takes)) or fits_any(own, self.leaves):
            return None
        return posixpath.join(self.target, own).partition("/")[2] or None


def fits_any(path: str, patterns: Iterable[str]) -> bool:
    """Return whether one of these patterns fits a path, or its name if the pattern names no folder."""
    for pattern in patterns:
        plain = pattern.strip("/").replace("**/", "*").replace("**", "*")
        if fnmatchcase(path, plain) or ("/" not in pattern and fnmatchcase(posixpath.basename(path), plain)):
            return True
    return False


def mounts_of(keys: Mapping[str, Value], languages: Mapping[str, Mapping[str, Value]], notes: Notes) -> tuple[Mount, ...]:
    """Return the mounts of a site: its own, and the usual ones of parts that have none of their own."""
    own = [mount for row in parts_of(value_at(keys, "module.mounts")) for mount in _given(table(row), notes)]
    named = {mount.part for mount in own}
    usual = (mount for mount in _usual(keys, languages) if mount.part not in named)
    return (*own, *usual)


def _given(row: Mapping[str, Value], notes: Notes) -> Iterator[Mount]:
    """Yield the mounts of a row of the settings, a mount for each of its languages; none, with a note, outside the folder."""
    source, target = (posixpath.normpath(text_at(row, name).strip("/") or ".") for name in ("source", "target"))
    if source.startswith(".."):
        notes.add("skipped", source, "this mount is outside the folder of the blog; copy it into the folder, and import again")
        return
    files = texts_at(row, "files")
    takes = (*texts_at(row, "includeFiles"), *(pattern for pattern in files if not pattern.startswith("!")))
    leaves = (*texts_at(row, "excludeFiles"), *(pattern[1:].strip() for pattern in files if pattern.startswith("!")))
    for lang in (*texts_at(row, "lang"), *texts_at(row, "sites.matrix.languages")) or ("",):
        yield Mount(source, target, "" if set(lang) & set("*!") else lang, takes, leaves)


def _usual(keys: Mapping[str, Value], languages: Mapping[str, Mapping[str, Value]]) -> Iterator[Mount]:
    """Yield the mounts of a site without its own: a folder for each part, which the settings may name."""
    for code, own in languages.items():
        if folder := text_at(own, "contentDir").strip("/"):
            yield Mount(folder, CONTENT, code)
    if not languages or not all(text_at(own, "contentDir") for own in languages.values()):
        yield Mount(text_at(keys, "contentDir").strip("/") or CONTENT, CONTENT)
    statics = [folder for own in (keys, *languages.values()) for folder in texts_at(own, "staticDir")]
    yield from (Mount(folder.strip("/"), STATIC) for folder in dict.fromkeys(statics or (STATIC,)))
    yield Mount(text_at(keys, "assetDir").strip("/") or ASSETS, ASSETS)
    yield Mount(text_at(keys, "layoutDir").strip("/") or LAYOUTS, LAYOUTS)


def of_themes(themes: Iterable[str]) -> Iterator[Mount]:
    """Yield the mounts of themes: their files, their assets and their templates."""
    for theme in themes:
        yield from (Mount(f"themes/{theme}/{part}", part) for part in (STATIC, ASSETS, LAYOUTS))
