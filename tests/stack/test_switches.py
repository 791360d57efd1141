"""Switches of a deployment: what is off isn't made, costs nothing, and is missed by nothing that is left."""

import json
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from infra.deploying import trial
from infra.deploying.config import Deployment
from infra.deploying.names import Names
from infra.deploying.prompts import Terminal
from infra.stack import adopting, authoring_function, site_function
from infra.stack.conditions import effective
from infra.stack.functions import AUTHORING, OF_FUNCTION
from infra.stack.parameters import NONE
from tests.stack.reading import of_type, referred
from tests.thorough import sample

DEPLOYMENT = Deployment("blog", "eu-central-1", "owner@press.example")
SWITCHES: Mapping[str, tuple[str, ...]] = {
    "AWS::Region": ("eu-central-1", "us-east-1"),
    "Cdn": ("no", "yes"),
    "Budget": ("0", "10"),
    "GatewayRole": ("no", "yes", NONE),
    "MakeDashboard": ("no", "yes"),
    "CountReads": ("no", "yes"),
    "ApiFirewall": ("no", "yes"),
    "MailDomain": ("", "press.example"),
    "MailFrom": ("", "owner@press.example"),
    "MakeMailbox": ("no", "yes"),
    "Receiving": ("no", "yes"),
    "Desk": ("no", "yes"),
    "Roles": ("no", "yes"),
}


def every_choice() -> Iterator[dict[str, str]]:
    yield from (dict(zip(SWITCHES, values, strict=True)) for values in product(*SWITCHES.values()))


def lost_references(template: Mapping[str, Any], choice: Mapping[str, str]) -> set[str]:
    """What remains under this choice refers to, but is gone."""
    rest = effective(template, **choice)
    gone: set[str] = template["Resources"].keys() - rest["Resources"].keys()
    waits = {name for one in rest["Resources"].values() for name in one.get("DependsOn", ())}
    return gone & {*referred(rest), *waits}


@pytest.mark.slow
def test_whatever_is_off_nothing_that_is_left_refers_to_it(template: Mapping[str, Any]) -> None:
    choices = sample("deploying", [*every_choice()], one_in=24)

    lost = {str(choice): names for choice in choices if (names := lost_references(template, choice))}

    assert lost == {}


EVERYTHING = {
    **{name: values[-1] for name, values in SWITCHES.items()},
    **{"Domain": "press.example", "Certificate": "arn:aws:acm:us-east-1:1:certificate/1"},
    **{"FrameHosts": "video.example", "MailFrom": "", "GatewayRole": "yes"},
}


def test_without_a_cdn_nothing_of_it_is_left_whatever_else_is_on(template: Mapping[str, Any]) -> None:
    choice = {**EVERYTHING, "Cdn": "no"}

    rest = effective(template, **choice)

    assert lost_references(template, choice) == set()
    assert not [name for name, one in rest["Resources"].items() if one.get("Type", "").startswith("AWS::CloudFront")]
    assert "cloudfront" not in json.dumps(rest["Resources"]).lower()
    assert rest["Outputs"]["SiteUrl"]["Value"] == OF_FUNCTION
    assert {"DistributionDomain", "RecordSite", "DashboardName", "DeliverySource"}.isdisjoint(rest["Outputs"])


def test_without_a_desk_nothing_of_it_is_left_whatever_else_is_on(template: Mapping[str, Any]) -> None:
    without, with_desk = (effective(template, **{**EVERYTHING, "Desk": desk}) for desk in ("no", "yes"))

    assert lost_references(template, {**EVERYTHING, "Desk": "no"}) == set()
    assert not [word for word in ("Authoring", "/micropub", "multipart/form-data", "DESK") if word in json.dumps(without)]
    changed = {name for name, one in without["Resources"].items() if one != with_desk["Resources"][name]}
    assert changed == {"RestAPI", "ResponseFunction", "Press", "ContentBucket"}
    assert with_desk["Resources"].keys() - without["Resources"].keys() == {*authoring_function.resources(), "AuthoringGivenUp"}
    assert with_desk["Outputs"].keys() - without["Outputs"].keys() == {"FunctionAuthoring"}


@pytest.mark.parametrize(("cdn", "origin"), [("yes", {"Fn::Sub": "https://${Domain}"}), ("no", OF_FUNCTION)])
def test_pages_of_the_site_alone_may_upload_to_the_bucket_and_only_with_a_desk(
    template: Mapping[str, Any], cdn: str, origin: Mapping[str, Any]
) -> None:
    chosen = ({**EVERYTHING, "Cdn": cdn, "Desk": desk} for desk in ("yes", "no"))

    buckets = [effective(template, **choice)["Resources"]["ContentBucket"]["Properties"] for choice in chosen]

    with_desk, without = (bucket.get("CorsConfiguration") for bucket in buckets)
    headers = ["content-type", "if-none-match"]
    rule = {"AllowedMethods": ["PUT"], "AllowedHeaders": headers, "AllowedOrigins": [origin], "MaxAge": 600}
    assert with_desk == {"CorsRules": [rule]}
    assert without is None


def test_a_desk_watches_no_more_metrics_and_polls_no_queue(template: Mapping[str, Any]) -> None:
    without, with_desk = (effective(template, **{**EVERYTHING, "Desk": desk})["Resources"] for desk in ("no", "yes"))

    for kind in ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard", "AWS::SQS::Queue"):
        assert of_type(without, kind) == of_type(with_desk, kind)


def test_with_a_cdn_no_function_serves_and_nobody_can_call_one(template: Mapping[str, Any]) -> None:
    rest = effective(template, **EVERYTHING)["Resources"]

    assert not {*site_function.resources()} & rest.keys()
    assert not of_type(rest, "AWS::Lambda::Url")
    assert of_type(rest, "AWS::Lambda::Function").keys() == {AUTHORING.resource}  # which isn't called but by the API


@pytest.mark.parametrize(
    ("switch", "types"),
    [
        ({"MakeDashboard": "no"}, {"AWS::CloudWatch::Dashboard"}),
        (
            {"CountReads": "no", "AWS::Region": "us-east-1"},
            {"AWS::Logs::DeliverySource", "AWS::Logs::DeliveryDestination", "AWS::Logs::Delivery"},
        ),
        ({"GatewayRole": NONE}, {"AWS::ApiGateway::Account"}),
        ({"Budget": "0"}, {"AWS::Budgets::Budget"}),
        ({"MailDomain": "", "MailFrom": ""}, {"AWS::SES::EmailIdentity"}),
        ({"MailFrom": "owner@press.example", "MakeMailbox": "no"}, {"AWS::SES::EmailIdentity"}),
    ],
    ids=["dashboard", "reads", "request log", "budget", "mail", "a mailbox of the account"],
)
def test_what_is_off_is_not_made(template: Mapping[str, Any], switch: dict[str, str], types: set[str]) -> None:
    rest = effective(template, **switch)["Resources"]

    assert not any(of_type(rest, kind) for kind in types)
    assert all(of_type(template["Resources"], kind) for kind in types)


def test_whatever_of_a_trial_outlives_its_stack_is_removed_with_its_data(template: Mapping[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "trial.toml"
    file.write_text('owner = "owner@press.example"\n')
    tried = trial.deployment_in(file, Terminal(print), {"region": "us-east-1"})
    names = Names(tried.name, "1", tried.region)

    rest = effective(template, **tried.parameters, GatewayRole=NONE, **{"AWS::Region": tried.region})["Resources"]

    outliving = [one for one in rest.values() if one.get("DeletionPolicy") == "Retain"]
    called = {adopting.filled(one["Properties"][adopting.NAMES[one["Type"]]]["Fn::Sub"], **names_of(names)) for one in outliving}
    assert called == {*names.buckets, names.table}
    assert not any(of_type(rest, kind) for kind in ("AWS::ApiGateway::Account", "AWS::IAM::OIDCProvider", "AWS::Budgets::Budget"))


def names_of(names: Names) -> dict[str, str]:
    return {"name": names.name, "account": names.account, "region": names.region}


def test_an_api_that_logs_no_requests_needs_no_role_of_the_account(template: Mapping[str, Any]) -> None:
    rest = effective(template, GatewayRole=NONE)

    assert "AccessLogSetting" not in rest["Resources"]["RestAPI"]["Properties"]
    assert not {"RequestLog", "GatewayLogs", "GatewayLogsRole"} & rest["Resources"].keys()


def test_a_deployment_that_says_nothing_has_all_of_it(template: Mapping[str, Any]) -> None:
    rest = effective(template, **DEPLOYMENT.parameters)

    assert {"Dashboard", "RequestLog"} <= rest["Resources"].keys()
    assert {"DashboardName", "RequestLogName", "DeliverySource"} <= rest["Outputs"].keys()


def test_a_mailbox_is_both_senders_and_needs_no_dns(template: Mapping[str, Any]) -> None:
    rest = effective(template, MailFrom="owner@press.example")

    [identity] = of_type(rest["Resources"], "AWS::SES::EmailIdentity").values()
    assert identity["EmailIdentity"] == {"Ref": "MailFrom"}
    assert [name for name in rest["Outputs"] if name.startswith("Record")] == []
    for output in ("LettersSender", "ConfirmationsSender", "SettingSendsFrom"):
        assert rest["Outputs"][output]["Value"] == {"Ref": "MailFrom"}
