"""Functions: the memory, time, concurrency and settings of each.

Chalice knows the functions and their triggers. The queues derive their times from this table.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from infra.stack import secrets
from infra.stack.intrinsics import Intrinsic, Resources, attribute, either, named, policy, ref, resource, sub

KEPT_DAYS = 30


class Function(NamedTuple):
    """One row: Chalice's name of the resource, its own name, its limits, and its concurrency.

    `at_once` is the concurrency of a queue's function: usually, and in a new account, which runs ten functions in all. The
    API and the clock are bounded only by the account. Two is the smallest possible value. Concurrency isn't reserved, since a
    new account has none to reserve.
    """

    resource: str
    name: str
    seconds: int
    memory: int
    role: str
    at_once: tuple[int, int] | None = None
    asked: str = ""
    """The condition of the stack under which it is called at all; empty: always."""

    @property
    def log(self) -> str:
        return f"{self.resource}Log"


# Memory and seconds are measured: `python -m bench cold`; docs/benchmarks.md has the reasons. A function whose result
# an author or a visitor waits for has a whole processor: it costs no more, since it works less long.
PROCESSOR = 1769  # MB of memory, with which one comes: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html

INGEST = Function("Ingest", "ingest", 120, PROCESSOR, "IngestRole", (8, 2))  # for ten sources, each given up after ten seconds
PRESS = Function("Press", "press", 60, PROCESSOR, "PressRole", (8, 2))  # as many as its queue has groups
LETTERS = Function("Letters", "letters", 300, 512, "LettersRole", (8, 2))  # delivers a shard for two minutes, then waits its turn
MAIL_NEWS = Function("MailNews", "mail_news", 60, 512, "MailNewsRole", (2, 2))
POPULAR = Function("Popular", "popular", 900, PROCESSOR, "PopularRole", (2, 2))  # ten files, each of ten million lines
TICK = Function("Tick", "tick", 60, 512, "TickRole")
API = Function("APIHandler", "api_handler", 10, PROCESSOR, "ApiHandlerRole")

MAIL_IN = Function("MailIn", "mail_in", 60, 512, "MailInRole", asked="ReceivesMail")  # a mail of 28 MB, some times over

FUNCTIONS: tuple[Function, ...] = (INGEST, PRESS, LETTERS, MAIL_NEWS, POPULAR, MAIL_IN, TICK, API)

SITE_URL: Intrinsic = either("HasDomain", sub("https://${Domain}"), sub("https://${Distribution.DomainName}"))

SETTINGS: dict[str, Any] = {
    "TABLE": ref("Table"),
    "CONTENT_BUCKET": ref("ContentBucket"),
    "PUBLIC_BUCKET": ref("PublicBucket"),
    "UPLOADS_QUEUE_URL": ref("UploadsQueue"),
    "PRESS_QUEUE_URL": ref("PressQueue"),
    "LETTERS_QUEUE_URL": ref("LettersQueue"),
    "MAIL_EVENTS_QUEUE_URL": ref("MailEventsQueue"),
    "CONFIGURATION_SET": ref("ConfigurationSet"),
    "MAIL_EVENTS": "1",
    "RECEIVING": either("ReceivesMail", sub("news.${MailDomain}"), ""),
    "SITE_URL": SITE_URL,
    "SECRETS": sub(secrets.PARAMETER),
    "PROXIES": "1",  # the CDN
    "LOG_LEVEL": "INFO",
}
"""The functions' environment."""

OWN: Mapping[str, Mapping[str, Any]] = {
    POPULAR.name: {"LOGS_BUCKET": ref("LogBucket")},
    MAIL_IN.name: {"INBOUND_BUCKET": ref("InboundBucket")},
}
"""Settings of a single function."""


def function_arn(function: Function) -> str:
    """Return the ARN by the name, for resources that don't depend on the function."""
    return "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}-" + function.name


def overlays() -> Resources:
    """Return the properties that Chalice's functions lack."""
    return {function.resource: _overlay(function) for function in FUNCTIONS}


def _overlay(function: Function) -> dict[str, Any]:
    return {
        "Properties": {
            "FunctionName": named(function.name),
            "Timeout": function.seconds,
            "MemorySize": function.memory,
            "Environment": {"Variables": {**SETTINGS, **OWN.get(function.name, {})}},
            "LoggingConfig": {"LogGroup": ref(function.log)},
        }
    }


def logs() -> Resources:
    names = {function.log: sub("/aws/lambda/${AWS::StackName}-" + function.name) for function in FUNCTIONS}
    kept = {"RetentionInDays": KEPT_DAYS}
    return {log: resource("AWS::Logs::LogGroup", {"LogGroupName": name, **kept}) for log, name in names.items()}


def failed_tick() -> dict[str, Any]:
    """Return the treatment of a failed tick: it is reported, but not retried, since the next one does its work."""
    destination = {"Type": "SQS", "Destination": attribute("TickDeadLetters")}
    invocation = {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60, "DestinationConfig": {"OnFailure": destination}}
    return {"Properties": {"EventInvokeConfig": invocation}, "DependsOn": ["TickMayTell"]}


def tick_may_tell() -> Resources:
    """Return the right to report it. The service uses it, not the code, so it isn't in the function's own policy."""
    allowed = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": attribute("TickDeadLetters")}
    properties = {"PolicyName": "failures", "PolicyDocument": policy(allowed), "Roles": [ref(TICK.role)]}
    return {"TickMayTell": resource("AWS::IAM::Policy", properties)}
