"""The table of properties: what Micropub calls a part of a post, and where it stands in the post's file.

A row reads its property from a file and writes it as values of front matter. To add a property, add a row. What has no row is
kept under the key `mf2`, as it was sent, and so is a value that its row doesn't take; commands to a server (`mp-…`) aren't kept.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import field

from chalicelib.authoring.micropub.requests import Properties
from chalicelib.content.addresses.addresses import slug
from chalicelib.content.dates import read_moment
from chalicelib.content.frontmatter.front_matter_keys import Fields
from chalicelib.content.frontmatter.front_matter_writer import written_date
from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Plain, plain
from chalicelib.content.frontmatter.privacy_keys import yes
from chalicelib.content.html.url_policy import is_website
from chalicelib.frozen import Frozen
from chalicelib.model import Post

MF2 = "mf2"
"""The key of what has no row."""
Values = tuple[Plain, ...]


class Setting(Frozen):
    """What properties are read and written with: the site's URL and zone, and the names of its categories, by slug."""

    url: str
    zone: str
    categories: Mapping[str, str] = field(default_factory=dict)


class ReadPost(Frozen):
    """A file as rows read it: its front matter, and the post that ingest makes of it."""

    front: FrontMatter
    fields: Fields
    post: Post


class Row(Frozen):
    """A property: how it is read, the values of front matter that it gives (None: no such key), its keys, and its meaning."""

    name: str
    read: Callable[[ReadPost], Values]
    write: Callable[[Sequence[str], Setting], Mapping[str, Plain]]
    takes: Callable[[Plain], bool]
    keys: str
    meaning: str


# ---- what rows take


def is_text(value: Plain) -> bool:
    return isinstance(value, str) and bool(value.strip())


def is_address(value: Plain) -> bool:
    return isinstance(value, str) and is_website(value)


# ---- how they read and write


def line(values: Sequence[str]) -> str | None:
    """Return the first value on one line."""
    return next((" ".join(value.split()) for value in values), None)


def one(gives: str) -> Callable[[Sequence[str], Setting], Mapping[str, Plain]]:
    return lambda values, _: {gives: line(values)}


def several(gives: str) -> Callable[[Sequence[str], Setting], Mapping[str, Plain]]:
    return lambda values, _: {gives: list(dict.fromkeys(values)) or None}


def date(gives: str) -> Callable[[Sequence[str], Setting], Mapping[str, Plain]]:
    return lambda values, setting: {
        gives: written_date(read_moment(values[0], setting.zone), setting.zone) if values else None,
    }


def topics(values: Sequence[str], setting: Setting) -> Mapping[str, Plain]:
    """Return categories of the site as such, and other words as tags."""
    names = [name for value in values if (name := line([value.strip().lstrip("#")]))]
    categories = [setting.categories[slug(name)] for name in names if slug(name) in setting.categories]
    tags = [name for name in names if slug(name) not in setting.categories]
    return {"categories": list(dict.fromkeys(categories)) or None, "tags": list(dict.fromkeys(tags)) or None}


def status(values: Sequence[str], _: Setting) -> Mapping[str, Plain]:
    """Return the key of a draft for any word but `published`: an unknown word must not publish anything."""
    return {"draft": True if values and values[0] != "published" else None}


def status_of(file: ReadPost) -> Values:
    draft = file.front.keys.get("draft")
    is_draft = yes(draft) if file.fields.private and draft is not None else file.fields.draft and not file.fields.private
    return ("draft" if is_draft else "published",)


def visibility(values: Sequence[str], _: Setting) -> Mapping[str, Plain]:
    said = line(values) or "public"
    return {"listed": False if said == "unlisted" else None, "visibility": None if said in ("public", "unlisted") else said}


def visibility_of(file: ReadPost) -> Values:
    return ("private" if file.fields.private else "public" if file.fields.listed else "unlisted",)


def slug_of(values: Sequence[str], _: Setting) -> Mapping[str, Plain]:
    return {"slug": slug(values[0].replace("/", "-")) or None if values else None}


def updated_of(file: ReadPost) -> Values:
    return texts(file.post.updated if file.fields.updated else "")


def texts(*values: str) -> Values:
    return tuple(filter(None, values))


def own_list(name: str) -> Callable[[ReadPost], Values]:
    """Return a function that reads a list of texts from a key that is the author's own."""

    def read(file: ReadPost) -> Values:
        value = plain(file.front.keys[name]) if name in file.front.keys else None
        return tuple(part for part in (value if isinstance(value, list) else [value]) if is_text(part))

    return read


def cited(name: str, gives: str, meaning: str) -> Row:
    """Return the row of a post that answers another page."""
    return Row(name, lambda file: getattr(file.fields, gives), several(gives), is_address, f"`{gives}`", meaning)


ROWS: tuple[Row, ...] = (
    Row(
        "name",
        lambda file: texts(file.fields.title or file.post.title),
        one("title"),
        is_text,
        "`title`; none: `type: note`",
        "its title",
    ),
    Row("published", lambda file: texts(file.post.date), date("date"), is_text, "`date`", "when it is published, even later"),
    Row(
        "updated",
        updated_of,
        date("updated"),
        is_text,
        "`updated`",
        "when it was updated",
    ),
    Row(
        "category",
        lambda file: (*file.fields.categories, *file.fields.tags),
        topics,
        is_text,
        "`categories`, `tags`",
        "a category of the site, else a tag",
    ),
    Row("summary", lambda file: texts(file.fields.summary), one("summary"), is_text, "`summary`", "its summary"),
    Row(
        "featured",
        lambda file: texts(file.fields.image),
        one("image"),
        is_text,
        "`image`",
        "its picture",
    ),
    Row(
        "mp-slug",
        lambda file: texts(file.fields.slug),
        slug_of,
        is_text,
        "the file's name, later `slug`",
        "the end of its address",
    ),
    Row("post-status", status_of, status, is_text, "`draft`", "`draft` or `published`"),
    Row("visibility", visibility_of, visibility, is_text, "`listed`, `visibility`", "`public`, `unlisted` or `private`"),
    cited("in-reply-to", "in_reply_to", "the page that it answers"),
    cited("like-of", "like_of", "a page that its author likes"),
    cited("repost-of", "repost_of", "a page that it passes on"),
    cited("bookmark-of", "bookmark_of", "a page to remember"),
    Row("syndication", own_list("syndication"), several("syndication"), is_address, "`syndication`", "where copies of it are"),
)
BY_NAME: Mapping[str, Row] = {row.name: row for row in ROWS}
TEXT: Mapping[str, str] = {
    "content": "its text in Markdown; HTML becomes Markdown",
    "photo": "pictures below its text, with `alt`",
    "video": "videos below its text",
    "audio": "sounds below its text",
}
"""The properties that stand in the text (`post_file`), and their meanings."""
COMMANDS = "mp-"
"""The prefix of commands, which aren't kept."""


def in_front_matter(name: str, values: Values, setting: Setting) -> tuple[Mapping[str, Plain], Values]:
    """Return the values of front matter that a property gives, and what of it is kept under `mf2`."""
    row = BY_NAME.get(name)
    if row is None:
        return {}, () if name.startswith(COMMANDS) else values
    fit = [str(value) for value in values if row.takes(value)]
    rest = tuple(value for value in values if not row.takes(value) and value not in ("", None))
    addresses = [url for value in rest if row.takes(url := url_of(value))]
    return row.write([*fit, *addresses], setting), () if name.startswith(COMMANDS) else rest


def url_of(value: Plain) -> str:
    """Return the address of a nested object; empty if it has none."""
    properties: Any = value.get("properties") if isinstance(value, dict) else None
    urls = properties.get("url") if isinstance(properties, dict) else None
    return str(urls[0]) if isinstance(urls, list) and urls else ""


def unlisted_in(front: FrontMatter) -> Properties:
    """Return what is kept under `mf2`."""
    value = plain(front.keys[MF2]) if MF2 in front.keys else None
    named = value.items() if isinstance(value, dict) else ()
    return {name: tuple(values) if isinstance(values, list) else (values,) for name, values in named}


def read(file: ReadPost) -> Properties:
    """Return the properties of a file, except those in its text."""
    others = dict(unlisted_in(file.front))
    properties: dict[str, Values] = {}
    for row in ROWS:
        rest = others.pop(row.name, ())
        addresses = {url_of(value) for value in rest} - {""}
        if values := (*(value for value in row.read(file) if value not in addresses), *rest):
            properties[row.name] = values
    return {**properties, **others}
