"""How functions run, and the reports of their failures."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.stack import outputs
from infra.stack.functions import FUNCTIONS, OWN, SETTINGS
from infra.stack.mail import records
from infra.stack.queues import DEAD, QUEUES
from infra.stack.secrets import parameter_of
from tests.stack.reading import alarmed, of, of_type, referred

PROJECT = Path(__file__).resolve().parents[2]
CONFIG = PROJECT / "infra/stack/cfnlint.yaml"


def test_every_function_of_app_py_has_a_row() -> None:
    triggered = json.loads((PROJECT / ".chalice/config.json").read_text())["stages"]["dev"]["lambda_functions"]

    assert {function.name for function in FUNCTIONS} == triggered.keys()


def test_every_function_is_reported_the_same_and_nothing_secret(resources: Mapping[str, Any]) -> None:
    actual = {function.name: of(resources, function.resource)["Environment"]["Variables"] for function in FUNCTIONS}

    assert all(one == {**SETTINGS, **OWN.get(name, {})} for name, one in actual.items())
    assert SETTINGS["SECRETS"] == {"Fn::Sub": "/${AWS::StackName}/secrets"}
    assert not {"LINK_KEYS", "ADDRESS_PEPPER"} & SETTINGS.keys()


def test_only_who_counts_what_was_read_is_reported_where_that_stands(resources: Mapping[str, Any]) -> None:
    knowing = [one for one in FUNCTIONS if "LogBucket" in referred(of(resources, one.resource)["Environment"])]

    assert [function.name for function in knowing] == ["popular"]


def test_only_who_handles_received_mail_is_told_where_that_stands(resources: Mapping[str, Any]) -> None:
    knowing = [one for one in FUNCTIONS if "InboundBucket" in referred(of(resources, one.resource)["Environment"])]

    assert [function.name for function in knowing] == ["mail_in"]


def test_the_secrets_parameter_of_a_deployment_is_named_by_it() -> None:
    assert parameter_of("presswork") == "/presswork/secrets"


def test_every_log_is_the_functions_own_and_forgets(resources: Mapping[str, Any]) -> None:
    logs = of_type(resources, "AWS::Logs::LogGroup")

    assert all(log["RetentionInDays"] <= 30 for log in logs.values())
    for function in FUNCTIONS:
        made = of(resources, function.resource)
        assert made["LoggingConfig"] == {"LogGroup": {"Ref": function.log}}
        assert logs[function.log]["LogGroupName"]["Fn::Sub"] == "/aws/lambda/" + made["FunctionName"]["Fn::Sub"]


def test_the_clock_is_not_tried_again_but_reported_of(resources: Mapping[str, Any]) -> None:
    invocation = of(resources, "Tick")["EventInvokeConfig"]

    assert invocation["MaximumRetryAttempts"] == 0
    assert invocation["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["TickDeadLetters", "Arn"]}
    assert of(resources, "TickMayTell")["Roles"] == [{"Ref": "TickRole"}]
    assert resources["Tick"]["DependsOn"] == ["TickMayTell"]


def test_there_is_an_alarm_for_all_that_can_go_wrong(resources: Mapping[str, Any]) -> None:
    assert alarmed(resources, "ApproximateNumberOfMessagesVisible") == set(DEAD)
    assert alarmed(resources, "ApproximateAgeOfOldestMessage") == {queue.resource for queue in QUEUES}
    assert alarmed(resources, "Errors") == {function.resource for function in FUNCTIONS}
    assert alarmed(resources, "Throttles") == alarmed(resources, "Reputation.BounceRate") == {"account"}
    assert alarmed(resources, "Reputation.ComplaintRate") == {"account"}
    assert alarmed(resources, "5XXError") == {"AWS::StackName"}


def test_a_function_that_only_some_stacks_call_has_an_alarm_only_there(resources: Mapping[str, Any]) -> None:
    asked = {f"{function.resource}Errors": function.asked for function in FUNCTIONS if function.asked}

    assert {name: resources[name].get("Condition") for name in asked} == asked == {"MailInErrors": "ReceivesMail"}


def test_alarms_and_the_budget_go_to_the_owner_by_a_topic_that_takes_them(resources: Mapping[str, Any]) -> None:
    [mail] = [one for one in of_type(resources, "AWS::SNS::Subscription").values() if one["Protocol"] == "email"]
    allowed = of(resources, "AlarmTopicPolicy")["PolicyDocument"]["Statement"]

    assert mail == {"TopicArn": {"Ref": "AlarmTopic"}, "Protocol": "email", "Endpoint": {"Ref": "Owner"}}
    assert {one["Principal"]["Service"] for one in allowed} == {"cloudwatch.amazonaws.com", "budgets.amazonaws.com"}
    alarms = of_type(resources, "AWS::CloudWatch::Alarm").values()
    assert all(alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}] for alarm in alarms)


def test_the_budget_is_what_the_owner_says(resources: Mapping[str, Any]) -> None:
    budget = of(resources, "MonthlyBudget")

    assert budget["Budget"]["BudgetLimit"] == {"Amount": {"Ref": "Budget"}, "Unit": "USD"}
    assert [one["Notification"]["NotificationType"] for one in budget["NotificationsWithSubscribers"]] == ["ACTUAL", "FORECASTED"]


def test_one_dashboard_shows_every_function_and_queue(resources: Mapping[str, Any]) -> None:
    [dashboard] = of_type(resources, "AWS::CloudWatch::Dashboard").values()
    body = dashboard["DashboardBody"]["Fn::Sub"]

    assert {function.resource for function in FUNCTIONS if not function.asked} <= set(referred(dashboard))
    assert {*(queue.resource for queue in QUEUES), *DEAD} <= set(referred(dashboard))
    places = [(one["x"], one["y"]) for one in json.loads(body)["widgets"]]
    assert len(places) == len(set(places))


def test_the_functions_settings_are_read_back_from_the_outputs(template: Mapping[str, Any]) -> None:
    actual = {name: json.dumps(one["Value"]) for name, one in template["Outputs"].items()}

    settings = outputs.settings_of(actual)

    assert {name: json.loads(value) for name, value in settings.items()} == SETTINGS


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
