"""Write the code's tables and figures into the docs: `make docs`, or `python -m docs.generate`.

A table or a text is generated between `<!--generated:NAME-->` and `<!--end-->`, a figure within a line of prose between
`<!--value:NAME-->` and `<!--end-->`. The modules of `docs.known`, one for each document, have a function for each name. A
table has a head written by hand, and so is each cell that the code leaves open (`WRITTEN`): it is kept as long as the first cell
of its row stays the same. A new row gets `MISSING` there, which a test refuses. Tables have bars between their cells only.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).resolve().parents[1]
DOCS = {
    name: ROOT / "docs" / f"{name}.md"
    for name in (
        *("commands", "comments", "costs", "demo", "deploy", "desk", "errors", "front-matter", "limits", "looks", "micropub"),
        *("moving", "newsletter", "operations", "security", "site-yaml", "writing"),
    )
}
MISSING = "(to be written)"
BLOCK = re.compile(r"^(?P<begin> *<!--generated:(?P<name>[\w-]+)-->\n)(?P<inside>.*?)(?P<end>^ *<!--end-->)$", re.M | re.S)
VALUE = re.compile(r"(?P<begin><!--value:(?P<name>[\w-]+)-->)(?P<inside>.*?)(?P<end><!--end-->)")

Cell: TypeAlias = str | Callable[[str], str]
"""A cell, or a function of the cell in the document."""
Row: TypeAlias = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Known:
    """What the code knows of one document, by the names in its markers."""

    tables: Mapping[str, Callable[[], Iterable[Row]]] = field(default_factory=dict)
    values: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    texts: Mapping[str, Callable[[], Iterable[str]]] = field(default_factory=dict)


def WRITTEN(cell: str) -> str:  # noqa: N802 - it stands in rows like a constant
    """A cell that is written by hand."""
    return cell or MISSING


def optional(cell: str) -> str:
    """A cell that is written by hand and may be empty."""
    return cell


def coded(*names: str) -> str:
    """Names as code, with commas between them."""
    return ", ".join(f"`{name}`" for name in names)


def exactly(names: Iterable[str]) -> Callable[[str], str]:
    """A cell with these names, in the order and with the remarks in brackets of the document; new names come last."""

    def cell(now: str) -> str:
        noted = dict(re.findall(r"`(\w+)`((?: \([^)]*\))?)", now))
        kept = [name for name in noted if name in names]
        return ", ".join(f"`{name}`{noted.get(name, '')}" for name in (*kept, *sorted(set(names) - set(kept))))

    return cell


def cells_of(line: str) -> list[str]:
    """Return the cells of a line of a table."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)]


def line_of(cells: Iterable[str]) -> str:
    """Return a line of a table; an empty last cell is the bar before it."""
    return " | ".join(cells).rstrip()


def _table(rows: Iterable[Row], inside: str) -> Iterator[str]:
    """Yield the lines of a table; rows with cells written by hand keep their order in the document."""
    head, rule, *lines = inside.splitlines()
    standing: dict[str, list[list[str]]] = defaultdict(list)
    for cells in map(cells_of, lines):
        standing[cells[0]].append(cells)
    order, rows = list(standing), list(rows)
    if any(callable(cell) for row in rows for cell in row):
        rows.sort(key=lambda row: order.index(str(row[0])) if row[0] in standing else len(order))
    yield from (head, rule)
    for row in rows:
        known = standing[str(row[0])]
        now = known.pop(0) if known else [""] * len(row)
        actual = (cell if isinstance(cell, str) else cell(now[place]) for place, cell in enumerate(row))
        yield line_of(actual)


def filled(text: str, known: Known) -> str:
    """Return the document with its tables and figures. Raises `KeyError` for an unknown name in a marker."""

    def block(found: re.Match[str]) -> str:
        name = found["name"]
        inside = "\n".join(known.texts[name]() if name in known.texts else _table(known.tables[name](), found["inside"]))
        return f"{found['begin']}{inside}\n{found['end']}"

    def value(found: re.Match[str]) -> str:
        return f"{found['begin']}{known.values[found['name']]()}{found['end']}"

    return VALUE.sub(value, BLOCK.sub(block, text))


def known_of(name: str) -> Known:
    """Load what the code knows of a document."""
    module = import_module(f"docs.known.{name.replace('-', '_')}")
    return Known(getattr(module, "TABLES", {}), getattr(module, "VALUES", {}), getattr(module, "TEXTS", {}))


def main() -> int:
    """Write all documents; print the changed ones, and the cells to be written by hand. Return the exit status."""
    missing = 0
    for name, path in DOCS.items():
        old = path.read_text(encoding="utf-8")
        new = filled(old, known_of(name))
        if new != old:
            path.write_text(new, encoding="utf-8")
            sys.stdout.write(f"{path.relative_to(ROOT)} changed\n")
        lines = [number for number, line in enumerate(new.splitlines(), 1) if MISSING in line]
        sys.stdout.writelines(f"{path.relative_to(ROOT)}:{number}: write this by hand\n" for number in lines)
        missing += len(lines)
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
