"""What each path of a folder is to Jekyll: a post, a draft, a page, or a document of a collection."""

import re
from typing import NamedTuple

from chalicelib.content.dates import dated
from infra.importers.jekyll.config import Config
from infra.importers.parsing.lenient_values import text_at

SOURCE = re.compile(r"(?i)\.(md|markdown|mkdown|mkdn|mkd|html?)$")
HIDDEN = ("_", "#", "~")
TRUE = ("true", "yes", "on")


class SourceKind(NamedTuple):
    """What a source is to Jekyll: `posts`, `drafts`, `pages` or a collection's name; the folders above and below its own."""

    name: str
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()

    @property
    def is_post(self) -> bool:
        return self.name in ("posts", "drafts")

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders of the source in the new blog."""
        if self.name == "pages":
            return tuple(part.lstrip("".join(HIDDEN)) for part in self.above)
        return (self.name, *self.above, *self.below)


def kind_of(path: str, config: Config) -> SourceKind | None:
    """Return what a path is to Jekyll; None if it isn't published."""
    *folders, name = path.split("/")
    above = [part for part in config.text("collections_dir").split("/") if part]
    own = folders[len(above) :] if folders[: len(above)] == above else folders
    for mark, kind in (("_posts", "posts"), ("_drafts", "drafts")):
        if mark in own:
            at = own.index(mark)
            return SourceKind(kind, tuple(own[:at]), tuple(own[at + 1 :]))
    if own and own[0].startswith("_") and is_collection(own[0][1:], config):
        return None if name.startswith(HIDDEN) else SourceKind(own[0][1:], (), tuple(own[1:]))
    if is_hidden(path, config):
        return None
    if not config.keys and folders[-1:] == ["posts"] and dated(SOURCE.sub("", name)).date and SOURCE.search(name):
        return SourceKind("posts")
    return SourceKind("pages", tuple(folders))


def is_collection(name: str, config: Config) -> bool:
    """Return whether there is such a collection that is published; without a configuration, any folder may be one."""
    return not config.keys or text_at(config.collections.get(name, {}), "output").lower() in TRUE


def is_configuration(path: str) -> bool:
    return path.rpartition("/")[2].startswith("_config.")


def is_hidden(path: str, config: Config) -> bool:
    """Return whether a mark before a name on the path hides it, unless the configuration includes it."""
    parts = path.split("/")
    paths = ("/".join(parts[: number + 1]) for number, part in enumerate(parts) if part.startswith(HIDDEN))
    return not all(map(config.includes, paths))
