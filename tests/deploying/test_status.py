"""What a deployed site says of itself: its stack, its queues, its alarms, its errors and its mail."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.deploying.operating import status
from tests.deploying.deployer import Deployer, put, sender

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


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
