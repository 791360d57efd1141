"""Posts as files: a file of properties, the properties of a file, and changes that leave the rest of a file as it was.

A new file is what an author would write: YAML, then the text. A change touches only the keys and the parts of the text that it
names; comments, the order of keys and line ends stay.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from chalicelib.authoring.micropub import media_lines, properties
from chalicelib.authoring.micropub.media_lines import KINDS
from chalicelib.authoring.micropub.properties import MF2, TEXT, ReadPost, Setting, Values
from chalicelib.authoring.micropub.requests import Properties, Update
from chalicelib.content.addresses.addresses import slug
from chalicelib.content.dates import read_moment
from chalicelib.content.frontmatter.front_matter_edits import newline_of, text_of, with_keys
from chalicelib.content.frontmatter.front_matter_fields import read_fields, spelled
from chalicelib.content.frontmatter.front_matter_keys import FIELDS, KNOWN
from chalicelib.content.frontmatter.front_matter_writer import as_source, written_date
from chalicelib.content.frontmatter.frontmatter import FrontMatter, split
from chalicelib.content.frontmatter.parsed_values import Plain, plain
from chalicelib.content.frontmatter.privacy_keys import flat, rows_of
from chalicelib.content.limits import limit
from chalicelib.content.plain_text import short
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.model import Post

HTML_LIMIT = limit("sent HTML")
HEADING = re.compile(r"\s*(?:#[ \t]+[^\r\n]*|[^\s#>*+-][^\r\n]*\r?\n=+[ \t]*)(?:\r?\n|\Z)")
AFTER_TITLE = ("date", "updated", "author", "categories", "tags", "summary", "image", "draft", "listed", "visibility")


class PostFile(Frozen):
    """A file of a post: its key, its text, and the post that ingest makes of it."""

    key: str
    text: str
    post: Post

    @property
    def front(self) -> FrontMatter:
        return split(self.text)


# ---- a file's properties


def properties_of(file: PostFile, setting: Setting) -> Properties:
    """Return all properties of a post."""
    front = file.front
    read = properties.read(ReadPost(front, read_fields(front, file.key), file.post))
    parts = media_lines.parted(text_of(file.text, front))
    content = parts.head.replace("\r\n", "\n").strip("\n")
    media: dict[str, Values] = {kind: media_lines.values_of(parts.lines, kind, setting.url, file.key) for kind in KINDS}
    in_text: dict[str, Values] = {"content": (content,) if content.strip() else (), **media}
    both: dict[str, Values] = {name: (*in_text.get(name, ()), *read.get(name, ())) for name in {**in_text, **read}}
    return {name: values for name, values in both.items() if values}


# ---- a new file


class Written(Frozen):
    """How a new post is written: by which author (empty: none is named), when, and whether only as a draft."""

    author: str
    now: datetime
    only_draft: bool = False


def new_file(sent: Properties, setting: Setting, written: Written) -> str:
    """Return the file of a new post."""
    wanted = {**sent, **({"post-status": ("draft",)} if written.only_draft else {})}
    values: dict[str, Plain] = {"date": written_date(written.now, setting.zone), "author": written.author or None}
    others: dict[str, Plain] = {}
    for name, given in wanted.items():
        if name in TEXT or name == "mp-slug":
            continue
        fields, rest = properties.in_front_matter(name, given, setting)
        values |= fields
        others |= {name: list(rest)} if rest else {}
    text = markdown_of(sent.get("content", ()), setting)
    title = values.pop("title", None)
    first: dict[str, Plain] = {"title": title} if title else {} if HEADING.match(text) else {"type": "note"}
    ordered = {name: values[name] for name in (*AFTER_TITLE, *values) if name in values}
    keys = {**first, **ordered, **({MF2: others} if others else {})}
    media = [media_lines.line_of(kind, value, setting.url) for kind in KINDS for value in with_alts(sent, kind)]
    body = "\n\n".join(filter(None, [text, *media]))
    return as_source({name: value for name, value in keys.items() if value is not None}, body)


def with_files(sent: Properties, files: Iterable[tuple[str, str]]) -> Properties:
    """Return the properties with uploaded files, each by the name of its field and its URL."""
    result = dict(sent)
    for field, address in files:
        kind = field if field in KINDS else media_lines.kind_at(address)
        result[kind] = (*result.get(kind, ()), address)
    return result


def moment_of(text: str) -> datetime:
    return datetime.fromisoformat(text)


def with_alts(sent: Properties, kind: str) -> Values:
    """Return the values of pictures, with the texts that forms send beside them (`mp-photo-alt[]`)."""
    alts, values = sent.get(f"mp-{kind}-alt", ()), sent.get(kind, ())
    return tuple(
        {"value": value, "alt": alts[number]} if isinstance(value, str) and number < len(alts) else value
        for number, value in enumerate(values)
    )


def name_of(sent: Properties, setting: Setting, now: datetime) -> str:
    """Return the name of a new post's file without its ending: its day, then its slug, its title's slug, or else its time."""
    dates = [value for value in sent.get("published", ()) if isinstance(value, str)]
    moment = (read_moment(dates[0], setting.zone) if dates else now).astimezone(ZoneInfo(setting.zone))
    wishes = (value for name in ("mp-slug", "name") for value in sent.get(name, ()) if isinstance(value, str))
    slugs = (slug(wish.replace("/", "-")) for wish in wishes)
    own = next(filter(None, slugs), "") or moment.strftime("%H%M%S")
    return f"{moment:%Y-%m-%d}-{own}"


def markdown_of(values: Iterable[Plain], setting: Setting) -> str:
    """Return the text of a post; HTML becomes Markdown."""
    return "\n\n".join(markdown_in(value, setting) for value in values).strip("\n")


def markdown_in(value: Plain, setting: Setting) -> str:
    if isinstance(value, dict) and isinstance(html := value.get("html"), str):
        if len(html) > HTML_LIMIT:
            raise Refusal("micropub", f"content: {len(html):,} characters of HTML, but the limit is {HTML_LIMIT:,}")
        from chalicelib.html_to_markdown.markdown import markdown_of as converted  # noqa: PLC0415 - it loads long, and few apps send HTML

        return converted(html, lambda url: media_lines.own_address(url, setting.url))
    text = next((value[name] for name in ("markdown", "value") if name in value), None) if isinstance(value, dict) else value
    if not isinstance(text, str):
        raise Refusal("micropub", short(f"content: {value}"))
    own = re.compile(rf"(!\[[^\[\]]*\]\(){re.escape(setting.url.rstrip('/'))}(?=/)")
    return own.sub(r"\1", text)


# ---- changes


def updated(file: PostFile, act: Update, setting: Setting) -> str:
    """Return the file after a change; what the change doesn't name stays byte for byte."""
    current = properties_of(file, setting)
    names = dict.fromkeys((*act.replace, *act.add, *act.take, *act.remove))
    wanted = {name: values_after(current.get(name, ()), name, act) for name in names}
    text = with_keys(file.text, key_changes(file, wanted, setting))
    if "name" in wanted and wanted["name"] and "title" not in read_fields(file.front, file.key).lines:
        text = without_heading(text)
    content = markdown_of(wanted["content"], setting) if "content" in wanted else None
    if content is None and not set(KINDS) & set(wanted):
        return text
    return with_text(text, content, lines_of(file, {**current, **wanted}, setting))


def values_after(current: Values, name: str, act: Update) -> Values:
    """Return the values of a property after a change."""
    if name in act.remove:
        return ()
    values = act.replace.get(name, current)
    added = tuple(value for value in act.add.get(name, ()) if value not in values)
    taken = act.take.get(name, ())
    return tuple(value for value in (*values, *added) if value not in taken and address_in(value) not in taken)


def address_in(value: Plain) -> Plain:
    """Return the address of a picture with a text; any other value as it is."""
    return value.get("value", value) if isinstance(value, dict) else value


def key_changes(file: PostFile, wanted: Properties, setting: Setting) -> Mapping[str, Plain]:
    """Return the keys to change for these new values of properties."""
    front = file.front
    changes: dict[str, Plain] = {}
    others = {name: list(values) for name, values in properties.unlisted_in(front).items()}
    for name, values in wanted.items():
        fields, rest = properties.in_front_matter(name, values, setting) if name not in TEXT else ({}, ())
        others = {**{other: each for other, each in others.items() if other != name}, **({name: list(rest)} if rest else {})}
        if name == "visibility":
            changes |= withholding(front)
        for gives, value in fields.items():
            changes |= spellings(front, gives, value, changes)
    if others != {name: list(values) for name, values in properties.unlisted_in(front).items()}:
        changes[MF2] = {**others} or None
    if "name" in wanted and "type" not in changes:
        changes |= {"type": None if wanted["name"] else "note"} if is_note(front) or not wanted["name"] else {}
    return changes


def is_note(front: FrontMatter) -> bool:
    return "type" in front.keys and plain(front.keys["type"]) == "note"


def spellings(front: FrontMatter, gives: str, value: Plain, changes: Mapping[str, Plain]) -> Mapping[str, Plain]:
    """Return the changes that give a field this value: under the first name that the file has for it; its others go."""
    by_name = spelled(front.keys)
    names = [by_name[name][0] for row in FIELDS if row.gives == gives for name in row.names if name in by_name]
    top = [name for name in names if name in front.keys]
    first = top[0] if top else gives
    result: dict[str, Plain] = dict.fromkeys(top) | {first: value}
    for table, _, key in (name.partition(".") for name in names if name not in front.keys):
        inner = result.get(table, changes.get(table, plain(front.keys[table])))
        result[table] = {name: each for name, each in inner.items() if name != key} or None if isinstance(inner, dict) else inner
    return result


def withholding(front: FrontMatter) -> Mapping[str, Plain]:
    """Return the changes that remove what keeps a post off the site or off its lists."""
    names = (name for name, value in flat(front.keys) for row in rows_of(name.lower(), KNOWN) if row.withholds(value))
    return {name: None for name in names if name in front.keys}


def lines_of(file: PostFile, wanted: Properties, setting: Setting) -> Sequence[str]:
    """Return the lines of pictures, videos and sounds; those that stay are as they were written."""
    parts = media_lines.parted(text_of(file.text, file.front))
    written = {
        (line.kind, media_lines.whole_address(line.address, setting.url, file.key), line.alt): line.line for line in parts.lines
    }

    def line(kind: media_lines.Kind, value: Plain) -> str:
        address, alt = media_lines.address_and_alt(kind, value)
        return written.get((kind, address, alt)) or media_lines.line_of(kind, value, setting.url)

    return [line(kind, value) for kind in KINDS for value in wanted.get(kind, ())]


def with_text(text: str, content: str | None, lines: Sequence[str]) -> str:
    """Return the file with another text (None: the one that it has), and with these pictures, videos and sounds below it."""
    rest, newline = text_of(text, split(text)), newline_of(text)
    head = media_lines.parted(rest).head
    if content is not None:
        head = newline + content.replace("\n", newline) if content else ""
    start = head if head.strip() else ""
    gap = newline * 2 if start else newline
    media = gap + (newline * 2).join(lines) if lines else ""
    body = f"{start}{media}"
    return text[: len(text) - len(rest)] + (f"{body}{newline}" if body else "")


def without_heading(text: str) -> str:
    """Return the file without the heading that its text begins with, which was its title."""
    rest = text_of(text, split(text))
    match = HEADING.match(rest)
    return text[: len(text) - len(rest)] + newline_of(text) + rest[match.end() :].lstrip("\r\n") if match else text
