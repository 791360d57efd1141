"""Functions: the memory, time, concurrency and settings of each.

Chalice knows the functions and their triggers. The queues derive their times from this table.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from infra.stack import secrets
from infra.stack.intrinsics import NOTHING, Intrinsic, Resources, attribute, bucket_name, either, named, ref, resource, sub

KEPT_DAYS = 30


class Function(NamedTuple):
    """One row: Chalice's name of the resource, its own name, its limits, its role, its concurrency in a new account, and the
    queues that it sends to.

    A new account runs ten functions in all, so there the function of a queue is bounded by `in_new`, of which two is the smallest
    possible value. Elsewhere what its queue holds bounds it: a bound of our own would be paid for (`infra.stack.queues`). The
    others are bounded only by the account. Concurrency isn't reserved, since a new account has none to reserve.
    """

    resource: str
    name: str
    seconds: int
    memory: int
    role: str
    in_new: int = 0
    sends: tuple[str, ...] = ()
    calls: tuple["Function", ...] = ()
    """The functions that it calls itself, without a queue of the stack, and doesn't wait for."""
    asked: str = ""
    """The condition of the stack under which it is called at all; empty: always."""

    @property
    def log(self) -> str:
        return f"{self.resource}Log"


# Memory and seconds are measured: `python -m bench cold`; docs/benchmarks.md has the reasons. A function whose result
# an author or a visitor waits for has a whole processor: it costs no more, since it works less long.
PROCESSOR = 1769  # MB of memory, with which one comes: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html

UPLOADS, PAGES, JOBS = "UploadsQueue", "PressQueue", "LettersQueue"  # whose rows are in `queues`, which knows this table

IMAGES = Function("Images", "images", 120, PROCESSOR, "ImagesRole", sends=(UPLOADS, PAGES))  # one image
INGEST = Function("Ingest", "ingest", 120, PROCESSOR, "IngestRole", 2, (UPLOADS, PAGES), (IMAGES,))  # ten sources of ten seconds
PRESS = Function("Press", "press", 60, PROCESSOR, "PressRole", 2, (PAGES,), (IMAGES,))
LETTERS = Function("Letters", "letters", 300, 512, "LettersRole", 2, (PAGES, JOBS))  # a shard for two minutes; a page: a report
MAIL_NEWS = Function("MailNews", "mail_news", 60, 512, "MailNewsRole")
POPULAR = Function("Popular", "popular", 900, PROCESSOR, "PopularRole")  # a file of a hundred million lines
TICK = Function("Tick", "tick", 60, 512, "TickRole", sends=(UPLOADS, PAGES, JOBS))
API = Function("APIHandler", "api_handler", 10, PROCESSOR, "ApiHandlerRole", sends=(JOBS,))

MAIL_IN = Function("MailIn", "mail_in", 60, 512, "MailInRole", asked="ReceivesMail")  # a mail of 28 MB, some times over

FUNCTIONS: tuple[Function, ...] = (INGEST, PRESS, LETTERS, MAIL_NEWS, POPULAR, IMAGES, MAIL_IN, TICK, API)
"""The functions of `app.py`, which every stack has."""

SERVE = Function("Serve", "serve", 25, PROCESSOR, "ServeRole", asked="IsServedByFunction")  # megabytes, or an answer of the API
AUTHORING = Function("Authoring", "authoring", 28, PROCESSOR, "AuthoringRole", 0, (JOBS,), asked="HasDesk")  # the gateway: 29
EVERY: tuple[Function, ...] = (*FUNCTIONS, SERVE, AUTHORING)
"""These, and those which Chalice doesn't know: the one that serves a site without a CDN (`infra.stack.site_function`), and the
authoring API (`infra.stack.authoring_function`)."""

OF_CDN: Intrinsic = either("HasDomain", sub("https://${Domain}"), sub("https://${Distribution.DomainName}"))
OF_FUNCTION: Intrinsic = {
    # without the slash at the end
    "Fn::Join": ["", ["https://", {"Fn::Select": [2, {"Fn::Split": ["/", attribute("ServeUrl", "FunctionUrl")]}]}]]
}
SITE_URL: Intrinsic = either("HasCdn", OF_CDN, OF_FUNCTION)

SETTINGS: dict[str, Any] = {
    "TABLE": ref("Table"),
    "CONTENT_BUCKET": ref("ContentBucket"),
    "PUBLIC_BUCKET": ref("PublicBucket"),
    "UPLOADS_QUEUE_URL": ref("UploadsQueue"),
    "PRESS_QUEUE_URL": ref("PressQueue"),
    "LETTERS_QUEUE_URL": ref("LettersQueue"),
    "CONFIGURATION_SET": ref("ConfigurationSet"),
    "MAIL_EVENTS": "1",
    "RECEIVING": either("ReceivesMail", sub("news.${MailDomain}"), ""),
    "SITE_URL": SITE_URL,
    "SENDS_FROM": either("HasMailbox", ref("MailFrom"), ref("MailDomain")),
    "SECRETS": sub(secrets.PARAMETER),
    "PROXIES": "1",  # the CDN
    "LOG_LEVEL": "INFO",
}
"""The functions' environment."""

OWN: Mapping[str, Mapping[str, Any]] = {
    INGEST.name: {"IMAGES_FUNCTION": named(IMAGES.name)},
    PRESS.name: {
        "IMAGES_FUNCTION": named(IMAGES.name),
        "ENCODED_BUCKET": ref("EncodedBucket"),
        "DESK": either("HasDesk", "1", NOTHING),
    },
    IMAGES.name: {"ENCODED_BUCKET": ref("EncodedBucket")},
    POPULAR.name: {"LOGS_BUCKET": bucket_name("logs")},
    MAIL_IN.name: {"INBOUND_BUCKET": ref("InboundBucket")},
    API.name: {"ASK_DNS": "1"},
}
"""Settings of a single function. A bucket that calls its function is made after it, and known to it by its name alone."""


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
    return {function.log: log_of(function) for function in FUNCTIONS}


def log_of(function: Function) -> dict[str, Any]:
    name = sub("/aws/lambda/${AWS::StackName}-" + function.name)
    return resource("AWS::Logs::LogGroup", {"LogGroupName": name, "RetentionInDays": KEPT_DAYS})
