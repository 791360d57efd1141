"""The table of what notes are about: how much each kind matters, and what an author can do about it.

A note has its reason in words. A row knows a kind by a part of these words, so readers only write notes, and a new kind is a new
row. A reason without a row is a kind of its own, which matters as much as its outcome does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from infra.importers.blog import Note, Outcome

Weight: TypeAlias = Literal["lost", "changed", "left"]

HEADINGS: Mapping[Weight, str] = {
    "lost": "Missing or broken here; look at these first:",
    "changed": "Imported, but different from the old blog:",
    "left": "Left behind on purpose:",
}
"""The weights, from what matters most to what matters least."""

USUAL: Mapping[Outcome, Weight] = {"skipped": "lost", "changed": "changed", "imported": "left"}


@dataclass(frozen=True, slots=True)
class Kind:
    """One row: a part of the reason by which a note is known, what to do, how much it matters, and what several are called.

    Without a title, the reason itself is the title. `about` is a part of what the note is about, if the reason can be any.
    """

    says: str
    remedy: str
    weight: Weight
    title: str = ""
    about: str = ""


KINDS: tuple[Kind, ...] = (
    # ---- what readers miss
    Kind("", "Correct the export, or get a whole one, and import again.", "lost", about="^the rest of the "),
    Kind(
        "Presswork refuses",
        "Correct each file in the new folder; `presswork check` says the same, with the line.",
        "lost",
        "texts that Presswork refuses as they are, so they aren't published",
    ),
    Kind(
        "readers see it as it is typed",
        "Search for each in the new folder, and write Markdown in its place.",
        "lost",
        "tags that Presswork doesn't know, so readers see them as they are typed",
    ),
    Kind(
        "^what it drew is gone",
        "Look at these places; a picture or a link can take the place of what was drawn.",
        "lost",
    ),
    Kind(
        "printed or drew|^what it computed isn't",
        "Look at these places, and put in the picture, the table or the number that the code made; the old site shows it.",
        "lost",
        "code that isn't run here, so what it made is missing",
    ),
    Kind("isn't in the export", "Get the files from the old blog, or name their folder with --media, and import again.", "lost"),
    Kind(
        "convert it with pandoc",
        "Convert these texts: pandoc --to gfm TEXT > TEXT.md. Then import again.",
        "lost",
        "texts that aren't Markdown",
    ),
    Kind("it isn't UTF-8", "Save these files as UTF-8, and import again.", "lost"),
    Kind("its name isn't UTF-8", "Rename these files in the old blog, and import again.", "lost"),
    Kind("is longer than [\\d,]+ bytes", "Split these texts in the old blog, and import again.", "lost"),
    Kind("link to somewhere outside the folder", "Copy what it leads to into the folder, and import again.", "lost"),
    Kind(
        "imported as a draft",
        "Give each a `date`, and take out `draft`, to publish it.",
        "lost",
        "posts without a date, imported as drafts",
    ),
    Kind(
        "works this date out as it builds",
        "Where the name of the file has no date, write one in the new file, as in `date: 2026-11-25`.",
        "changed",
        "dates that the old program worked out itself",
    ),
    Kind(
        "it has no date",
        "Give each a `date: 2026-11-25` to make it a post.",
        "changed",
        "texts without a date, imported as pages",
    ),
    Kind("aliases that stand for too much|lists inside each other", "Write the front matter in simpler words.", "lost"),
    Kind("aren't valid|can't be read, and was left out", "Correct the value in the new file.", "lost"),
    Kind(
        "that the old folder doesn't hold",
        "Put them into the new folder, at the same path; they were missing in the old one, too.",
        "lost",
        "pictures and files that texts show, and the old folder doesn't hold",
        r"(?i)\.(png|jpe?g|gif|webp|svg|avif|mp[34]|webm|mov|pdf|zip)(\W|$)",
    ),
    # ---- what differs
    Kind(
        "that the old folder doesn't hold|leads nowhere",
        "`presswork check` lists every dead link; most were dead in the old blog, too.",
        "changed",
        "links that lead nowhere",
    ),
    Kind(
        "a link to something that was left out",
        "Remove these links, or import what they lead to.",
        "changed",
        "links to what was left out",
    ),
    Kind("corrected, since parts of a text", "Nothing to do.", "left", "texts whose links to headings were corrected"),
    Kind(
        "only the text in it was kept",
        "Look at these places: the text is there, without what the old theme made around it.",
        "changed",
        "pairs of tags that Presswork doesn't know, of which only the text was kept",
    ),
    Kind(
        "^its template isn't simple",
        "Write Markdown or HTML in its place.",
        "lost",
        "shortcodes whose templates do more than an import can read",
    ),
    Kind("menus here have one level", "Change `menu` in site.yaml if it is too long.", "changed"),
    Kind("^Presswork has one menu", "Put what matters into `menu` in site.yaml, or into a text of the sidebar.", "changed"),
    Kind("^its dated texts became pages", "Import into a new folder with --blog, if they are posts.", "changed"),
    Kind("^replaced by ", "Look at one or two; nothing has to be done.", "changed"),
    Kind("was the home page", "Write a `home` of your own in site.yaml, or delete the page.", "changed"),
    Kind("isn't a date, and was left out", "Write the date in the new file, as in `date: 2026-11-25`.", "lost"),
    Kind("wasn't UTF-8, and was read as", "Look whether letters with accents are right.", "changed"),
    Kind("it has no title", "Write the `title` in the new file.", "changed"),
    Kind("Latin letters", "Write the old address as `path` if others link to it.", "changed"),
    Kind("put the script|scripts? show", "A link can take the place of what a script showed.", "changed"),
    Kind("copy what you like from there", "Compare the two files.", "changed"),
    # ---- what nobody misses
    Kind(
        "it is private|it has a password",
        "Presswork publishes to everybody, so these stay where they are.",
        "lost",
        "texts that aren't for everybody",
    ),
    Kind("belongs to the old look", "Nothing to do; see docs/looks.md for colours and fonts.", "left", "files of the old look"),
    Kind(
        "belongs to the old program",
        "Nothing to do.",
        "left",
        "files of the old program",
    ),
    Kind(
        "templates?\\b|makes? (lists|itself|every page)|has its own|looks of its own|a list, which Presswork",
        "Nothing to do; docs/looks.md says how pages are changed.",
        "left",
        "templates, and pages that only a template filled",
    ),
    Kind("only what is in .* was shown|readers didn't see it|only the theme showed", "Nothing to do.", "left"),
    Kind("about the folder, not for readers", "Nothing to do.", "left", "files about the folder, not for readers"),
    Kind(
        "^no text shows this picture",
        "Nothing to do, unless other sites show them: --all-images imports them, too.",
        "left",
        "pictures that no text shows",
    ),
    Kind("^this is what .* built|are programs, which are never run", "Nothing to do.", "left"),
    Kind("files of this name aren't published|type of file|leaves (it|this file) out, too", "Nothing to do.", "left"),
    Kind("Jekyll doesn't publish", "Nothing to do.", "left"),
    Kind(
        "you changed it after|you deleted it after|no import wrote it",
        "Nothing to do: your own work is never overwritten.",
        "left",
    ),
    Kind("`redirects` in site.yaml does now", "Nothing to do.", "left"),
    Kind("^readers saw nothing of|another format than the web|is the same text, with", "Nothing to do.", "left"),
    Kind("it is empty|it has no text", "Nothing to do.", "left"),
)

REMEDIES: Mapping[Weight, str] = {
    "lost": "Look at these places.",
    "changed": "Look whether it matters to you.",
    "left": "Nothing to do.",
}
"""What to do about a kind without a row."""


UNRANKED = len(KINDS)


def rank_of(note: Note) -> int:
    """Return the place of the note's row in the table, whose first rows matter most; behind the last if it has none."""
    ranks = (rank for rank, (reason, about) in enumerate(PATTERNS) if reason.search(note.why) and about.search(note.what))
    return next(ranks, UNRANKED)


PATTERNS = tuple((re.compile(row.says), re.compile(row.about)) for row in KINDS)


def kind_of(note: Note, rank: int) -> Kind:
    """Return the row of this rank, or the kind that the note's reason makes."""
    if rank < UNRANKED:
        return KINDS[rank]
    weight = USUAL[note.outcome]
    return Kind(general(note.why), REMEDIES[weight], weight)


QUOTED = re.compile(r"“[^”]*”|`[^`]*`|https?://\S+|/\S*")
NUMBER = re.compile(r"\d[\d,]*")


def general(why: str) -> str:
    """Return a reason without what differs from note to note: names, addresses, numbers, and what was found."""
    return NUMBER.sub("…", QUOTED.sub("…", re.sub(r"(?<=[a-z]): .*", "", why)))
