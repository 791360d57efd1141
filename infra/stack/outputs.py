"""The stack's outputs, and how commands read them.

Each setting of the functions is an output, and each DNS record, as a line.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from infra.stack import access_logs, inbound, mail, secrets
from infra.stack.access import roles
from infra.stack.access.repositories import HOSTS
from infra.stack.functions import AUTHORING, FUNCTIONS, SERVE, SETTINGS, SITE_URL, Function
from infra.stack.intrinsics import attribute, either, ref, sub
from infra.stack.queues import DEAD

SETTING, RECORD, FUNCTION = "Setting", "Record", "Function"

MAILBOX = "MailboxAddress"
"""The output with the mailbox that is both senders, if there is no mail domain."""

OWN_MAILBOX = "OwnMailbox"
"""The output with this mailbox if the stack has made it a sender."""

GATEWAY_LOGS = "GatewayLogsRoleArn"
"""The output with the role that the stack has given API Gateway for its logs, if it has."""

PLAIN: dict[str, Any] = {
    "SiteUrl": SITE_URL,
    "ContentBucketName": ref("ContentBucket"),
    "PublicBucketName": ref("PublicBucket"),
    "LogBucketName": ref("LogBucket"),
    "LogBucketArn": attribute("LogBucket"),
    "TableName": ref("Table"),
    "SecretsName": sub(secrets.PARAMETER),
    "AlarmTopicArn": ref("AlarmTopic"),
}


OF_CDN: dict[str, Any] = {
    "DistributionId": ref("Distribution"),
    "DistributionDomain": attribute("Distribution", "DomainName"),
    "DistributionArn": sub("arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}"),
}


def outputs() -> dict[str, Any]:
    always: dict[str, Any] = {
        **PLAIN,
        **{f"{queue}Url": ref(queue) for queue in DEAD},
        **{FUNCTION + function.resource: ref(function.resource) for function in FUNCTIONS},
        **{output_of(setting): value for setting, value in SETTINGS.items()},
    }
    # at the top of a zone, providers have ALIAS or ANAME in place of a CNAME
    domain = {f"{RECORD}Site": sub("${Domain} CNAME ${Distribution.DomainName}")}
    records = {RECORD + name: sub(line) for name, line in mail.records()}
    # the addresses for `confirmations` and `letters` of `newsletter` in site.yaml
    senders = {
        f"{sender.resource.removesuffix('Identity')}Sender": either("HasMailbox", ref("MailFrom"), sub(sender.address))
        for sender in mail.SENDERS
    }
    policies = {f"{role.resource}Arn": ref(role.resource) for role in roles.ROLES}
    logs = {GATEWAY_LOGS: attribute("GatewayLogsRole")}
    values = {name: {"Value": value} for name, value in always.items()}
    inbound_record = {RECORD + name: sub(line) for name, line in (inbound.record(),)}
    groups = (
        ("HasCdn", OF_CDN),
        ("IsServedByFunction", {FUNCTION + SERVE.resource: ref(SERVE.resource)}),
        ("HasDesk", {FUNCTION + AUTHORING.resource: ref(AUTHORING.resource)}),
        ("ReceivesMail", inbound_record),
        ("OwnRuleSet", {inbound.RULES: ref(inbound.RULES)}),
        ("HasDomain", domain),
        ("HasMail", records),
        ("SendsMail", senders),
        ("HasMailbox", {MAILBOX: ref("MailFrom")}),
        ("OwnMailbox", {OWN_MAILBOX: ref("Mailbox")}),
        ("HasRoles", policies),
        ("HasGatewayLogs", logs),
        ("LogsRequests", {"RequestLogName": ref("RequestLog")}),
        ("HasDashboard", {"DashboardName": ref("Dashboard")}),
        ("CountsReads", {"DeliverySource": sub(access_logs.SOURCE)}),
        *((host.is_trusted, {host.role_output: attribute(host.role)}) for host in HOSTS),
        *((host.is_ours, {host.provider_output: ref(host.provider)}) for host in HOSTS),
    )
    for condition, group in groups:
        values |= {name: {"Value": value, "Condition": condition} for name, value in group.items()}
    return values


def output_of(setting: str) -> str:
    """Return the output of a setting: `SettingSiteUrl` for `SITE_URL`."""
    return SETTING + "".join(word.capitalize() for word in setting.split("_"))


def functions_of(values: Mapping[str, str]) -> tuple[Function, ...]:
    """Return the functions of the stack with these outputs: all of Chalice's, and of the others those that it has."""
    return (*FUNCTIONS, *(one for one in (SERVE, AUTHORING) if FUNCTION + one.resource in values))


def settings_of(values: Mapping[str, str]) -> dict[str, str]:
    """Return the settings of the functions, with that of a stack that has the authoring API."""
    has_desk = FUNCTION + AUTHORING.resource in values
    settings = {setting: values[output_of(setting)] for setting in SETTINGS if output_of(setting) in values}
    return {**settings, **({"DESK": "1"} if has_desk else {})}


def records_of(values: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield the name, type and value of each DNS record."""
    for name, line in sorted(values.items()):
        if name.startswith(RECORD):
            host, kind, value = line.split(" ", 2)
            yield host, kind, value


def dead_of(values: Mapping[str, str]) -> dict[str, str]:
    return {queue: values[f"{queue}Url"] for queue in DEAD if f"{queue}Url" in values}
