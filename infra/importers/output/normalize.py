"""An entry as Presswork can have it: within its limits, and with addresses of the old blog as paths of this one. Pure."""

import unicodedata
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from msgspec.structs import replace

from chalicelib.content.limits import limit
from chalicelib.content.plain_text import clean
from infra.importers.blog import Entry
from infra.importers.entry_links import resolved

TITLE_LIMIT = limit("title")
SUMMARY_LIMIT = limit("summary")
LIST_LIMIT = limit("list value")
TEXT_LIMIT = limit("text value")
UNTITLED = "Untitled"
UNDATED = "it has no date that can be read"


def normalized(entry: Entry) -> tuple[Entry, list[str]]:
    """Return the entry within the limits, in one normal form, and what was changed; a post without a title is a note."""
    entry, changes = with_date(entry)
    fit: dict[str, Any] = {
        "title": line(entry.title, TITLE_LIMIT) or (UNTITLED if entry.is_page else ""),
        "summary": line(entry.summary, SUMMARY_LIMIT),
        "series": line(entry.series, TEXT_LIMIT),
        "feed_id": line(entry.feed_id, TEXT_LIMIT),
        "body": clean(entry.body),
        **{name: distinct_lines(getattr(entry, name)) for name in ("authors", "categories", "tags")},
    }
    return replace(entry, **fit), [*changes, *cuts_of(entry, fit)]


def with_date(entry: Entry) -> tuple[Entry, list[str]]:
    """Return the entry, and what is said of its date: a post that readers saw has one. It may be that of its last change; without
    any, the post is a draft."""
    if entry.date or entry.is_page or entry.status == "draft":
        return entry, []
    if entry.updated and entry.status != "scheduled":
        return replace(entry, date=entry.updated, updated=None), [f"{UNDATED}, and has that of its last change"]
    return replace(entry, status="draft"), [f"{UNDATED}, and was imported as a draft"]


def cuts_of(entry: Entry, fit: Mapping[str, Any]) -> list[str]:
    """Return what was cut off."""
    cuts = [] if entry.title.strip() or not entry.is_page else [f"it has no title; it is called “{UNTITLED}” until you name it"]
    for name in ("title", "summary", "series", "feed_id"):
        if len(line(getattr(entry, name))) > len(fit[name]) > 0 and fit[name] != UNTITLED:
            cuts.append(f"its {name} is longer than {len(fit[name]):,} characters, and was cut off there")
    for name in ("authors", "categories", "tags"):
        dropped = len({*filter(None, map(line, getattr(entry, name)))}) - len(fit[name])
        if dropped > 0:
            cuts.append(f"it has {dropped:,} {name} more than the {LIST_LIMIT} that a post may have")
    return cuts


def line(text: str, most: int = 1 << 30) -> str:
    """Return the text on one line."""
    return " ".join(clean(unicodedata.normalize("NFC", text)).split())[:most].rstrip()


def distinct_lines(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (line(name, TEXT_LIMIT) for name in texts))))[:LIST_LIMIT]


def picture(image: str, entry: Entry, site_url: str) -> str:
    """Return the address of an entry's picture, as front matter has it."""
    address = entry.links.get(image, image)
    if not address or "//" in address:
        return resolved(address, entry, site_url)
    return f"/{quote(address.lstrip('/'))}" if {*"%?#"} & {*address} else f"/{address.lstrip('/')}"
