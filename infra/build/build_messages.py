"""What a build reports of each source: why it is refused, which links and images lead nowhere, what its author should know.

The catalog stores it as text, so that a build in which nothing changed reports the same without reading a record.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from posixpath import basename

from chalicelib import codec
from chalicelib.cloud.ports import Table
from chalicelib.diagnostics import Diagnostic
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.record import Record
from chalicelib.store import item_keys, records


class Findings(Frozen):
    """The findings in one source."""

    refusal: Refusal | None = None
    missing: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def text(self) -> str:
        """The findings as text; empty if there are none."""
        return "" if self == Findings() else codec.dumps(self)


def findings_in(text: str) -> Findings:
    return codec.loads(Findings, text)


def of_records(table: Table, sources: Iterable[Record]) -> Mapping[str, Findings]:
    return {record.key: Findings(record.refusal, _missing(table, record), record.diagnostics) for record in sources}


def _missing(table: Table, record: Record) -> tuple[str, ...]:
    """Return the missing sources that this one links to, and the missing files that it shows, links to or plays.

    The preview of a post that is still to be published may lead to others that are, too.
    """
    post = record.post or record.preview
    links = post.links if post else record.menu
    files = tuple(dict.fromkeys((*record.shows, *(post.images if post else ()), *(post.files if post else ()))))
    if not (links or files):
        return ()
    targets = records.read_many(table, (*links, *files))
    unseen = {key for key, target in targets.items() if target.post is None and not (record.preview and target.preview)}
    missing = [key for key in links if key not in targets or key in unseen]
    return (*missing, *(file for file in files if file not in targets or targets[file].media is None))


def line_naming(key: str, lines: Sequence[str]) -> int:
    """Return the number of the first of these lines that names a file; 0 where none does."""
    return next((number for number, line in enumerate(lines, 1) if basename(key) in line), 0)


def lines_of(source: Path) -> Sequence[str]:
    """Return the lines of a source; none if it can't be read, since it was edited meanwhile."""
    try:
        return source.read_bytes().decode(errors="replace").splitlines()
    except OSError:
        return ()


def linking_to(table: Table, keys: Iterable[str]) -> frozenset[str]:
    """Return these sources and all that link to them or show them, whose findings may have changed, too."""
    pointers = (item for key in keys for item in table.query(item_keys.pointers_to("link", key)))
    return frozenset(keys).union(item.at.sk for item in pointers)


class Lacks(Frozen):
    """What the whole site lacks: phrases that a language doesn't translate, and catalogues of languages that it doesn't have."""

    untranslated: Mapping[str, tuple[str, ...]]
    unused_catalogues: tuple[str, ...]

    @property
    def text(self) -> str:
        return json.dumps([self.untranslated, self.unused_catalogues])


def lacks_in(text: str) -> Lacks:
    untranslated, unused = json.loads(text)
    return Lacks({lang: tuple(phrases) for lang, phrases in untranslated.items()}, tuple(unused))
