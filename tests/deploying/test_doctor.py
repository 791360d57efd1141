"""What the doctor finds: each fault that is put in on purpose is named by the row it belongs to."""

import json
from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from chalicelib import codec
from chalicelib.content.site.site import Newsletter, Sender, Site
from chalicelib.diagnostics import CAUTIONS
from infra.deploying.deploy import deploy
from infra.deploying.doctor import diagnoses, doctor, needed_rights, probes
from infra.deploying.doctor.check_context import CheckContext
from infra.deploying.doctor.needed_rights import decisions_of
from infra.deploying.doctor.stack_checks import CheckRow, examined
from infra.deploying.domain.records import Record
from infra.stack import buckets
from infra.stack.functions import FUNCTIONS, LETTERS
from tests.deploying.deployer import Deployer, sender
from tests.deploying.patients import BLOG, BUCKET, CDN, NAMES, SITE, WORD, Pipeline, found, patient, remarked
from tests.deploying.some_dns import SomeDns

# ---- judgements

NOTHING_TOLD: dict[str, Any] = {"ResponseMetadata": {}}
ALL_TOLD = {"LambdaFunctionConfigurations": [{"Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]}]}
EVENTS = ["SEND", "DELIVERY", "BOUNCE", "COMPLAINT", "REJECT", "RENDERING_FAILURE"]
NEED = needed_rights.Needed(("s3:GetObject",), "arn:aws:s3:::content/x")
SPF, DMARC = '"v=spf1 include:amazonses.com ~all"', '"v=DMARC1; p=none"'

FAULTS: Mapping[str, tuple[diagnoses.Findings, str]] = {
    "stack": (diagnoses.stack("ROLLBACK_COMPLETE", False), "ROLLBACK_COMPLETE"),
    "new account": (diagnoses.concurrency(10, 10, 60), "10 functions at once"),
    "reserved": (diagnoses.concurrency(1000, 40, 60), "reserve all but 40 of 1,000"),
    "function": (diagnoses.function({"State": "Inactive"}), "Inactive"),
    "right": (
        diagnoses.rights([(NEED, {"s3:GetObject": "implicitDeny"})]),
        "s3:GetObject on arn:aws:s3:::content/x: no policy allows it",
    ),
    "disabled mapping": (diagnoses.mappings([{"UUID": "1", "State": "Disabled"}], "ingest"), "Disabled"),
    "no mapping": (diagnoses.mappings([], "ingest"), "its messages don't reach"),
    "notification": (diagnoses.notifications(buckets.CONTENT, NOTHING_TOLD), "s3:ObjectRemoved:*"),
    "dead letters": (diagnoses.dead(2, "press"), "2 messages failed every time"),
    "owner": (diagnoses.owner(True), "nobody gets the alarms"),
    "no record": (diagnoses.record(Record("a.example", "CNAME", "b.example"), ()), "no such record"),
    "other record": (diagnoses.record(Record("a.example", "CNAME", "b.example"), ("c.example.",)), "DNS says c.example"),
    "SPF without SES": (diagnoses.record(Record("a.example", "TXT", SPF), ('"v=spf1 -all"',)), "DNS says v=spf1 -all"),
    "unknown sender": (diagnoses.sender("example.org", {}), "SES doesn't know example.org"),
    "unverified sender": (diagnoses.sender("example.org", sender("PENDING", "SUCCESS")), "DKIM of example.org is PENDING"),
    "MAIL FROM": (diagnoses.sender("example.org", sender("SUCCESS", "FAILED")), "MAIL FROM of example.org is FAILED"),
    "sandbox": (diagnoses.sandbox({}), "in the sandbox"),
    "paused": (diagnoses.sending({"SendingEnabled": False}), "paused"),
    "quota": (diagnoses.quota({"SendQuota": {"Max24HourSend": 200.0, "SentLast24Hours": 200.0}}), "200 of the 200 emails"),
    "disabled events": (diagnoses.events([{"Enabled": False, "MatchingEventTypes": EVENTS}]), "SES doesn't report BOUNCE"),
    "receiver": (diagnoses.reports([{"SubscriptionArn": "PendingConfirmation"}]), "reach nobody"),
    "CDN": (diagnoses.cdn_answer(SITE, 502), "answers 502"),
    "page": (diagnoses.page(probes.ProbeResult(), BUCKET, SITE), "never came"),
    "page stays": (diagnoses.page(probes.ProbeResult(came=True), BUCKET, SITE), "is still there"),
    "refused": (diagnoses.page(probes.ProbeResult(report="no room"), BUCKET, SITE), "refused: no room"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named(name: str) -> None:
    faults, says = FAULTS[name]
    assert says in found(faults)


@pytest.mark.parametrize(
    "faults",
    [
        diagnoses.rights([(NEED, {"s3:GetObject": "allowed"})]),
        diagnoses.mappings([{"UUID": "1", "State": "Enabled"}], "ingest"),
        diagnoses.notifications(buckets.CONTENT, ALL_TOLD),
        diagnoses.record(Record("a.example", "CNAME", "b.example"), ("B.example.",)),
        diagnoses.record(Record("_dmarc.a.example", "TXT", DMARC), ('"v=DMARC1; p=reject"',)),
        diagnoses.record(Record("a.example", "TXT", SPF), ('"other"', '"v=spf1 include:amazonses.com -all"')),
        diagnoses.sender("example.org", sender("SUCCESS", "SUCCESS")),
        diagnoses.concurrency(100, 60, 60),
        diagnoses.record(Record("news.a.example", "MX", "10 inbound.example"), ("20 Inbound.example.",)),
        diagnoses.events([{"Enabled": True, "MatchingEventTypes": EVENTS}]),
        diagnoses.page(probes.ProbeResult(came=True, went=True), BUCKET, SITE),
    ],
)
def test_what_is_right_is_no_fault(faults: diagnoses.Findings) -> None:
    assert found(faults) == ""


def test_a_quota_with_room_is_told_with_its_rate() -> None:
    account = {"Max24HourSend": 50_000.0, "SentLast24Hours": 12.0, "MaxSendRate": 14.0}

    assert remarked(diagnoses.quota({"SendQuota": account})).startswith("12 of 50,000 emails sent in 24 hours; up to 14 a second")
    assert "without a limit" in remarked(diagnoses.quota({"SendQuota": {**account, "Max24HourSend": -1.0}}))


# ---- rights


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_each_right_of_a_policy_is_asked_of_one_resource(function: Any) -> None:
    for one in needed_rights.needed(function, NAMES, "example.org"):
        assert one.actions
        assert "${" not in one.on
        assert one.on == "*" or "*" not in one.on


def test_mail_is_asked_for_with_a_sender_that_the_condition_allows() -> None:
    asked = [one for one in needed_rights.needed(LETTERS, NAMES, "example.org") if "ses:SendEmail" in one.actions]

    assert asked[0].context == (("ses:FromAddress", "string", "doctor@example.org"),)


# ---- the report


def test_a_record_that_points_elsewhere_is_named_by_its_row() -> None:
    row = row_of_record({(BLOG, "CNAME"): ("elsewhere.example.",)})

    assert (row.group, row.result) == ("dns", "wrong")
    assert row.faults[0].found == "DNS says elsewhere.example"


def test_a_domain_that_can_have_no_cname_may_have_the_addresses_of_its_target() -> None:
    there, elsewhere = ("192.0.2.1", "192.0.2.2"), ("198.51.100.1",)

    assert row_of_record({(BLOG, "A"): there[:1], (CDN, "A"): there}).result == "ok"
    assert row_of_record({(BLOG, "A"): elsewhere, (CDN, "A"): there}).faults[0].found == "DNS has no such record"


def row_of_record(dns: Mapping[tuple[str, str], tuple[str, ...]]) -> CheckRow:
    """The row of the site's own record, in a world with this DNS."""
    site = patient({"RecordSite": f"{BLOG} CNAME {CDN}"}, dns)
    return next(row for row in examined(site) if row.name == f"record {BLOG} CNAME")


def test_a_refused_call_says_which_right_is_missing() -> None:
    rows = {row.name: row for row in examined(patient({}))}

    assert "these credentials aren't allowed to do that: get_account_settings" in rows["concurrency"].faults[0].found


def test_a_fault_is_told_once_with_the_region_of_its_commands() -> None:
    said: list[str] = []

    doctor.examine(patient({}), said.append, as_json=False)

    assert said[0] == "presswork in eu-central-1; before the commands that follow: `export AWS_REGION=eu-central-1`"
    owner = "  ! owner: wrong: the stack presswork (CREATE_COMPLETE) has no output AlarmTopicArn. Do: run `presswork deploy`"
    assert owner in said


def test_a_remark_stands_behind_the_result() -> None:
    (line,) = doctor.lines(CheckRow("mail", "quota", "ok", (), (diagnoses.Remark("12 mails are sent"),)), first=False)

    assert line == "    quota: ok; 12 mails are sent"


def test_a_check_that_needs_a_failed_one_says_so_and_changes_nothing() -> None:
    rows = {row.name: row for row in examined(patient({}))}

    assert rows["probe page"].result == "not tried"
    assert "address" in rows["probe page"].faults[0].found


def test_without_mail_its_rows_are_not_used() -> None:
    rows = {row.name: row.result for row in examined(patient({}))}

    assert rows["sender"] == rows["probe letter"] == rows["sandbox"] == "not used"


def test_without_a_cdn_its_row_is_not_used_and_the_address_is_still_read() -> None:
    rows = {row.name: row.result for row in examined(patient({"SiteUrl": SITE}))}

    assert (rows["CDN"], rows["log delivery"]) == ("not used", "not used")
    assert rows["address"] in ("ok", "wrong")


def test_the_function_that_serves_a_site_without_a_cdn_is_looked_at_as_every_other() -> None:
    without, with_cdn = (
        {row.name for row in examined(patient({"SiteUrl": SITE, **more}))} for more in ({"FunctionServe": "presswork-serve"}, {})
    )

    assert without - with_cdn == {f"{check} serve" for check in ("function", "reserved concurrency of", "rights")}


def test_the_report_as_json_has_the_same_rows_and_status() -> None:
    said: list[str] = []

    status = doctor.examine(patient({}), said.append, as_json=True)

    assert status == 1
    assert [one["name"] for one in json.loads(said[0])] == [row.name for row in examined(patient({}))]


def test_the_status_is_good_only_if_nothing_is_missing() -> None:
    rows = [row for row in examined(patient({})) if row.result in ("ok", "not used")]

    assert not doctor.is_lacking(rows)
    assert doctor.is_lacking([*rows, replace_result(rows[0])])


def replace_result(row: Any) -> Any:
    return row._replace(result="not tried")


# ---- on moto's AWS


def test_on_an_account_the_rows_name_what_was_broken(deployer: Deployer) -> None:
    deploy(deployer.work())
    site = deployer.site
    site.aws.sqs.send_message(QueueUrl=site.outputs["UploadsDeadLettersUrl"], MessageBody="x")
    ill = CheckContext(site, NAMES, Pipeline(fails=lambda: (404, b"")), SomeDns({}), WORD, lambda _: None)

    rows = {row.name: row for row in examined(ill)}

    assert rows["stack"].result == rows["concurrency"].result == rows["owner"].result == "ok"
    assert rows["dead letters of press"].result == "ok"
    assert rows["dead letters of uploads"].faults[0].found == "1 messages failed every time, and were set aside"
    assert rows["notifications of content"].faults[0].found == "nobody is notified of s3:ObjectCreated:*"


def test_the_roles_rights_are_asked_of_iam_as_it_takes_them() -> None:
    iam = boto3.client("iam", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    answer = {"EvaluationResults": [{"EvalActionName": "ses:SendEmail", "EvalDecision": "implicitDeny"}]}
    (asked, *_) = [one for one in needed_rights.needed(LETTERS, NAMES, "example.org") if "ses:SendEmail" in one.actions]

    with Stubber(iam) as stubber:
        stubber.add_response("simulate_principal_policy", answer)
        decisions = decisions_of(iam, "arn:aws:iam::123456789012:role/letters", asked)

    assert "ses:SendEmail on" in found(diagnoses.rights([(asked, decisions)]))


# ---- the senders of site.yaml

WITH_MAIL = {
    "ConfirmationsSender": "confirm@press.example",
    "LettersSender": "letters@news.press.example",
    "TableName": "presswork",
}


@pytest.mark.parametrize(
    ("letters", "result"), [("", "ok"), ("a@news.press.example", "ok"), ("a@blog.press.example", "wrong"), (None, "ok")]
)
def test_a_sender_of_the_site_in_force_that_aws_refuses_is_named(letters: str | None, result: str) -> None:
    written = Site(newsletter=Newsletter(letters=Sender("", letters or "")))
    stored = {"pk": {"S": "SITE"}, "sk": {"S": "-"}, "value": {"S": codec.dumps(written)}, "stamp": {"S": "1"}}
    answer = {} if letters is None else {"Item": stored}

    rows = {row.name: row for row in examined(patient(WITH_MAIL, get_item=answer))}

    row = rows["senders of site.yaml"]
    assert row.result == result
    assert [fault.found for fault in row.faults] == [
        f"site.yaml sends from {letters}: {CAUTIONS['sender'].why}" for _ in range(result == "wrong")
    ]
