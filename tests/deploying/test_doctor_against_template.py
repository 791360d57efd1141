"""What differs from the deployed template is named, and what the report advises mends it."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from moto import mock_aws
from msgspec.structs import replace

from infra.deploying.doctor import against_template, comparisons, statements
from infra.deploying.doctor.check_context import CheckContext
from infra.deploying.doctor.diagnoses import Fault
from infra.deploying.doctor.stack_checks import examined
from infra.deploying.doctor.template_reader import Declared
from infra.deploying.services import Aws, services
from infra.package import describing
from infra.stack import inbound
from infra.stack.functions import FUNCTIONS
from infra.stack.template import merge_template
from tests.deploying.patients import NAMES, WORD, Pipeline, Site, Standing, found, mended, patient
from tests.deploying.some_dns import SomeDns
from tests.stack.conftest import PROJECT
from tests.stack.reading import of_type

REGION, ACCOUNT = NAMES.region, NAMES.account


# ---- the whole template


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    pytest.importorskip("samtranslator", reason="`make deploy-tools` installs it")
    folder = tmp_path_factory.mktemp("plain")
    for name in ("sam", "plain"):
        (folder / name).mkdir()
    return describing.as_plain(describing.sam(PROJECT, "arm64", merge_template(), folder / "sam"), folder / "plain")


def all_made(template: Mapping[str, Any]) -> Declared:
    """The template, of which every resource was made, and has its own name as its id."""
    return Declared(template, {name: name for name in template["Resources"]}, {"MailDomain": "example.org"}, NAMES)


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


class Pages(list[Any]):
    """Pages that were read before."""

    def paginate(self, **_where: Any) -> Iterator[Any]:
        return iter(self)


def played(template: Mapping[str, Any]) -> dict[str, Any]:
    """CloudFormation's answers about a stack in which every resource was made."""
    made = [
        {"LogicalResourceId": name, "PhysicalResourceId": name, "ResourceStatus": "CREATE_COMPLETE"}
        for name in template["Resources"]
    ]
    parameters = [{"ParameterKey": "MailDomain", "ParameterValue": "example.org"}]
    return {
        "get_template": {"TemplateBody": template},
        "get_paginator": Pages([{"StackResourceSummaries": made}]),
        "describe_stacks": {"Stacks": [{"Parameters": parameters}]},
    }


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


ROLE = {"Version": "2012-10-17", "Statement": []}
IDS = {
    "UploadsQueue": f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/presswork-uploads",
    "EventsDeadLetters": f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/presswork-events-dead",
    "MailEventsTopic": f"arn:aws:sns:{REGION}:{ACCOUNT}:presswork-mail-events",
    **{name: f"presswork-{name.lower()}" for name in ("ContentBucket", "PublicBucket", "LogBucket", "InboundBucket")},
    "Distribution": "D1",
    "RestAPI": "r1",
    "TickTickEvent": "presswork-tick-rule",
    **{function.resource: f"presswork-{function.name}" for function in FUNCTIONS},
}
"""What CloudFormation calls what is made below."""


@pytest.fixture
def aws() -> Iterator[Aws]:
    with mock_aws():
        made = services(REGION)
        role = made.iam.create_role(RoleName="all", AssumeRolePolicyDocument=json.dumps(ROLE))["Role"]["Arn"]
        for name in ("presswork-uploads", "presswork-events-dead"):
            made.sqs.create_queue(QueueName=name)
        made.sns.create_topic(Name="presswork-mail-events")
        for name in ("ContentBucket", "PublicBucket", "LogBucket", "InboundBucket"):
            made.s3.create_bucket(Bucket=IDS[name], CreateBucketConfiguration={"LocationConstraint": REGION})
        for function in FUNCTIONS:
            code = {"Handler": "app.x", "Runtime": "python3.13", "Role": role, "Code": {"ZipFile": empty_zip()}}
            made.functions.create_function(FunctionName=IDS[function.resource], **code)
        yield made


def empty_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("app.py", "")
    return file.getvalue()


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


def test_the_mx_record_of_received_mail_is_asked_of_dns() -> None:
    told = {"RecordInboundMx": "news.example.org MX 10 inbound-smtp.eu-central-1.amazonaws.com"}
    right, wrong = ("5 inbound-smtp.eu-central-1.amazonaws.com.",), ("10 mail.example.org.",)

    assert result("record news.example.org MX", patient(told, {("news.example.org", "MX"): right})) == ""
    assert "DNS says 10 mail.example.org" in result(
        "record news.example.org MX", patient(told, {("news.example.org", "MX"): wrong})
    )


# ---- in the report


def result(name: str, site: CheckContext) -> str:
    return "; ".join(fault.found for row in examined(site) if row.name == name for fault in row.faults)


def test_a_template_that_may_not_be_read_is_a_row_and_hides_no_other() -> None:
    rows = {row.name: row for row in examined(patient({}))}

    for check in ("policy", "failed events of", "schedule", "receipt rule"):
        assert "these credentials aren't allowed to do that: get_template" in rows[check].faults[0].found
    assert rows["probe page"].result == "not tried"
