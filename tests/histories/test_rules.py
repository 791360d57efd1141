"""Each rule of the protocol is there because some history goes wrong without it.

A rule is removed in a copy of the code, so this tests the test: histories that could not fail would show here.
Rules that only one history in thousands needs (versions, the confirmation of a claim) are not among these.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.histories.copies import Edit, searched

ENOUGH = 400  # histories; most of these rules are missed within five


@dataclass(frozen=True)
class Rule:
    """A rule, how the code would read without it, and the plan that needs it; without a name, random plans do."""

    says: str
    file: str
    code: str
    without: str
    plan: str = ""


RULES = (
    Rule(
        "what was owed is still owed", "publishing/owed.py", "before = old.owed if old else frozenset()", "before = frozenset()"
    ),
    Rule("the last record's pages are owed", "publishing/owed.py", "(old, new) if record", "(new,) if record"),
    Rule("neighbours are owed", "publishing/resolve_owed.py", "pointer.place.listing.kind not in NAMING_NEIGHBOURS", "True"),
    Rule("posts with related ones are owed", "publishing/resolve_owed.py", "found |= related_pages", "related_pages"),
    Rule(
        "sources that link here are owed",
        "publishing/resolve_owed.py",
        '"linked": _linked',
        '"linked": _nothing',
        plan="links",
    ),
    Rule(
        "an image's pages are owed",
        "publishing/owed.py",
        "((*record.size, media.length) if record and media else ())",
        "()",
        plan="images",
    ),
    Rule("what was found in a known text stays", "publishing/ingest.py", "diagnostics=standing.diagnostics, ", ""),
    Rule("links to files have pointers", "publishing/pointers.py", ", *shown.files)", ")", plan="files"),
    Rule("an origin has one heir", "publishing/renames.py", "return not gone.heir and", "return", plan="copies"),
    Rule(
        "a source that left its origin gets a new one",
        "publishing/decide.py",
        "if standing and standing.heir and lives:",
        "if False:",
        plan="returns",
    ),
    Rule(
        "sources that name an alias are warned of it",
        "rendering/pages/post_or_redirect.py",
        "list(history) if history else None, owed)",
        "list(history or ()) or None, ())",
        plan="aliases",
    ),
    Rule("a summary owes its pages", "publishing/outbox.py", "if owed := frozenset(", "if owed := frozenset() and frozenset("),
    Rule(
        "an author's page is told of other authors", "rendering/pages/topics.py", "len(pages) > 1, [page])", "len(pages) > 1, ())"
    ),
    Rule("variants of a former picture go", "publishing/resolve_owed.py", "if position.former:", "if False:", plan="replaced"),
    Rule("a rebuild reaches cards", "publishing/rebuild.py", '"card", ', "", plan="cards"),
    Rule(
        "a site keeps in mind that it had cards",
        "store/site_files.py",
        "had_cards = current.get(CARDS) or previous.cards",
        "had_cards = False",
        plan="cards",
    ),
    Rule("a card that isn't drawn is asked for", "publishing/render_batch.py", "if jobs and", "if not jobs and", plan="drawn"),
    Rule(
        "previews at former addresses go",
        "rendering/page_kinds.py",
        "for secret in secrets.ever)",
        "for secret in secrets.ever[:1])",
        plan="previews",
    ),
    Rule("previews are owed", "publishing/owed.py", " | previews_of(record)", "", plan="previews"),
    Rule(
        "a rebuild finds previews",
        "publishing/pointers.py",
        "if record.has_preview else set()",
        "if False else set()",
        plan="previews",
    ),
    Rule(
        "a former language's pages move",
        "publishing/render_batch.py",
        "with_moved(asked, files.site, files.former)",
        "asked",
        plan="languages",
    ),
)


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
def test_without_this_rule_a_history_goes_wrong(rule: Rule, tmp_path: Path) -> None:
    edit = Edit(rule.file, rule.code, rule.without)

    assert "is wrong" in searched(tmp_path, [edit], str(ENOUGH), *filter(None, [rule.plan]))
