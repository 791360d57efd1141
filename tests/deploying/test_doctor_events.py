"""Failed events, the clock and received mail: what differs from the deployed template is named, and the advice mends it."""

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from infra.deploying.doctor import against_template, comparisons
from infra.deploying.doctor.check_context import CheckContext
from infra.deploying.doctor.stack_checks import examined
from infra.deploying.services import Aws
from infra.stack import inbound
from tests.deploying.declared import ACCOUNT, REGION, Pages, played
from tests.deploying.patients import NAMES, WORD, Pipeline, Site, Standing, found, mended, patient
from tests.deploying.some_dns import SomeDns

# ---- failed events


def with_rights(aws: Aws, plain: Mapping[str, Any], decision: str) -> CheckContext:
    """A site of that template on moto, of which CloudFormation and the simulation of rights are played."""
    answers = [{"EvaluationResults": [{"EvalActionName": "sqs:SendMessage", "EvalDecision": decision}]}]
    one = patient({}, **{**played(plain), "get_paginator": Pages(answers)})
    site: Any = Site(replace(aws, iam=one.site.aws.iam), Standing({}))
    return CheckContext(site, NAMES, Pipeline(), SomeDns({}), WORD, lambda _: None)


WANTED = comparisons.FailurePolicy(2, 21_600, f"arn:aws:sqs:{REGION}:{ACCOUNT}:presswork-events-dead")
NEVER = comparisons.FailurePolicy(0, 60, "")


@pytest.mark.parametrize("wanted", [WANTED, NEVER])
def test_failed_events_that_go_elsewhere_are_named_and_the_advice_restores_it(
    plain: Mapping[str, Any], aws: Aws, wanted: comparisons.FailurePolicy
) -> None:
    site = with_rights(aws, plain, "allowed")
    (fault,) = against_template.failed_events(site, ("presswork-popular", wanted))

    mended(fault.do, REGION)

    assert fault.found.startswith("failed events are tried again 2 times within 21,600 seconds, then dropped; the template says ")
    assert list(against_template.failed_events(site, ("presswork-popular", wanted))) == []


def test_a_queue_of_failed_events_that_is_gone_is_named_and_the_advice_makes_it(plain: Mapping[str, Any], aws: Aws) -> None:
    site = with_rights(aws, plain, "allowed")
    aws.sqs.delete_queue(QueueUrl=aws.sqs.get_queue_url(QueueName="presswork-events-dead")["QueueUrl"])
    _, fault = against_template.failed_events(site, ("presswork-popular", WANTED))

    assert "presswork-events-dead, which keeps failed events, doesn't exist" in fault.found
    mended(fault.do, REGION)
    assert len(list(against_template.failed_events(site, ("presswork-popular", WANTED)))) == 1  # the function's own settings


def test_a_role_that_may_not_put_failed_events_away_is_named(plain: Mapping[str, Any], aws: Aws) -> None:
    site = with_rights(aws, plain, "implicitDeny")

    _, fault = against_template.failed_events(site, ("presswork-popular", WANTED))

    assert fault.found == f"its role isn't allowed to sqs:SendMessage on {WANTED.queue}: no policy allows it"


# ---- the clock


def test_a_clock_that_stands_still_is_named_and_the_advice_starts_it(plain: Mapping[str, Any], aws: Aws) -> None:
    aws.events.put_rule(Name="presswork-tick-rule", ScheduleExpression="rate(1 minute)", State="DISABLED")
    site = with_rights(aws, plain, "allowed")
    still, uncalled = against_template.clock(site, ("presswork-tick-rule", ["arn:of:tick"]))

    mended(still.do, REGION)
    aws.events.put_targets(Rule="presswork-tick-rule", Targets=[{"Id": "1", "Arn": "arn:of:tick"}])

    assert "has stopped" in still.found
    assert uncalled.found == "the rule presswork-tick-rule doesn't call arn:of:tick"
    assert list(against_template.clock(site, ("presswork-tick-rule", ["arn:of:tick"]))) == []


# ---- received mail


RULE = {
    "Name": "presswork-inbound",
    "Enabled": True,
    "Recipients": ["news.example.org"],
    "Actions": [{"S3Action": {"BucketName": "presswork-inbound"}}, {"LambdaAction": {"FunctionArn": "arn:of:mail_in"}}],
}
TAKEN = [{"S3Action": {"BucketName": "presswork-inbound", "ObjectKeyPrefix": ""}}, RULE["Actions"][1]]  # type: ignore[index]
OURS, THEIRS = {"Name": "presswork-inbound"}, {"Name": "of-another"}

RECEIVING: tuple[tuple[Mapping[str, Any], str], ...] = (
    ({}, "SES receives no mail: the account has no active set of receipt rules"),
    ({"Metadata": THEIRS, "Rules": []}, "the active set of receipt rules, of-another, has no rule presswork-inbound"),
    ({"Metadata": OURS, "Rules": [{**RULE, "Enabled": False}]}, "is turned off"),
    ({"Metadata": OURS, "Rules": [{**RULE, "Recipients": ["example.org"]}]}, "isn't for news.example.org"),
    ({"Metadata": OURS, "Rules": [{**RULE, "Actions": TAKEN[:1]}]}, "lacks an action: "),
)


@pytest.mark.parametrize(("active", "says"), RECEIVING, ids=lambda value: value if isinstance(value, str) else "")
def test_mail_that_does_not_come_is_named(active: Mapping[str, Any], says: str) -> None:
    assert says in found(comparisons.receiving(RULE, "presswork-inbound", active))


def test_a_rule_with_the_defaults_of_ses_is_right() -> None:
    assert found(comparisons.receiving(RULE, "", {"Metadata": THEIRS, "Rules": [{**RULE, "Actions": TAKEN}]})) == ""


def test_the_set_that_no_account_uses_is_chosen_by_the_advice(plain: Mapping[str, Any], aws: Aws) -> None:
    aws.ses.create_receipt_rule_set(RuleSetName="presswork-inbound")
    site: Any = Site(aws, Standing({inbound.RULES: "presswork-inbound"}))
    ill = CheckContext(site, NAMES, Pipeline(), SomeDns({}), WORD, lambda _: None)
    (fault,) = against_template.receipt(ill, RULE)

    mended(fault.do, REGION)

    assert "has no rule presswork-inbound" in next(against_template.receipt(ill, RULE)).found


def result(name: str, site: CheckContext) -> str:
    return "; ".join(fault.found for row in examined(site) if row.name == name for fault in row.faults)


def test_the_mx_record_of_received_mail_is_asked_of_dns() -> None:
    told = {"RecordInboundMx": "news.example.org MX 10 inbound-smtp.eu-central-1.amazonaws.com"}
    right, wrong = ("5 inbound-smtp.eu-central-1.amazonaws.com.",), ("10 mail.example.org.",)

    assert result("record news.example.org MX", patient(told, {("news.example.org", "MX"): right})) == ""
    assert "DNS says 10 mail.example.org" in result(
        "record news.example.org MX", patient(told, {("news.example.org", "MX"): wrong})
    )
