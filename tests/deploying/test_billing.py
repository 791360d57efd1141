"""The account's billing: a member of an organization may have no budgets, and a Free plan ends with the account."""

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from infra.deploying import UndeployableError
from infra.deploying.config import NO_BUDGET
from infra.deploying.deploy import deploy
from infra.deploying.doctor.stack_checks import CheckRow, examined
from tests.deploying.deployer import ACCOUNT, PLAIN, Deployer, FreeTier
from tests.deploying.patients import patient

LINKED = (
    f"Account {ACCOUNT} is a linked account. To enable budgets for your account, ask the payer account to enable budgets first."
)
ENDS = datetime(2027, 5, 30, 8, tzinfo=UTC)


def free(status: str = "ACTIVE", **more: Any) -> dict[str, Any]:
    return {"accountId": ACCOUNT, "accountPlanType": "FREE", "accountPlanStatus": status, **more}


def plan_row(**plan: Any) -> CheckRow:
    rows = examined(patient({}, get_account_plan_state=plan))
    return next(row for row in rows if row.name == "plan")


# ---- budgets


def test_a_member_account_without_budgets_is_told_before_anything_is_made(deployer: Deployer) -> None:
    deployer.budgets.refuses = LINKED

    with pytest.raises(UndeployableError, match=r'write budget = "none" in presswork.toml') as raised:
        deploy(deployer.work())

    assert "\n" not in str(raised.value)
    assert (deployer.packages, deployer.stack.status) == (0, "")


def test_without_a_budget_such_an_account_has_a_site(deployer: Deployer) -> None:
    deployer.budgets.refuses = LINKED

    assert deploy(deployer.work(replace(PLAIN, budget=NO_BUDGET))) == 0

    assert deployer.stack.parameters["Budget"] == "0"


def test_credentials_that_may_not_list_budgets_prove_nothing(deployer: Deployer) -> None:
    deployer.budgets.refuses = "User: … is not authorized to perform: budgets:DescribeBudgets"

    assert deploy(deployer.work()) == 0


def test_a_budget_that_cloudformation_could_not_make_says_how_to_do_without(deployer: Deployer) -> None:
    deployer.stack.breaks = {"PressQueue": LINKED}

    with pytest.raises(UndeployableError, match=r'write budget = "none" in presswork.toml, and run the same command again$'):
        deploy(deployer.work())


# ---- the plan


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        (free(accountPlanExpirationDate=ENDS), "ends on 2027-05-30, or once its credits are spent"),
        (free(), "ends six months after it began"),
        (free("EXPIRED", accountPlanExpirationDate=ENDS), "is over, so AWS closes the account"),
    ],
)
def test_a_free_plan_is_told_with_its_end_and_its_remedy(deployer: Deployer, plan: dict[str, Any], says: str) -> None:
    deployer.freetier.plan = plan

    deploy(deployer.work())

    [line] = [line for line in deployer.printed().splitlines() if "Free plan" in line]
    assert says in line
    assert line.endswith("upgrade to the paid plan at https://console.aws.amazon.com/billing; the credits stay")
    row = plan_row(**plan)
    assert says in row.faults[0].found
    assert "upgrade to the paid plan" in row.faults[0].do


@pytest.mark.parametrize("plan", [None, {"accountPlanType": "PAID", "accountPlanStatus": "ACTIVE"}])
def test_other_accounts_stay_open_and_hear_nothing(deployer: Deployer, plan: dict[str, Any] | None) -> None:
    deployer.freetier.plan = plan

    deploy(deployer.work())

    assert "plan" not in deployer.printed().replace("planned", "")


def test_a_plan_that_cannot_be_read_is_a_doubt_and_no_failure(deployer: Deployer) -> None:
    deployer.freetier = FreeTier(refuses="AccessDeniedException")

    assert deploy(deployer.work()) == 0

    assert "these credentials can't see whether the account has a Free plan" in deployer.printed()
