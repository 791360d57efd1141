"""Jekyll's dates: what Ruby makes of what authors write.

A date with seconds and without quotes is YAML's, which is in UTC if it names no zone. All others are read by Ruby, in the zone
of the configuration: it knows more ways to write a date than a source of Presswork may have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec.structs import replace

from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from infra.importers.folder.scan import Notes, moment
from infra.importers.parsing.date_repair import counted_on, nearest
from infra.importers.parsing.lenient_values import split_old

OF_YAML = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d\d:\d\d(?:\.\d*)?", re.ASCII)
KEYS = ("date", "updated", "modified", "lastmod", "last_modified_at", "updated_at", "expires")
ZONES: Mapping[str, str] = {
    **{"EST": "-05", "EDT": "-04", "CST": "-06", "CDT": "-05", "MST": "-07", "MDT": "-06", "PST": "-08", "PDT": "-07"},
    **{"WET": "+00", "WEST": "+01", "BST": "+01", "CET": "+01", "CEST": "+02", "MEZ": "+01", "MESZ": "+02"},
    **{"EET": "+02", "EEST": "+03", "MSK": "+03", "IST": "+05:30", "JST": "+09", "AEST": "+10", "NZST": "+12"},
}
"""Names of zones that Ruby knows, and their distance to UTC."""
CENTURY = 69  # a year of two digits from here on is of the last century


def split_jekyll(text: str) -> FrontMatter:
    """Return the keys and the text of a source, with a zone in each date that has none because it is in UTC."""
    front = split_old(text)
    dates = {
        name
        for name, value in front.keys.items()
        if name.lower() in KEYS and (isinstance(value, Scalar) and OF_YAML.fullmatch(value.text.strip()) is not None)
    }
    if not dates:
        return front
    lines = text.split("\n", max(front.body_line, 1))
    above = {name: lines[front.lines[name] - 1] for name in dates & front.lines.keys()}  # what YAML merges has no line
    unquoted = {name for name in dates if not re.search(r":\s*[\"']", above.get(name, ""))}
    return replace(front, keys={name: _in_utc(value) if name in unquoted else value for name, value in front.keys.items()})


def _in_utc(value: Value) -> Value:
    if not isinstance(value, Scalar):
        return value
    said = f"{value.text.strip()} +0000"
    return replace(value, text=said, means=said)


def date_of(written: str, zone: str, path: str, notes: Notes, line: int = 0, named: str = "") -> datetime | None:
    """Return the date that Ruby would read. One that even Ruby can't is that of the file's name, or, with a note, the nearest;
    None if there is none that can be read."""
    own = Notes()
    date = moment(plainly(written), zone, path, own, line, lambda text: (counted_on(text), plainly(named), nearest(text)))
    notes.pending += [replace(note, what=written) for note in own.drain()]
    return date


def plainly(written: str) -> str:
    """Return a date in the way of Presswork."""
    plain = written.strip()
    for pattern, spelled in WAYS:
        plain = pattern.sub(spelled, plain)
    return plain


def _in_24_hours(match: re.Match[str]) -> str:
    return f"{int(match[1]) % 12 + (12 if match[3].lower() == 'p' else 0):02}{match[2]}"


def _with_century(match: re.Match[str]) -> str:
    return f"{'19' if int(match[1]) >= CENTURY else '20'}{match[0]}"


WAYS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\A(\d{1,2})/(\d{1,2})/(\d{4})\b", re.ASCII), r"\3-\2-\1"),
    (re.compile(r"\A(\d{4})(\d\d)(\d\d)(?!\d)", re.ASCII), r"\1-\2-\3"),
    (re.compile(r"\A(\d\d)(?=-\d{1,2}-\d{1,2}\b)", re.ASCII), _with_century),
    (re.compile(r"\b(\d{1,2})(:\d\d(?::\d\d)?) ?([ap])\.?m\b\.?", re.ASCII | re.IGNORECASE), _in_24_hours),
    (re.compile(rf"(?<=\d) ?({'|'.join(ZONES)})\Z"), lambda match: f" {ZONES[match[1]]}:00"[:7]),
)
"""The ways to write dates and times that Ruby knows besides those of Presswork, each with Presswork's own."""
