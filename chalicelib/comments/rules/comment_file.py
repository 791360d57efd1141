"""A file of comments, `.NAME.comments.json` beside a post: what imports and exports write, read and written here.

It is a list of objects, whose fields are the rows of `FIELDS`. A comment is named `date#id`, so a file that is read twice makes
each comment once, and its address on the page is that of the former system. What doesn't fit is left out and told.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from json import JSONDecodeError, JSONDecoder
from typing import Any, NamedTuple

from msgspec.structs import replace

from chalicelib.comments.rules.comment import MOST, Comment, State, anchor_of, name_of
from chalicelib.comments.rules.comment_html import markdown_of
from chalicelib.content.html.url_policy import WEB, scheme_of
from chalicelib.content.plain_text import clean, short
from chalicelib.frozen import Frozen
from chalicelib.times import in_utc

FIELDS: Mapping[str, int] = {
    "id": 64,
    "parent": 64,
    "author": 80,
    "email": 254,
    "url": 200,
    "date": 40,
    "status": 10,
    "text": 65_536,
    "format": 10,
    "by": 80,
}
"""The fields of a comment, and how many characters each may have."""
CUT = ("author",)
"""The fields of which the rest may be missing; of another that is too long, nothing is used."""
NEEDED = ("id", "date", "text")
STATES: Mapping[str, State] = {"approved": "approved", "waiting": "held", "deleted": "deleted"}
FORMATS = ("html", "markdown")
IN_ANCHOR = re.compile(r"[A-Za-z0-9_.-]{1,64}")


class Finding(NamedTuple):
    """What isn't used of a file, and what to do; its line counts from 1."""

    line: int
    said: str

    @property
    def what(self) -> str:
        return self.said.partition("; ")[0]

    @property
    def remedy(self) -> str:
        """What to do, as a sentence."""
        remedy = self.said.partition("; ")[2] or "correct the file, or import again"
        return f"{remedy[:1].upper()}{remedy[1:]}."


class CommentFile(Frozen):
    """A file as it was read: its comments, oldest first, and what isn't used of it."""

    comments: tuple[Comment, ...] = ()
    findings: tuple[Finding, ...] = ()


# ---- reading


class _UnfitError(Exception):
    """A comment can't be read: the reason and the remedy."""


class _Row(NamedTuple):
    """An object of the file, and where it begins."""

    has: Any
    start: int


def read(raw: bytes, thread: str) -> CommentFile:
    """Return the comments of a file, on the post of this thread."""
    try:
        text = raw.decode("utf-8-sig")
        rows = list(_rows(text))
    except JSONDecodeError as error:
        return CommentFile(findings=(Finding(error.lineno, f"this isn't JSON ({error.msg}); correct it, or import again"),))
    except (ValueError, RecursionError):
        return CommentFile(findings=(Finding(1, "this isn't a list in JSON and UTF-8; import again"),))
    by_id, findings = dict[str, Comment](), list[Finding]()
    for row in rows[:MOST]:
        try:
            comment = _comment_in(row.has, thread, by_id)
        except _UnfitError as unfit:
            findings.append(Finding(_line_at(text, row.start), str(unfit)))
            continue
        by_id[_text(row.has, "id")] = comment
        findings += [Finding(_line_of(text, row, name), said) for name, said in _ignored(row.has)]
    if left := rows[MOST:]:
        findings.append(
            Finding(_line_at(text, left[0].start), f"{len(left):,} comments are left out: a post has {MOST:,} at most")
        )
    comments = tuple(sorted(_with_parents(by_id, rows), key=lambda comment: comment.name))
    return CommentFile(comments, tuple(findings))


def _rows(text: str) -> Iterator[_Row]:
    """Yield the objects of a list, each with its place. Raises JSONDecodeError."""
    at = _after_space(text, 0)
    if text[at : at + 1] != "[":
        raise JSONDecodeError("it isn't a list", text, at)
    decoder, at = JSONDecoder(), _after_space(text, at + 1)
    while text[at : at + 1] != "]":
        has, end = decoder.raw_decode(text, at)
        yield _Row(has, at)
        at = _after_space(text, end)
        if text[at : at + 1] == ",":
            at = _after_space(text, at + 1)
        elif text[at : at + 1] != "]":
            raise JSONDecodeError("a comma or ] is missing", text, at)


def _after_space(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t", "\n", "\r"):
        at += 1
    return at


def _line_of(text: str, row: _Row, name: str) -> int:
    """Return the line of a field."""
    return _line_at(text, max(text.find(json.dumps(name, ensure_ascii=False), row.start), row.start))


def _line_at(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _ignored(has: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the names of fields that aren't used, and why."""
    for name in has:
        if name not in FIELDS:
            yield name, f"{short(clean(name))} is no field of a comment; remove it ({', '.join(FIELDS)} are)"
        elif name not in CUT and len(str(has[name])) > FIELDS[name]:
            yield name, f"{name} has more than {FIELDS[name]:,} characters, so it is left out; shorten it"


def _comment_in(has: Any, thread: str, before: Mapping[str, Comment]) -> Comment:
    """Return the comment in an object, without the one that it answers. Raises _UnfitError."""
    if not isinstance(has, dict):
        raise _UnfitError("this isn't a comment, which is an object; remove it")
    texts = {name: _text(has, name) for name in FIELDS}
    status, markup = texts["status"] or "approved", texts["format"] or "html"
    if status not in STATES or markup not in FORMATS:
        raise _UnfitError(f"a comment of this {'status' if status not in STATES else 'format'} is left out; correct it")
    if markup == "html":
        texts["text"] = _markdown(texts["text"])
    if missing := [name for name in NEEDED if not texts[name] and not (name == "text" and status == "deleted")]:
        raise _UnfitError(f"a comment without {missing[0]} is left out; write the {missing[0]}, or remove the comment")
    if texts["id"] in before:
        raise _UnfitError(f"a second comment with the id {short(texts['id'])} is left out; give it another id")
    date, anchor = _date(texts["date"]), _anchor(texts["id"])
    name = name_of(date, anchor)
    if status == "deleted":
        return Comment(thread, name, "deleted", in_utc(date), anchor=anchor)
    return Comment(
        thread=thread,
        name=name,
        state=STATES[status],
        at=in_utc(date),
        writer=texts["author"],
        text=texts["text"],
        website=texts["url"] if scheme_of(texts["url"]) in WEB else "",
        address=texts["email"],
        author=texts["by"],
        anchor=anchor,
    )


def _text(has: Mapping[str, Any], name: str) -> str:
    """Return the text of a field; empty without one, or with one that is too long."""
    value = has.get(name)
    text = clean(str(value)).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text[: FIELDS[name]].rstrip() if name in CUT else text if len(text) <= FIELDS[name] else ""


def _markdown(html: str) -> str:
    """Return a text that was HTML as it is stored, and as `read` would read it again; empty where it is too long so."""
    text = clean(markdown_of(html)).strip()
    return text if len(text) <= FIELDS["text"] else ""


def _date(text: str) -> datetime:
    """Return a time; one without a zone is in UTC."""
    try:
        date = datetime.fromisoformat(text)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _UnfitError(f"{short(text)} is no date; write it as 2026-12-01T12:00:00+00:00") from error


def _anchor(id_: str) -> str:
    """Return the id of the former system as the end of an address."""
    return id_ if IN_ANCHOR.fullmatch(id_) else hashlib.sha256(id_.encode()).hexdigest()[:16]


def _with_parents(by_id: Mapping[str, Comment], rows: Iterable[_Row]) -> Iterator[Comment]:
    """Yield the comments, each with the name of the one that it answers."""
    parents = {_text(row.has, "id"): _text(row.has, "parent") for row in rows if isinstance(row.has, dict)}
    for id_, comment in by_id.items():
        parent = by_id.get(parents.get(id_, ""))
        yield replace(comment, reply_to=parent.name) if parent and comment.state != "deleted" else comment


# ---- writing


def written(comments: Iterable[Comment], *, with_addresses: bool) -> bytes:
    """Return the file of these comments, from which `read` makes the same; those that are deleted take no room of others."""
    stored = sorted(comments, key=lambda comment: (comment.state == "deleted", comment.name))
    names = frozenset(comment.name for comment in stored)
    fields = (_row(comment, names, with_addresses=with_addresses) for comment in stored)
    rows = [{name: value for name, value in row.items() if value} for row in fields]
    return f"{json.dumps(rows, ensure_ascii=False, indent=1)}\n".encode()


def _row(comment: Comment, names: frozenset[str], *, with_addresses: bool) -> Mapping[str, str]:
    status = next(word for word, state in STATES.items() if state == comment.state)
    date, _, id_ = comment.name.partition("#")
    place = {"id": id_, "date": date, "status": status}
    if comment.state == "deleted":
        return place
    return {
        **place,
        "parent": anchor_of(comment.reply_to) if comment.reply_to in names else "",
        "author": comment.writer,
        "email": comment.address if with_addresses else "",
        "url": comment.website,
        "by": comment.author,
        "format": "markdown",
        "text": comment.text,
    }
