"""Outputs: what a stack says when it is made, and how commands read it.

A setting of the functions is an output of its own, its name in an output's letters; so are the records that DNS has to have,
each a line.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from infra.stack import access_logs, mail, roles, secrets
from infra.stack.functions import FUNCTIONS, SETTINGS, SITE_URL
from infra.stack.intrinsics import attribute, ref, sub
from infra.stack.queues import DEAD

SETTING, RECORD, FUNCTION = "Setting", "Record", "Function"

PLAIN: dict[str, Any] = {
    "SiteUrl": SITE_URL,
    "DistributionId": ref("Distribution"),
    "DistributionDomain": attribute("Distribution", "DomainName"),
    "DistributionArn": sub("arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}"),
    "DeliverySource": sub(access_logs.SOURCE),
    "ContentBucketName": ref("ContentBucket"),
    "PublicBucketName": ref("PublicBucket"),
    "LogBucketName": ref("LogBucket"),
    "LogBucketArn": attribute("LogBucket"),
    "TableName": ref("Table"),
    "SecretsName": sub(secrets.PARAMETER),
    "AlarmTopicArn": ref("AlarmTopic"),
    "DashboardName": ref("Dashboard"),
    "RequestLogName": ref("RequestLog"),
}


def outputs() -> dict[str, Any]:
    plain = {name: {"Value": value} for name, value in PLAIN.items()}
    dead = {f"{queue}Url": {"Value": ref(queue)} for queue in DEAD}
    functions = {FUNCTION + function.resource: {"Value": ref(function.resource)} for function in FUNCTIONS}
    settings = {output_of(setting): {"Value": value} for setting, value in SETTINGS.items()}
    return {**plain, **dead, **functions, **settings, **_domain(), **_records(), **_senders(), **_roles()}


def _domain() -> dict[str, Any]:
    """At the top of a zone there can be no CNAME; what providers have instead is called ALIAS or ANAME."""
    line = sub("${Domain} CNAME ${Distribution.DomainName}")
    return {f"{RECORD}Site": {"Value": line, "Condition": "HasDomain"}}


def _records() -> dict[str, Any]:
    return {RECORD + name: {"Value": sub(line), "Condition": "HasMail"} for name, line in mail.records()}


def _senders() -> dict[str, Any]:
    """What `newsletter` in site.yaml may name as `confirmations` and `letters`."""
    return {
        f"{sender.resource.removesuffix('Identity')}Sender": {"Value": sub(sender.address), "Condition": "HasMail"}
        for sender in mail.SENDERS
    }


def _roles() -> dict[str, Any]:
    """What people are given, by its ARN."""
    return {f"{role.resource}Arn": {"Value": ref(role.resource), "Condition": "HasRoles"} for role in roles.ROLES}


# ---- as commands read them


def output_of(setting: str) -> str:
    """The output that holds a setting: `SettingSiteUrl` for `SITE_URL`."""
    return SETTING + "".join(word.capitalize() for word in setting.split("_"))


def settings_of(told: Mapping[str, str]) -> dict[str, str]:
    """The functions' settings, according to a stack's outputs."""
    return {setting: told[output_of(setting)] for setting in SETTINGS if output_of(setting) in told}


def records_of(told: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """The name, type and value of each record that DNS has to have."""
    for name, line in sorted(told.items()):
        if name.startswith(RECORD):
            host, kind, value = line.split(" ", 2)
            yield host, kind, value


def dead_of(told: Mapping[str, str]) -> dict[str, str]:
    """The queues of what failed too often, by their resources."""
    return {queue: told[f"{queue}Url"] for queue in DEAD if f"{queue}Url" in told}
