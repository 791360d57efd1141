"""Inbound mail: made only where it is asked for, and only SES brings it."""

from collections.abc import Mapping
from typing import Any

import pytest

from infra.stack import inbound
from infra.stack.parameters import CONDITIONS
from tests.stack.reading import of

RULE = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:receipt-rule-set/*:receipt-rule/${AWS::StackName}-inbound"


@pytest.fixture
def rule(resources: Mapping[str, Any]) -> Any:
    return of(resources, "ReceiptRule")["Rule"]


def test_nothing_is_received_unless_it_is_asked_for(resources: Mapping[str, Any], template: Mapping[str, Any]) -> None:
    assert template["Parameters"]["Receiving"]["Default"] == "no"
    made = {"ReceiptRule": "ReceivesMail", "MailInPermission": "ReceivesMail", "ReceiptRules": "OwnRuleSet"}
    assert {name: resources[name]["Condition"] for name in made} == made
    assert {"Condition": "ReceivesMail"} in CONDITIONS["OwnRuleSet"]["Fn::And"]
    assert template["Outputs"]["RecordInboundMx"]["Condition"] == "ReceivesMail"


def test_all_mail_of_the_letters_domain_is_checked_stored_and_then_handled(rule: Any) -> None:
    assert rule["Recipients"] == [{"Fn::Sub": "news.${MailDomain}"}]
    assert (rule["Enabled"], rule["ScanEnabled"]) == (True, True)
    assert [name for action in rule["Actions"] for name in action] == ["S3Action", "LambdaAction"]
    assert rule["Actions"][1]["LambdaAction"]["InvocationType"] == "Event"


def test_the_rule_is_added_to_the_accounts_set_where_it_has_one(resources: Mapping[str, Any]) -> None:
    assert of(resources, "ReceiptRule")["RuleSetName"] == {"Fn::If": ["OwnRuleSet", {"Ref": "ReceiptRules"}, {"Ref": "RuleSet"}]}


def test_only_this_rule_of_ses_stores_mail_and_calls_the_function(resources: Mapping[str, Any], rule: Any) -> None:
    _closed, writer = of(resources, "InboundBucketPolicy")["PolicyDocument"]["Statement"]
    caller = of(resources, "MailInPermission")

    assert rule["Name"] == {"Fn::Sub": "${AWS::StackName}-inbound"}
    assert (writer["Principal"], writer["Action"]) == ({"Service": "ses.amazonaws.com"}, "s3:PutObject")
    assert writer["Condition"]["StringEquals"] == {"AWS:SourceAccount": {"Ref": "AWS::AccountId"}}
    assert writer["Condition"]["ArnLike"]["AWS:SourceArn"]["Fn::Sub"] == RULE
    assert (caller["Principal"], caller["SourceArn"]) == ("ses.amazonaws.com", {"Fn::Sub": RULE})
    assert resources["ReceiptRule"]["DependsOn"] == ["InboundBucketPolicy", "MailInPermission"]  # SES tries both at once


def test_mail_that_could_not_be_handled_is_forgotten(resources: Mapping[str, Any]) -> None:
    rules = {rule["Id"]: rule for rule in of(resources, "InboundBucket")["LifecycleConfiguration"]["Rules"]}

    assert rules["forget"]["ExpirationInDays"] == 14


def test_the_functions_know_the_domain_at_which_mail_is_received(resources: Mapping[str, Any]) -> None:
    told = of(resources, "Letters")["Environment"]["Variables"]["RECEIVING"]

    assert told == {"Fn::If": ["ReceivesMail", {"Fn::Sub": "news.${MailDomain}"}, ""]}


def test_the_regions_in_which_ses_receives_mail_are_few() -> None:
    assert "eu-west-1" in inbound.REGIONS
    assert not {"eu-south-1", "af-south-1", "sa-east-1"} & inbound.REGIONS
