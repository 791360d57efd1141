"""Where the texts and files of an old folder go in the new one."""

import posixpath

from msgspec.structs import replace

from chalicelib.content.addresses.addresses import is_reserved
from chalicelib.content.addresses.language_codes import is_code
from chalicelib.content.source import DATED_FOLDERS
from infra.importers.folder.link_map import SOURCES
from infra.importers.markdown_folder.habit import Habit, Spot

KEPT_ROOTS = ("docs", "stories")
"""Folders of contents whose name says something: their texts go into a folder of the same name."""


def is_of_posts(spot: Spot, habit: Habit) -> bool:
    """Return whether a text is in a folder of posts."""
    return bool({part.lower() for part in (*spot.folders, posixpath.basename(spot.root))} & {*habit.posts})


def is_post(spot: Spot, habit: Habit, *, has_date: bool) -> bool:
    """Return whether a text is a post: it has a date, and isn't in a folder of pages."""
    of_pages = bool({"", *spot.folders, posixpath.basename(spot.root)} & {*habit.pages})
    return has_date and (is_of_posts(spot, habit) or not of_pages)


def folder_of(spot: Spot, habit: Habit, home: str = "") -> str:
    """Return the folder of a text: posts go into `home`, with the folders below that of the old posts; pages keep theirs."""
    folders = tuple(part.lstrip("_.") or "x" for part in spot.folders)
    if home:
        at = next((number for number, part in enumerate(spot.folders) if part.lower() in habit.posts), -1)
        return posixpath.join(home, *(part for number, part in enumerate(folders) if number != at and part.lower() != home))
    root = posixpath.basename(spot.root)
    return unreserved(posixpath.join("", *((root,) if root in KEPT_ROOTS else ()), *folders), spot.stem)


def unreserved(folder: str, stem: str) -> str:
    """Return the folder of a page under a name that means nothing to Presswork, and that no page of its own has."""
    parts = [f"{part}-pages" if part in (*DATED_FOLDERS, "templates") else part for part in folder.split("/")]
    at = next((number for number, part in enumerate(parts) if not is_code(part)), 0)
    if folder and is_reserved("/".join((*parts[at:], stem))):
        parts[at] = f"{parts[at]}-pages"
    return "/".join(parts)


def spot_of(path: str, contents: tuple[str, ...]) -> Spot | None:
    """Return the place of a file in the innermost of these folders of contents; None if it is in none."""
    root = max((folder for folder in contents if not folder or path.startswith(f"{folder}/")), key=len, default=None)
    if root is None:
        return None
    below = posixpath.dirname(path.removeprefix(f"{root}/") if root else path)
    return Spot(path, root, tuple(filter(None, below.split("/"))), SOURCES.sub("", posixpath.basename(path)))


def key_of_file(path: str, contents: tuple[str, ...], habit: Habit) -> str:
    """Return where a file goes: beside the texts of its folder, or else where it is, without the folder of the program."""
    spot = spot_of(path, contents)
    if spot is None:
        return path.removeprefix("src/")
    home = "posts" if is_of_posts(spot, habit) else ""
    return posixpath.join(folder_of(replace(spot, stem="file"), habit, home), posixpath.basename(path))
