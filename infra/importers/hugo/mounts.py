"""The mounts of Hugo: which folder of the site is which part of it, and in which language.

Without `module.mounts`, each part has its own folder (`content`, `static`), or those that the settings name.
"""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from infra.importers.folder.scan import Notes
from infra.importers.parsing.lenient_values import parts_of, table, text_at, value_at

CONTENT, STATIC, ASSETS, LAYOUTS = "content", "static", "assets", "layouts"


@dataclass(frozen=True, slots=True)
class Mount:
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
        own = self._own(path)
        if own is None or (own and not self._takes(own)):
            return None
        whole = posixpath.join(self.target, own) if own else self.target
        return whole.partition("/")[2] or None

    def _own(self, path: str) -> str | None:
        if path == self.source:
            return ""
        above = "" if self.source in ("", ".") else f"{self.source}/"
        return path.removeprefix(above) if path.startswith(above) else None

    def _takes(self, own: str) -> bool:
        fits = [any(_fits(own, pattern) for pattern in patterns) for patterns in (self.takes, self.leaves)]
        return (fits[0] or not self.takes) and not fits[1]


def _fits(path: str, pattern: str) -> bool:
    plain = pattern.strip("/").replace("**/", "*").replace("**", "*")
    return fnmatchcase(path, plain) or ("/" not in pattern and fnmatchcase(posixpath.basename(path), plain))


def mounts_of(keys: Mapping[str, Value], languages: Mapping[str, Mapping[str, Value]], notes: Notes) -> tuple[Mount, ...]:
    """Return the mounts of a site: its own, and the usual ones of parts that have none of their own."""
    own = [mount for one in parts_of(value_at(keys, "module.mounts")) for mount in _given(table(one), notes)]
    named = {mount.part for mount in own}
    usual = (mount for mount in _usual(keys, languages) if mount.part not in named)
    return (*own, *usual)


def _given(row: Mapping[str, Value], notes: Notes) -> Iterator[Mount]:
    source, target = (posixpath.normpath(text_at(row, name).strip("/") or ".") for name in ("source", "target"))
    if source.startswith(".."):
        notes.add("skipped", source, "this mount is outside the folder of the blog; copy it into the folder, and import again")
        return
    negated = [one[1:].strip() for one in texts(row, "files") if one.startswith("!")]
    takes = (*texts(row, "includeFiles"), *(one for one in texts(row, "files") if not one.startswith("!")))
    langs = (*texts(row, "lang"), *texts(row, "sites.matrix.languages")) or ("",)
    for lang in langs:
        yield Mount(source, target, "" if set(lang) & set("*!") else lang, takes, (*texts(row, "excludeFiles"), *negated))


def _usual(keys: Mapping[str, Value], languages: Mapping[str, Mapping[str, Value]]) -> Iterator[Mount]:
    for code, own in languages.items():
        if folder := text_at(own, "contentDir").strip("/"):
            yield Mount(folder, CONTENT, code)
    if not languages or not all(text_at(own, "contentDir") for own in languages.values()):
        yield Mount(text_at(keys, "contentDir").strip("/") or CONTENT, CONTENT)
    statics = [one for own in (keys, *languages.values()) for one in texts(own, "staticDir")]
    yield from (Mount(one.strip("/"), STATIC) for one in dict.fromkeys(filter(None, statics or (STATIC,))))
    yield Mount(text_at(keys, "assetDir").strip("/") or ASSETS, ASSETS)
    yield Mount(text_at(keys, "layoutDir").strip("/") or LAYOUTS, LAYOUTS)


def of_themes(themes: Iterable[str]) -> Iterator[Mount]:
    """Yield the mounts of themes: their files, their assets and their templates."""
    for theme in themes:
        yield from (Mount(f"themes/{theme}/{part}", part) for part in (STATIC, ASSETS, LAYOUTS))


def texts(keys: Mapping[str, Value], name: str) -> tuple[str, ...]:
    """Return the texts at a name, of a list or of one value."""
    return tuple(one.text for one in parts_of(value_at(keys, name)) if isinstance(one, Scalar) and one.text)
