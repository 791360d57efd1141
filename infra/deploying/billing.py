"""The billing of an account: whether it may make budgets, and whether AWS closes it by itself."""

from typing import Any

from botocore.exceptions import ClientError

from chalicelib.frozen import Frozen
from infra.aws_errors import REFUSED, code_of
from infra.deploying.config import NO_BUDGET

LINKED = "linked account"  # in the refusal: "Account … is a linked account. To enable budgets for your account, ask the payer …"
NO_BUDGETS = f'account belongs to an organization that allows it no budgets: write budget = "{NO_BUDGET}" in presswork.toml'
CONSOLE = "https://console.aws.amazon.com/billing"


class AccountPlan(Frozen):
    """A Free plan: the day on which it ends, if AWS names it, and whether it has ended already."""

    ends: str
    is_over: bool


def may_make_budgets(budgets: Any, account: str) -> bool:
    """Return False if the account's organization keeps budgets to itself, as it may for a member account.

    Credentials that may not list budgets prove nothing, so the answer is True.
    """
    try:
        budgets.describe_budgets(AccountId=account, MaxResults=1)
    except ClientError as error:
        if LINKED in str(error):
            return False
        if code_of(error) not in REFUSED:
            raise
    return True


def free_plan(freetier: Any) -> AccountPlan | None:
    """Return the account's Free plan, which ends after six months, or once its credits are spent; None for any other account:
    https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/free-tier-plans.html"""
    try:
        plan = freetier.get_account_plan_state()
    except ClientError as error:
        if code_of(error) == "ResourceNotFoundException":  # the account is older than plans are
            return None
        raise
    if plan["accountPlanType"] != "FREE":
        return None
    ends = plan.get("accountPlanExpirationDate")
    return AccountPlan(f"{ends:%Y-%m-%d}" if ends else "", plan["accountPlanStatus"] == "EXPIRED")


def closing_of(plan: AccountPlan) -> str:
    """Return when and why AWS closes an account with this plan."""
    if plan.is_over:
        return "the account's Free plan is over, so AWS closes the account, with the site and its subscribers"
    when = f"on {plan.ends}" if plan.ends else "six months after it began"
    return (
        f"the account's Free plan ends {when}, or once its credits are spent: then AWS closes the account, and the site is gone"
    )


UPGRADE = f"upgrade to the paid plan at {CONSOLE}; the credits stay"


def doubt_of_plan(freetier: Any) -> str:
    """Return what to do about the account's plan before a deployment; empty if it never ends."""
    try:
        plan = free_plan(freetier)
    except ClientError as error:
        if code_of(error) not in REFUSED:
            raise
        return f"these credentials can't see whether the account has a Free plan, which ends after six months: see {CONSOLE}"
    return f"{closing_of(plan)}. So {UPGRADE}" if plan else ""
