"""The stack's outputs, and how commands read them.

Each setting of the functions is an output, and each DNS record, as a line.
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
    """Return the site's record; at the top of a zone, providers have ALIAS or ANAME in place of a CNAME."""
    line = sub("${Domain} CNAME ${Distribution.DomainName}")
    return {f"{RECORD}Site": {"Value": line, "Condition": "HasDomain"}}


def _records() -> dict[str, Any]:
    return {RECORD + name: {"Value": sub(line), "Condition": "HasMail"} for name, line in mail.records()}


def _senders() -> dict[str, Any]:
    """Return the addresses for `confirmations` and `letters` of `newsletter` in site.yaml."""
    return {
        f"{sender.resource.removesuffix('Identity')}Sender": {"Value": sub(sender.address), "Condition": "HasMail"}
        for sender in mail.SENDERS
    }


def _roles() -> dict[str, Any]:
    return {f"{role.resource}Arn": {"Value": ref(role.resource), "Condition": "HasRoles"} for role in roles.ROLES}


def output_of(setting: str) -> str:
    """Return the output of a setting: `SettingSiteUrl` for `SITE_URL`."""
    return SETTING + "".join(word.capitalize() for word in setting.split("_"))


def settings_of(values: Mapping[str, str]) -> dict[str, str]:
    return {setting: values[output_of(setting)] for setting in SETTINGS if output_of(setting) in values}


def records_of(values: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield the name, type and value of each DNS record."""
    for name, line in sorted(values.items()):
        if name.startswith(RECORD):
            host, kind, value = line.split(" ", 2)
            yield host, kind, value


def dead_of(values: Mapping[str, str]) -> dict[str, str]:
    return {queue: values[f"{queue}Url"] for queue in DEAD if f"{queue}Url" in values}
