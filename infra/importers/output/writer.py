"""Writing an imported blog into a folder: Markdown, files, `site.yaml`, comments, subscribers and the report.

Everything that a reader yields ends in the folder or in the report. What an author wrote is never overwritten
(`overwrite_policy`), and a second import changes nothing. An import sends nothing: posts so new that they would be mailed get
`newsletter: false`.
"""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import singledispatchmethod
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from tqdm import tqdm

from chalicelib.comments.rules.comment_file_names import file_of
from chalicelib.content.frontmatter.front_matter_writer import as_yaml
from chalicelib.content.limits import limit
from chalicelib.content.media.files import media_type
from chalicelib.content.site.site import Site
from chalicelib.content.source import read_source
from chalicelib.errors import Refusal
from chalicelib.html_to_markdown.markdown import markdown_of
from chalicelib.newsletter.rules.letter import FRESH
from infra.importers.blog import Entry, File, Item, Note, SiteFacts, Subscriber, UnreadableError, Where
from infra.importers.entry_links import resolved
from infra.importers.export.archives import BROKEN, broken
from infra.importers.folder.file_names import FileNames, file_key
from infra.importers.html_to_markdown.scripts import without_scripts
from infra.importers.output import addresses, site_file
from infra.importers.output.fragment_links import FragmentLinks, ImportedText, links_elsewhere, text_of, waiting_room
from infra.importers.output.front_matter import keys_of
from infra.importers.output.normalize import normalized, picture
from infra.importers.output.overwrite_policy import (
    WHY,
    Decision,
    Memory,
    Rollback,
    copy_aside,
    decide,
    digest_of,
    put,
    read_memory,
    write_memory,
)
from infra.importers.output.private_files import COMMENTS, EXPOSED, LIST, PRIVATE, as_csv, as_json, keep_from_git
from infra.importers.output.report import REPORT, Report, as_text, plain
from infra.importers.output.skipped_links import SkippedLinks, withheld_note
from infra.importers.parsing.timestamps import aware
from infra.importers.parsing.urls import split_url
from infra.importers.parsing.valid_chars import writable
from infra.terminal.invocation import runnable
from infra.terminal.streams import counted, plural

SITE = "site.yaml"
SITE_BESIDE = ".presswork/site.yaml"
SUBSCRIBERS = ".presswork/subscribers.csv"
HIDDEN = ".presswork/.gitignore"
FILE_LIMIT = limit("file")


def write(items: Iterable[Item], into: Path, now: datetime, *, progress: bool = False) -> Report:
    """Write what a reader yields into the folder; return the report, which is also written there.

    Of an export that can't be read to its end, everything before comes along; of one that can't be read at all, nothing does.
    """
    with waiting_room() as waiting, tqdm(items, unit=" entries", disable=not progress, leave=False) as each:
        writer, begun = Writer(into, read_memory(into, now), FragmentLinks(waiting)), False
        try:
            for item in each:
                begun = True
                writer.take(writable(item))
            writer.finish()
        except UnreadableError as error:
            if not begun:
                raise
            writer.break_off(str(error))
        finally:
            if begun:
                writer.close()
    return writer.report


@dataclass(slots=True)
class Writer:
    """The import of a blog into a folder."""

    into: Path
    memory: Memory
    fragment_links: FragmentLinks
    skipped_links: SkippedLinks = field(default_factory=SkippedLinks)
    rollback: Rollback = field(default_factory=Rollback)
    report: Report = field(default_factory=Report)
    facts: SiteFacts = field(default_factory=SiteFacts)
    site: Site = field(default_factory=Site)
    site_keys: dict[str, Any] = field(default_factory=dict)
    names: FileNames = field(init=False)
    keys: dict[str, str] = field(default_factory=dict)
    taken_addresses: dict[str, str] = field(default_factory=dict)
    ids: set[tuple[str, str]] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    category_keys: dict[str, str] = field(default_factory=dict)
    subscribers: list[Subscriber] = field(default_factory=list)
    is_exposed: bool = False

    def __post_init__(self) -> None:
        self.names = FileNames(self.memory.entries)

    @singledispatchmethod
    def take(self, item: Any) -> None:
        raise TypeError(item)

    @take.register
    def _(self, note: Note) -> None:
        self.report.add(note)
        self.skipped_links.add(note)

    @take.register
    def _(self, subscriber: Subscriber) -> None:
        self.subscribers.append(subscriber)

    @take.register
    def _(self, facts: SiteFacts) -> None:
        self.facts = facts
        self.site_keys, notes = site_file.accepted_keys(facts)
        self.site = site_file.site_of(self.site_keys)
        self.report.notes.extend(notes)
        self.category_keys = {category.name: site_file.category_key(category) for category in facts.categories}

    # ---- entries

    @take.register
    def _(self, entry: Entry) -> None:
        if note := withheld_note(entry, split_url(self.facts.url).netloc):
            self.take(note)
            return
        entry, notes = normalized(replace(without_scripts(entry), id=self.names.distinct(entry.id)))
        key = self.names.key_of(entry)
        keys, why = self.with_id(entry, keys_of(self.here(entry), str(self.site_keys.get("zone", "")), self.facts.languages))
        place = addresses.placement_of(entry, key, keys, self.site, split_url(self.facts.url).netloc, self.taken_addresses)
        self.keys[entry.id] = self.memory.entries[entry.id] = key
        self.note_addresses(entry, place)
        name = entry.title or key
        for said in (*entry.changed, *notes, *why, *place.lost):
            self.report.add(Note("changed", name, said, entry.where))
        kind = "page" if entry.is_page else "post"
        self.take_text(text_of(key, place.keys, self.body_of(entry), kind, name, entry.where), entry, place)
        self.put_comments(entry, key)

    def here(self, entry: Entry) -> Entry:
        """Return the entry in the words of this site: its categories by their keys, and unmailed if it is new."""
        categories = tuple(self.category_keys.get(name, name) for name in entry.categories)
        is_fresh = not entry.is_page and entry.date and self.memory.began - 2 * FRESH < aware(entry.date) <= self.memory.began
        extra = {"newsletter": False, **entry.extra} if is_fresh else entry.extra
        return replace(entry, categories=categories, extra=extra, image=picture(entry.image, entry, self.facts.url))

    def with_id(self, entry: Entry, keys: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Return the keys with an id for feeds that no other entry of its language has."""
        feed_key = (entry.language, entry.feed_id)
        if entry.feed_id and feed_key in self.ids:
            return {name: value for name, value in keys.items() if name != "id"}, [f"another entry has its id {entry.feed_id}"]
        self.ids.add(feed_key)
        return keys, []

    def body_of(self, entry: Entry) -> str:
        if entry.format != "html":
            return entry.body
        return markdown_of(entry.body, lambda url: resolved(url, entry, self.facts.url))

    def take_text(self, text: ImportedText, entry: Entry, place: addresses.Placement) -> None:
        """Write a text, or let it wait for the parts of others that it links to."""
        html = self.html_of(text)
        old = entry.body if entry.format == "html" else ""
        text, number = self.fragment_links.add(text, html, old, place.addresses, entry.id)
        self.skipped_links.linked_in(html, text.title, text.where, self.fragment_links.keys)
        self.note_corrections(text, number, "within the text")
        if links_elsewhere(html):
            self.fragment_links.wait(text)
        else:
            self.put_text(text)

    def html_of(self, text: ImportedText) -> str:
        """Return the HTML that Presswork will make of the text; empty if it refuses the text, which is reported."""
        try:
            return read_source(text.key, text.raw, self.site).body.html
        except Refusal as refusal:
            where = f"{text.key}, line {refusal.line}" if refusal.line else text.key
            self.report.add(Note("changed", text.title, f"Presswork refuses {where}: {refusal}", text.where))
            return ""

    def note_corrections(self, text: ImportedText, number: int, which: str) -> None:
        if number:
            were = plural(number, "was", "were")
            why = f"{counted(number, 'link')} {which} {were} corrected, since parts of a text have other ids here, or none"
            self.report.add(Note("changed", text.title, why, text.where))

    def put_text(self, text: ImportedText) -> None:
        self.put(text.key, text.raw, text.kind, text.title, text.where)

    def note_addresses(self, entry: Entry, place: addresses.Placement) -> None:
        for address in place.addresses:
            self.taken_addresses.setdefault(address, f"“{entry.title or self.keys[entry.id]}”")

    def put_comments(self, entry: Entry, key: str) -> None:
        """Write the comments into a hidden, private file beside the entry, which neither Presswork nor a repository publishes."""
        if entry.comments:
            self.put(file_of(key), as_json(entry.comments), COMMENTS, entry.title or key, entry.where)
            self.is_exposed = not keep_from_git(self.into)

    # ---- files

    @take.register
    def _(self, file: File) -> None:
        key, why = self.key_of(file)
        if not why and key not in self.files:
            self.files.add(key)
            try:
                self.copy(key, file)
            except (ValueError, *BROKEN) as error:
                why = broken(error) + (f"; get it from {file.url}" if file.url else "")
        if why:
            self.report.add(Note("skipped", file.path or file.url, why, file.where))

    def key_of(self, file: File) -> tuple[str, str]:
        """Return the key of a file, and why it can't come along."""
        key = file_key(file.path)
        if not key:
            return "", "a file can't have this name here"
        try:
            media_type(key)
        except Refusal as refusal:
            return key, refusal.reason.why
        if file.opens is None:
            return key, f"it isn't in the export; get it from {file.url}" if file.url else "it isn't in the export"
        return key, ""

    def copy(self, key: str, file: File) -> None:
        if file.opens is None:
            return
        self.rollback.note(self.into / key)
        with file.opens() as source:
            aside, digest = copy_aside(source, self.into / key, FILE_LIMIT)
        try:
            if self.decided(key, digest, "file", file.path, file.where) == "write":
                os.replace(aside, self.into / key)
        finally:
            aside.unlink(missing_ok=True)

    def put(self, key: str, raw: bytes, kind: str, title: str, where: Where) -> None:
        if self.decided(key, hashlib.sha256(raw).hexdigest(), kind, title, where) == "write":
            self.rollback.note(self.into / key)
            put(self.into / key, raw, is_private=kind in PRIVATE)

    def decided(self, key: str, digest: str, kind: str, title: str, where: Where) -> Decision:
        """Decide whether to write a file, and report the decision."""
        current = digest_of(self.into / key)
        decision = decide(current, self.memory.files.get(key, ""), digest)
        if decision in ("write", "same"):
            self.memory.files[key] = digest
            (self.report.written if decision == "write" else self.report.same)[kind] += 1
            self.report.add(Note("imported", title or key, key, where))
        else:
            self.report.add(Note("skipped", key, WHY[decision], where))
        return decision

    # ---- the end

    def finish(self) -> None:
        """Write what depends on all entries: texts that link to parts of others, `site.yaml`, the subscribers."""
        for text, number in self.fragment_links.corrected():
            self.note_corrections(text, number, "to parts of other texts")
            self.put_text(text)
        self.report.notes.extend(self.skipped_links.notes(self.fragment_links.keys))
        menu = site_file.menus_of(self.facts, self.keys, self.report.notes)
        keys = {**self.site_keys, "menu": menu} if menu and "menu" not in self.facts.extra else self.site_keys
        if keys:
            self.put_site(as_yaml(keys).encode())
        if self.is_exposed:
            self.report.add(EXPOSED)
        if self.subscribers:
            self.put(SUBSCRIBERS, as_csv(self.subscribers), LIST, SUBSCRIBERS, Where())

    def break_off(self, why: str) -> None:
        """Finish with the part of an export that could be read."""
        self.report.notes.insert(0, Note("skipped", "the rest of the export", why))  # shown first, however much was left out
        self.report.broken_off = plain(why)
        self.finish()

    def put_site(self, raw: bytes) -> None:
        """Write `site.yaml`, or a copy beside it if the author has one already."""
        count = len(self.report.notes)
        self.put(SITE, raw, SITE, SITE, Where())
        if self.report.notes[count].outcome == "skipped":
            self.rollback.note(self.into / SITE_BESIDE)
            put(self.into / SITE_BESIDE, raw)
            self.report.add(Note("changed", SITE, f"the old blog's settings are in {SITE_BESIDE}; copy what you like from there"))

    def close(self) -> None:
        """Save the memory and the report; undo an import without any entry."""
        if not (self.memory.entries or self.subscribers):
            self.rollback.undo()
            self.report.undo()
            return
        write_memory(self.into, self.memory)
        put(self.into / HIDDEN, b"*\n")
        text = "".join(f"{line}\n" for line in as_text(self.report))
        put(self.into / REPORT, runnable(text, self.into).encode())
