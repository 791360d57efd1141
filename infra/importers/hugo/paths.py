"""The places of the files of Hugo's content: below which root, in which language, under which name."""

import re
from dataclasses import dataclass

from infra.importers.hugo.config import Config
from infra.importers.hugo.shortcodes import plain_path

SOURCE = re.compile(r"(?i)\.(md|markdown|mdown|html?)$")
INDEXES = ("index", "_index")
TERMS = ("tags", "categories", "authors")  # folders whose parts describe terms


@dataclass(frozen=True, slots=True)
class Spot:
    """The place of a file of the content: its path below its root, its language, and its name without language and ending."""

    below: str
    lang: str
    folders: tuple[str, ...]
    stem: str

    @property
    def own_name(self) -> str:
        """The name of the page: its file's, or its folder's if it is the folder's index."""
        return self.folders[-1] if self.stem in INDEXES and self.folders else self.stem

    @property
    def logical(self) -> str:
        """The path that authors name it with."""
        return plain_path("/".join((*self.folders, self.stem)))


def content_root(path: str, config: Config) -> tuple[str, str] | None:
    """Return the root that holds a file of the content, and the language that the root is for."""
    own = config.language_at(path)
    if own:
        return own.folder, own.code
    root = config.content
    return (root, "") if path.startswith(f"{root}/") or root == "." else None


def spot_of(path: str, config: Config) -> Spot | None:
    """Return the place of a file of the content; None if it isn't one."""
    at = content_root(path, config)
    if at is None:
        return None
    root, lang = at
    below = path if root == "." else path.removeprefix(f"{root}/")
    *folders, name = below.split("/")
    stem, _, suffix = SOURCE.sub("", name).rpartition(".")
    codes = {code.lower(): code for code in config.codes}
    if stem and suffix.lower() in codes:
        return Spot(below, codes[suffix.lower()], tuple(folders), stem)
    return Spot(below, lang, tuple(folders), SOURCE.sub("", name))
