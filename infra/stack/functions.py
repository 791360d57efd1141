"""Functions: how much memory and time each has, how many run at once, and their settings.

Chalice knows the functions and what triggers them; here stands the rest. This table is the one place for these numbers: the
queues take their times from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.stack import secrets
from infra.stack.intrinsics import Intrinsic, Resources, attribute, either, named, policy, ref, resource, sub

KEPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Function:
    """One row: Chalice's name of the resource, its own name, its limits, and how many may run at once.

    `at_once` is for what queues trigger: the most at once, and the most in a new account, which runs ten functions in all. So
    much is left for visitors: the API and the clock have no bound but the account's. (Two is the least that may be said, and
    counting reads takes some seconds an hour.) Concurrency isn't reserved, for a new account has none to give away.
    """

    resource: str
    name: str
    seconds: int
    memory: int
    role: str
    at_once: tuple[int, int] | None = None

    @property
    def log(self) -> str:
        return f"{self.resource}Log"


# Memory and seconds are measured: `python -m bench cold`, and docs/benchmarks.md says why. Where a visitor waits for what is
# computed (an author, a visitor), a function has a whole processor: it costs no more, for it works less long.
PROCESSOR = 1769  # MB with which one comes: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html

INGEST = Function("Ingest", "ingest", 120, PROCESSOR, "IngestRole", (8, 2))  # ten sources, each given up at last
PRESS = Function("Press", "press", 60, PROCESSOR, "PressRole", (8, 2))  # as many as its queue has groups
LETTERS = Function("Letters", "letters", 300, 512, "LettersRole", (8, 2))  # delivers a shard for two minutes, then waits its turn
MAIL_NEWS = Function("MailNews", "mail_news", 60, 512, "MailNewsRole", (2, 2))
POPULAR = Function("Popular", "popular", 900, PROCESSOR, "PopularRole", (2, 2))  # ten files, each of ten million lines
TICK = Function("Tick", "tick", 60, 512, "TickRole")
API = Function("APIHandler", "api_handler", 10, PROCESSOR, "ApiHandlerRole")

FUNCTIONS: tuple[Function, ...] = (INGEST, PRESS, LETTERS, MAIL_NEWS, POPULAR, TICK, API)

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
    "SITE_URL": SITE_URL,
    "SECRETS": sub(secrets.PARAMETER),
    "PROXIES": "1",  # the CDN
    "LOG_LEVEL": "INFO",
}
"""What the functions find in their environment."""

OWN: Mapping[str, Mapping[str, Any]] = {POPULAR.name: {"LOGS_BUCKET": ref("LogBucket")}}
"""What one of them finds there besides, and no other."""


def function_name(function: Function) -> Intrinsic:
    return named(function.name)


def function_arn(function: Function) -> str:
    """The function by its name, for what must not wait until it is made."""
    return "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}-" + function.name


def overlays() -> Resources:
    """What Chalice's functions lack."""
    return {function.resource: _overlay(function) for function in FUNCTIONS}


def _overlay(function: Function) -> dict[str, Any]:
    return {
        "Properties": {
            "FunctionName": function_name(function),
            "Timeout": function.seconds,
            "MemorySize": function.memory,
            "Environment": {"Variables": {**SETTINGS, **OWN.get(function.name, {})}},
            "LoggingConfig": {"LogGroup": ref(function.log)},
        }
    }


def logs() -> Resources:
    return {function.log: _log(function) for function in FUNCTIONS}


def _log(function: Function) -> dict[str, Any]:
    name = sub("/aws/lambda/${AWS::StackName}-" + function.name)
    return resource("AWS::Logs::LogGroup", {"LogGroupName": name, "RetentionInDays": KEPT_DAYS})


# ---- the clock


def failed_tick() -> dict[str, Any]:
    """What becomes of a tick that fails: it isn't tried again, for the next one does its work; it is only reported."""
    told = {"Type": "SQS", "Destination": attribute("TickDeadLetters")}
    invocation = {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60, "DestinationConfig": {"OnFailure": told}}
    return {"Properties": {"EventInvokeConfig": invocation}, "DependsOn": ["TickMayTell"]}


def tick_may_tell() -> Resources:
    """The right to report it. The service uses it, not the code, so it isn't in the function's own policy."""
    allowed = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": attribute("TickDeadLetters")}
    properties = {"PolicyName": "failures", "PolicyDocument": policy(allowed), "Roles": [ref(TICK.role)]}
    return {"TickMayTell": resource("AWS::IAM::Policy", properties)}
