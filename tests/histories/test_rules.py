"""Each rule of the protocol is there because some history needs it: without it, one soon goes wrong.

A rule is taken away in a copy of the code, so this is the test of the test: histories that could not fail would show it here.
Rules that only one history in thousands needs (stamps, the confirmation of a claim) are not among these.
"""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
ENOUGH = 400  # histories; most of these rules are missed within five


@dataclass(frozen=True)
class Rule:
    """A rule, and how the code would read without it."""

    says: str
    file: str
    code: str
    without: str


RULES = (
    Rule(
        "what was owed is still owed",
        "publishing/invalidation.py",
        "before = old.owed if old else frozenset()",
        "before = frozenset()",
    ),
    Rule("the last record's pages are owed", "publishing/invalidation.py", "(old, new) if record", "(new,) if record"),
    Rule("neighbours are owed", "ripples.py", 'pointer.place.listing.kind != "all"', "True"),
    Rule("who links here is owed", "ripples.py", '"linked": _linked', '"linked": _nothing'),
    Rule("who shows an image is owed", "publishing/invalidation.py", "((media.width, media.height) if media else ())", "()"),
    Rule(
        "who names an alias is told of it",
        "rendering/pages/address.py",
        "list(now) if now else None, aliased)",
        "list(now or ()) or None, ())",
    ),
    Rule("a summary owes its pages", "debts.py", "if owed := frozenset(", "if owed := frozenset() and frozenset("),
    Rule("pages of a former default language move", "pressing.py", "with_moved(asked, house.site, house.former)", "asked"),
)


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
def test_without_this_rule_a_history_goes_wrong(rule: Rule, tmp_path: Path) -> None:
    for folder in ("chalicelib", "templates", "tests"):
        shutil.copytree(HOUSE / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    file = tmp_path / "chalicelib" / rule.file
    assert rule.code in file.read_text()
    file.write_text(file.read_text().replace(rule.code, rule.without))

    command = [sys.executable, "-m", "tests.histories.search", str(ENOUGH)]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 - our own module

    assert "is wrong" in found.stdout, found.stdout + found.stderr[-2000:]
