"""Each rule of the protocol is there because some history goes wrong without it.

A rule is removed in a process of its own, so this tests the test: histories that could not fail would show here. Rules that only
one history in thousands needs (versions, the confirmation of a claim) are not among these.
"""

import pytest

from tests.histories.rules import RULES, Rule
from tests.histories.search import searched

ENOUGH = 400  # histories; most of these rules are missed within five


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
def test_without_this_rule_a_history_goes_wrong(rule: Rule) -> None:
    plan = ["--plan", rule.plan] if rule.plan else []

    assert "is wrong" in searched(str(ENOUGH), "--from", str(rule.first), "--without", rule.says, *plan)
