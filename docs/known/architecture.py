"""What the code knows of `docs/architecture.md`."""

from collections.abc import Iterator
from itertools import groupby

from chalicelib import settings
from docs.generate import Row, coded


def settings_rows() -> Iterator[Row]:
    for line, rows in groupby(settings.ROWS, key=lambda row: (row.without, row.names)):
        yield coded(*(row.name for row in rows)), *line


TABLES = {"settings": settings_rows}
