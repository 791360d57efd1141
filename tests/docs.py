"""The docs as tests read them: their texts, the tables and examples in them, and what a cell has as code.

A table is known by the head of its first column.
"""

import re
from pathlib import Path

from docs.generate import cells_of

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DEMO, DEPLOY, NEWSLETTER, OPERATIONS, TUTORIAL = (
    (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    for name in ("demo", "deploy", "newsletter", "operations", "tutorial")
)
FOR_AUTHORS = ("writing", "front-matter", "site-yaml", "looks", "errors")
AUTHORS = "\n".join((ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in FOR_AUTHORS)
"""All pages for authors."""


def prose_of(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


def table_in(text: str, head: str) -> list[list[str]]:
    """The rows of the table whose first column is headed so."""
    found = re.findall(rf"^{re.escape(head)} \|.*\n[-|:]+\n((?:.*\|.*\n)+)", text, re.MULTILINE)
    assert len(found) == 1, f"{len(found)} tables are headed {head!r}"
    return [cells_of(line) for line in found[0].splitlines()]


def coded(cell: str) -> list[str]:
    """What stands in a cell as code."""
    return re.findall(r"`([^`]+)`", cell)


def titled_in(text: str, title: str) -> str:
    """The example with this title, without its indent."""
    (found,) = re.findall(rf'^( *)```\w+ title="{re.escape(title)}"\n(.*?)^\1```$', text, re.MULTILINE | re.DOTALL)
    return "\n".join(line.removeprefix(found[0]) for line in found[1].splitlines()) + "\n"
