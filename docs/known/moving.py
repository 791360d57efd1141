"""What the code knows of `docs/moving.md`: the systems of folders."""

import re
from collections.abc import Iterator

from docs.generate import Row, coded
from infra.importers.markdown_folder.habits import HABITS

ENDINGS = re.compile(r"\.(mjs|cjs|ts|mts|yaml)$|^(src|blog)/")


def habits() -> Iterator[Row]:
    """Return each system of folders, by what it is known, and where posts are looked for."""
    for habit in HABITS:
        files = [file for file in habit.files if not ENDINGS.search(file)]  # the other endings of a file say the same
        marks = [*(files or habit.files), *(f"{name}` in `package.json" for name in habit.packages)]
        yield f"{habit.title[0].upper()}{habit.title[1:]}", coded(*marks) or "nothing"


TABLES = {"habits": habits}
