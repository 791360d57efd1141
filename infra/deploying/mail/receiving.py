"""Receiving mail: the set of receipt rules that an account uses in a region.

SES uses one set at a time, which CloudFormation can neither see nor choose, and which can't be deleted while it is in use. So a
deployment looks for it, and chooses the stack's own where the account has none; and gives it up before the stack would delete it.

https://docs.aws.amazon.com/ses/latest/APIReference/API_SetActiveReceiptRuleSet.html
"""

from collections.abc import Mapping
from typing import Any

from infra.stack import inbound


def in_use(ses: Any) -> str:
    """Return the name of the set that the account uses; empty if it uses none."""
    return str(ses.describe_active_receipt_rule_set().get("Metadata", {}).get("Name", ""))


def others(ses: Any, stack_outputs: Mapping[str, str]) -> str:
    """Return the set that the account uses, if it isn't the stack's own: the stack adds its rule to that one."""
    active = in_use(ses)
    return "" if active == own(stack_outputs) else active


def own(stack_outputs: Mapping[str, str]) -> str:
    """Return the stack's own set; empty if it has none."""
    return stack_outputs.get(inbound.RULES, "")


def begin(ses: Any, stack_outputs: Mapping[str, str]) -> bool:
    """Use the stack's own set, if it has one and another isn't in use; return whether that changed."""
    name = own(stack_outputs)
    if not name or in_use(ses):
        return False
    ses.set_active_receipt_rule_set(RuleSetName=name)
    return True


def end(ses: Any, stack_outputs: Mapping[str, str]) -> bool:
    """Use no set any more, if it is the stack's own; return whether that changed."""
    name = own(stack_outputs)
    if not name or in_use(ses) != name:
        return False
    ses.set_active_receipt_rule_set()
    return True
