"""The table of what the edge's rule answers, and an answer as it stands in the table."""

import json
from pathlib import Path
from typing import Any

from msgspec.structs import astuple

from chalicelib.edge.rule import Answer
from infra.edge import functions

CASES = json.loads(Path(functions.__file__).with_name("cases.json").read_text(encoding="utf-8"))


def plain(answer: Answer | None) -> list[Any] | None:
    return [type(answer).__name__.lower(), *astuple(answer)] if answer else None
