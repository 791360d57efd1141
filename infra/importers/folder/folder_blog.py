"""What Jekyll, Hugo and Pelican have in common: a folder of sources, which is read twice.

The first reading finds out what there is and where it goes (`Found`): titles, dates, addresses, files. It keeps no text. Then the
links of each text can be told where they lead, so the second reading yields the entries one by one.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from chalicelib.content.site.site import Site
from infra.importers.blog import Entry, File, Item, Note, SiteFacts, Where
from infra.importers.folder.line_breaks import TOLD, hard_breaks
from infra.importers.folder.link_map import Led, Moved, Place
from infra.importers.folder.links_in_text import readdressed
from infra.importers.folder.scan import Found, Notes, Splits, front_of
from infra.importers.folder.shown_pictures import UNSHOWN, Shown, add_settings
from infra.importers.folder.tag_rewrite import Retag, retagged, unknown_in
from infra.importers.folder.tree import Tree
from infra.importers.parsing.lenient_values import split_old


@dataclass(frozen=True, slots=True)
class Rewriting:
    """How the texts of one system become Presswork's: its tags, its Markdown, links of its own, its front matter.

    `prepare` replaces notations of its own that depend on the folder, and `before` what its Markdown reads in another way. Both
    come before tags and addresses are read. With `breaks`, each end of a line was a line break.
    """

    retag: Callable[[Found, Moved, Notes], Retag]
    reword: Callable[[str, Found, Notes], str] = lambda text, *_: text
    readdress: Callable[[str, Place, Moved], Led | None] = lambda *_: None
    splits: Callable[[str], Splits] = lambda _: split_old
    before: Callable[[str], str] = lambda text: text
    prepare: Callable[[str, Found, Moved, Notes], str] = lambda text, *_: text
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class FolderBlog:
    """An old blog after the first reading."""

    tree: Tree
    facts: SiteFacts
    found: tuple[Found, ...]
    files: tuple[File, ...]
    moved: Moved
    rewriting: Rewriting
    notes: Notes
    encoding: str = "utf-8"
    spare: tuple[File, ...] = ()
    """Pictures that are imported only if a text shows them, and aren't missed otherwise."""

    def items(self, *, all_images: bool = False) -> Iterator[Item]:
        """Yield everything: first what is known of the site, then each entry with its text, then the files.

        Pictures that nothing shows are left out, with a note, unless all are asked for.
        """
        shown = Shown()
        add_settings(self.tree, shown)
        yield self.facts
        yield from self.notes.taken()
        if self.rewriting.breaks:
            yield Note("imported", "line breaks", TOLD)
        for found in self.found:
            entry = self._with_text(found)
            yield from self.notes.taken()
            if entry:
                shown.add_entry(entry, found.key)
                yield entry
        files, unshown = (self.files, ()) if all_images else shown.without_unshown(self.files)
        yield from files
        yield from shown.without_unshown(self.spare)[0]
        yield from (Note("skipped", file.where.file, UNSHOWN, file.where) for file in unshown)

    def _with_text(self, found: Found) -> Entry | None:
        front = front_of(self.tree, found.path, Notes(), self.encoding, self.rewriting.splits(found.path))
        if front is None:
            self.notes.add("skipped", found.path, "it can't be read any more", found.path)
            return None
        above = front.body_line - 1
        own = Notes()
        body = self.text(front.body, found, own)
        for note in own.taken():
            line = note.where.line + above if note.where.line and front.body_line else 0
            self.notes.waiting.append(replace(note, where=Where(found.path, line)))
        return replace(found.entry, body=body, image=self._led(found.entry.image, found))

    def text(self, body: str, found: Found, notes: Notes) -> str:
        """Return the text of a source as it is in the new blog."""
        html = found.entry.format == "html"
        whole = self.rewriting.prepare(body, found, self.moved, notes)
        prepared = whole if html else self.rewriting.before(whole)
        tagged = retagged(prepared, self.rewriting.retag(found, self.moved, notes))
        own = Notes()
        linked = readdressed(tagged, self._leading(found, own), html=html)
        for one in unknown_in(linked, found.key, Site(), found.entry.extra):
            own.add("changed", one.found, "Presswork doesn't know this, so readers see it as it is typed", "", one.line)
        moved = body.count("\n") != tagged.count("\n")
        notes.waiting += [at_its_line(note, body) for note in own.taken()] if moved else own.taken()
        reworded = self.rewriting.reword(linked, found, notes)
        return hard_breaks(reworded) if self.rewriting.breaks and found.entry.format == "commonmark" else reworded

    def _leading(self, found: Found, notes: Notes) -> Callable[[str, int], str]:
        place = found.place._replace(key="") if found.entry.format == "html" else found.place

        def to(written: str, line: int) -> str:
            led = self.rewriting.readdress(written, place, self.moved) or self.moved.led(written, place)
            if led.lost:
                notes.add("changed", written, led.lost, "", line)
            return led.address

        return to

    def _led(self, image: str, found: Found) -> str:
        """Return the address of a picture that front matter names, from the root."""
        led = Led(image)
        if image:
            led = self.rewriting.readdress(image, found.place, self.moved) or self.moved.led(image, found.place)
        if led.lost:
            self.notes.add("changed", image, led.lost, found.path)
        if not image or re.match(r"(https?:)?//", led.address):
            return led.address
        return posixpath.normpath(posixpath.join("/", posixpath.dirname(found.key), led.address))


def at_its_line(note: Note, body: str) -> Note:
    """Return the note with the line of the old text, where replaced tags have moved the lines."""
    name = re.sub(r"\W+$", "", note.what)
    called = re.search(rf"\b{re.escape(word[0])}\b", body) if (word := re.search(r"\w[\w-]*", name)) else None
    at = body.find(name) if name in body else called.start() if called else -1
    return replace(note, where=Where("", body.count("\n", 0, at) + 1)) if at >= 0 else note
