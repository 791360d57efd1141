"""An old blog that is a folder of sources, whichever system it is of: it is read twice.

The first reading scans what there is and where it goes (`ScannedSource`): titles, dates, addresses, files. It keeps no text. Once
all addresses are known, the second reading yields the entries one by one, with links to the new places.
"""

import posixpath
import re
from collections.abc import Callable, Iterator

from msgspec.structs import replace

from chalicelib.content.site.site import Site
from chalicelib.frozen import Frozen
from infra.importers.blog import Entry, File, Item, Note, SiteFacts, Where
from infra.importers.folder.line_breaks import TOLD, hard_breaks
from infra.importers.folder.link_map import LinkMap, LinkTarget, Place
from infra.importers.folder.links_in_text import readdressed
from infra.importers.folder.scan import Notes, ScannedSource, Splits, front_of
from infra.importers.folder.shown_pictures import UNSHOWN, ShownPictures, add_settings
from infra.importers.folder.tag_rewrite import Retag, retagged, unknown_in
from infra.importers.folder.tree import Tree
from infra.importers.parsing.lenient_values import split_old


class TextRewriter(Frozen):
    """The rules by which the texts of a system become Presswork's: its tags, its Markdown, its own links, its front matter.

    `prepare` replaces notations that depend on the folder, then `preprocess` what the system's Markdown reads in another way.
    Both run before tags and addresses are read. With `breaks`, each end of a line was a line break.
    """

    retag: Callable[[ScannedSource, LinkMap, Notes], Retag]
    reword: Callable[[str, ScannedSource, Notes], str] = lambda text, *_: text
    readdress: Callable[[str, Place, LinkMap], LinkTarget | None] = lambda *_: None
    splits: Callable[[str], Splits] = lambda _: split_old
    preprocess: Callable[[str], str] = lambda text: text
    prepare: Callable[[str, ScannedSource, LinkMap, Notes], str] = lambda text, *_: text
    breaks: bool = False


class FolderBlog(Frozen):
    """An old blog after the first reading."""

    tree: Tree
    facts: SiteFacts
    sources: tuple[ScannedSource, ...]
    files: tuple[File, ...]
    links: LinkMap
    rewriter: TextRewriter
    notes: Notes
    encoding: str = "utf-8"
    spare: tuple[File, ...] = ()
    """Pictures that are imported only if a text shows them, and aren't missed otherwise."""

    def items(self, *, all_images: bool = False) -> Iterator[Item]:
        """Yield everything: first the facts of the site, then each entry with its text, then the files.

        Pictures that nothing shows are left out, with a note, unless all are asked for.
        """
        shown = ShownPictures()
        add_settings(self.tree, shown)
        yield self.facts
        yield from self.notes.drain()
        if self.rewriter.breaks:
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
        """Return the entry with its text; None, with a note, if its file can't be read any more."""
        front = front_of(self.tree, source.path, Notes(), self.encoding, self.rewriter.splits(source.path))
        if front is None:
            self.notes.add("skipped", source.path, "it can't be read any more", source.path)
            return None
        lines_above = front.body_line - 1
        own = Notes()
        body = self.text(front.body, source, own)
        for note in own.drain():
            line = note.where.line + lines_above if note.where.line and front.body_line else 0
            self.notes.pending.append(replace(note, where=Where(source.path, line)))
        return replace(source.entry, body=body, image=self._image(source))

    def text(self, body: str, source: ScannedSource, notes: Notes) -> str:
        """Return the text of a source as it is in the new blog."""
        html = source.entry.format == "html"
        prepared = self.rewriter.prepare(body, source, self.links, notes)
        preprocessed = prepared if html else self.rewriter.preprocess(prepared)
        tagged = retagged(preprocessed, self.rewriter.retag(source, self.links, notes))
        place = source.place._replace(key="") if html else source.place
        own = Notes()

        def new_address(old: str, line: int) -> str:
            target = self._target(old, place)
            if target.lost:
                own.add("changed", old, target.lost, "", line)
            return target.address

        linked = readdressed(tagged, new_address, html=html)
        for unknown in unknown_in(linked, source.key, Site(), source.entry.extra):
            own.add("changed", unknown.found, "Presswork doesn't know this, so readers see it as it is typed", "", unknown.line)
        has_other_lines = body.count("\n") != tagged.count("\n")
        notes.pending += [at_its_line(note, body) for note in own.drain()] if has_other_lines else own.drain()
        reworded = self.rewriter.reword(linked, source, notes)
        return hard_breaks(reworded) if self.rewriter.breaks and source.entry.format == "commonmark" else reworded

    def _target(self, written: str, place: Place) -> LinkTarget:
        return self.rewriter.readdress(written, place, self.links) or self.links.target(written, place)

    def _image(self, source: ScannedSource) -> str:
        """Return the address of the picture that front matter names, from the root."""
        if not source.entry.image:
            return ""
        target = self._target(source.entry.image, source.place)
        if target.lost:
            self.notes.add("changed", source.entry.image, target.lost, source.path)
        if re.match(r"(https?:)?//", target.address):
            return target.address
        return posixpath.normpath(posixpath.join("/", posixpath.dirname(source.key), target.address))


def at_its_line(note: Note, body: str) -> Note:
    """Return the note with its line in the old text, since replaced tags have moved the lines."""
    name = re.sub(r"\W+$", "", note.what)
    at = body.find(name)
    if at < 0 and (word := re.search(r"\w[\w-]*", name)) and (match := re.search(rf"\b{re.escape(word[0])}\b", body)):
        at = match.start()
    return replace(note, where=Where("", body.count("\n", 0, at) + 1)) if at >= 0 else note
