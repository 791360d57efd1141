"""What the doctor finds: each fault that is put in on purpose is named by the row it belongs to."""

# ruff: noqa: N803, ARG002 - arguments are called, and given, as boto3 has them

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from botocore.stub import Stubber

from infra.deploying import diagnoses, doctor, needed_rights, probes, web
from infra.deploying.deploy import deploy
from infra.deploying.examination import Patient, Row, decisions_of, examined
from infra.deploying.names import Names
from infra.deploying.probes import KEY, PATH, Probe
from infra.local.build import build
from infra.stack import buckets
from infra.stack.functions import FUNCTIONS, LETTERS
from tests.deploying.deployer import Deployer, error, sender

BUCKET, SITE, WORD = "content", "https://blog.example.org", "a-word-of-its-own"
NAMES = Names("presswork", "123456789012", "eu-central-1")


def found(faults: Iterator[diagnoses.Fault]) -> str:
    return "; ".join(fault.found for fault in faults)


# ---- judgements

NOTHING_TOLD: dict[str, Any] = {"ResponseMetadata": {}}
ALL_TOLD = {"LambdaFunctionConfigurations": [{"Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]}]}
EVENTS = ["SEND", "DELIVERY", "BOUNCE", "COMPLAINT", "REJECT", "RENDERING_FAILURE"]
NEED = needed_rights.Needed(("s3:GetObject",), "arn:aws:s3:::content/x")
SPF, DMARC = '"v=spf1 include:amazonses.com ~all"', '"v=DMARC1; p=none"'

FAULTS: Mapping[str, tuple[Iterator[diagnoses.Fault], str]] = {
    "stack": (diagnoses.stack("ROLLBACK_COMPLETE", False), "ROLLBACK_COMPLETE"),
    "new account": (diagnoses.concurrency(10, 60), "10 functions at once"),
    "function": (diagnoses.function({"State": "Inactive"}), "Inactive"),
    "right": (
        diagnoses.rights([(NEED, {"s3:GetObject": "implicitDeny"})]),
        "s3:GetObject on arn:aws:s3:::content/x: implicit",
    ),
    "disabled mapping": (diagnoses.mappings([{"UUID": "1", "State": "Disabled"}], "ingest"), "Disabled"),
    "no mapping": (diagnoses.mappings([], "ingest"), "nothing brings its messages"),
    "notification": (diagnoses.notifications(buckets.CONTENT, NOTHING_TOLD), "s3:ObjectRemoved:*"),
    "dead letters": (diagnoses.dead(2, "press"), "2 failed for good"),
    "owner": (diagnoses.owner(True), "alarms reach nobody"),
    "no record": (diagnoses.record("a.example", "CNAME", "b.example", ()), "no such record"),
    "other record": (diagnoses.record("a.example", "CNAME", "b.example", ("c.example.",)), "DNS says c.example"),
    "SPF without SES": (diagnoses.record("a.example", "TXT", SPF, ('"v=spf1 -all"',)), "DNS says v=spf1 -all"),
    "unknown sender": (diagnoses.sender("example.org", {}), "SES doesn't know example.org"),
    "unverified sender": (diagnoses.sender("example.org", sender("PENDING", "SUCCESS")), "DKIM of example.org is PENDING"),
    "MAIL FROM": (diagnoses.sender("example.org", sender("SUCCESS", "FAILED")), "MAIL FROM of example.org is FAILED"),
    "sandbox": (diagnoses.sandbox({}, "aws …"), "in the sandbox"),
    "paused": (diagnoses.sending({"SendingEnabled": False}), "paused"),
    "quota": (diagnoses.quota({"SendQuota": {"Max24HourSend": 200.0, "SentLast24Hours": 200.0}}), "200 of 200 mails"),
    "disabled events": (diagnoses.events([{"Enabled": False, "MatchingEventTypes": EVENTS}]), "SES doesn't tell of BOUNCE"),
    "receiver": (diagnoses.told([{"SubscriptionArn": "PendingConfirmation"}]), "reaches nobody"),
    "CDN": (diagnoses.answered(SITE, 502), "answers 502"),
    "logs": (diagnoses.deliveries("presswork-reads", [{"deliverySourceName": "other"}]), "nothing delivers presswork-reads"),
    "page": (diagnoses.page(probes.Seen(), BUCKET, SITE), "never came"),
    "page stays": (diagnoses.page(probes.Seen(came=True), BUCKET, SITE), "is still there"),
    "refused": (diagnoses.page(probes.Seen(report="no room"), BUCKET, SITE), "refused: no room"),
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
        diagnoses.record("a.example", "CNAME", "b.example", ("B.example.",)),
        diagnoses.record("_dmarc.a.example", "TXT", DMARC, ('"v=DMARC1; p=reject"',)),
        diagnoses.record("a.example", "TXT", SPF, ('"other"', '"v=spf1 include:amazonses.com -all"')),
        diagnoses.sender("example.org", sender("SUCCESS", "SUCCESS")),
        diagnoses.quota({"SendQuota": {"Max24HourSend": -1.0, "SentLast24Hours": 9.0}}),
        diagnoses.events([{"Enabled": True, "MatchingEventTypes": EVENTS}]),
        diagnoses.page(probes.Seen(came=True, went=True), BUCKET, SITE),
    ],
)
def test_what_is_right_is_no_fault(faults: Iterator[diagnoses.Fault]) -> None:
    assert found(faults) == ""


# ---- rights


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_each_right_of_a_policy_is_asked_of_one_resource(function: Any) -> None:
    for one in needed_rights.needed(function, NAMES, "example.org"):
        assert one.actions
        assert "${" not in one.on
        assert one.on == "*" or "*" not in one.on


def test_mail_is_asked_for_with_a_sender_that_the_condition_allows() -> None:
    asked = [one for one in needed_rights.needed(LETTERS, NAMES, "example.org") if one.context]

    assert asked[0].context == (("ses:FromAddress", "string", "doctor@example.org"),)


# ---- the probe page


@dataclass
class Pipeline:
    """A bucket, and a site that shows what lies in it; `fails` says what a read of the site does instead."""

    objects: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    fails: Callable[[], tuple[int, bytes]] | None = None

    def head_object(self, Bucket: str, Key: str) -> Mapping[str, Any]:
        if Key not in self.objects:
            raise error("404", "HeadObject")
        return self.objects[Key]

    def put_object(self, Bucket: str, **given: Any) -> None:
        self.objects[given["Key"]] = given

    def delete_object(self, Bucket: str, Key: str) -> None:
        del self.objects[Key]

    def get_object(self, Bucket: str, Key: str) -> Mapping[str, Any]:
        raise error("NoSuchKey", "GetObject")

    def get(self, url: str, accept: str = "*/*") -> tuple[int, bytes]:
        if self.fails:
            return self.fails()
        assert url == SITE + PATH
        return (200, self.objects[KEY]["Body"]) if KEY in self.objects else (404, b"")


def probe(pipeline: Pipeline) -> Probe:
    return Probe(pipeline, BUCKET, SITE, WORD, pipeline, lambda _: None)


def test_a_probe_page_is_seen_and_gone() -> None:
    pipeline = Pipeline()

    assert probe(pipeline).run() == probes.Seen(came=True, went=True)
    assert pipeline.objects == {}


def test_a_probe_page_that_never_comes_is_removed() -> None:
    pipeline = Pipeline(fails=lambda: (404, b""))

    assert not probe(pipeline).run().came
    assert pipeline.objects == {}


def interrupted() -> tuple[int, bytes]:
    raise KeyboardInterrupt


def test_a_probe_page_is_removed_when_the_doctor_is_interrupted() -> None:
    pipeline = Pipeline(fails=interrupted)

    with pytest.raises(KeyboardInterrupt):
        probe(pipeline).run()
    assert pipeline.objects == {}


def test_a_file_of_the_authors_is_never_taken_for_a_probe() -> None:
    theirs = {"Metadata": {}, "Body": b"mine"}
    pipeline = Pipeline({KEY: theirs})

    assert probe(pipeline).run().taken
    assert pipeline.objects == {KEY: theirs}


def test_what_a_killed_run_left_is_removed_by_the_next() -> None:
    pipeline = Pipeline({KEY: {"Metadata": probes.OURS, "Body": b"old"}})

    assert probe(pipeline).run().went
    assert pipeline.objects == {}


def test_a_probe_is_in_no_feed_and_leaves_nothing(tmp_path: Path) -> None:
    blog, out = tmp_path / "blog", tmp_path / "out"
    (blog / "posts").mkdir(parents=True)
    (blog / "posts" / "a.md").write_text("---\ntitle: A\ndate: 2026-11-20\n---\nText.\n")
    now = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    build(blog, out, url=SITE, now=now)
    before = contents(out)

    (blog / KEY).write_bytes(probes.source(WORD))
    build(blog, out, url=SITE, now=now)
    during = contents(out)
    (blog / KEY).unlink()
    build(blog, out, url=SITE, now=now)

    assert WORD.encode() in during["presswork-doctor/index.html"]
    assert not [name for name, body in during.items() if "feed" in name and b"presswork-doctor" in body]
    assert contents(out) == before


def contents(folder: Path) -> Mapping[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".sqlite"
    }


def test_the_source_of_a_probe_wants_no_letter() -> None:
    front = yaml.safe_load(probes.source(WORD).decode().split("---")[1])

    assert front["newsletter"] is False
    assert "date" not in front


# ---- the report


@dataclass
class Account:
    """An account in which every call is refused but for what is played here: `answers` by the call's name."""

    answers: Mapping[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*_: Any, **__: Any) -> Any:
            if name in self.answers:
                return self.answers[name]
            raise error("AccessDenied", name)

        return call


@dataclass
class Standing:
    """A stack with its outputs."""

    outputs: Mapping[str, str]
    status: str = "CREATE_COMPLETE"
    is_good: bool = True


@dataclass
class Site:
    """A site in that account."""

    aws: Any
    standing: Standing
    name: str = "presswork"

    @property
    def outputs(self) -> Mapping[str, str]:
        return self.standing.outputs


@dataclass
class Services:
    """Every service is the account."""

    account: Account
    region: str = "eu-central-1"

    def __getattr__(self, name: str) -> Account:
        return self.account


@dataclass
class SomeDns:
    """DNS that knows these records, by host and kind."""

    known: Mapping[tuple[str, str], tuple[str, ...]]

    def records(self, host: str, kind: str) -> tuple[str, ...]:
        return self.known.get((host, kind), ())


BLOG, CDN = "blog.example.org", "d1.cloudfront.net"


def patient(outputs: Mapping[str, str], dns: Mapping[tuple[str, str], tuple[str, ...]] | None = None, **answers: Any) -> Patient:
    site: Any = Site(Services(Account(answers)), Standing(outputs))
    return Patient(site, NAMES, Pipeline(fails=lambda: (404, b"")), SomeDns(dns or {}), WORD, lambda _: None)


def test_a_record_that_points_elsewhere_is_named_by_its_row() -> None:
    row = row_of_record({(BLOG, "CNAME"): ("elsewhere.example.",)})

    assert (row.group, row.result) == ("dns", "wrong")
    assert row.faults[0].found == "DNS says elsewhere.example"


def test_a_domain_that_can_have_no_cname_may_have_the_addresses_of_its_target() -> None:
    there, elsewhere = ("192.0.2.1", "192.0.2.2"), ("198.51.100.1",)

    assert row_of_record({(BLOG, "A"): there[:1], (CDN, "A"): there}).result == "ok"
    assert row_of_record({(BLOG, "A"): elsewhere, (CDN, "A"): there}).faults[0].found == "DNS has no such record"


def row_of_record(dns: Mapping[tuple[str, str], tuple[str, ...]]) -> Row:
    """The row of the site's own record, in a world with this DNS."""
    site = patient({"RecordSite": f"{BLOG} CNAME {CDN}"}, dns)
    return next(row for row in examined(site) if row.name == f"record {BLOG} CNAME")


def test_a_refused_call_says_which_right_is_missing() -> None:
    rows = {row.name: row for row in examined(patient({}))}

    assert "these credentials may not do that: get_account_settings" in rows["concurrency"].faults[0].found


def test_a_check_that_needs_a_failed_one_says_so_and_changes_nothing() -> None:
    rows = {row.name: row for row in examined(patient({}))}

    assert rows["probe page"].result == "not tried"
    assert "address" in rows["probe page"].faults[0].found


def test_without_mail_its_rows_are_not_used() -> None:
    rows = {row.name: row.result for row in examined(patient({}))}

    assert rows["sender"] == rows["probe letter"] == rows["sandbox"] == "not used"


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
    ill = Patient(site, NAMES, Pipeline(fails=lambda: (404, b"")), SomeDns({}), WORD, lambda _: None)

    rows = {row.name: row for row in examined(ill)}

    assert rows["stack"].result == rows["concurrency"].result == rows["owner"].result == "ok"
    assert rows["dead letters of press"].result == "ok"
    assert rows["dead letters of uploads"].faults[0].found == "1 failed for good"
    assert rows["notifications of content"].faults[0].found == "nobody is told of s3:ObjectCreated:*"


def test_the_roles_rights_are_asked_of_iam_as_it_takes_them() -> None:
    iam = boto3.client("iam", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    answer = {"EvaluationResults": [{"EvalActionName": "ses:SendEmail", "EvalDecision": "implicitDeny"}]}
    (asked, *_) = [one for one in needed_rights.needed(LETTERS, NAMES, "example.org") if one.context]

    with Stubber(iam) as stubber:
        stubber.add_response("simulate_principal_policy", answer)
        decisions = decisions_of(iam, "arn:aws:iam::123456789012:role/letters", asked)

    assert "ses:SendEmail on" in found(diagnoses.rights([(asked, decisions)]))


# ---- DNS by HTTPS


def test_dns_is_asked_of_the_next_resolver_when_the_first_is_away() -> None:
    answers = iter([(500, b""), (200, b'{"Status": 0, "Answer": [{"type": 5, "data": "b."}, {"type": 1, "data": "1.2.3.4"}]}')])

    assert web.DnsOverHttps(Pipeline(fails=lambda: next(answers))).records("a", "CNAME") == ("b.",)


def test_a_name_that_is_unknown_has_no_records() -> None:
    assert web.DnsOverHttps(Pipeline(fails=lambda: (200, b'{"Status": 3}'))).records("a", "TXT") == ()
