"""The configuration files of an old blog's folder, in whichever notation they are."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from chalicelib.content.frontmatter.parsed_values import Value
from chalicelib.errors import Refusal
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree, UnreadError
from infra.importers.parsing.lenient_values import read_config


def read(tree: Tree, path: str, notes: Notes) -> Mapping[str, Value]:
    """Return the keys of a file; none, with a note, if it can't be read."""
    try:
        return read_config(path, tree.text(path).text).values
    except UnreadError as error:
        notes.add("skipped", path, str(error), path)
    except Refusal as refusal:
        notes.add("skipped", path, f"{refusal.reason.why}: {refusal.found}", path, refusal.line)
    return {}


def zone_named(text: str) -> str:
    """Return the name of a time zone; empty if there is none of this name."""
    try:
        return ZoneInfo(text).key if text else ""
    except (KeyError, ValueError, OSError):
        return ""


def tell_zone(said: str, notes: Notes) -> None:
    """Note the name of a time zone that there isn't."""
    if said and not zone_named(said):
        notes.add("changed", said, "this isn't a time zone, so UTC was taken; correct it in the old blog, and import again")
