"""The menus of Hugo: of the settings and of front matter, in each language, with the entries below others.

A menu here has one level, so entries that were below another follow it.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from chalicelib.frozen import Frozen
from infra.importers.folder.scan import Notes
from infra.importers.parsing.lenient_values import parts_of, table, text_at, value_at

MAIN = ("main", "header", "navbar", "nav", "primary", "top", "navigation")
"""The names of the menu that themes show above each page; the first that a site has counts."""
LAST = 1_000_000


class MenuLink(Frozen):
    """An entry of an old menu: its title, where it leads, by address or by page, its weight, and the entry that it is below."""

    title: str
    url: str = ""
    page: str = ""
    weight: int = 0
    name: str = ""
    parent: str = ""


def main_of(tables: Iterable[Mapping[str, Value]]) -> str:
    """Return the name of the menu above each page."""
    had = {name.lower() for keys in tables for kind in ("menus", "menu") for name in table(value_at(keys, kind))}
    return next((name for name in MAIN if name in had), MAIN[0])


def listed(keys: Mapping[str, Value], main: str) -> Iterator[MenuLink]:
    """Yield the entries of the main menu that these settings list."""
    entries = next((value for kind in ("menus", "menu") if (value := value_at(keys, f"{kind}.{main}"))), None)
    for entry in parts_of(entries):
        if isinstance(entry, Mapping):
            yield _link(entry)


def other_menus(keys: Mapping[str, Value], main: str) -> Iterator[str]:
    """Yield the names of the other menus that these settings list."""
    for kind in ("menus", "menu"):
        yield from (name for name, value in table(value_at(keys, kind)).items() if name.lower() != main and parts_of(value))


def of_page(keys: Mapping[str, Value], main: str) -> MenuLink | None:
    """Return the entry of the main menu that a page's front matter asks for."""
    value = value_at(keys, "menus")
    value = value_at(keys, "menu") if value is None else value
    if isinstance(value, Mapping):
        own = value_at(value, main)
        return None if own is None else replace(_link(table(own)), url="", page="")
    named = [part.text.lower() for part in parts_of(value) if isinstance(part, Scalar)]
    return MenuLink("") if main in named else None


def _link(keys: Mapping[str, Value]) -> MenuLink:
    title, name = text_at(keys, "name", "title", "identifier"), text_at(keys, "identifier", "name", "title")
    return MenuLink(
        title, text_at(keys, "url"), text_at(keys, "pageRef"), number(text_at(keys, "weight")), name, text_at(keys, "parent")
    )


def number(text: str) -> int:
    digits = text.removeprefix("-")
    return int(text) if digits.isdecimal() and len(digits) < 10 else 0  # noqa: PLR2004 - digits


def in_order(entries: Iterable[tuple[MenuLink, str]], notes: Notes) -> Iterator[tuple[MenuLink, str]]:
    """Yield the entries by weight, each followed by the entries below it, with a note on each of those."""
    by_weight = sorted(entries, key=lambda pair: pair[0].weight or LAST)
    names = {link.name.lower(): link.title for link, _ in by_weight if link.name}
    below: dict[str, list[tuple[MenuLink, str]]] = {}
    for link, own in by_weight:
        parent = link.parent.lower()
        below.setdefault(parent if parent in names and parent != link.name.lower() else "", []).append((link, own))

    def walk(name: str) -> Iterator[tuple[MenuLink, str]]:
        for link, own in below.pop(name, ()):
            if name:
                why = f"it was below “{names[name] or link.parent}” in the menu; menus here have one level, so it is behind it"
                notes.add("changed", f"“{link.title or link.name}” of the menu", why)
            yield link, own
            yield from walk(link.name.lower() or "\0")

    yield from walk("")
    for name in list(below):  # entries below each other in a circle
        yield from walk(name)
