"""Which sections of a site are its blog: those that the author says, or the settings, or else those that look like a blog.

Dated texts of the other sections become pages, so that a handbook or a list of talks isn't mailed, and doesn't fill the feeds.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from chalicelib.frozen import Frozen
from infra.importers.blog import UnreadableError

USUAL = frozenset(("post", "posts", "blog", "blogs", "article", "articles", "news", "writing", "journal", "entries", "diary"))
"""The names of sections that are blogs wherever they occur."""


class Sections(Frozen):
    """The sections that hold posts; `is_sure` says whether the author or the settings have said so, or there is no other."""

    names: frozenset[str]
    is_sure: bool = True


class Choice(NamedTuple):
    """The sections with dated texts and their numbers, and those that look like the blog; empty where nothing is to be chosen."""

    dated: Mapping[str, int]
    guess: Sequence[str] = ()


def blog_of(dated: Mapping[str, int], configured: Sequence[str], asked: Collection[str]) -> Sections:
    """Return the sections that are the blog, of those with these numbers of dated texts; texts at the root are in the section ``.

    Raise `UnreadableError` if one is asked for that there isn't.
    """
    if unknown := [name_asked for name_asked in asked if name_asked.strip("/") not in dated]:
        there = ", ".join(sorted(filter(None, dated))) or "none"
        raise UnreadableError(f"it has no section `{unknown[0]}` with dated texts; it has {there}")
    if asked:
        return Sections(frozenset(name_asked.strip("/") for name_asked in asked))
    named = frozenset(configured) & frozenset(dated)
    if named:
        return Sections(named)
    folders = {name: many for name, many in dated.items() if name}
    if len(folders) < 2:  # noqa: PLR2004 - there is nothing to choose
        return Sections(frozenset(folders or dated))
    usual = frozenset(name for name in folders if name.lower() in USUAL)
    return Sections(usual or frozenset({max(folders, key=lambda name: folders[name])}), is_sure=False)
