"""Readers of values, in front matter and in `site.yaml`.

A reader returns the value, or raises `UnfitError` for a value of the wrong kind. In front matter it may return `None`: then the
key is the author's own after all (Pelican's `status: published`). `read` applies a reader to a key and refuses a value that
doesn't fit.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from msgspec.structs import replace

from chalicelib.content.addresses.addresses import is_alias
from chalicelib.content.dates import is_day
from chalicelib.content.frontmatter.parsed_values import Scalar, Value, quoted
from chalicelib.content.html.url_policy import is_website
from chalicelib.content.limits import limit
from chalicelib.content.markdown.dialects import DIALECTS
from chalicelib.content.plain_text import clean, short
from chalicelib.content.presentation.players import is_playable
from chalicelib.errors import Refusal

TEXT_LIMIT = limit("text value")
SUMMARY_LIMIT = limit("summary")
PROSE_LIMIT = limit("prose value")
LIST_LIMIT = limit("list value")
WISHES = ("auto", "yes", "no")
WEIGHT_LIMIT = limit("weight")


class UnfitError(ValueError):
    """A value of the wrong kind for its key; the message, if any, says which values fit."""


T = TypeVar("T")
P = ParamSpec("P")


def at(line: int, call: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Return the result of the call; a refusal without a line gets this line."""
    try:
        return call(*args, **named)
    except Refusal as refusal:
        raise refusal.at(refusal.line or line) from refusal


def read(reader: Callable[[Value], Any], key: str, value: Value, line: int, example: str = "") -> Any:
    """Read a value; a key without a value gives an empty text; one of the wrong kind is refused, with an example."""
    if isinstance(value, Scalar) and value.means is None:
        return ""
    try:
        return at(line, reader, value)
    except UnfitError as error:
        fits = str(error) or (f"write, for example, `{example}`" if example else "")
        meant = f" ({fits})" if fits else ""
        raise Refusal("value", short(quoted(key, value) + meant), line) from error


# ---- readers


def text(value: Value) -> str:
    """Read one line of text; a number is its literal text."""
    return line(value, TEXT_LIMIT)


def summary(value: Value) -> str:
    """Read a paragraph of text."""
    return line(value, SUMMARY_LIMIT)


def prose(value: Value) -> str:
    """Read a text of several lines, unchanged."""
    if not isinstance(value, Scalar) or len(value.text) > PROSE_LIMIT:
        raise UnfitError
    return clean(value.text)


def line(value: Value, limit: int) -> str:
    if not isinstance(value, Scalar) or len(value.text) > limit:
        raise UnfitError
    return " ".join(clean("" if value.means is None else value.text).split())


def names(value: Value) -> tuple[str, ...]:
    """Read a list of names: a list, or one text with commas between them (or semicolons, if names have commas)."""
    if isinstance(value, Scalar):
        written = text(value)
        parts = tuple(written.split(";" if ";" in written else ","))
    elif isinstance(value, tuple):
        parts = tuple(text(part) for part in value)
    else:
        raise UnfitError
    unique = tuple(dict.fromkeys(filter(None, (name.strip() for name in parts))))
    if len(unique) > LIST_LIMIT:
        raise UnfitError(f"{len(unique):,} of them, but the limit is {LIST_LIMIT}")
    return unique


def first_name(value: Value) -> str | None:
    """Read one name, or the first of a list; a table is the author's own."""
    if isinstance(value, Mapping):
        return None
    return next(iter(names(value)), "") if isinstance(value, tuple) else text(value)


def paths(value: Value) -> tuple[str, ...]:
    """Read a list of addresses: a list, or one text."""
    parts = tuple(filter(None, (text(part) for part in value))) if isinstance(value, tuple) else names((value,))
    if len(parts) > LIST_LIMIT:
        raise UnfitError(f"{len(parts):,} of them, but the limit is {LIST_LIMIT}")
    return parts


def people(value: Value) -> tuple[str, ...]:
    """Read a list of names; a person may be a table with a `name`."""
    if isinstance(value, Mapping) and "name" in value:
        return names((value["name"],))
    if isinstance(value, tuple):
        return names(tuple(part.get("name", part) if isinstance(part, Mapping) else part for part in value))
    return names(value)


def topics(value: Value) -> tuple[str, ...]:
    """Read a list of names; Obsidian's begin with `#`, and need nothing else between them (`#bread #salt`)."""
    if isinstance(value, Scalar) and HASHTAGS.fullmatch(value.text.strip()):
        value = tuple(replace(value, text=word) for word in value.text.split())
    return tuple(dict.fromkeys(HASH.sub("", name) for name in names(value)))


HASHTAGS = re.compile(r"#[^\s#,;]+(?:\s+#[^\s#,;]+)+")
HASH = re.compile(r"^#+(?=[^\s#])")


def addresses_of(value: Value) -> tuple[str, ...] | None:
    """Read a list of addresses; other names of the note, as Obsidian has them, are the author's own."""
    written = paths(value)
    return tuple(filter(is_alias, written)) or (() if not written else None)


def published_path(value: Value) -> str | None:
    """Read an address; a pattern (`/:year/:title/`), a style (`pretty`), or an address elsewhere is the author's own."""
    written = value.text.strip() if isinstance(value, Scalar) else ""
    is_path = written.startswith("/") or ("/" in written and " " not in written)
    return text(value) if is_path and not re.search(r"[:?#{}]|^//", written) else None


def websites(value: Value) -> tuple[str, ...] | None:
    """Read whole addresses of the web: one text, or a list; anything else is the author's own."""
    written = value if isinstance(value, tuple) else (value,)
    if not all(isinstance(part, Scalar) for part in written):
        return None
    return tuple(filter(is_website, paths(written))) or None


def pelican_meta(value: Value) -> str | None:
    """Read a paragraph; a table is the author's own."""
    return summary(value) if isinstance(value, Scalar) else None


def flag(value: Value) -> bool:
    """Read yes or no, in any of YAML's spellings."""
    answer = FLAGS.get(text(value).lower())
    if answer is None:
        raise UnfitError
    return answer


FLAGS: Mapping[str, bool] = {
    "true": True,
    "yes": True,
    "on": True,
    "1": True,
    "false": False,
    "no": False,
    "off": False,
    "0": False,
}


def enclosure(value: Value) -> str | None:
    """Read the address of an audio or video file, also as WordPress writes it, with a length and a type; anything else, such as
    the settings of a theme, is the author's own."""
    source = (
        next((value[name] for name in ("url", "src", "file") if name in value), None) if isinstance(value, Mapping) else value
    )
    if not isinstance(source, Scalar):
        return None
    address = WITH_LENGTH.sub("", text(source))
    return address if is_playable(address) else None


def seconds(value: Value) -> int | None:
    """Read how long something plays, as `1:02:03`, `12:34` or in seconds; anything else is the author's own."""
    match = PLAYED.fullmatch(value.text.strip()) if isinstance(value, Scalar) else None
    if match is None:
        return None
    hours, minutes, rest = (int(part or 0) for part in match.groups())
    return (hours * 60 + minutes) * 60 + rest


WITH_LENGTH = re.compile(r"\s+[0-9]+\s+[a-z]+/\S+.*\Z")
PLAYED = re.compile(r"(?:(?:([0-9]{1,2}):)?([0-9]{1,2}):)?([0-9]{1,5})")


def note(value: Value) -> bool | None:
    """Read the name of a post without a title, as microblogs and WordPress have it; any other type is the author's own."""
    return True if isinstance(value, Scalar) and value.text.strip().lower() in NOTES else None


NOTES = ("note", "aside", "status")


def plain_flag(value: Value) -> bool | None:
    """Read yes or no; anything else, such as a number that orders posts, is the author's own."""
    return FLAGS.get(value.text.strip().lower()) if isinstance(value, Scalar) else None


def yes_or_no(value: Value) -> str:
    """Read yes or no, as a text that is empty only if it isn't given."""
    return "yes" if flag(value) else "no"


def wish(value: Value) -> str:
    """Read yes or no, or `auto`."""
    word = text(value).lower()
    return word if word in WISHES else yes_or_no(value)


def comments(value: Value) -> str:
    """Read yes (`open`) or no (`none`), or `closed` where comments were open once."""
    word = text(value).lower()
    return COMMENTS[word] if word in COMMENTS else yes_or_no(value)


COMMENTS: Mapping[str, str] = {"open": "yes", "closed": "closed", "none": "no"}


def toc(value: Value) -> str | None:
    """Read a wish for a table of contents; anything else, such as the settings of a theme, is the author's own."""
    return wish(value) if isinstance(value, Scalar) and value.text.lower() in (*WISHES, *FLAGS) else None


def focus(value: Value) -> str:
    """Read the place in an image that matters, in tenths of its width and height; empty for the middle."""
    words = [word.lower() for word in PLACES.findall(text(value))]
    if not 0 < len(words) <= len(MIDDLE) or PLACES.sub("", text(value)).strip():
        raise UnfitError("left, right, top, bottom, or how far from the left and the top, such as 30% 70%")
    across, down = words if len(words) > 1 else (*words, "center")
    if across in UPRIGHT or down in LEVEL:
        across, down = down, across
    if across in UPRIGHT or down in LEVEL:
        raise UnfitError("one word for each direction")
    tenths = (_tenths(across), _tenths(down))
    return "" if tenths == MIDDLE else f"{tenths[0]} {tenths[1]}"


def _tenths(word: str) -> int:
    return NAMED_PLACES[word] if word in NAMED_PLACES else (min(int(word[:-1]), 100) + 5) // 10


PLACES = re.compile(r"(?i:left|right|top|bottom|center|centre)|[0-9]{1,3}%")
NAMED_PLACES: Mapping[str, int] = {"left": 0, "right": 10, "top": 0, "bottom": 10, "center": 5, "centre": 5}
LEVEL, UPRIGHT = ("left", "right"), ("top", "bottom")
MIDDLE = (5, 5)


def focal_point(value: Value) -> str | None:
    """Read the same as Hugo Blox says it (`TopLeft`); anything else (`Smart`) is the author's own."""
    try:
        return focus(value)
    except UnfitError:
        return None


def unpublished(value: Value) -> bool | None:
    """Read the opposite of a flag; a date is none."""
    return None if published_on(value) else not flag(value)


def published_on(value: Value) -> str | None:
    """Read a date, where there may also be a flag."""
    return text(value) if isinstance(value, Scalar) and A_YEAR.search(value.text[:TEXT_LIMIT]) else None


def created(value: Value) -> str | None:
    """Read a date; a text that is none, such as a link to a daily note, is the author's own."""
    return text(value) if isinstance(value, Scalar) and is_day(value.text.strip()) else None


A_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


def pelican_status(value: Value) -> bool | None:
    """Read `draft` as yes; anything else is the author's own."""
    return True if isinstance(value, Scalar) and value.text.lower() == "draft" else None


def dialect(value: Value) -> str:
    """Read the name of a dialect of Markdown."""
    if text(value) not in DIALECTS:
        raise UnfitError(f"known: {', '.join(DIALECTS)}")
    return text(value)


def number(value: Value) -> int:
    """Read a whole number."""
    if not isinstance(value, Scalar) or not re.fullmatch(r"[-+]?[0-9]{1,9}", value.text.strip()):
        raise UnfitError
    return int(value.text)


def weight(value: Value) -> int:
    """Read a whole number that orders pages; the lightest comes first."""
    whole = number(value)
    if abs(whole) > WEIGHT_LIMIT:
        raise UnfitError
    return whole


def picture(value: Value) -> str | None:
    """Read one text, or a list of one text; a table without an address is the author's own."""
    single = value[0] if isinstance(value, tuple) and len(value) == 1 else value
    if isinstance(single, Mapping):
        address = next((single[name] for name in ("path", "src", "url") if name in single), None)
        return None if address is None else text(address)
    return text(single)
