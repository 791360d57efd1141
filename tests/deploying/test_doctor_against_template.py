"""What differs from the deployed template is named, and what the report advises mends it."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from infra.deploying.doctor import against_template, statements
from infra.deploying.doctor.diagnoses import Fault
from infra.deploying.doctor.stack_checks import examined
from infra.deploying.doctor.template_reader import Declared
from infra.deploying.services import Aws
from tests.deploying.declared import ACCOUNT, IDS, REGION, all_made, played
from tests.deploying.patients import NAMES, mended, patient
from tests.stack.reading import of_type

# ---- the whole template


def test_every_policy_and_permission_of_the_template_is_compared(plain: Mapping[str, Any]) -> None:
    kinds = [kind.type for kind in statements.KINDS]
    declared = {name for name, one in plain["Resources"].items() if one["Type"].endswith(("Policy", "::Permission"))}
    of_iam = {name for kind in ("Policy", "ManagedPolicy") for name in of_type(plain["Resources"], f"AWS::IAM::{kind}")}
    of_cdn = {
        name
        for kind in ("CachePolicy", "ResponseHeadersPolicy")
        for name in of_type(plain["Resources"], f"AWS::CloudFront::{kind}")
    }

    compared = dict(statements.declared_in(all_made(plain)))

    assert declared - of_iam - of_cdn == compared.keys()
    assert {policy.kind.type for policy in compared.values()} == set(kinds)
    assert "Fn::" not in str(compared)


def test_every_function_that_is_handed_events_is_compared(plain: Mapping[str, Any]) -> None:
    handed = of_type(plain["Resources"], "AWS::Lambda::EventInvokeConfig")
    site = patient({}, **played(plain))

    assert [name for name, _ in against_template.failing(site)] == [one["FunctionName"]["Ref"] for one in handed.values()]
    assert [functions for _, (_, functions) in against_template.clocks(site)] == [
        [f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:Tick"]
    ]
    assert [rule["Recipients"] for _, rule in against_template.receipts(site)] == [["news.example.org"]]


def test_what_a_condition_left_out_is_not_looked_for(plain: Mapping[str, Any]) -> None:
    all_but_mail = {name: name for name, one in plain["Resources"].items() if one.get("Condition") != "ReceivesMail"}

    names = dict(statements.declared_in(replace(all_made(plain), made=all_but_mail)))

    assert "MailInPermission" not in names
    assert "PopularMayBeCalled" in names


def test_a_bucket_is_read_by_the_cdn_alone_and_without_one_by_no_service(plain: Mapping[str, Any]) -> None:
    with_cdn, without = (
        dict(statements.declared_in(replace(all_made(plain), parameters={"MailDomain": "", "Cdn": cdn})))["PublicBucketPolicy"]
        for cdn in ("yes", "no")
    )

    assert [one["Principal"] for one in with_cdn.statements] == ["*", *[{"Service": "cloudfront.amazonaws.com"}] * 2]
    assert [one["Principal"] for one in without.statements] == ["*"]


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("ServeUrlMayBeAsked", {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}}),
        ("ServeMayBeCalled", {"Bool": {"lambda:InvokedViaFunctionUrl": "true"}}),
    ],
)
def test_anybody_may_ask_the_function_that_serves_a_site_and_by_its_address_alone(
    plain: Mapping[str, Any], name: str, condition: Mapping[str, Any]
) -> None:
    [statement] = dict(statements.declared_in(all_made(plain)))[name].statements

    assert (statement["Principal"], statement["Condition"]) == ("*", condition)


def test_a_reference_that_the_doctor_does_not_know_is_an_error_and_no_guess() -> None:
    with pytest.raises(ValueError, match="Fn::Join"):
        all_made({"Resources": {}}).filled({"Fn::Join": ["", []]})


# ---- on moto's AWS


POLICIES = (
    ("UploadsQueuePolicy", "s3.amazonaws.com may not sqs:SendMessage on"),
    ("MailEventsTopicPolicy", "ses.amazonaws.com may not sns:Publish on"),
    ("PublicBucketPolicy", "cloudfront.amazonaws.com may not s3:GetObject on"),
    ("LogBucketPolicy", "delivery.logs.amazonaws.com may not s3:PutObject on"),
    ("InboundBucketPolicy", "ses.amazonaws.com may not s3:PutObject on"),
    ("ContentBucketPolicy", "everyone isn't denied s3:* on"),
    ("PopularMayBeCalled", "s3.amazonaws.com may not lambda:InvokeFunction on"),
    ("MailNewsMayBeCalled", "sns.amazonaws.com may not lambda:InvokeFunction on"),
    ("TickTickEventPermission", "events.amazonaws.com may not lambda:InvokeFunction on"),
    ("APIHandlerInvokePermission", "apigateway.amazonaws.com may not lambda:InvokeFunction on"),
    ("MailInPermission", "ses.amazonaws.com may not lambda:InvokeFunction on"),
)


@pytest.mark.parametrize(("name", "says"), POLICIES)
def test_a_policy_that_is_gone_is_named_and_the_advice_restores_it(
    plain: Mapping[str, Any], aws: Aws, name: str, says: str
) -> None:
    declared = Declared(plain, {**IDS, name: name}, {"MailDomain": "example.org"}, NAMES)
    which = dict(statements.declared_in(declared))[name]
    (fault,) = compared(which, aws)

    mended(fault.do, REGION)

    assert says in fault.found
    assert list(compared(which, aws)) == []


def compared(policy: statements.Policy, aws: Aws) -> Iterator[Fault]:
    return statements.compare(policy, statements.current_statements(aws, policy), REGION)


def test_a_statement_for_another_source_is_none(plain: Mapping[str, Any], aws: Aws) -> None:
    which = dict(statements.declared_in(Declared(plain, {**IDS, "UploadsQueuePolicy": "x"}, {}, NAMES)))["UploadsQueuePolicy"]
    (fault,) = compared(which, aws)

    mended(fault.do.replace("presswork-content", "another-content"), REGION)

    assert (
        "where aws:SourceAccount is 123456789012 and aws:SourceArn is arn:aws:s3:::presswork-content"
        in next(compared(which, aws)).found
    )


def test_a_statement_means_the_same_however_it_is_written() -> None:
    ours = {"Effect": "Allow", "Principal": {"Service": "x"}, "Action": "a:b", "Resource": "r"}
    theirs = {**ours, "Sid": "1", "Principal": {"Service": ["x"]}, "Action": ["a:b"]}

    assert statements.plain({**ours, "Condition": {"ArnEquals": {"aws:SourceArn": "s"}}}) == statements.plain(
        {**theirs, "Condition": {"ArnLike": {"AWS:SourceArn": ["s"]}}}
    )
    assert statements.plain({**ours, "Condition": {"StringEquals": {"aws:SourceArn": "s"}}}) != statements.plain(theirs)


# ---- in the report


def test_a_template_that_may_not_be_read_is_a_row_and_hides_no_other() -> None:
    rows = {row.name: row for row in examined(patient({}))}

    for check in ("policy", "failed events of", "schedule", "receipt rule"):
        assert "these credentials aren't allowed to do that: get_template" in rows[check].faults[0].found
    assert rows["probe page"].result == "not tried"
