"""What a deployed site is looked after with: status, logs, redrive, keys, and its settings for other commands."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.cloud import secrets
from chalicelib.cloud.bootstrap import cloud
from infra.deploying import UndeployableError, logs, redriving, rotating, status
from infra.deploying.deploy import deploy
from infra.deploying.site import Asked, Site, known, meant, settings
from infra.stack.functions import FUNCTIONS
from tests.deploying.deployer import REGION, Deployer, sender

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@pytest.fixture
def deployed(deployer: Deployer) -> Deployer:
    deploy(deployer.work())
    deployer.printed()
    return deployer


def put(site: Site, output: str, many: int) -> None:
    for number in range(many):
        site.aws.sqs.send_message(QueueUrl=site.outputs[output], MessageBody=str(number))


# ---- status


def stated(deployed: Deployer) -> int:
    return status.status(deployed.site, lambda said: deployed.said.append(str(said)), NOW)


def test_a_site_that_does_well(deployed: Deployer) -> None:
    assert stated(deployed) == 0

    said = deployed.printed()
    assert "  stack        presswork in eu-central-1: CREATE_COMPLETE, changed 2026-11-20 10:00 UTC" in said
    assert "  queue        uploads: 0 waiting, 0 in hand" in said


def test_what_was_put_away_makes_it_fail(deployed: Deployer) -> None:
    put(deployed.site, "UploadsDeadLettersUrl", 2)
    put(deployed.site, "EventsDeadLettersUrl", 1)

    assert stated(deployed) == 1

    said = deployed.printed()
    assert "! queue        uploads: 0 waiting, 0 in hand, 2 FAILED: find out why, then `presswork redrive uploads`" in said
    assert "! events       events: 1 FAILED: find out why, then `presswork redrive events`" in said


def test_a_stack_that_was_taken_back_makes_it_fail(deployed: Deployer) -> None:
    deployed.stack.status = "UPDATE_ROLLBACK_COMPLETE"

    assert stated(deployed) == 1


def test_an_alarm_makes_it_fail(deployed: Deployer) -> None:
    cloudwatch = deployed.aws.cloudwatch
    measured = {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Period": 300, "EvaluationPeriods": 1, "Threshold": 1.0}
    compared = {"ComparisonOperator": "GreaterThanOrEqualToThreshold", "Statistic": "Sum"}
    for name in ("presswork-PressErrors", "other-PressErrors"):
        cloudwatch.put_metric_alarm(AlarmName=name, AlarmDescription="It fails.", **measured, **compared)
        cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="x")

    assert stated(deployed) == 1
    assert [line for line in deployed.said if "alarm" in line] == ["! alarm        presswork-PressErrors: It fails."]


def test_errors_of_a_day_are_reported(deployed: Deployer) -> None:
    point = {"MetricName": "Errors", "Dimensions": [{"Name": "FunctionName", "Value": "presswork-press"}], "Value": 3.0}
    deployed.aws.cloudwatch.put_metric_data(Namespace="AWS/Lambda", MetricData=[{**point, "Timestamp": NOW - timedelta(hours=2)}])

    assert stated(deployed) == 0
    assert "press: 3 errors in a day; see `presswork logs press --since 1d`" in deployed.printed()


@pytest.mark.parametrize(
    ("account", "says"),
    [
        ({"ProductionAccessEnabled": False}, "in the sandbox"),
        ({"ProductionAccessEnabled": True, "SendingEnabled": False}, "PAUSED"),
        ({"ProductionAccessEnabled": True, "EnforcementStatus": "PROBATION"}, "PROBATION"),
    ],
)
def test_what_keeps_mail_from_going_out_is_wrong(account: dict[str, Any], says: str) -> None:
    wrong = [said.found for said in status.of_account(account) if said.wrong]

    assert len(wrong) == 1
    assert says in wrong[0]


def test_a_sender_is_right_when_dns_says_all_of_it() -> None:
    assert not status.of_sender("press.example", sender("SUCCESS", "SUCCESS")).wrong
    assert status.of_sender("press.example", sender("SUCCESS", "PENDING")).wrong
    assert "DKIM not there" in status.of_sender("press.example", {}).found


# ---- redrive


class Moving:
    """SQS with the tasks that moto lacks."""

    def __init__(self, sqs: Any) -> None:
        self._sqs, self.started = sqs, list[str]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sqs, name)

    def list_message_move_tasks(self, SourceArn: str) -> Any:  # noqa: N803 - as boto3 calls it
        return {"Results": [{"Status": "RUNNING"}] if SourceArn in self.started else []}

    def start_message_move_task(self, SourceArn: str) -> None:  # noqa: N803
        self.started.append(SourceArn)


@pytest.fixture
def moving(deployed: Deployer) -> tuple[Site, Moving]:
    sqs = Moving(deployed.aws.sqs)
    return Site("presswork", replace(deployed.aws, sqs=sqs), deployed.site.standing), sqs


def test_what_was_put_away_is_counted_and_tried_again(deployed: Deployer, moving: tuple[Site, Moving]) -> None:
    site, sqs = moving
    put(site, "UploadsDeadLettersUrl", 3)

    assert redriving.redrive(site, "", deployed.said.append) == 0

    said = deployed.printed()
    assert "uploads             3 failed" in said
    assert "uploads: retrying 3" in said
    assert [arn.rpartition(":")[2] for arn in sqs.started] == ["presswork-uploads-dead"]


def test_a_program_gets_the_number_and_the_outcome_of_each_queue(deployed: Deployer, moving: tuple[Site, Moving]) -> None:
    site, sqs = moving
    put(site, "UploadsDeadLettersUrl", 3)

    found = list(redriving.redriven(site, ""))

    filled = {"queue": "uploads", "failed": 3, "outcome": ["uploads: retrying 3; see `presswork status --stack`"]}
    assert [one for one in found if one["failed"]] == [filled]
    assert {"queue": "letters", "failed": 0, "outcome": []} in found
    assert len(sqs.started) == 1


def test_only_the_queue_that_was_named(deployed: Deployer, moving: tuple[Site, Moving]) -> None:
    site, sqs = moving
    put(site, "UploadsDeadLettersUrl", 1)

    redriving.redrive(site, "letters", deployed.said.append)

    assert sqs.started == []
    assert "there's nothing to retry" in deployed.printed()


def test_what_is_on_its_way_already_is_not_started_twice(deployed: Deployer, moving: tuple[Site, Moving]) -> None:
    site, sqs = moving
    put(site, "UploadsDeadLettersUrl", 1)

    for _ in range(2):
        redriving.redrive(site, "uploads", deployed.said.append)

    assert len(sqs.started) == 1
    assert "already being retried" in deployed.printed()


def test_an_unknown_queue_is_reported_with_those_there_are() -> None:
    there_are = "uploads, press, letters, events"
    with pytest.raises(UndeployableError, match=f"there's no queue mails; use one of {there_are}"):
        known("queue", "mails", redriving.DEAD)


# ---- redrive of events without a queue


def away(site: Site, *bodies: str) -> None:
    for body in bodies:
        site.aws.sqs.send_message(QueueUrl=site.outputs["EventsDeadLettersUrl"], MessageBody=body)


def wrapped(function: str, event: Any, version: str = ":$LATEST") -> str:
    """What Lambda puts away of an event: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html"""
    arn = f"arn:aws:lambda:{REGION}:123456789012:function:presswork-{function}{version}"
    context = {"requestId": "1", "functionArn": arn, "condition": "RetriesExhausted", "approximateInvokeCount": 3}
    answer = {
        "responseContext": {"statusCode": 200, "functionError": "Unhandled"},
        "responsePayload": {"errorType": "EventError"},
    }
    return json.dumps({"version": "1.0", "requestContext": context, "requestPayload": event, **answer})


BOUNCE = {"Records": [{"EventSource": "aws:sns", "Sns": {"Message": "{}"}}]}
FILE = {"Records": [{"s3": {"object": {"key": "a.gz"}}}]}


def test_an_event_is_handed_to_its_function_again_as_it_was(deployed: Deployer) -> None:
    away(deployed.site, wrapped("mail_news", BOUNCE), wrapped("popular", FILE, version=""), wrapped("popular", FILE))

    assert redriving.redrive(deployed.site, "events", deployed.said.append) == 0

    handed = [("presswork-mail_news", BOUNCE), ("presswork-popular", FILE), ("presswork-popular", FILE)]
    assert sorted(deployed.functions.invoked, key=str) == sorted(handed, key=str)
    assert redriving.piles(deployed.site, "events")[0].many == 0
    said = deployed.printed()
    assert "events: 1 of mail_news retried; see `presswork logs mail_news`" in said
    assert "events: 2 of popular retried; see `presswork logs popular`" in said


def test_more_events_than_are_received_at_once_all_go_back(deployed: Deployer) -> None:
    away(deployed.site, *(wrapped("mail_news", {**BOUNCE, "number": number}) for number in range(23)))

    redriving.redrive(deployed.site, "", deployed.said.append)

    assert {event["number"] for _, event in deployed.functions.invoked} == set(range(23))
    assert redriving.piles(deployed.site, "events")[0].many == 0


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"requestContext": {"functionArn": 1}, "requestPayload": {}}',
        wrapped("other", {}),
        wrapped("tick", {}),
    ],
)
def test_what_is_no_event_of_this_site_is_left_and_reported(deployed: Deployer, body: str) -> None:
    away(deployed.site, body or " ")

    redriving.redrive(deployed.site, "events", deployed.said.append)

    assert deployed.functions.invoked == []
    assert "events: 1 left, because they don't name a function of this site" in deployed.printed()
    facts = deployed.aws.sqs.get_queue_attributes(QueueUrl=deployed.site.outputs["EventsDeadLettersUrl"], AttributeNames=["All"])
    assert facts["Attributes"]["ApproximateNumberOfMessagesNotVisible"] == "1"


def test_an_event_stays_put_away_where_its_function_can_not_be_called(deployed: Deployer) -> None:
    away(deployed.site, wrapped("popular", FILE))
    deployed.functions.refuses = "TooManyRequestsException"

    with pytest.raises(ClientError, match="TooManyRequestsException"):
        redriving.redrive(deployed.site, "events", deployed.said.append)

    deployed.aws.sqs.receive_message(QueueUrl=deployed.site.outputs["EventsDeadLettersUrl"], VisibilityTimeout=0)
    facts = deployed.aws.sqs.get_queue_attributes(QueueUrl=deployed.site.outputs["EventsDeadLettersUrl"], AttributeNames=["All"])
    assert facts["Attributes"]["ApproximateNumberOfMessagesNotVisible"] == "1"


# ---- keys


def test_a_new_key_signs_and_the_functions_that_read_keys_wake_anew(deployed: Deployer) -> None:
    before = secrets.read(deployed.aws.ssm, "/presswork/secrets")

    assert rotating.rotate(deployed.site, 12, deployed.said.append, NOW) == 0

    after = secrets.read(deployed.aws.ssm, "/presswork/secrets")
    assert before is not None
    assert after is not None
    assert (after.keys[0], len(after.keys), after.pepper) == (before.keys[0], 2, before.pepper)
    assert [name for name, _ in deployed.functions.woken] == ["presswork-api_handler", "presswork-letters", "presswork-tick"]


def test_old_keys_beyond_what_is_kept_are_reported(deployed: Deployer) -> None:
    for _ in range(2):
        rotating.rotate(deployed.site, 2, deployed.said.append, NOW)

    assert "2 keys are valid; links signed with 1 other no longer work" in deployed.printed()


def test_a_program_gets_the_numbers_of_keys_after_a_rotation(deployed: Deployer) -> None:
    for _ in range(2):
        rotating.rotate(deployed.site, 2, deployed.said.append, NOW, as_json=True)

    assert [json.loads(said) for said in deployed.said[-2:]] == [{"keys": 2, "dropped": 0}, {"keys": 2, "dropped": 1}]


def test_keys_are_counted_and_never_shown(deployed: Deployer) -> None:
    rotating.list_(deployed.site, deployed.said.append)

    said = deployed.printed()
    assert said.startswith("1 key: the newest signs")
    assert settings(deployed.site)["LINK_KEYS"] not in said


def test_the_number_of_keys_is_json_for_programs(deployed: Deployer) -> None:
    assert rotating.list_(deployed.site, deployed.said.append, as_json=True) == 0

    assert json.loads(deployed.said[-1]) == {"keys": 1}


# ---- logs


@pytest.fixture
def written(deployed: Deployer) -> Deployer:
    client = deployed.aws.logs
    for function, times in {"ingest": (1, 3), "press": (2, 4)}.items():
        group = f"/aws/lambda/presswork-{function}"
        client.create_log_group(logGroupName=group)
        client.create_log_stream(logGroupName=group, logStreamName="one")
        write(client, function, *times)
    return deployed


def write(client: Any, function: str, *seconds: int) -> None:
    events = [{"timestamp": at(one), "message": f"{function} {one}\n"} for one in seconds]
    client.put_log_events(logGroupName=f"/aws/lambda/presswork-{function}", logStreamName="one", logEvents=events)


START = int(datetime.now(UTC).timestamp()) - 60


def at(second: int) -> int:
    return (START + second) * 1000


GROUPS = {name: f"/aws/lambda/presswork-{name}" for name in ("ingest", "press")}


def test_what_all_functions_say_comes_in_the_order_of_time(written: Deployer) -> None:
    lines = list(logs.lines(written.aws.logs, GROUPS, at(2)))

    assert [line.text for line in lines] == ["press 2", "ingest 3", "press 4"]
    assert str(lines[0]).endswith("Z press       press 2")


def test_a_line_has_its_time_function_and_text_for_programs(written: Deployer) -> None:
    (first, *_) = logs.lines(written.aws.logs, GROUPS, at(2))

    assert (first.facts["at"], first.facts["function"], first.facts["text"]) == (first.at, "press", "press 2")


def test_what_comes_is_reported_once(written: Deployer) -> None:
    client = written.aws.logs
    following = logs.follow(client, GROUPS, at(0), lambda _: write(client, "ingest", 5))

    assert [next(following).text for _ in range(5)] == ["ingest 1", "press 2", "ingest 3", "press 4", "ingest 5"]


def test_the_groups_are_those_of_the_functions_or_of_one(deployed: Deployer) -> None:
    assert logs.groups(deployed.site, "press") == {"press": "/aws/lambda/presswork-press"}
    assert len(logs.groups(deployed.site)) == len(FUNCTIONS)


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("30m", 1800), ("1h", 3600), ("2d", 172_800)])
def test_a_span_is_said_as_people_do(text: str, seconds: int) -> None:
    assert logs.span(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "1", "h", "1w", "-1h"])
def test_any_other_span_is_reported(text: str) -> None:
    with pytest.raises(UndeployableError, match="say 90s, 30m, 1h or 2d"):
        logs.span(text)


# ---- the site that is meant


def test_the_settings_are_enough_for_a_cloud(deployed: Deployer) -> None:
    made = cloud(settings(deployed.site))

    assert len(made.keys) == 1
    assert made.events


def test_a_site_without_secrets_is_reported(deployed: Deployer) -> None:
    deployed.aws.ssm.delete_parameter(Name="/presswork/secrets")

    with pytest.raises(UndeployableError, match="no secrets at /presswork/secrets"):
        settings(deployed.site)


def test_a_site_that_is_not_there_is_reported(deployer: Deployer) -> None:
    with pytest.raises(UndeployableError, match=f"there's no stack presswork in {REGION}; `presswork deploy` creates it"):
        _ = deployer.site


def test_the_command_line_comes_before_the_file_and_that_before_the_environment(deployer: Deployer) -> None:
    file = deployer.folder / "presswork.toml"
    asked = Asked(config=file, name="", region="")
    assert meant(asked, {"AWS_REGION": "eu-west-1"}) == ("presswork", "eu-west-1")
    with pytest.raises(UndeployableError, match="which region"):
        meant(asked, {})

    file.write_text('name = "blog"\nregion = "eu-central-1"\n')

    assert meant(asked, {"AWS_REGION": "eu-west-1"}) == ("blog", "eu-central-1")
    assert meant(Asked(config=file, name="a", region="us-east-1"), {}) == ("a", "us-east-1")
