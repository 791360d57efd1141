"""A message: an edition as the bytes that one reader gets.

An **edition** is what a mail says to all its readers, rendered once. It holds a random **mark**; where a reader's own links
stand, it holds the mark and a word, which are replaced here by the reader's tokens. Only this module encodes headers; they are
ASCII and fold at their spaces, so a mail program shows one line, whatever an author wrote into a title.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime, quote
from functools import lru_cache
from itertools import chain
from typing import Any

from chalicelib.content.site.site import Sender, Site, host_for_mail
from chalicelib.frozen import Frozen
from chalicelib.newsletter.rules.reply_addresses import Mailboxes
from chalicelib.rendering.strict_text import line

UNSUBSCRIBE, PREFERENCES = "-unsubscribe", "-preferences"
PREVIEW = "PREVIEW"
"""In place of a reader's tokens, where there is no reader."""
WIDTH = 76
NOBODY = Mailboxes()
LONGEST_WORD = 60  # characters; a longer word could not be folded


class Edition(Frozen):
    """What a mail says to all its readers: in `html` and `text`, `mark` and a word take the place of one reader's tokens."""

    subject: str
    html: str
    text: str
    lang: str
    mark: str


def letter(
    edition: Edition,
    *,
    site: Site,
    sender: Sender,
    to: str,
    unsubscribe: str,
    preferences: str,
    letter_id: str,
    reader_id: str,
    date: datetime,
    mailboxes: Mailboxes = NOBODY,
) -> bytes:
    """Return one reader's letter; the same letter to the same reader always has the same Message-ID."""
    seed = f"{letter_id} {reader_id}"
    headers = {
        **_common_headers(edition, site, sender, to, seed, date),
        "List-Id": f"{display_name(site.title.get(site.lang))} <letters.{host_for_mail(site.url)}>",
        **_reply_header(mailboxes),
        **_unsubscribe_headers(site, unsubscribe, mailboxes),
    }
    return _bytes(edition, headers, unsubscribe, preferences)


def note(
    edition: Edition,
    *,
    site: Site,
    sender: Sender,
    to: str,
    message_id_seed: str,
    date: datetime,
    unsubscribe: str = "",
    mailboxes: Mailboxes = NOBODY,
    leave: str = "unsubscribe",
) -> bytes:
    """Return a mail about following or commenting to one reader; with a token where its edition has a link to leave, which leads
    to `leave` in the API."""
    headers = {
        **_common_headers(edition, site, sender, to, message_id_seed, date),
        "Auto-Submitted": "auto-generated",
        **_reply_header(mailboxes),
        **(_unsubscribe_headers(site, unsubscribe, mailboxes, leave) if unsubscribe else {}),
    }
    return _bytes(edition, headers, unsubscribe, preferences="")


def html_preview(edition: Edition) -> str:
    """Return the HTML of an edition as it looks to a reader, with links of the reader's own that lead nowhere."""
    return _personalized(edition, edition.html, PREVIEW, PREVIEW)


# ---- headers, in ASCII


def _common_headers(edition: Edition, site: Site, sender: Sender, to: str, seed: str, date: datetime) -> Mapping[str, str]:
    name = hashlib.sha256(seed.encode()).hexdigest()[:32]
    return {
        "From": f"{display_name(sender.name)} <{sender.address}>".strip(),
        "To": to,
        "Subject": header_text(edition.subject),
        "Date": format_datetime(date),
        "Message-ID": f"<{name}@{host_for_mail(site.url)}>",
        "Content-Language": edition.lang,
    }


def _reply_header(mailboxes: Mailboxes) -> Mapping[str, str]:
    return {"Reply-To": mailboxes.reply_to} if mailboxes.reply_to else {}


def _unsubscribe_headers(site: Site, token: str, mailboxes: Mailboxes, leave: str = "unsubscribe") -> Mapping[str, str]:
    """Return the headers by which a reader leaves with one click (RFC 8058), or by mail where such mail is read."""
    ways = [f"<{site.url}/api/{leave}?t={token}>", *([f"<mailto:{mailboxes.leave}>"] if mailboxes.leave else [])]
    return {"List-Unsubscribe": ", ".join(ways), "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def header_text(text: str) -> str:
    """Return any text as a header shows it: unchanged where that is safe, else encoded (RFC 2047)."""
    flat = line(text)
    safe = flat.isascii() and "=?" not in flat and all(len(word) <= LONGEST_WORD for word in flat.split())
    return flat if safe else " ".join(Header(flat, "utf-8", maxlinelen=75).encode().split())


def display_name(name: str) -> str:
    """Return a name before an address: in quotes where that is enough, else encoded."""
    flat = line(name)
    return f'"{quote(flat)}"' if flat and header_text(flat) == flat else header_text(flat)


class AsciiHeader(UnstructuredHeader, BaseHeader):
    """A header that is ASCII already: it folds at its spaces, and nothing in it is encoded again."""

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        kwds["parse_tree"], kwds["decoded"] = cls.value_parser(""), value

    def fold(self, *, policy: Policy) -> str:
        first, *rest = f"{self.name}: {self}".split(" ")
        lines = [f"{first} {rest[0]}" if rest else first]
        for word in rest[1:]:
            if len(lines[-1]) + 1 + len(word) > WIDTH:
                lines.append("")
            lines[-1] += f" {word}"
        return policy.linesep.join(lines) + policy.linesep


ASCII_HEADERS = (
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "Reply-To",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Content-Language",
)


REGISTRY = HeaderRegistry()
for ascii_header in ASCII_HEADERS:
    REGISTRY.map_to_type(ascii_header, AsciiHeader)
POLICY = SMTP.clone(cte_type="7bit", header_factory=REGISTRY)


# ---- the whole


def _bytes(edition: Edition, headers: Mapping[str, str], unsubscribe: str, preferences: str) -> bytes:
    head, content = EmailMessage(policy=POLICY), _content(edition, unsubscribe, preferences)
    for name, value in headers.items():
        head[name] = value
    about, end, parts = content.partition(EMPTY_LINE)
    return about + b"\r\n" + head.as_bytes().removesuffix(b"\r\n") + end.removeprefix(b"\r\n") + parts


EMPTY_LINE = b"\r\n\r\n"


def _content(edition: Edition, unsubscribe: str, preferences: str) -> bytes:
    """Return both parts and their headers, with one reader's tokens."""
    tokens = (unsubscribe, preferences)
    form = _form(edition, *map(len, tokens)) if all(map(TOKEN.fullmatch, tokens)) else None
    return form.filled(tokens) if form else _encoded(edition, *tokens)


def _encoded(edition: Edition, unsubscribe: str, preferences: str) -> bytes:
    message = EmailMessage(policy=POLICY)
    message.set_content(_personalized(edition, edition.text, unsubscribe, preferences))
    message.add_alternative(_personalized(edition, edition.html, unsubscribe, preferences), subtype="html")
    return message.as_bytes()


def _personalized(edition: Edition, text: str, unsubscribe: str, preferences: str) -> str:
    return text.replace(edition.mark + UNSUBSCRIBE, unsubscribe).replace(edition.mark + PREFERENCES, preferences)


# ---- forms: encoding takes longer than all the rest, and tokens of the same lengths are encoded alike

TOKEN = re.compile(r"[A-Za-z0-9_.-]+")  # what quoted-printable leaves as it is
UNIQUE = 32  # characters; so long a text occurs nowhere else by chance
FORMS = 64  # kept at once
SOFT = b"=\r\n"  # where quoted-printable breaks a line that is too long


class Form(Frozen):
    """Encoded content with gaps; each piece but the last is followed by a part of a token, as (number, begin, end)."""

    pieces: tuple[bytes, ...]
    gaps: tuple[tuple[int, int, int], ...]

    def filled(self, tokens: Sequence[str]) -> bytes:
        token_parts = (tokens[number][begin:end].encode() for number, begin, end in self.gaps)
        return b"".join(chain(*zip(self.pieces, token_parts, strict=False), self.pieces[-1:]))


@lru_cache(maxsize=FORMS)
def _form(edition: Edition, *lengths: int) -> Form | None:
    """Return the form of an edition for tokens of these lengths; None where there can be none, as in Base64."""
    if min(lengths) < UNIQUE:
        return None
    tokens = [
        (hashlib.sha256(f"{edition.mark} {number}".encode()).hexdigest() * size)[:size] for number, size in enumerate(lengths)
    ]
    expected = sum(
        text.count(edition.mark + word) for text in (edition.text, edition.html) for word in (UNSUBSCRIBE, PREFERENCES)
    )
    return _with_gaps(_encoded(edition, *tokens), tokens, expected)


def _with_gaps(content: bytes, tokens: Sequence[str], expected: int) -> Form | None:
    """Return the form of content that holds these tokens so often, each maybe broken over lines; None where it doesn't."""
    broken = (f"(?:{SOFT.decode()})?".join(token) for token in tokens)
    matches = list(re.finditer("|".join(f"({match})" for match in broken).encode(), content))
    pieces, gaps, after = [b""], [], 0
    for match in matches:
        pieces[-1] += content[after : match.start()]
        begin = 0
        for part in match[0].split(SOFT):
            gaps.append((int(match.lastindex or 0) - 1, begin, begin := begin + len(part)))
            pieces.append(SOFT)
        pieces[-1], after = b"", match.end()
    pieces[-1] += content[after:]
    return Form(tuple(pieces), tuple(gaps)) if len(matches) == expected else None
