"""Entries that were left out, and the links of others that lead to them, which lead nowhere here."""

import re
from collections.abc import Collection, Iterator, Mapping
from html import unescape

from msgspec import Struct, field

from infra.importers.blog import Entry, Note, Where
from infra.importers.output.addresses import old_address, paths_of
from infra.importers.output.fragment_links import address_in

WITHHELD: Mapping[str, str] = {
    "private": "it is private, so it wasn't imported",
    "password": "it has a password, which Presswork doesn't know, so it wasn't imported",
}
OWN_LINK = re.compile(r'<a [^<>]*?href="(/(?!/)[^"?#<>]*)')


def withheld_note(entry: Entry, host: str) -> Note | None:
    """Return the note about an entry that isn't imported, with its old address; None if it is imported."""
    why = WITHHELD.get(entry.status)
    return Note("skipped", entry.title, why, entry.where, old_address(entry.address, host)) if why else None


class SkippedLinks(Struct):
    """The titles of skipped entries by address, and the links without a known target, each with the text that has it."""

    titles: dict[str, str] = field(default_factory=dict)
    links: dict[str, list[tuple[str, Where]]] = field(default_factory=dict)

    def add(self, note: Note) -> None:
        """Remember the skipped entry that a note is about, if it had an address of its own."""
        if "?" not in note.address:
            for address in paths_of(filter(None, [note.address])):
                self.titles.setdefault(address, note.what)

    def linked_in(self, html: str, title: str, where: Where, known_addresses: Collection[str]) -> None:
        """Remember the links of a text that lead to no address known yet."""
        for address in {address_in(unescape(link)) for link in OWN_LINK.findall(html)}:
            if address and address not in known_addresses:
                self.links.setdefault(address, []).append((title, where))

    def notes(self, known_addresses: Collection[str]) -> Iterator[Note]:
        """Yield a note for each link to a skipped entry; call this when all addresses are known."""
        for address, left in self.titles.items():
            for title, where in self.links.get(address, ()) if address not in known_addresses else ():
                yield Note("changed", title, f"its link to {address} leads nowhere, since “{left}” was left out", where)
