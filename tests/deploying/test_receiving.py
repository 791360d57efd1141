"""Receiving mail: the account's set of receipt rules is the stack's, or somebody else's, and never taken from them."""

from typing import Any

import pytest
from msgspec.structs import replace

from infra.deploying import UndeployableError
from infra.deploying.deploy import check_account, deploy, give_up_rules, use_rules
from infra.deploying.destroy import destroy
from infra.deploying.mail import receiving
from infra.deploying.plan import Plan
from infra.stack import inbound
from tests.deploying.deployer import PLAIN, Deployer

OWN, THEIRS = "presswork-inbound", "shop"
OURS = {inbound.RULES: OWN}
WANTED = replace(PLAIN, mail_domain="press.example", receiving="yes")


@pytest.fixture
def ses(deployer: Deployer) -> Any:
    """The account's SES, with both sets, and none in use."""
    for name in (OWN, THEIRS):
        deployer.aws.ses.create_receipt_rule_set(RuleSetName=name)
    return deployer.aws.ses


def test_a_set_of_the_accounts_gets_the_rule_and_stays_in_use(ses: Any) -> None:
    ses.set_active_receipt_rule_set(RuleSetName=THEIRS)

    assert receiving.others(ses, OURS) == THEIRS
    assert not receiving.begin(ses, OURS)
    assert not receiving.end(ses, OURS)
    assert receiving.in_use(ses) == THEIRS


def test_the_stacks_own_set_is_used_where_the_account_has_none(ses: Any) -> None:
    assert receiving.others(ses, {}) == ""
    assert receiving.begin(ses, OURS)
    assert (receiving.in_use(ses), receiving.others(ses, OURS)) == (OWN, "")


def test_a_stack_that_receives_nothing_changes_nothing(ses: Any) -> None:
    assert not receiving.begin(ses, {})
    assert receiving.in_use(ses) == ""


def test_the_rules_of_a_deployment_are_used_once_they_are_there(deployer: Deployer, ses: Any) -> None:
    use_rules(replace(deployer.work(WANTED), outputs=OURS))

    assert receiving.in_use(ses) == OWN
    assert "mail is received as soon as" in deployer.printed()


@pytest.mark.parametrize(("wanted", "found", "left"), [(WANTED, "", OWN), (WANTED, THEIRS, ""), (PLAIN, "", "")])
def test_rules_that_are_about_to_go_are_given_up_before(deployer: Deployer, ses: Any, wanted: Any, found: str, left: str) -> None:
    ses.set_active_receipt_rule_set(RuleSetName=OWN)

    give_up_rules(
        replace(deployer.work(wanted), previous_outputs=OURS, account_parameters={"RuleSet": found}, plan=Plan("set", ()))
    )

    assert receiving.in_use(ses) == left


def test_a_stack_that_is_removed_gives_up_its_rules_before(deployer: Deployer, ses: Any) -> None:
    deploy(deployer.work())
    ses.set_active_receipt_rule_set(RuleSetName=OWN)
    outputs = deployer.stack._outputs
    deployer.stack._outputs = lambda name: [*outputs(name), {"OutputKey": inbound.RULES, "OutputValue": OWN}]  # type: ignore[method-assign]

    assert destroy(deployer.leaving()) == 0

    assert receiving.in_use(ses) == ""


ELSEWHERE = "eu-south-1"


@pytest.mark.parametrize(("region", "receives", "asked"), [(ELSEWHERE, "yes", 1), (ELSEWHERE, "no", 0), ("eu-west-1", "yes", 0)])
def test_a_region_that_may_receive_by_now_is_asked_about_and_not_refused(
    deployer: Deployer, region: str, receives: str, asked: int
) -> None:
    work = check_account(deployer.work(replace(WANTED, region=region, receiving=receives)))

    assert work.names.region == region
    assert deployer.printed().count(f"look for inbound-smtp.{region}.amazonaws.com in {inbound.ENDPOINTS}") == asked


def test_mail_is_received_only_at_a_domain(deployer: Deployer) -> None:
    with pytest.raises(UndeployableError, match="there's no mail_domain"):
        deploy(deployer.work(replace(WANTED, mail_domain="")))


def test_the_account_is_asked_for_its_rules_where_mail_is_received(deployer: Deployer, ses: Any) -> None:
    ses.set_active_receipt_rule_set(RuleSetName=THEIRS)

    deploy(deployer.work(WANTED))

    assert (deployer.stack.parameters["Receiving"], deployer.stack.parameters["RuleSet"]) == ("yes", THEIRS)
