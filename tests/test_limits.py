"""Each limit of AWS's is held against the most that Presswork needs, with the longest names."""

import json
from collections.abc import Callable, Mapping
from math import ceil
from pathlib import Path
from typing import Any

from chalicelib.cloud import limits as runtime
from chalicelib.cloud.s3 import PART, SIDE_BY_SIDE
from chalicelib.cloud.secrets import Secrets
from chalicelib.content.limits import limit
from chalicelib.edge.compressing import SIZES
from chalicelib.newsletter.inbound import LARGEST
from chalicelib.web.forms import MOST_BYTES
from infra.deploying.operating.rotating import KEEP
from infra.edge import functions as edge
from infra.limits import ROWS, AwsLimit
from infra.package.zips import ZIPS
from infra.stack import access_logs, alarms, events, functions, inbound, queues
from infra.stack.dashboard import PICTURES
from infra.stack.headers import REFUSED
from infra.stack.template import merge_template
from tests.each import each
from tests.stack.reading import of, of_type, referred
from tests.stack.test_longest_names import ACCOUNT, NAME, REGION, filled

TEMPLATE = merge_template()
RESOURCES: Mapping[str, Any] = TEMPLATE["Resources"]
POLICIES = Path(__file__).resolve().parents[1] / ".chalice"
OF_CHALICE = 40  # resources that Chalice adds: functions, roles, rights, methods of the API
LONGEST_ID = 200  # characters of the ARN or the address that stands for a resource

FILES_A_CALL = 10  # messages that the press function gets at once
COPIED = 50 << 20  # bytes a second that one call of S3's is assumed to copy


def environment(function: functions.Function) -> int:
    """The bytes of a function's settings; of what is chosen by a condition, all choices count."""
    settings = filled(of(RESOURCES, function.resource)["Environment"]["Variables"])
    return sum(
        len(name) + (len(value) if isinstance(value, str) else max(LONGEST_ID, len(json.dumps(value))))
        for name, value in settings.items()
    )


def characters(policy: Any) -> int:
    """The length of a policy as IAM counts it, without spaces; what is referred to counts as its longest value."""
    return len(json.dumps(filled(policy), separators=(",", ":")))


def in_role(function: functions.Function) -> int:
    """The length of all policies within a function's role: the one that Chalice puts there, and those that roles share."""
    shared = [one for one in of_type(RESOURCES, "AWS::IAM::Policy").values() if function.role in referred(one["Roles"])]
    own = json.loads((POLICIES / f"policy-{function.name}.json").read_text())
    return sum(map(longest_text, (own, *(one["PolicyDocument"] for one in shared))))


def longest_text(policy: Any) -> int:
    """The length of a policy with the longest names in each of its resources, and an ARN for each that is referred to."""
    text = json.dumps(policy, separators=(",", ":"))
    return len(text) + text.count("${AWS") * len(f"{NAME}{ACCOUNT}{REGION}") + text.count("Fn::GetAtt") * LONGEST_ID


def longest(type: str, name: str) -> int:
    """The length of the longest name of resources of this type."""
    return max(len(filled(one[name])) for one in of_type(RESOURCES, type).values())


OF_A_TOPIC = 256 << 10  # bytes of a message: https://docs.aws.amazon.com/general/latest/gr/sns.html
LONGEST_LETTER = 4  # bytes of a character in UTF-8
TEXTS_OF_A_CARD = limit("title") + 2 * limit("text value") + limit("address in a header")  # more than the key of an image
SIZE_OF: Mapping[tuple[str, str], Callable[[], float]] = {
    ("S3", "metadata of an object"): lambda: len("location") + limit("address in a header"),
    ("S3", "key"): lambda: limit("S3 key"),
    ("S3", "object that one call copies"): lambda: PART,
    ("S3", "name of a bucket"): lambda: longest("AWS::S3::Bucket", "BucketName"),
    ("DynamoDB", "item"): lambda: max(limit("record"), limit("letter"), limit("body"), limit("site.yaml as kept")),
    ("DynamoDB", "bytes that a call takes or gives"): lambda: runtime.BATCH_WRITES * runtime.ITEM_BYTES,
    ("SQS", "time for which a received message is hidden"): lambda: max(queue.hidden for queue in queues.QUEUES),
    ("SQS", "time for which a message is kept"): lambda: max(queues.WAITING_DAYS, queues.DEAD_DAYS) * queues.A_DAY,
    ("SQS", "name of a queue"): lambda: longest("AWS::SQS::Queue", "QueueName"),
    ("SNS", "name of a topic"): lambda: longest("AWS::SNS::Topic", "TopicName"),
    ("Lambda", "name of a function"): lambda: max(len(f"{NAME}-{function.name}") for function in functions.EVERY),
    ("Lambda", "age of an event without a queue"): lambda: max(handed.seconds for handed in events.HANDED),
    ("Lambda", "further tries of an event without a queue"): lambda: max(handed.retries for handed in events.HANDED),
    ("Lambda", "time of a call"): lambda: max(function.seconds for function in functions.EVERY),
    ("Lambda", "event of a call that nobody waits for"): lambda: max(OF_A_TOPIC, len(json.dumps("\U0001f600")) * TEXTS_OF_A_CARD),
    ("Lambda", "environment of a function"): lambda: max(map(environment, functions.EVERY)),
    ("Lambda", "package, unpacked"): lambda: max(each.most for each in ZIPS) * 8,  # no program becomes eight times as small
    ("CloudFront", "function"): lambda: max(len(edge.source(name).encode()) for name in ("request", "response")),
    ("CloudFront", "URL"): lambda: len("https://") + 253 + limit("address in a header") + len("index.html"),
    ("CloudFront", "cache policies of an account"): lambda: 10 * len(of_type(RESOURCES, "AWS::CloudFront::CachePolicy")),
    ("CloudFront", "value of a header of our own"): lambda: len(", ".join(f"{name}=()" for name in REFUSED)),
    ("CloudFront", "body that is compressed"): lambda: SIZES[-1],
    ("API Gateway", "body of a request"): lambda: MOST_BYTES,
    ("API Gateway", "time of an answer"): lambda: functions.API.seconds,
    ("SES", "message"): lambda: 2 * limit("HTML of a text") * LONGEST_LETTER * 4 / 3,  # HTML and text, in base64
    ("SES", "received mail"): lambda: LARGEST * 4 / 3,  # a forwarded one is sent in Base64
    ("SES", "name of a receipt rule, or of a set of them"): lambda: max(
        len(filled(one)) for one in (of(RESOURCES, inbound.RULES)["RuleSetName"], of(RESOURCES, "ReceiptRule")["Rule"]["Name"])
    ),
    ("Systems Manager", "value of a parameter"): lambda: len(
        Secrets(Secrets.new().keys * (KEEP + 1), Secrets.new().pepper).dumps()
    ),
    ("CloudFormation", "template in a bucket"): lambda: 2 * len(json.dumps(filled(TEMPLATE))),
    ("CloudFormation", "template in a request"): lambda: len(json.dumps(access_logs.beside())),
    ("CloudFormation", "resources of a stack"): lambda: len(RESOURCES) + OF_CHALICE,
    ("CloudFormation", "parameters of a stack"): lambda: len(TEMPLATE["Parameters"]),
    ("CloudFormation", "outputs of a stack"): lambda: len(TEMPLATE["Outputs"]),
    ("IAM", "policies within a role, together"): lambda: max(map(in_role, functions.EVERY)),
    ("IAM", "policy of its own"): lambda: max(
        characters(one["PolicyDocument"]) for one in of_type(RESOURCES, "AWS::IAM::ManagedPolicy").values()
    ),
    ("CloudWatch", "metrics of an alarm"): lambda: max(len(alarm.metrics) for alarm in alarms.ALARMS),
    ("CloudWatch", "metrics of a free dashboard"): lambda: sum(len(picture.metrics) for picture in PICTURES),
}
"""The most that is needed of each limit that a template, a table or a package meets."""

IN_REQUESTS = {
    *(("DynamoDB", "partition key"), ("DynamoDB", "sort key"), ("DynamoDB", "bytes that a query reads")),
    *(("S3", "keys that a call lists"), ("DynamoDB", "items that a call writes"), ("DynamoDB", "items that a call reads")),
    ("Lambda", "runs of a function in one chain of requests, about"),
    *(("SQS", "message, and all messages of a call"), ("SQS", "messages of a call"), ("SQS", "delay of a message")),
    *(("SES", "recipients of a message"), ("SES", "name or value of a tag"), ("SES", "line of a message, as mail itself has it")),
}
"""The limits of single requests, which the requests of all tests are held against, or which have tests of their own."""


@each("row", [row for row in ROWS if (row.service, row.name) in SIZE_OF])
def test_what_is_needed_is_below_the_limit(row: AwsLimit) -> None:
    assert 0 < SIZE_OF[row.service, row.name]() <= row.value


def test_a_policy_that_roles_share_counts_in_each_of_them() -> None:
    kept = [handed.function for handed in events.KEPT]
    lengths = {one: longest_text(json.loads((POLICIES / f"policy-{one.name}.json").read_text())) for one in functions.EVERY}

    assert kept
    assert [one for one in functions.EVERY if in_role(one) > lengths[one]] == [one for one in functions.EVERY if one in kept]


def test_every_limit_is_held_by_something() -> None:
    assert [(row.service, row.name) for row in ROWS] == list(dict.fromkeys((row.service, row.name) for row in ROWS))
    assert {(row.service, row.name) for row in ROWS} == {*SIZE_OF, *IN_REQUESTS}


def test_every_limit_has_a_source() -> None:
    assert [row.name for row in ROWS if not row.url.startswith("https://") or not row.met.endswith(".")] == []


def test_the_largest_files_are_copied_before_the_function_ends() -> None:
    rounds = ceil(limit("file") / PART / SIDE_BY_SIDE)

    assert FILES_A_CALL * rounds * PART / COPIED < functions.PRESS.seconds
