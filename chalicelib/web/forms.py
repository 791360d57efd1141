"""Forms: read what a visitor sent into typed values, or refuse it.

A request's body is a form (`urlencoded` or `multipart`) or a JSON object. Each gives pairs of a name and a value; the table of
fields (`FOLLOWING`, or `COMMENTING` below a post) says which names exist and which value each takes. A refusal names the field
and what is wrong with it, and never repeats what was sent, which may be an address.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from email.message import Message
from email.parser import BytesParser
from typing import Any, NamedTuple, NoReturn, TypeAlias
from urllib.parse import parse_qsl

from msgspec import field

from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.newsletter.rules.preferences import is_line

MOST_BYTES = 8_000

FieldValue: TypeAlias = str | bool | tuple[str, ...]


class Form(Frozen):
    """The fields that were sent and are not empty, each by its own name, and whether they came as JSON."""

    json: bool = False
    fields: Mapping[str, FieldValue] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return the text of this field; empty where it is missing."""
        said = self.fields.get(name, "")
        return said if isinstance(said, str) else ""


def kind_of(content_type: str) -> str:
    """Return the content type without its parameters; empty where it is malformed, or its charset isn't UTF-8."""
    match = CONTENT_TYPE.fullmatch(content_type)
    charset = CHARSET.search(content_type)
    fits = match and (charset is None or charset[1].lower() in UTF8)
    return match[1].lower() if match and fits else ""


CONTENT_TYPE = re.compile(r"\s*([A-Za-z0-9.+-]+/[A-Za-z0-9.+-]+)\s*(?:;[\x20-\x7e\t]*)?")
CHARSET = re.compile(r""";\s*charset\s*=\s*"?([^\s;"]*)""", re.IGNORECASE)
UTF8 = ("utf-8", "utf8", "us-ascii", "ascii")


# ---- a body's pairs of names and values

Pairs: TypeAlias = Iterable[tuple[str, Any]]
BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def urlencoded(_content_type: str, body: bytes, fields: "Fields") -> Pairs:
    text = decoded(body)
    if BAD_PERCENT.search(text):
        raise Refusal("body", "a `%` that no two hexadecimal digits follow")
    try:
        return merged(parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict"), fields)
    except ValueError as error:
        raise Refusal("body", "not the text of a form in UTF-8") from error


def multipart(content_type: str, body: bytes, fields: "Fields") -> Pairs:
    """Return each part of the message as a field; files are refused."""
    message = BytesParser().parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    parts = message.get_payload()
    if message.defects or not isinstance(parts, list):
        raise Refusal("body", "its parts don't match its boundary")
    return merged([pair_of(part) for part in parts if isinstance(part, Message)], fields)


def pair_of(part: Message) -> tuple[str, str]:
    name = part.get_param("name", header="content-disposition")
    raw = part.get_payload(decode=True)
    plain = part.get("content-transfer-encoding", "8bit").lower() in ("7bit", "8bit", "binary")
    if part.get_content_disposition() != "form-data" or not isinstance(name, str) or not isinstance(raw, bytes) or part.defects:
        raise Refusal("body", "a part that is no field")
    if part.get_filename() is not None or not plain:
        refuse(name, "a file, or text with another encoding")
    return name, decoded(raw)


def json_object(_content_type: str, body: bytes, _fields: "Fields") -> Pairs:
    """Return the pairs of the object; lists and objects within stay as they are."""
    try:
        parsed = json.loads(decoded(body), object_pairs_hook=JsonObject)
    except (ValueError, RecursionError) as error:
        raise Refusal("body", "not JSON") from error
    if not isinstance(parsed, JsonObject):
        raise Refusal("body", "not an object of JSON")
    return parsed


class JsonObject(list[tuple[str, Any]]):
    """A JSON object as it was written, with repeated keys."""


READERS: Mapping[str, Callable[[str, bytes, "Fields"], Pairs]] = {
    "application/x-www-form-urlencoded": urlencoded,
    "multipart/form-data": multipart,
    "application/json": json_object,
}


def decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise Refusal("body", "not in UTF-8") from error


def merged(pairs: Sequence[tuple[str, str]], fields: "Fields") -> Pairs:
    """Return the pairs, with lists joined from repeated fields or commas, and without empty fields."""
    lists: dict[str, list[str]] = {}
    for name, text in pairs:
        if name in fields.by_name and fields.by_name[name].takes is text_list:
            lists.setdefault(name, []).extend(word.strip() for word in text.split(",") if word.strip())
    single = [(name, text) for name, text in pairs if name not in lists and not (name in fields.by_name and text == "")]
    return [*single, *lists.items()]


# ---- how values are read


def text(name: str, value: Any) -> FieldValue:
    """Return one line of text."""
    if not isinstance(value, str):
        refuse(name, f"{kind_name(value)} instead of text")
    if not is_line(value):
        refuse(name, "a character that isn't allowed in a line of text")
    return value.strip()


def prose(name: str, value: Any) -> FieldValue:
    """Return lines of text."""
    if not isinstance(value, str):
        refuse(name, f"{kind_name(value)} instead of text")
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    if not all(is_line(line.replace("\t", " ")) for line in lines.split("\n")):
        refuse(name, "a character that isn't allowed in a text")
    return lines.strip()


def text_list(name: str, value: Any) -> FieldValue:
    if not isinstance(value, list) or isinstance(value, JsonObject):
        refuse(name, f"{kind_name(value)} instead of a list")
    return tuple(str(text(name, item)) for item in value)


def flag(name: str, value: Any) -> FieldValue:
    switch = SWITCHES.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(switch, bool):
        refuse(name, f"{kind_name(value)} instead of yes or no")
    return switch


SWITCHES = {**dict.fromkeys(("on", "yes", "true", "1"), True), **dict.fromkeys(("off", "no", "false", "0"), False)}


def number(name: str, value: Any) -> FieldValue:
    """Return a whole number, not below 0, as text."""
    plain = str(value) if type(value) is int else value
    if not isinstance(plain, str) or not NUMBER.fullmatch(plain):
        refuse(name, f"{kind_name(value)} instead of a whole number")
    return plain


NUMBER = re.compile(r"[0-9]{1,15}")


def kind_name(value: Any) -> str:
    """Return the kind of a sent value, without the value."""
    return NAMES_OF_KINDS.get(type(value), "something")


NAMES_OF_KINDS: Mapping[type, str] = {
    str: "a text",
    list: "a list",
    JsonObject: "an object",
    bool: "yes or no",
    int: "a number",
    float: "a number",
    type(None): "nothing",
}


class Field(NamedTuple):
    """One field: its name, the function that reads its value, its meaning, and another accepted name."""

    name: str
    takes: Callable[[str, Any], FieldValue]
    meaning: str
    also: str = ""


class Fields(NamedTuple):
    """The fields of one kind of form, by each name that they have, and how long its body may be."""

    by_name: Mapping[str, Field]
    most_bytes: int

    def values_of(self, pairs: Pairs) -> Mapping[str, FieldValue]:
        """Return the fields by their own names; refuse unknown and repeated ones."""
        values: dict[str, FieldValue] = {}
        for name, value in pairs:
            if name not in self.by_name:
                refuse(name, "there is no such field")
            row = self.by_name[name]
            if row.name in values:
                refuse(name, "it is there twice")
            values[row.name] = row.takes(name, value)
        return values


def fields_of(rows: Iterable[Field], most_bytes: int) -> Fields:
    return Fields({name: row for row in rows for name in (row.name, row.also) if name}, most_bytes)


ELAPSED = Field("elapsed", number, "milliseconds between the page and the button, as the form's script saw them")
HOMEPAGE = Field("homepage", text, "stays empty: readers don't see it, but bots fill it in")
TOKEN = Field("t", text, "the token of a link, if it isn't in the address")

ROWS: tuple[Field, ...] = (
    Field("email", text, "the email address"),
    Field("language", text, "the language of pages and letters, one of the site's", "lang"),
    Field("categories", text_list, "only posts in these, by slug; no category and no author: all posts"),
    Field("authors", text_list, "only posts by these, by slug; with categories: posts that match either"),
    Field("often", text, "`each` post in a letter of its own, or a letter `daily` or `weekly`", "frequency"),
    Field("all_languages", flag, "posts in all languages of the site, not only in this one"),
    Field("browser", text, "what the form's script stored in the browser, so that the link in the email recognizes it"),
    ELAPSED,
    HOMEPAGE,
    TOKEN,
    Field("List-Unsubscribe", text, "what mail programs send when you press their own button"),
)
COMMENT_ROWS: tuple[Field, ...] = (
    Field("post", text, "the address of the post, without the site's own"),
    Field("name", text, "the name to show"),
    Field("text", prose, "the comment: plain text, or a small part of Markdown"),
    Field("email", text, "an email address, which is never shown"),
    Field("notify", flag, "an email for each reply, once the address is confirmed"),
    Field("website", text, "an address that the name links to: `https://…`"),
    Field("reply_to", text, "the comment that this one answers"),
    Field("language", text, "the language of the answer", "lang"),
    Field("altcha", text, "ALTCHA's payload, with `proof_of_work`"),
    Field("comment", text, "the comment to decide on"),
    Field("act", text, "`approve` (with `text` as a reply), `delete` or `block`"),
    ELAPSED,
    HOMEPAGE,
    TOKEN,
)
FOLLOWING, COMMENTING = fields_of(ROWS, MOST_BYTES), fields_of(COMMENT_ROWS, 70_000)
"""The form to follow the site, with what its links send, and the form below a post, whose text may be percent-encoded."""


def read_form(content_type: str, body: bytes, fields: Fields = FOLLOWING) -> Form:
    """Return the form in a request's body; an empty body is an empty form, whatever its type."""
    if len(body) > fields.most_bytes:
        raise Refusal("body-big", f"{len(body):,} bytes")
    if not body:
        return Form(json=kind_of(content_type) == "application/json")
    kind = kind_of(content_type)
    if kind not in READERS:
        raise Refusal("body-type", kind)
    return Form(kind == "application/json", fields.values_of(READERS[kind](content_type, body, fields)))


def as_written(content_type: str, body: bytes, fields: Fields) -> Mapping[str, str]:
    """Return the texts in a form that was refused, to show them again: without characters that no text may have, and nothing
    where the body can't be read at all."""
    read = READERS.get(kind_of(content_type))
    if read is None or len(body) > fields.most_bytes:
        return {}
    try:
        pairs = list(read(content_type, body, fields))
    except Refusal:
        return {}
    return {fields.by_name[name].name: fit(value) for name, value in pairs if name in fields.by_name and isinstance(value, str)}


def fit(value: str) -> str:
    """Return the text without the characters that `prose` refuses."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if letter in "\n\t" or is_line(letter))


def refuse(name: str, wrong: str) -> NoReturn:
    """Refuse a field; repeat its name only where it can't be anything else."""
    raise Refusal("field", f"{name if NAME.fullmatch(name) else 'a field'}: {wrong}")


NAME = re.compile(r"[A-Za-z_-]{1,40}")
