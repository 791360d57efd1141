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
from infra.importers.folder.link_map import LinkMap, LinkTarget, Place
from infra.importers.folder.links_in_text import readdressed
from infra.importers.folder.scan import Notes, ScannedSource, Splits, front_of
from infra.importers.folder.shown_pictures import UNSHOWN, ShownPictures, add_settings
from infra.importers.folder.tag_rewrite import Retag, retagged, unknown_in
from infra.importers.folder.tree import Tree
from infra.importers.parsing.lenient_values import split_old


@dataclass(frozen=True, slots=True)
class TextRewriter:
    """How the texts of one system become Presswork's: its tags, its Markdown, links of its own, its front matter.

    `prepare` replaces notations of its own that depend on the folder, and `before` what its Markdown reads in another way. Both
    come before tags and addresses are read. With `breaks`, each end of a line was a line break.
    """

    retag: Callable[[ScannedSource, LinkMap, Notes], Retag]
    reword: Callable[[str, ScannedSource, Notes], str] = lambda text, *_: text
    readdress: Callable[[str, Place, LinkMap], LinkTarget | None] = lambda *_: None
    splits: Callable[[str], Splits] = lambda _: split_old
    before: Callable[[str], str] = lambda text: text
    prepare: Callable[[str, ScannedSource, LinkMap, Notes], str] = lambda text, *_: text
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class FolderBlog:
    """An old blog after the first reading."""

    tree: Tree
    facts: SiteFacts
    sources: tuple[ScannedSource, ...]
    files: tuple[File, ...]
    links: LinkMap
    rewriting: TextRewriter
    notes: Notes
    encoding: str = "utf-8"
    spare: tuple[File, ...] = ()
    """Pictures that are imported only if a text shows them, and aren't missed otherwise."""

    def items(self, *, all_images: bool = False) -> Iterator[Item]:
        """Yield everything: first what is known of the site, then each entry with its text, then the files.

        Pictures that nothing shows are left out, with a note, unless all are asked for.
        """
        shown = ShownPictures()
        add_settings(self.tree, shown)
        yield self.facts
        yield from self.notes.drain()
        if self.rewriting.breaks:
            yield Note("imported", "line breaks", TOLD)
        for source in self.sources:
            entry = self._with_text(source)
            yield from self.notes.drain()
            if entry:
                shown.add_entry(entry, source.key)
                yield entry
        files, unshown = (self.files, ()) if all_images else shown.without_unshown(self.files)
        yield from files
        yield from shown.without_unshown(self.spare)[0]
        yield from (Note("skipped", file.where.file, UNSHOWN, file.where) for file in unshown)

    def _with_text(self, source: ScannedSource) -> Entry | None:
        front = front_of(self.tree, source.path, Notes(), self.encoding, self.rewriting.splits(source.path))
        if front is None:
            self.notes.add("skipped", source.path, "it can't be read any more", source.path)
            return None
        above = front.body_line - 1
        own = Notes()
        body = self.text(front.body, source, own)
        for note in own.drain():
            line = note.where.line + above if note.where.line and front.body_line else 0
            self.notes.pending.append(replace(note, where=Where(source.path, line)))
        return replace(source.entry, body=body, image=self._led(source.entry.image, source))

    def text(self, body: str, source: ScannedSource, notes: Notes) -> str:
        """Return the text of a source as it is in the new blog."""
        html = source.entry.format == "html"
        whole = self.rewriting.prepare(body, source, self.links, notes)
        prepared = whole if html else self.rewriting.before(whole)
        tagged = retagged(prepared, self.rewriting.retag(source, self.links, notes))
        own = Notes()
        linked = readdressed(tagged, self._leading(source, own), html=html)
        for diagnostic in unknown_in(linked, source.key, Site(), source.entry.extra):
            own.add(
                "changed", diagnostic.found, "Presswork doesn't know this, so readers see it as it is typed", "", diagnostic.line
            )
        has_other_lines = body.count("\n") != tagged.count("\n")
        notes.pending += [at_its_line(note, body) for note in own.drain()] if has_other_lines else own.drain()
        reworded = self.rewriting.reword(linked, source, notes)
        return hard_breaks(reworded) if self.rewriting.breaks and source.entry.format == "commonmark" else reworded

    def _leading(self, source: ScannedSource, notes: Notes) -> Callable[[str, int], str]:
        place = source.place._replace(key="") if source.entry.format == "html" else source.place

        def to(written: str, line: int) -> str:
            led = self.rewriting.readdress(written, place, self.links) or self.links.target(written, place)
            if led.lost:
                notes.add("changed", written, led.lost, "", line)
            return led.address

        return to

    def _led(self, image: str, source: ScannedSource) -> str:
        """Return the address of a picture that front matter names, from the root."""
        led = LinkTarget(image)
        if image:
            led = self.rewriting.readdress(image, source.place, self.links) or self.links.target(image, source.place)
        if led.lost:
            self.notes.add("changed", image, led.lost, source.path)
        if not image or re.match(r"(https?:)?//", led.address):
            return led.address
        return posixpath.normpath(posixpath.join("/", posixpath.dirname(source.key), led.address))


def at_its_line(note: Note, body: str) -> Note:
    """Return the note with the line of the old text, where replaced tags have moved the lines."""
    name = re.sub(r"\W+$", "", note.what)
    called = re.search(rf"\b{re.escape(word[0])}\b", body) if (word := re.search(r"\w[\w-]*", name)) else None
    at = body.find(name) if name in body else called.start() if called else -1
    return replace(note, where=Where("", body.count("\n", 0, at) + 1)) if at >= 0 else note
