"""The places of the files of Hugo's content: below which root, in which language, under which name."""

import re

from chalicelib.frozen import Frozen
from infra.importers.hugo.config import Config
from infra.importers.hugo.mounts import CONTENT
from infra.importers.hugo.shortcodes import plain_path

SOURCE = re.compile(r"(?i)\.(md|markdown|mdown|html?)$")
INDEXES = ("index", "_index")
TERMS = ("tags", "categories", "authors")  # folders whose parts describe terms


class Spot(Frozen):
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
    def section(self) -> str:
        """The section of a page: the first folder; empty at the root, where the folder of a bundle is none."""
        above = self.folders[:-1] if self.stem == "index" else self.folders
        return above[0] if above else ""

    @property
    def above(self) -> str:
        """The path of the section that lists the page."""
        return "/".join(self.folders[:-1] if self.stem in INDEXES else self.folders)

    @property
    def logical(self) -> str:
        """The path that authors name it with."""
        return plain_path("/".join((*self.folders, self.stem)))


def spot_of(path: str, config: Config) -> Spot | None:
    """Return the place of a file of the content; None if it isn't one."""
    at = config.below(path, CONTENT)
    if at is None:
        return None
    below, lang = at
    *folders, name = below.split("/")
    stem, _, suffix = SOURCE.sub("", name).rpartition(".")
    codes = {code.lower(): code for code in (*config.codes, *config.disabled)}
    if stem and suffix.lower() in codes:
        return Spot(below, codes[suffix.lower()], tuple(folders), stem)
    return Spot(below, lang, tuple(folders), SOURCE.sub("", name))
