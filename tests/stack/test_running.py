"""How functions run, and the reports of their failures."""

import json
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from chalice.app import Rate, ScheduledEventConfig

import app
from docs.known.costs import SMALL
from infra.costs.measured_usage import VISITS
from infra.costs.usage import ASSUMED
from infra.package import describing
from infra.stack import events, outputs
from infra.stack.alarms import LATEST
from infra.stack.events import KEPT
from infra.stack.functions import API, AUTHORING, FUNCTIONS, IMAGES, OWN, PRESS, SERVE, SETTINGS, TICK, Function, function_arn
from infra.stack.mail import records
from infra.stack.queues import DEAD, QUEUES, RECURSIVE, reached_from
from infra.stack.secrets import parameter_of
from infra.stack.template import merge_template
from tests.stack.iam import several
from tests.stack.reading import metrics_of, of, of_type, referred, whose

PROJECT = Path(__file__).resolve().parents[2]
DAYS = 30  # of a month


def test_every_function_of_app_py_has_a_row() -> None:
    triggered = json.loads((PROJECT / ".chalice/config.json").read_text())["stages"]["dev"]["lambda_functions"]

    assert {function.name for function in FUNCTIONS} == triggered.keys()


def test_every_function_is_reported_the_same_and_nothing_secret(resources: Mapping[str, Any]) -> None:
    actual = {function.name: of(resources, function.resource)["Environment"]["Variables"] for function in FUNCTIONS}

    assert all(one == {**SETTINGS, **OWN.get(name, {})} for name, one in actual.items())
    assert SETTINGS["SECRETS"] == {"Fn::Sub": "/${AWS::StackName}/secrets"}
    assert not {"LINK_KEYS", "ADDRESS_PEPPER"} & SETTINGS.keys()


def test_only_who_counts_what_was_read_is_reported_where_that_stands(resources: Mapping[str, Any]) -> None:
    told = {one.name: of(resources, one.resource)["Environment"]["Variables"].get("LOGS_BUCKET") for one in FUNCTIONS}

    assert {name: bucket for name, bucket in told.items() if bucket} == {"popular": of(resources, "LogBucket")["BucketName"]}


def test_only_who_handles_received_mail_is_told_where_that_stands(resources: Mapping[str, Any]) -> None:
    knowing = [one for one in FUNCTIONS if "InboundBucket" in referred(of(resources, one.resource)["Environment"])]

    assert [function.name for function in knowing] == ["mail_in"]


def test_only_who_writes_encoded_images_or_copies_them_is_told_where_they_stand(resources: Mapping[str, Any]) -> None:
    knowing = [one for one in FUNCTIONS if "EncodedBucket" in referred(of(resources, one.resource)["Environment"])]

    assert [function.name for function in knowing] == ["press", "images"]


def test_only_who_calls_the_function_that_encodes_is_told_of_it(resources: Mapping[str, Any]) -> None:
    told = {one.name: of(resources, one.resource)["Environment"]["Variables"].get("IMAGES_FUNCTION") for one in FUNCTIONS}

    images = of(resources, "Images")["FunctionName"]
    assert {name: function for name, function in told.items() if function} == {"ingest": images, "press": images}


def test_the_secrets_parameter_of_a_deployment_is_named_by_it() -> None:
    assert parameter_of("presswork") == "/presswork/secrets"


def test_every_log_is_the_functions_own_and_forgets(resources: Mapping[str, Any]) -> None:
    logs = of_type(resources, "AWS::Logs::LogGroup")

    assert all(log["RetentionInDays"] <= 30 for log in logs.values())
    for function in FUNCTIONS:
        made = of(resources, function.resource)
        assert made["LoggingConfig"] == {"LogGroup": {"Ref": function.log}}
        assert logs[function.log]["LogGroupName"]["Fn::Sub"] == "/aws/lambda/" + made["FunctionName"]["Fn::Sub"]


# ---- alarms


def watched(resources: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """The metrics that each alarm watches: the name, and whose it is."""
    made = of_type(resources, "AWS::CloudWatch::Alarm")
    return {name: [(one["MetricName"], whose(one)) for one in metrics_of(alarm)] for name, alarm in made.items()}


def test_exactly_the_functions_that_start_themselves_may_run_in_a_loop(resources: Mapping[str, Any]) -> None:
    allowed = {one.name for one in FUNCTIONS if of(resources, one.resource).get("RecursiveLoop") == "Allow"}

    assert allowed == {one.name for one in FUNCTIONS if one in reached_from(one)} == {"ingest", "press", "letters", "images"}
    assert {one.name for one in FUNCTIONS if "RecursiveLoop" in of(resources, one.resource)} == allowed


def test_a_chain_through_another_function_is_a_loop_too() -> None:
    there_and_back = FUNCTIONS[0]._replace(sends=("PressQueue",), calls=())

    assert {one.name for one in reached_from(there_and_back)} == {"ingest", "press", "images"}
    assert {one.name for one in reached_from(PRESS._replace(sends=("UploadsQueue",)))} == {"ingest", "press", "images"}


def test_a_call_is_a_link_of_a_chain_like_a_message() -> None:
    ends = IMAGES._replace(sends=())

    assert IMAGES in reached_from(IMAGES)
    assert reached_from(ends) == frozenset()
    assert reached_from(TICK._replace(sends=(), calls=(ends,))) == {ends}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda one: one.name)
def test_a_function_may_send_to_the_queues_that_the_table_names_and_to_no_other(function: Function) -> None:
    policy = json.loads((PROJECT / f".chalice/policy-{function.name}.json").read_text())
    allowed = {
        arn["Fn::Sub"].rpartition(":${AWS::StackName}-")[2]
        for statement in policy["Statement"]
        if "sqs:SendMessage" in several(statement["Action"])
        for arn in several(statement["Resource"])
    }

    assert allowed == {queue.full_name for queue in QUEUES if queue.resource in function.sends}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda one: one.name)
def test_a_function_may_call_the_functions_that_the_table_names_and_no_other(function: Function) -> None:
    policy = json.loads((PROJECT / f".chalice/policy-{function.name}.json").read_text())
    allowed = {
        arn["Fn::Sub"]
        for statement in policy["Statement"]
        if "lambda:InvokeFunction" in several(statement["Action"])
        for arn in several(statement["Resource"])
    }

    assert allowed == {function_arn(called) for called in function.calls}


@pytest.mark.slow
def test_the_leave_to_loop_stands_in_what_is_deployed(tmp_path: Path) -> None:
    pytest.importorskip("samtranslator", reason="`make quick` installs it")
    for folder in ("sam", "plain"):
        (tmp_path / folder).mkdir()

    sam = describing.sam(PROJECT, "arm64", merge_template(), tmp_path / "sam")
    plain = describing.as_plain(sam, tmp_path / "plain")["Resources"]

    said = {name: one.get("RecursiveLoop") for name, one in of_type(plain, "AWS::Lambda::Function").items()}
    assert said == {one.resource: "Allow" if one in RECURSIVE else None for one in FUNCTIONS} | {
        SERVE.resource: None,
        AUTHORING.resource: None,
    }


@pytest.mark.slow
def test_no_queue_is_polled_with_a_setting_that_its_kind_refuses(plain: Mapping[str, Any]) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html"""
    resources = plain["Resources"]
    fifo = {name for name, queue in of_type(resources, "AWS::SQS::Queue").items() if queue.get("FifoQueue")}
    mappings = of_type(resources, "AWS::Lambda::EventSourceMapping")

    of_fifo = [name for name, one in mappings.items() if fifo & {*referred(one["EventSourceArn"])}]
    assert (len(mappings), len(of_fifo)) == (3, 1)
    assert [name for name in of_fifo if "MaximumBatchingWindowInSeconds" in mappings[name]] == []
    assert all(one["BatchSize"] <= 10 for one in mappings.values())  # more need a window, which a FIFO queue doesn't take


def test_there_is_an_alarm_for_all_that_can_go_wrong(resources: Mapping[str, Any]) -> None:
    assert watched(resources) == {
        "PutAway": [("ApproximateNumberOfMessagesVisible", dead) for dead in DEAD],
        "Late": [("ApproximateAgeOfOldestMessage", queue.resource) for queue in QUEUES],
        "LoopsStopped": [("RecursiveInvocationsDropped", "account")],
        "GivenUpOn": [("GivenUp", "account")],
        "ClockFails": [("Errors", "Tick")],
        "ApiErrors": [("5XXError", "AWS::StackName")],
        "BounceRate": [("Reputation.BounceRate", "account")],
        "ComplaintRate": [("Reputation.ComplaintRate", "account")],
    }


def test_what_is_given_up_is_counted_in_the_log_of_each_function_that_gives_up(resources: Mapping[str, Any]) -> None:
    """An image, too: its author gets a report, and the owner learns of it."""
    counted = {each["LogGroupName"]["Ref"]: each for each in of_type(resources, "AWS::Logs::MetricFilter").values()}

    assert counted.keys() == {f"{name}Log" for name in ("Ingest", "Press", "Images", "Letters", "MailNews", "Tick", "Authoring")}
    assert {each["FilterPattern"] for each in counted.values()} == {'"given up:"'}


def test_what_breaks_in_any_function_rings(resources: Mapping[str, Any]) -> None:
    """Its message or event is put away in the end, visitors get an error, or it is the clock: nothing fails unseen."""
    put_away = [queue.function for queue in QUEUES] + [handed.function for handed in KEPT]

    assert {*put_away, API, TICK} == {*FUNCTIONS}
    assert {queue.dead for queue in QUEUES} | {events.DEAD} == {*DEAD}
    assert of(resources, "ClockFails")["Threshold"] == 3  # of five minutes: a single failure needs nobody


def test_a_single_error_of_the_api_rings_since_a_small_blog_has_few_requests(resources: Mapping[str, Any]) -> None:
    """A blog that is as small as the bill's has fewer requests in a day than the alarm once wanted errors in five minutes."""
    alarm = of(resources, "ApiErrors")
    requests_a_day = ASSUMED.sign_ups * SMALL.subscribers * VISITS / DAYS

    assert 0 < requests_a_day < 5
    assert alarm["Threshold"] == 1
    assert (alarm["Statistic"], alarm["EvaluationPeriods"]) == ("Sum", 1)


def test_a_site_without_mail_has_no_alarms_about_it(resources: Mapping[str, Any]) -> None:
    conditions = {name: one.get("Condition") for name, one in resources.items() if one.get("Type") == "AWS::CloudWatch::Alarm"}

    assert {name for name, condition in conditions.items() if condition == "SendsMail"} == {"BounceRate", "ComplaintRate"}
    assert {*conditions.values()} == {"SendsMail", None}


def test_alarms_are_few_and_each_watches_no_more_than_it_may(resources: Mapping[str, Any]) -> None:
    found = watched(resources)

    assert len(found) <= 10
    assert all(len(metrics) <= 10 for metrics in found.values())
    always = [name for name in found if "Condition" not in resources[name]]
    assert sum(len(found[name]) for name in always) <= 11  # each is paid for as an alarm, beyond the first ten


def test_an_alarm_over_several_metrics_rings_when_any_of_them_is_too_much(resources: Mapping[str, Any]) -> None:
    put_away, late = of(resources, "PutAway"), of(resources, "Late")

    assert expressions(put_away)[-1] == "SUM([e1, e2, e3, e4])"
    assert expressions(late) == ["FILL(m1, 0) / 300", "FILL(m2, 0) / 900", "FILL(m3, 0) / 3600", "MAX([e1, e2, e3])"]
    assert put_away["Threshold"] == late["Threshold"] == 1
    assert [one["Id"] for one in late["Metrics"] if one["ReturnData"]] == ["watched"]


def states(alarm: Mapping[str, Any], late: int, lasting: range, minutes: int) -> list[bool]:
    """Whether the alarm rings, each minute, where something is too much for some periods, and data come so many seconds late.

    What hasn't come yet is missing: an expression with `FILL` sees a zero, and such an alarm has no missing data.
    """
    [period] = {one["MetricStat"]["Period"] for one in alarm["Metrics"] if "MetricStat" in one}
    looked_at, rings = alarm["EvaluationPeriods"], []
    for now in range(0, minutes * 60, 60):
        last = now // period
        has_come = [number for number in range(last - looked_at, last) if (number + 1) * period + late <= now]
        rings.append(sum(number in lasting for number in has_come) >= alarm["DatapointsToAlarm"])
    return rings


@pytest.mark.parametrize("late", range(0, LATEST + 1, 60))
def test_data_that_come_late_neither_silence_an_alarm_that_fills_gaps_nor_make_it_flap(
    resources: Mapping[str, Any], late: int
) -> None:
    filling = [alarm for alarm in of_type(resources, "AWS::CloudWatch::Alarm").values() if "FILL(" in json.dumps(alarm)]

    assert len(filling) == 2
    for alarm in filling:
        rings = states(alarm, late, range(4, 16), minutes=180)
        assert [state for state, _ in groupby(rings)] == [False, True, False]


def test_an_alarm_that_fills_gaps_and_looks_at_one_period_never_rings_when_data_come_late(resources: Mapping[str, Any]) -> None:
    """This is the fault: the model above sees it."""
    alarm = {**of(resources, "Late"), "EvaluationPeriods": 1, "DatapointsToAlarm": 1}

    assert not any(states(alarm, 300, range(4, 16), minutes=180))


def expressions(alarm: Mapping[str, Any]) -> list[str]:
    return [one["Expression"] for one in alarm["Metrics"] if "Expression" in one]


def test_every_alarm_says_where_to_look(resources: Mapping[str, Any]) -> None:
    said = {name: one["AlarmDescription"] for name, one in of_type(resources, "AWS::CloudWatch::Alarm").items()}

    assert [name for name, text in said.items() if "`presswork " not in text] == []
    assert all(len(text) <= 1024 for text in said.values())


def test_a_clock_that_fails_each_minute_rings(resources: Mapping[str, Any]) -> None:
    [schedule] = [source for source in app.app.event_sources if isinstance(source, ScheduledEventConfig)]
    alarm = of(resources, "ClockFails")

    assert isinstance(schedule.schedule_expression, Rate)
    assert schedule.schedule_expression.to_string() == "rate(1 minute)"
    assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": {"Ref": "Tick"}}]
    assert (alarm["MetricName"], alarm["Statistic"]) == ("Errors", "Sum")
    assert 0 < alarm["Threshold"] < alarm["Period"] * alarm["EvaluationPeriods"] / 60


def test_alarms_and_the_budget_go_to_the_owner_by_a_topic_that_takes_them(resources: Mapping[str, Any]) -> None:
    [mail] = [one for one in of_type(resources, "AWS::SNS::Subscription").values() if one["Protocol"] == "email"]
    _closed, *allowed = of(resources, "AlarmTopicPolicy")["PolicyDocument"]["Statement"]

    assert mail == {"TopicArn": {"Ref": "AlarmTopic"}, "Protocol": "email", "Endpoint": {"Ref": "Owner"}}
    assert {one["Principal"]["Service"] for one in allowed} == {"cloudwatch.amazonaws.com", "budgets.amazonaws.com"}
    alarms = of_type(resources, "AWS::CloudWatch::Alarm").values()
    assert all(alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}] for alarm in alarms)


def test_the_budget_is_what_the_owner_says(resources: Mapping[str, Any]) -> None:
    budget = of(resources, "MonthlyBudget")

    assert budget["Budget"]["BudgetLimit"] == {"Amount": {"Ref": "Budget"}, "Unit": "USD"}
    assert [one["Notification"]["NotificationType"] for one in budget["NotificationsWithSubscribers"]] == ["ACTUAL", "FORECASTED"]


def test_the_dashboard_is_free(resources: Mapping[str, Any]) -> None:
    """Three dashboards of an account are, with up to fifty metrics each: https://aws.amazon.com/cloudwatch/pricing/"""
    [dashboard] = of_type(resources, "AWS::CloudWatch::Dashboard").values()
    widgets = json.loads(dashboard["DashboardBody"]["Fn::Sub"])["widgets"]

    assert sum(len(widget["properties"]["metrics"]) for widget in widgets) <= 50


def test_one_dashboard_shows_every_function_and_queue(resources: Mapping[str, Any]) -> None:
    [dashboard] = of_type(resources, "AWS::CloudWatch::Dashboard").values()
    body = dashboard["DashboardBody"]["Fn::Sub"]

    assert {function.resource for function in FUNCTIONS if not function.asked} <= set(referred(dashboard))
    assert {*(queue.resource for queue in QUEUES), *DEAD} <= set(referred(dashboard))
    places = [(one["x"], one["y"]) for one in json.loads(body)["widgets"]]
    assert len(places) == len(set(places))


@pytest.mark.parametrize(("desk", "more"), [(False, {}), (True, {"DESK": 1})])
def test_the_functions_settings_are_read_back_from_the_outputs(
    template: Mapping[str, Any], desk: bool, more: Mapping[str, int]
) -> None:
    there = {name: one["Value"] for name, one in template["Outputs"].items() if desk or one.get("Condition") != "HasDesk"}

    settings = outputs.settings_of({name: json.dumps(value) for name, value in there.items()})

    assert {name: json.loads(value) for name, value in settings.items()} == {**SETTINGS, **more}


def test_the_records_that_dns_has_to_have_are_read_back_line_by_line(template: Mapping[str, Any]) -> None:
    actual = {name: one["Value"]["Fn::Sub"] for name, one in template["Outputs"].items() if name.startswith("Record")}

    read = list(outputs.records_of(actual))

    assert len(read) == len(list(records())) + 2
    assert ("news.${MailDomain}", "MX", "10 inbound-smtp.${AWS::Region}.amazonaws.com") in read
    assert ("bounce.news.${MailDomain}", "TXT", '"v=spf1 include:amazonses.com ~all"') in read
    assert ("${Domain}", "CNAME", "${Distribution.DomainName}") in read
    assert [kind for _, kind, _ in read].count("CNAME") == 7


def test_the_outputs_say_where_everything_is(template: Mapping[str, Any]) -> None:
    wanted = {"SiteUrl", "DistributionDomain", "ContentBucketName", "PublicBucketName", "LogBucketName", "SecretsName"}

    assert wanted <= template["Outputs"].keys()
    assert outputs.dead_of({f"{queue}Url": "x" for queue in DEAD}).keys() == set(DEAD)
