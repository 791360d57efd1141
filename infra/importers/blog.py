"""What readers of other systems yield: one vocabulary for all of them.

A reader is a generator of `Item`s: first its `SiteFacts`, which name everything that entries refer to (authors, categories,
languages, the menu), then entries, files, subscribers and notes in any order, each as soon as it is read, so that an export of
any size takes bounded memory. It knows its system and nothing else: `infra.importers.output.writer` makes Markdown of HTML,
chooses the files' names, keeps old addresses alive, writes `site.yaml` and the report. So a reader

- yields whatever it finds, also drafts and private entries: the writer decides by `status` and says so in the report;
- gives texts as the old system shows them (`title="Bread & salt"`, not `Bread &amp; salt`), and times with their zone;
- gives `address` as the old blog had it, as a path or with its host; the writer keeps it, or makes an alias of it;
- never opens anything but the export and the folders it was given, and never the network;
- says what it changes or leaves out in a `Note`, with the place in the export, and raises `UnreadableError` if it can't begin, or
  can't go on.

A row in `infra.commands.blog.import_` makes it a command.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias

from msgspec import field

from chalicelib.content.frontmatter.parsed_values import Plain
from chalicelib.frozen import Frozen

Status: TypeAlias = Literal["published", "draft", "scheduled", "unlisted", "private", "password"]
Format: TypeAlias = Literal["html", "commonmark", "python-markdown"]
Outcome: TypeAlias = Literal["imported", "changed", "skipped"]

MISNAMED = "its name isn't UTF-8, so nothing can lead to it; rename it, and import again"


class UnreadableError(Exception):
    """An export that can't be read, or no further than the items that were yielded; its text is the reason, on one line."""


class Where(Frozen):
    """A place in an export: the file as the user knows it, and the line; 0 where a line says nothing."""

    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class Note(Frozen):
    """One line of the report: what became of something, and why. `what` is its name: a title, a file, a shortcode.

    `address` is where an entry that is left out was read, as a path: links to it are reported, too.
    """

    outcome: Outcome
    what: str
    why: str
    where: Where = Where()
    address: str = ""


# ---- the site


class Author(Frozen):
    """An author: `id` is what entries say, and the end of the author's address."""

    id: str
    name: str = ""
    text: str = ""
    url: str = ""
    picture: str = ""


class Category(Frozen):
    """A category: entries say its `name`. `parent` is the name of the one above it; `text` is Markdown."""

    name: str
    slug: str = ""
    parent: str = ""
    text: str = ""


class MenuEntry(Frozen):
    """An entry of the menu: it leads to the `Entry` with this id, or else to what `site.yaml` may say (`category/x`, `/…`).

    `lang` is the only language that has it, if not all have.
    """

    title: str = ""
    entry: str = ""
    to: str = ""
    lang: str = ""


class SiteFacts(Frozen):
    """What is known of the old blog. `languages` are codes, the default first; `permalink` is in Presswork's words, if known;
    `extra` are further keys of `site.yaml`. `titles` and `taglines` are those of each language, if they differ."""

    title: str = ""
    tagline: str = ""
    url: str = ""
    languages: tuple[str, ...] = ()
    zone: str = ""
    permalink: str = ""
    dialect: Literal["", "commonmark", "python-markdown"] = ""
    authors: tuple[Author, ...] = ()
    categories: tuple[Category, ...] = ()
    menu: tuple[MenuEntry, ...] = ()
    redirects: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Plain] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    taglines: Mapping[str, str] = field(default_factory=dict)


# ---- what it holds


class Comment(Frozen):
    """A reader's comment. `id` and `parent` are the old system's; `text` is as the export has it: HTML or plain text, unless the
    `format` is `markdown`."""

    id: str
    author: str
    text: str
    date: datetime | None = None
    parent: str = ""
    email: str = ""
    url: str = ""
    status: str = "approved"
    format: str = ""


class Entry(Frozen):
    """A post, or a page outside the flow.

    - `id` names it in the export, the same at each import: a number, or the path of its file.
    - `slug` is the last part of its address, or empty; `address` the whole old one. `aliases` are older ones.
    - `folder` and `name` are a wish for its file (`guide`, `setting`); without them it is made from date and slug.
    - `body` is in `format`. In HTML, `links` says what becomes of addresses; others on the old host become paths of this site.
    - `image` is an address, or the path of a `File`, from the root.
    - `feed_id` is what feeds knew it by; `translation` what it shares with its translations.
    - `extra` are further keys of its front matter, such as a theme's own.
    - `changed` is what the report says of it, beside the reader's own notes.
    """

    id: str
    title: str
    body: str = ""
    format: Format = "html"
    slug: str = ""
    address: str = ""
    aliases: tuple[str, ...] = ()
    date: datetime | None = None
    updated: datetime | None = None
    expires: datetime | None = None
    status: Status = "published"
    is_page: bool = False
    folder: str = ""
    name: str = ""
    language: str = ""
    translation: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    series: str = ""
    summary: str = ""
    image: str = ""
    image_alt: str = ""
    pinned: bool = False
    weight: int = 0
    feed_id: str = ""
    links: Mapping[str, str] = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    extra: Mapping[str, Plain] = field(default_factory=dict)
    where: Where = Where()
    changed: tuple[str, ...] = ()


Opens: TypeAlias = Callable[[], AbstractContextManager[BinaryIO]]


def on_disk(path: Path) -> Opens:
    """Return a function that opens a file on disk."""
    return lambda: path.open("rb")


class File(Frozen):
    """An image or another file: `path` in the blog, which is also its address, and how its bytes are read.

    `opens` is `on_disk(…)`, or opens a member of an archive. Where the export has only an address, `opens` is None, and the
    report names `url`.
    """

    path: str
    opens: Opens | None = None
    url: str = ""
    where: Where = Where()


class Subscriber(Frozen):
    """A subscriber of the old newsletter; `state` is empty for those who follow, else the old system's word (`unsubscribed`)."""

    address: str
    consent: str = ""
    since: datetime | None = None
    state: str = ""
    language: str = ""
    often: str = ""
    where: Where = Where()


Item: TypeAlias = SiteFacts | Entry | File | Subscriber | Note
