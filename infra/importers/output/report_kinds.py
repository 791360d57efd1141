"""The table of what notes are about: how much each kind matters, and what an author can do about it.

A note has its reason in words. A row knows a kind by a part of these words, so readers only write notes, and a new kind is a new
row. A reason without a row is a kind of its own, which matters as much as its outcome does.
"""

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

from chalicelib.frozen import Frozen
from infra.importers.blog import Note, Outcome

Weight: TypeAlias = Literal["lost", "changed", "left"]

HEADINGS: Mapping[Weight, str] = {
    "lost": "Missing or broken here; look at these first:",
    "changed": "Imported, but different from the old blog:",
    "left": "Left behind on purpose:",
}
"""The weights and their headings, the most important first."""

USUAL: Mapping[Outcome, Weight] = {"skipped": "lost", "changed": "changed", "imported": "left"}


class NoteKind(Frozen):
    """One row: a part of the reason by which a note is known, what to do, how much it matters, and what several are called.

    Without a title, the reason itself is the title. `about` is a part of what the note is about, if the reason can be any.
    """

    says: str
    remedy: str
    weight: Weight
    title: str = ""
    about: str = ""


KINDS: tuple[NoteKind, ...] = (
    # ---- what readers miss
    NoteKind("", "Correct the export, or get a whole one, and import again.", "lost", about="^the rest of the "),
    NoteKind(
        "Presswork refuses",
        "Correct each file in the new folder; `presswork check` says the same, with the line.",
        "lost",
        "texts that Presswork refuses as they are, so they aren't published",
    ),
    NoteKind(
        "readers see it as it is typed",
        "Search for each in the new folder, and write Markdown in its place.",
        "lost",
        "tags that Presswork doesn't know, so readers see them as they are typed",
    ),
    NoteKind("^what it drew is gone", "Look at these places; a picture or a link can take the place of what was drawn.", "lost"),
    NoteKind(
        "printed or drew|^what it computed isn't",
        "Look at these places, and put in the picture, the table or the number that the code made; the old site shows it.",
        "lost",
        "code that isn't run here, so what it made is missing",
    ),
    NoteKind(
        "isn't in the export", "Get the files from the old blog, or name their folder with --media, and import again.", "lost"
    ),
    NoteKind(
        "convert it with pandoc",
        "Convert these texts: pandoc --to gfm TEXT > TEXT.md. Then import again.",
        "lost",
        "texts that aren't Markdown",
    ),
    NoteKind("it isn't UTF-8", "Save these files as UTF-8, and import again.", "lost"),
    NoteKind("its name isn't UTF-8", "Rename these files in the old blog, and import again.", "lost"),
    NoteKind("is longer than [\\d,]+ bytes", "Split these texts in the old blog, and import again.", "lost"),
    NoteKind("link to somewhere outside the folder", "Copy what it leads to into the folder, and import again.", "lost"),
    NoteKind(
        "imported as a draft",
        "Give each a `date`, and take out `draft`, to publish it.",
        "lost",
        "posts without a date, imported as drafts",
    ),
    NoteKind(
        "works this date out as it builds",
        "Where the name of the file has no date, write one in the new file, as in `date: 2026-11-25`.",
        "changed",
        "dates that the old program worked out itself",
    ),
    NoteKind(
        "it has no date",
        "Give each a `date: 2026-11-25` to make it a post.",
        "changed",
        "texts without a date, imported as pages",
    ),
    NoteKind("aliases that stand for too much|lists inside each other", "Write the front matter in simpler words.", "lost"),
    NoteKind("aren't valid|can't be read, and was left out", "Correct the value in the new file.", "lost"),
    NoteKind(
        "that the old folder doesn't hold",
        "Put them into the new folder, at the same path; they were missing in the old one, too.",
        "lost",
        "pictures and files that texts show, and the old folder doesn't hold",
        r"(?i)\.(png|jpe?g|gif|webp|svg|avif|mp[34]|webm|mov|pdf|zip)(\W|$)",
    ),
    # ---- what differs
    NoteKind(
        "that the old folder doesn't hold|leads nowhere",
        "`presswork check` lists every dead link; most were dead in the old blog, too.",
        "changed",
        "links that lead nowhere",
    ),
    NoteKind(
        "a link to something that was left out",
        "Remove these links, or import what they lead to.",
        "changed",
        "links to what was left out",
    ),
    NoteKind("corrected, since parts of a text", "Nothing to do.", "left", "texts whose links to headings were corrected"),
    NoteKind(
        "only the text in it was kept",
        "Look at these places: the text is there, without what the old theme made around it.",
        "changed",
        "pairs of tags that Presswork doesn't know, of which only the text was kept",
    ),
    NoteKind(
        "^its template isn't simple",
        "Write Markdown or HTML in its place.",
        "lost",
        "shortcodes whose templates do more than an import can read",
    ),
    NoteKind("menus here have one level", "Change `menu` in site.yaml if it is too long.", "changed"),
    NoteKind("^Presswork has one menu", "Put what matters into `menu` in site.yaml, or into a text of the sidebar.", "changed"),
    NoteKind("^its dated texts became pages", "Import into a new folder with --blog, if they are posts.", "changed"),
    NoteKind("^replaced by ", "Look at one or two; nothing has to be done.", "changed"),
    NoteKind("was the home page", "Write a `home` of your own in site.yaml, or delete the page.", "changed"),
    NoteKind("isn't a date, and was left out", "Write the date in the new file, as in `date: 2026-11-25`.", "lost"),
    NoteKind("wasn't UTF-8, and was read as", "Look whether letters with accents are right.", "changed"),
    NoteKind("it has no title", "Write the `title` in the new file.", "changed"),
    NoteKind("Latin letters", "Write the old address as `path` if others link to it.", "changed"),
    NoteKind("put the script|scripts? show", "A link can take the place of what a script showed.", "changed"),
    NoteKind("copy what you like from there", "Compare the two files.", "changed"),
    # ---- what nobody misses
    NoteKind(
        "it is private|it has a password",
        "Presswork publishes to everybody, so these stay where they are.",
        "lost",
        "texts that aren't for everybody",
    ),
    NoteKind(
        "belongs to the old look", "Nothing to do; `theme` in site.yaml sets colours and fonts.", "left", "files of the old look"
    ),
    NoteKind("belongs to the old program", "Nothing to do.", "left", "files of the old program"),
    NoteKind(
        "templates?\\b|makes? (lists|itself|every page)|has its own|looks of its own|a list, which Presswork",
        "Nothing to do; templates of your own change pages.",
        "left",
        "templates, and pages that only a template filled",
    ),
    NoteKind("only what is in .* was shown|readers didn't see it|only the theme showed", "Nothing to do.", "left"),
    NoteKind("about the folder, not for readers", "Nothing to do.", "left", "files about the folder, not for readers"),
    NoteKind(
        "^no text shows this picture",
        "Nothing to do, unless other sites show them: --all-images imports them, too.",
        "left",
        "pictures that no text shows",
    ),
    NoteKind("^this is what .* built|are programs, which are never run", "Nothing to do.", "left"),
    NoteKind("files of this name aren't published|type of file|leaves (it|this file) out, too", "Nothing to do.", "left"),
    NoteKind("Jekyll doesn't publish", "Nothing to do.", "left"),
    NoteKind(
        "you changed it after|you deleted it after|no import wrote it",
        "Nothing to do: your own work is never overwritten.",
        "left",
    ),
    NoteKind("`redirects` in site.yaml does now", "Nothing to do.", "left"),
    NoteKind("^readers saw nothing of|another format than the web|is the same text, with", "Nothing to do.", "left"),
    NoteKind("it is empty|it has no text", "Nothing to do.", "left"),
)

REMEDIES: Mapping[Weight, str] = {
    "lost": "Look at these places.",
    "changed": "Look whether it matters to you.",
    "left": "Nothing to do.",
}
"""The remedies for kinds without a row."""


UNRANKED = len(KINDS)


def rank_of(note: Note) -> int:
    """Return the index of the note's row in the table, or `UNRANKED`; earlier rows matter more."""
    ranks = (rank for rank, (reason, about) in enumerate(PATTERNS) if reason.search(note.why) and about.search(note.what))
    return next(ranks, UNRANKED)


PATTERNS = tuple((re.compile(row.says), re.compile(row.about)) for row in KINDS)


def kind_of(note: Note, rank: int) -> NoteKind:
    """Return the row of this rank, or the kind that the note's reason makes."""
    if rank < UNRANKED:
        return KINDS[rank]
    weight = USUAL[note.outcome]
    return NoteKind(without_details(note.why), REMEDIES[weight], weight)


QUOTED = re.compile(r"“[^”]*”|`[^`]*`|https?://\S+|/\S*")
NUMBER = re.compile(r"\d[\d,]*")


def without_details(why: str) -> str:
    """Return a reason without names, addresses, numbers and quotations, which differ from note to note."""
    return NUMBER.sub("…", QUOTED.sub("…", re.sub(r"(?<=[a-z]): .*", "", why)))
