"""Micropub's requests: forms, JSON and multipart messages become one vocabulary of acts.

A request is bounded before it is read: its bytes, and then its properties, their values and how deep they are nested. The token
in a body is taken out here, so no act holds it.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import parse_qsl

from msgspec import field

from chalicelib.content.frontmatter.parsed_values import Plain
from chalicelib.content.limits import limit
from chalicelib.content.plain_text import clean, short
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.web.forms import kind_of

LARGEST_FILE = limit("uploaded file")
LARGEST_BODY = LARGEST_FILE + limit("source")
PROPERTIES, VALUES, DEPTH = limit("properties"), limit("values of properties"), limit("depth of properties")

Properties: TypeAlias = Mapping[str, tuple[Plain, ...]]
"""What a post has, by Micropub's names; each value is a text or a nested object."""


class SentFile(Frozen):
    """A file in a multipart message: the property that it is sent as, the name that its sender gave it, and its bytes."""

    field: str
    name: str
    body: bytes


class Create(Frozen):
    """Create a post."""

    properties: Properties = field(default_factory=dict)
    files: tuple[SentFile, ...] = ()


class Update(Frozen):
    """Change a post: replace properties, add values to them, take values from them, and remove properties."""

    url: str
    replace: Properties = field(default_factory=dict)
    add: Properties = field(default_factory=dict)
    take: Properties = field(default_factory=dict)
    remove: tuple[str, ...] = ()


class Delete(Frozen):
    """Delete a post."""

    url: str


class Undelete(Frozen):
    """Restore a deleted post."""

    url: str


Act: TypeAlias = Create | Update | Delete | Undelete


class MicropubRequest(Frozen):
    """What a request asks for, and the token in its body, if there is one."""

    act: Act
    token: str = ""


class Parts(NamedTuple):
    """A form's fields in their order, and its files."""

    fields: Sequence[tuple[str, str]]
    files: tuple[SentFile, ...] = ()


def read(content_type: str, body: bytes) -> MicropubRequest:
    """Return what the request asks for; refuse what isn't Micropub."""
    if len(body) > LARGEST_BODY:
        raise Refusal("media-big", f"{len(body):,} bytes")
    kind = kind_of(content_type)
    if kind == JSON:
        return from_json(body)
    return from_form(parts_of(content_type, body))


def parts_of(content_type: str, body: bytes) -> Parts:
    """Return the parts of a form; refuse what is none."""
    kind = kind_of(content_type)
    if kind not in FORMS:
        raise Refusal("micropub", short(f"the content type {content_type or 'is missing'}"))
    return FORMS[kind](content_type, body)


# ---- forms


def urlencoded(_content_type: str, body: bytes) -> Parts:
    try:
        return Parts(parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=VALUES))
    except ValueError as error:
        raise Refusal("micropub", "the form can't be read, or has too many fields") from error


def multipart(content_type: str, body: bytes) -> Parts:
    """Return the parts of the message; those with a file's name are files. No part is parsed: that could take long."""
    boundary = BOUNDARY.search(content_type)
    between = f"\r\n--{boundary[1] or boundary[2]}".encode() if boundary else b""
    _, *raws = (b"\r\n" + body).split(between, VALUES + 2) if between else [b""]
    if not raws or len(raws) > VALUES + 1 or not raws[-1].startswith(b"--"):
        raise Refusal("micropub", "the parts of the form don't match its boundary, or are too many")
    fields: list[tuple[str, str]] = []
    files: list[SentFile] = []
    for raw in raws[:-1]:
        head, _, content = raw.partition(b"\r\n\r\n")
        name, file_name, content = content_of(head, content)
        if file_name is None:
            fields.append((name, text_of(content)))
        elif content:  # a browser sends an empty file for a field in which none was chosen
            files.append(SentFile(name.removesuffix("[]"), file_name, content))
    return Parts(fields, tuple(files))


BOUNDARY = re.compile(r'boundary=(?:"([ !#-~]{1,70})"|([!#-+\--:<-~]{1,70}))', re.IGNORECASE)  # RFC 2046, 5.1.1
LONGEST_HEAD = 2_000  # bytes of the headers of a part


def content_of(head: bytes, content: bytes) -> tuple[str, str | None, bytes]:
    """Return the name of a part, the name of its file if it is one, and its bytes."""
    if len(head) > LONGEST_HEAD or (head.strip(b" \t") and not head.lstrip(b" \t").startswith(b"\r\n")):
        raise Refusal("micropub", "a part of the form has no headers, or too long ones")
    part = BytesParser(policy=HTTP).parsebytes(head.lstrip() + b"\r\n\r\n", headersonly=True)
    part.set_payload(content.decode("ascii", "surrogateescape"))
    try:
        name, file_name = part.get_param("name", header="content-disposition"), part.get_filename()
        decoded = part.get_payload(decode=True)
    except RecursionError:
        name = None
    if not isinstance(name, str) or not isinstance(decoded, bytes):
        raise Refusal("micropub", "a part of the form has no name")
    return name, file_name, decoded


def text_of(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise Refusal("micropub", "a field isn't UTF-8") from error


FORMS: Mapping[str, Callable[[str, bytes], Parts]] = {
    "application/x-www-form-urlencoded": urlencoded,
    "multipart/form-data": multipart,
}
JSON = "application/json"
SUBKEY = re.compile(r"([^\[\]]+)\[([A-Za-z][\w-]*)\]")


def from_form(parts: Parts) -> MicropubRequest:
    """Return the act of a form: `category[]` is one of several values, `content[html]` an object's."""
    last = dict(parts.fields)
    token, action = last.get("access_token", ""), last.get("action", "create")
    if action != "create":
        return MicropubRequest(of_url(action, last), token)
    if (kind := last.get("h", "entry")) != "entry":
        raise Refusal("micropub", short(f"h={kind}"))
    values: dict[str, list[Plain]] = {}
    for name, value in parts.fields:
        if name in ("h", "action", "access_token"):
            continue
        nested = SUBKEY.fullmatch(name)
        values.setdefault(nested[1] if nested else name.removesuffix("[]"), []).append({nested[2]: value} if nested else value)
    return MicropubRequest(Create(checked(values), parts.files), token)


def of_url(action: str, named: Mapping[str, Any]) -> Act:
    """Return the act on one post that needs no more than its address."""
    url = named.get("url")
    if not isinstance(url, str) or not url:
        raise Refusal("micropub", "`url` is missing")
    if action not in ("delete", "undelete"):
        raise Refusal("micropub", short(f"action={action}"))
    return Delete(url) if action == "delete" else Undelete(url)


# ---- JSON


def from_json(body: bytes) -> MicropubRequest:
    """Return the act of a JSON object."""
    try:
        sent = json.loads(body.decode(), parse_constant=refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Refusal("micropub", "the body isn't JSON") from error
    if not isinstance(sent, dict):
        raise Refusal("micropub", "the body isn't an object")
    token = sent.get("access_token", "")
    if not isinstance(token, str):
        raise Refusal("micropub", "access_token")
    action = sent.get("action", "create")
    if action == "create":
        return MicropubRequest(Create(created(sent)), token)
    return MicropubRequest(update(sent) if action == "update" else of_url(str(action), sent), token)


def refuse_constant(name: str) -> Plain:
    raise ValueError(name)


def created(sent: Mapping[str, Any]) -> Properties:
    if sent.get("type", ["h-entry"]) != ["h-entry"]:
        raise Refusal("micropub", short(f"type: {json.dumps(sent['type'])[:99]}"))
    properties = sent.get("properties", {})
    if not isinstance(properties, dict):
        raise Refusal("micropub", "`properties` isn't an object")
    return checked({name: value if isinstance(value, list) else [value] for name, value in properties.items()})


def update(sent: Mapping[str, Any]) -> Update:
    """Return a change; what it changes are lists by property, and `delete` may also be a list of properties."""
    url, delete = sent.get("url"), sent.get("delete", {})
    if not isinstance(url, str) or not url:
        raise Refusal("micropub", "`url` is missing")
    remove = tuple(name for name in delete if isinstance(name, str)) if isinstance(delete, list) else ()
    if isinstance(delete, list) and len(remove) < len(delete):
        raise Refusal("micropub", "`delete` isn't a list of properties")
    take = {} if isinstance(delete, list) else lists(delete, "delete")
    act = Update(url, lists(sent.get("replace", {}), "replace"), lists(sent.get("add", {}), "add"), take, remove)
    if not (act.replace or act.add or act.take or act.remove):
        raise Refusal("micropub", "nothing to change")
    return act


def lists(value: object, name: str) -> Properties:
    """Return an object whose values are lists; refuse anything else."""
    if not isinstance(value, dict) or not all(isinstance(values, list) for values in value.values()):
        raise Refusal("micropub", f"`{name}` isn't an object of lists")
    return checked(value)


# ---- bounds

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def checked(values: Mapping[str, Iterable[Plain]]) -> Properties:
    """Return the properties without empty ones, with `\\n` line ends; refuse bad names, too many values, and deep nesting."""
    for name in values:
        if not NAME.fullmatch(name):
            raise Refusal("micropub", short(f"the property {name!r}"))
    properties = {name: tuple(plain(value) for value in many if value is not None) for name, many in values.items()}
    counts = sum(1 for many in properties.values() for value in many for _ in walk(value))
    if len(properties) > PROPERTIES or counts > VALUES:
        raise Refusal("micropub", f"up to {PROPERTIES} properties with {VALUES:,} values")
    return {name: many for name, many in properties.items() if many and name != "access_token"}


def plain(value: Plain, depth: int = 0) -> Plain:
    """Return the value, in which texts have no characters that XML forbids."""
    if depth > DEPTH:
        raise Refusal("micropub", f"up to {DEPTH} objects within each other")
    if isinstance(value, str):
        return clean(value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, list):
        return [plain(part, depth + 1) for part in value]
    if isinstance(value, dict):
        return {clean(name): plain(part, depth + 1) for name, part in value.items()}
    return value


def walk(value: Plain) -> Iterator[Plain]:
    """Yield the value and all that is in it; it is no deeper than `plain` allows."""
    yield value
    for part in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        yield from walk(part)
