"""What a build has to say of each source: why it is refused, which links and images lead nowhere, what its author should know.

It is kept as text in the catalog, so that a build in which nothing changed says the same without reading a record.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from posixpath import basename

from chalicelib import codec
from chalicelib.cloud.ports import Table
from chalicelib.errors import Diagnostic, Refusal
from chalicelib.record import Record
from chalicelib.store import item_keys, records


@dataclass(frozen=True, slots=True)
class Findings:
    """What is to be said of one source."""

    refusal: Refusal | None = None
    missing: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def text(self) -> str:
        """The findings as text; empty if there are none."""
        return "" if self == Findings() else codec.dumps(self)


def findings_in(text: str) -> Findings:
    return codec.loads(Findings, text)


def of_records(table: Table, found: Iterable[Record]) -> Mapping[str, Findings]:
    return {record.key: Findings(record.refusal, _missing(table, record), record.diagnostics) for record in found}


def _missing(table: Table, record: Record) -> tuple[str, ...]:
    """Return what is missing: sources that this one links to, and files that it shows, links to or plays.

    So of a post that is still to be published, whose preview may lead to others that are.
    """
    post = record.post or record.preview
    links = post.links if post else record.menu
    files = tuple(dict.fromkeys((*record.shows, *(post.images if post else ()), *(post.files if post else ()))))
    if not (links or files):
        return ()
    found = records.read_many(table, (*links, *files))
    unseen = {key for key, one in found.items() if one.post is None and not (record.preview and one.preview)}
    missing = [target for target in links if target not in found or target in unseen]
    return (*missing, *(file for file in files if file not in found or found[file].media is None))


def line_naming(key: str, lines: Sequence[str]) -> int:
    """Return the number of the first of these lines that names a file; 0 where none does."""
    return next((number for number, line in enumerate(lines, 1) if basename(key) in line), 0)


def lines_of(source: Path) -> Sequence[str]:
    """Return the lines of a source; none where it can't be read, since then it was edited meanwhile."""
    try:
        return source.read_bytes().decode(errors="replace").splitlines()
    except OSError:
        return ()


def said_with(table: Table, keys: Iterable[str]) -> frozenset[str]:
    """Return these sources and all that link to them or show them: what is to be said of those may have changed, too."""
    linking = (table.query(item_keys.pointers_to("link", key)) for key in keys)
    return frozenset(keys) | {item.at.sk for items in linking for item in items}


@dataclass(frozen=True, slots=True)
class Lacks:
    """What the whole site lacks: phrases that a language doesn't translate, and catalogues of languages that it doesn't have."""

    unsaid: Mapping[str, tuple[str, ...]]
    idle: tuple[str, ...]

    @property
    def text(self) -> str:
        return json.dumps([self.unsaid, self.idle])


def lacks_in(text: str) -> Lacks:
    unsaid, idle = json.loads(text)
    return Lacks({lang: tuple(phrases) for lang, phrases in unsaid.items()}, tuple(idle))
