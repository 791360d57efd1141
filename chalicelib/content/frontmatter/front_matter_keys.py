"""The table of front matter keys.

To add a key, add a row to `FIELDS`, with the reader of its value (`readers`), its meaning and an example for the docs; a new
field is also an attribute of `Fields`. Keys without a row are kept for templates in `post.extra`, so many keys need no row.
`source.post_of` turns fields into the post.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import field

from chalicelib.content.frontmatter.key_typos import Typo
from chalicelib.content.frontmatter.parsed_values import Plain, Value
from chalicelib.content.frontmatter.privacy_keys import NAMES as WITHHOLDING
from chalicelib.content.frontmatter.readers import (
    addresses_of,
    comments,
    created,
    dialect,
    enclosure,
    first_name,
    flag,
    focal_point,
    focus,
    note,
    paths,
    pelican_meta,
    pelican_status,
    people,
    picture,
    plain_flag,
    published_on,
    published_path,
    seconds,
    summary,
    text,
    toc,
    topics,
    unpublished,
    websites,
    weight,
    yes_or_no,
)
from chalicelib.content.limits import limit
from chalicelib.diagnostics import Diagnostic
from chalicelib.frozen import Frozen

DIAGNOSTICS_AT_MOST = limit("diagnostics of front matter")


class Field(Frozen):
    """One key: the attribute of `Fields`, its names in front matter (`a.b` is `b` in table `a`), and its reader.

    The docs show the meaning and the example of the first row of each attribute.
    """

    gives: str
    names: tuple[str, ...]
    read: Callable[[Value], Any]
    meaning: str
    example: str = ""


FIELDS: tuple[Field, ...] = (
    Field("title", ("title",), text, "its title; without it, the first heading", "title: A new press"),
    Field("note", ("type",), note, "that it is a note, which has no title", "type: note"),
    Field("date", ("date",), text, "when it is published; without a zone, in the site's", "date: 2026-11-20 09:30"),
    Field(
        "publishes",
        ("publish_date", "publishdate", "pubdate", "published_at"),
        text,
        "the earliest time it is published; also its date, if there is no `date`",
        "publish_date: 2026-11-21",
    ),
    Field("publishes", ("published",), published_on, "the same, where it is a date"),
    Field("created", ("created", "created_at"), created, "its date, if nothing else gives one", "created: 2026-11-18"),
    Field(
        "updated",
        ("updated", "modified", "lastmod", "last_modified_at", "updated_at"),
        text,
        "when it was last updated; a time before `date` counts as `date`",
        "updated: 2026-11-25",
    ),
    Field("slug", ("slug",), text, "the last part of its address; without it, the file's name", "slug: new-press"),
    Field("path", ("path",), text, "its whole address", "path: /press/"),
    Field("aliases", ("aliases", "alias"), addresses_of, "other addresses that lead to it", "aliases: [/old/, /older.html]"),
    Field("aliases", ("redirect_from",), paths, "the same, as Jekyll says it"),
    Field("path", ("permalink", "url"), published_path, "the same, as Jekyll and Hugo say it"),
    Field(
        "authors",
        ("authors", "author", "params.author"),
        people,
        "the authors: names, or the short names of `site.yaml`",
        "authors: [ines, yusuf]",
    ),
    Field(
        "categories",
        ("categories", "category", "taxonomies.categories"),
        topics,
        "its categories: broad topics",
        "categories: [Machines]",
    ),
    Field("tags", ("tags", "taxonomies.tags"), topics, "its tags: narrow topics", "tags: platen press, ink"),
    Field("lang", ("lang", "language", "locale"), text, "its language, one of the site's", "lang: es"),
    Field(
        "translation",
        ("translation_key", "translationkey"),
        text,
        "a name that it shares with its translations",
        "translation_key: a-new-press",
    ),
    Field(
        "summary",
        ("summary", "excerpt", "description"),
        summary,
        "the summary for lists and feeds, and the line below the title; without it, lists show an excerpt",
        "summary: It came by boat.",
    ),
    Field("summary", ("meta",), pelican_meta, "the same, as Pelican says it"),
    Field(
        "image",
        ("image", "headerimage"),
        picture,
        "its picture: a file beside it, a path from the root, or an address on the web",
        "image: /img/press.jpg",
    ),
    Field(
        "focus",
        ("image_focus",),
        focus,
        "the part of its picture that stays visible when it is cropped: `left`, `right`, `top`, `bottom`, two of these, or the"
        " distances from the left and the top; without it, the middle",
        "image_focus: 30% 70%",
    ),
    Field("focus", ("image.focal_point",), focal_point, "the same, as Hugo Blox says it"),
    Field("draft", ("draft",), flag, "whether it stays unpublished", "draft: yes"),
    Field("draft", ("published",), unpublished, "the same, as Jekyll says it"),
    Field("draft", ("status",), pelican_status, "the same, as Pelican says it"),
    Field("expires", ("expires", "expirydate", "unpublishdate"), text, "when it leaves the site", "expires: 2027-01-01"),
    Field(
        "weight",
        ("weight", "order"),
        weight,
        "its place among pages outside the flow, from -499999 to 499999; low numbers come first",
        "weight: 10",
    ),
    Field(
        "comments",
        ("comments",),
        comments,
        "whether comments are `open`; `closed` is for a post whose comments used to be open, `none` shows none at all",
        "comments: closed",
    ),
    Field(
        "newsletter",
        ("newsletter", "newsletters"),
        flag,
        "whether it is sent as a letter; without it, yes, but notes are only in digests",
        "newsletter: no",
    ),
    Field(
        "dialect",
        ("markdown",),
        dialect,
        "the dialect of its text: `commonmark` or `python-markdown`; without it, the site's",
        "markdown: python-markdown",
    ),
    Field(
        "toc",
        ("toc", "showtoc"),
        toc,
        "whether it has a table of contents: yes, no, or `auto`; without it, as the site says",
        "toc: yes",
    ),
    Field("listed", ("listed",), flag, "whether lists, feeds, search and letters show it; without it, yes", "listed: no"),
    Field(
        "pinned",
        ("pinned",),
        flag,
        "whether it leads the home page and the pages of its categories",
        "pinned: yes",
    ),
    Field("pinned", ("pin", "sticky"), plain_flag, "the same, as themes of Jekyll and Hexo say it"),
    Field(
        "enclosure",
        ("enclosure", "audio", "video", "podcast"),
        enclosure,
        "an audio or video file that its feeds enclose: beside it, from the root, or on the web",
        "audio: /talks/tides.mp3",
    ),
    Field("duration", ("duration",), seconds, "how long that file plays: `1:02:03`, `12:34`, or in seconds", "duration: 12:34"),
    Field(
        "explicit",
        ("explicit",),
        plain_flag,
        "whether podcast directories warn of explicit language",
        "explicit: yes",
    ),
    Field(
        "drop_cap",
        ("drop_cap",),
        yes_or_no,
        "whether its first letter is three lines tall; without it, as the theme says",
        "drop_cap: yes",
    ),
    Field("series", ("series", "taxonomies.series"), first_name, "the series that it is part of", "series: How to set type"),
    Field(
        "in_reply_to",
        ("in_reply_to", "in-reply-to"),
        websites,
        "the page that it answers, to which a line above its text leads; also `like_of`, `repost_of`, `bookmark_of`",
        "in_reply_to: https://example.com/tides/",
    ),
    Field("like_of", ("like_of", "like-of"), websites, "a page that its author likes", "like_of: https://example.com/tides/"),
    Field("repost_of", ("repost_of", "repost-of"), websites, "a page that it passes on", "repost_of: https://example.com/tides/"),
    Field(
        "bookmark_of", ("bookmark_of", "bookmark-of"), websites, "a page to remember", "bookmark_of: https://example.com/tides/"
    ),
    Field("id", ("id",), text, "its id in feeds, whatever becomes of its title and address", "id: tag:example.org,2026:7"),
)
EXAMPLES: Mapping[str, str] = {row.gives: row.example for row in reversed(FIELDS)}
"""The example of each attribute: that of its first row."""
GIVES: Mapping[str, str] = {name: row.gives for row in FIELDS for name in row.names if "." not in name and len(name) > len("id")}
KNOWN = frozenset({name for row in FIELDS for name in row.names} | set(WITHHOLDING))


class Fields(Frozen):
    """The front matter with one value for each field: literal texts, and the author's own keys in `extra`."""

    title: str = ""
    note: bool = False
    date: str = ""
    publishes: str = ""
    created: str = ""
    updated: str = ""
    slug: str = ""
    path: str = ""
    aliases: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    lang: str = ""
    translation: str = ""
    summary: str = ""
    image: str = ""
    draft: bool = False
    expires: str = ""
    weight: int = 0
    comments: str = ""
    newsletter: bool = True
    dialect: str = ""
    id: str = ""
    toc: str = ""
    focus: str = ""
    listed: bool = True
    pinned: bool = False
    drop_cap: str = ""
    enclosure: str = ""
    duration: int = 0
    explicit: bool = False
    series: str = ""
    in_reply_to: tuple[str, ...] = ()
    like_of: tuple[str, ...] = ()
    repost_of: tuple[str, ...] = ()
    bookmark_of: tuple[str, ...] = ()
    extra: Mapping[str, Plain] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each field in the file; a missing field has none."""
    diagnostics: tuple[Diagnostic, ...] = ()
    typos: tuple[Typo, ...] = ()
    private: bool = False
    """Whether some key says that it is private, or has a password; then it is a draft, too."""

    def line(self, gives: str) -> int:
        return self.lines.get(gives, 0)
