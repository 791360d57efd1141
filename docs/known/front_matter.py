"""What the code knows of `docs/front-matter.md`."""

from collections.abc import Iterator

from chalicelib.content.frontmatter import privacy_keys
from chalicelib.content.frontmatter.front_matter_keys import FIELDS, Field
from docs.generate import Row, coded


def front_matter() -> Iterator[Row]:
    """Yield each key with its other names; its first row has the example and the meaning."""
    rows: dict[str, list[Field]] = {}
    for row in FIELDS:
        rows.setdefault(row.gives, []).append(row)
    for first, *more in rows.values():
        key, *others = (name for row in (first, *more) for name in row.names)
        yield coded(key), coded(*others), coded(first.example), first.meaning


def withheld() -> Iterator[Row]:
    yield from ((row.code, coded(*row.names), row.when) for row in privacy_keys.ROWS)


TABLES = {"front-matter": front_matter, "withheld": withheld}
