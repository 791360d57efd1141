"""Dividing early: whatever was loaded before, all modules divide listings by the same number."""

import ast
from pathlib import Path

from tests.histories.few import DIVIDING

ROOT = Path(__file__).parents[2]


def test_every_module_that_knows_how_many_posts_fit_divides_early() -> None:
    importing = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for folder in ("chalicelib", "infra")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "chalicelib.rendering.summaries"
        if "FITS" in {alias.name for alias in node.names}
    }

    assert {module.__name__ for module in DIVIDING} == {"chalicelib.rendering.summaries", *importing}
