"""Policies: each function may do what it does, on what it does it to, and nothing else.

What it does is recorded (`recording`): calls of boto3's become rights by one table. What Lambda does in its name is never seen
there, and stands in a second one. Both use the template's own names, so a policy with another table is wrong.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest
from moto import mock_aws

from chalicelib.content.site import Site
from chalicelib.model import Page
from chalicelib.rendering.page_kinds import KINDS as KINDS_OF_PAGES
from infra.package import describing
from infra.stack import mail, secrets
from infra.stack.functions import FUNCTIONS, OWN, SETTINGS, Function
from infra.stack.queues import QUEUES
from infra.stack.template import merge_template
from tests.stack.iam import Request, allows, several
from tests.stack.reading import of
from tests.stack.recording import LIFE, Call, Recorded, Recorder, forget

PROJECT = Path(__file__).resolve().parents[2]
HERE = "${AWS::Region}:${AWS::AccountId}"

Asked: TypeAlias = Mapping[str, Any]
Arn: TypeAlias = Callable[[str], str]
"""The ARN of the site's resource with this name: a table, a bucket, a queue's address."""


class Right(NamedTuple):
    """An action on a resource, by its ARN as the template would write it; `when` is a condition, as JSON."""

    action: str
    on: str
    when: str = ""


# ---- which rights a call needs


def table(action: str) -> Callable[[Asked, Arn], Iterator[Right]]:
    def rights(asked: Asked, arn: Arn) -> Iterator[Right]:
        names = asked.get("RequestItems") or {asked["TableName"]: {}}
        yield from (Right(f"dynamodb:{action}", arn(name)) for name in names)

    return rights


def objects(*actions: str) -> Callable[[Asked, Arn], Iterator[Right]]:
    return lambda asked, arn: (Right(action, f"{arn(asked['Bucket'])}/*") for action in actions)


def changing(action: str) -> Callable[[Asked, Arn], Iterator[Right]]:
    """A report is put and deleted by its ending, so that nothing else of the content bucket can be."""

    def rights(asked: Asked, arn: Arn) -> Iterator[Right]:
        ending = next((ending for ending in REPORTS if asked["Key"].endswith(ending)), "")
        yield Right(action, f"{arn(asked['Bucket'])}/*{ending}")

    return rights


REPORTS = tuple(KINDS_OF_PAGES[kind].address(Page(kind), Site()).removeprefix("/") for kind in ("report", "warnings"))


def listing(asked: Asked, arn: Arn) -> Iterator[Right]:
    yield Right("s3:ListBucket", arn(asked["Bucket"]))


COPIED: Mapping[str, tuple[str, str]] = {  # what of the source comes along unless the call says this
    "ObjectTagging": ("TaggingDirective", "REPLACE"),
    "ObjectAnnotation": ("AnnotationDirective", "EXCLUDE"),
}


def copying(asked: Asked, arn: Arn) -> Iterator[Right]:
    """A copy reads and writes, tags and annotations too: where the source has any, it needs the right to them."""
    along = [what for what, (directive, none) in COPIED.items() if asked.get(directive) != none]
    for what in ("Object", *along):
        yield Right(f"s3:Get{what}", f"{arn(asked['CopySource']['Bucket'])}/*")
        yield Right(f"s3:Put{what}", f"{arn(asked['Bucket'])}/*")


def copying_a_part(asked: Asked, arn: Arn) -> Iterator[Right]:
    yield Right("s3:GetObject", f"{arn(asked['CopySource']['Bucket'])}/*")
    yield Right("s3:PutObject", f"{arn(asked['Bucket'])}/*")


def sending(asked: Asked, arn: Arn) -> Iterator[Right]:
    yield Right("sqs:SendMessage", arn(asked["QueueUrl"]))


def mailing(asked: Asked, arn: Arn) -> Iterator[Right]:
    """A whole message needs the right to send raw mail; who may write is limited by the sender, and not by the identity.

    In the sandbox SES also requires the right to the recipient's identity, which may be any.
    """
    senders = [{"Fn::Sub": f"*@{sender.domain}"} for sender in mail.SENDERS]
    ours = json.dumps({"StringLike": {"ses:FromAddress": senders}})
    for action in ("ses:SendEmail", "ses:SendRawEmail"):
        yield Right(action, f"arn:${{AWS::Partition}}:ses:{HERE}:identity/*", ours)
        yield Right(action, arn(asked["ConfigurationSetName"]))


def account(_asked: Asked, _arn: Arn) -> Iterator[Right]:
    yield Right("ses:GetAccount", "*")


def parameter(asked: Asked, arn: Arn) -> Iterator[Right]:
    """No right to the key is needed: every reader of the parameter may use AWS's own, `aws/ssm`."""
    yield Right("ssm:GetParameter", arn(asked["Name"]))


RIGHTS: Mapping[str, Callable[[Asked, Arn], Iterator[Right]]] = {
    **{f"dynamodb.{name}": table(name) for name in ("BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem")},
    **{f"dynamodb.{name}": table(name) for name in ("Query", "UpdateItem")},
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
    "s3.GetObject": objects("s3:GetObject"),
    "s3.HeadObject": objects("s3:GetObject"),
    "s3.PutObject": changing("s3:PutObject"),
    "s3.DeleteObject": changing("s3:DeleteObject"),
    "s3.CopyObject": copying,
    "s3.CreateMultipartUpload": objects("s3:PutObject"),
    "s3.UploadPartCopy": copying_a_part,
    "s3.CompleteMultipartUpload": objects("s3:PutObject"),
    "s3.AbortMultipartUpload": objects("s3:AbortMultipartUpload"),
    "s3.ListObjectsV2": listing,
    "sqs.SendMessageBatch": sending,
    # https://anymail.dev/en/stable/esps/amazon_ses/#iam-permissions documents SES's checks, which Amazon doesn't
    "sesv2.SendEmail": mailing,
    "sesv2.GetAccount": account,
    "ssm.GetParameter": parameter,
}

WHERE_NOTHING_IS: Mapping[str, Callable[[Asked, Arn], Iterator[Right]]] = {"s3.GetObject": listing, "s3.HeadObject": listing}
"""Without this right, what isn't there would be forbidden, and not missing."""

NOT_OF_RESOURCES = {"ses:GetAccount": "an account has no ARN"}
"""The actions that may name `*`, each with its reason."""


# ---- what Lambda does in a function's name


def by_lambda(function: Function, arn: Callable[[str], str]) -> Iterator[Right]:
    """It takes messages for the function, and writes its log, whose group the stack makes.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html: no right to hide messages for longer.
    """
    for queue in QUEUES:
        if queue.function is function:
            for action in ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes"):
                yield Right(f"sqs:{action}", arn(queue.resource))
    for action in ("CreateLogStream", "PutLogEvents"):
        yield Right(f"logs:{action}", arn(function.log) + ":*")


# ---- names


KINDS: Mapping[str, tuple[str, str]] = {  # what an ARN begins with, and the property with the name
    "AWS::DynamoDB::Table": (f"dynamodb:{HERE}:table/", "TableName"),
    "AWS::S3::Bucket": ("s3:::", "BucketName"),
    "AWS::SQS::Queue": (f"sqs:{HERE}:", "QueueName"),
    "AWS::SES::ConfigurationSet": (f"ses:{HERE}:configuration-set/", "Name"),
    "AWS::Logs::LogGroup": (f"logs:{HERE}:log-group:", "LogGroupName"),
}


def arn_of(resource: str, resources: Mapping[str, Any]) -> str:
    """The ARN of a resource of the template, by its name."""
    begins, name = KINDS[resources[resource]["Type"]]
    return "arn:${AWS::Partition}:" + begins + str(of(resources, resource)[name]["Fn::Sub"])


def arn_in(blog: Recorded, resources: Mapping[str, Any]) -> Arn:
    """A resource of the site is known by the setting with its name, and the template has the value of that setting."""
    named = {**SETTINGS, **{setting: value for own in OWN.values() for setting, value in own.items()}}
    settings = {value: setting for setting, value in blog.settings.items() if setting in named}

    def arn(name: str) -> str:
        setting = settings[name]
        return secrets.ARN if setting == "SECRETS" else arn_of(named[setting]["Ref"], resources)

    return arn


# ---- what is needed, and what is allowed

Needed: TypeAlias = Mapping[str, frozenset[Right]]


class Life(NamedTuple):
    """The calls of a site's functions that did everything, and its names."""

    calls: tuple[Call, ...]
    arn: Arn


@pytest.fixture(scope="module")
def life(resources: Mapping[str, Any]) -> Life:
    recorder = Recorder()
    with mock_aws(), pytest.MonkeyPatch.context() as environment, recorder.listening():
        blog = Recorded(recorder)
        for name, value in blog.settings.items():
            environment.setenv(name, value)
        for act in LIFE:
            act(blog)
        forget()
    return Life(tuple(recorder.calls), arn_in(blog, resources))


@pytest.fixture(scope="module")
def needed(life: Life, resources: Mapping[str, Any]) -> Needed:
    """The rights of each function."""
    return {function.name: frozenset(rights_for(function, life.calls, life.arn, resources)) for function in FUNCTIONS}


def rights_for(function: Function, calls: Iterable[Call], arn: Arn, resources: Mapping[str, Any]) -> Iterator[Right]:
    for call in calls:
        if call.function == function.name:
            yield from rights_of(call, arn)
    yield from by_lambda(function, lambda name: arn_of(name, resources))


def rights_of(call: Call, arn: Arn) -> Iterator[Right]:
    yield from RIGHTS[call.operation](call.asked, arn)
    if call.status == HTTPStatus.NOT_FOUND and (more := WHERE_NOTHING_IS.get(call.operation)):
        yield from more(call.asked, arn)


def policy_of(function: Function) -> Any:
    return json.loads((PROJECT / f".chalice/policy-{function.name}.json").read_text())


def allowed(function: Function) -> frozenset[Right]:
    return frozenset(right for statement in policy_of(function)["Statement"] for right in rights_in(statement))


def rights_in(statement: Mapping[str, Any]) -> Iterator[Right]:
    """Which items of the table it is about is held against each call's own (`reached`), for it is no part of the table's ARN."""
    condition = statement.get("Condition", {})
    when = json.dumps(condition) if condition and LEADING not in json.dumps(condition) else ""
    for action in several(statement["Action"]):
        for on in several(statement["Resource"]):
            yield Right(action, on if isinstance(on, str) else on["Fn::Sub"], when)


def listed(rights: Iterable[Right]) -> str:
    return "\n".join(f"{right.action} on {right.on} {right.when}".rstrip() for right in sorted(rights))


every_function = pytest.mark.parametrize("function", FUNCTIONS, ids=[function.name for function in FUNCTIONS])


@pytest.mark.slow
@every_function
def test_a_function_has_every_right_that_it_needs(function: Function, needed: Needed) -> None:
    missing = needed[function.name] - allowed(function)

    assert listed(missing) == ""


@pytest.mark.slow
@every_function
def test_a_function_has_no_right_that_it_never_uses(function: Function, needed: Needed) -> None:
    unused = allowed(function) - needed[function.name]

    assert listed(unused) == ""


# ---- which items of the table

LEADING = "dynamodb:LeadingKeys"
NAMES = {
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-1",
    "AWS::AccountId": "1",
    "AWS::StackName": "site",
    "MailDomain": "a.example",
}
CATALOG = "arn:aws:dynamodb:eu-west-1:1:table/site-catalog"


def partitions(asked: Asked) -> Iterator[str]:
    """The partition keys that a call of DynamoDB's names."""
    for at in filter(None, (asked.get("Key"), asked.get("Item"))):
        yield at["pk"]["S"]
    if "KeyConditionExpression" in asked:
        yield asked["ExpressionAttributeValues"][":pk"]["S"]
    for several_of in (asked.get("RequestItems") or {}).values():
        items = several_of["Keys"] if "Keys" in several_of else [*map(written, several_of)]
        yield from (item["pk"]["S"] for item in items)


def written(request: Mapping[str, Any]) -> Any:
    return request["PutRequest"]["Item"] if "PutRequest" in request else request["DeleteRequest"]["Key"]


def reaches(function: Function, action: str, *partitions: str) -> bool:
    request = Request(f"dynamodb:{action}", CATALOG, {LEADING: partitions})
    return allows(policy_of(function)["Statement"], request, NAMES)


@pytest.mark.slow
@every_function
def test_a_function_reaches_every_item_that_it_asks_for(function: Function, life: Life) -> None:
    asked = [call for call in life.calls if call.function == function.name and call.operation.startswith("dynamodb.")]
    refused = {
        (call.operation, *partitions(call.asked))
        for call in asked
        if not reaches(function, call.operation.partition(".")[2], *partitions(call.asked))
    }

    assert asked
    assert refused == set()


WRITING = ("DeleteItem", "PutItem", "UpdateItem", "BatchWriteItem")
READING = ("BatchGetItem", "GetItem", "Query")
OUT_OF_REACH: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # what a function can't do, to which items
    "ingest": ((*READING, *WRITING), ("READERS#07", "LEDGER#letter#07", "LIMIT#network#x")),
    "press": ((*READING, *WRITING), ("READERS#07", "LEDGER#letter#07", "LIMIT#network#x")),
    "tick": ((*READING, *WRITING), ("READERS#07", "LEDGER#letter#07", "LIMIT#network#x")),
    "popular": ((*READING, *WRITING), ("READERS#07", "LEDGER#letter#07", "SOURCE#posts/x.md", "SITE", "URL#/x/")),
    "mail_news": ((*READING, *WRITING), ("SOURCE#posts/x.md", "SITE", "URL#/x/", "LIST#all:en")),
    "api_handler": (WRITING, ("SOURCE#posts/x.md", "SITE", "URL#/x/", "LIST#all:en", "LEDGER#letter#07", "PHRASES", "TOPICS#en")),
}


@pytest.mark.parametrize("function", [one for one in FUNCTIONS if one.name in OUT_OF_REACH], ids=lambda one: one.name)
def test_who_reads_what_authors_wrote_reaches_no_reader_and_who_hears_visitors_writes_no_page(function: Function) -> None:
    asked = [(action, *items) for name, action, *items in out_of_reach() if name == function.name]

    assert [one for one in asked if reaches(function, *one)] == []


def out_of_reach() -> Iterator[tuple[str, ...]]:
    """A function, an action, and the items it is tried on: one that it must not reach, alone and beside one that it may."""
    for name, (actions, items) in OUT_OF_REACH.items():
        for action in actions:
            for item in items:
                yield from ((name, action, item), (name, action, "CLOCK", item))


@pytest.mark.parametrize("action", ["DeleteObject", "PutObject"])
def test_the_press_changes_nothing_in_the_content_bucket_but_reports(action: str) -> None:
    [press] = [function for function in FUNCTIONS if function.name == "press"]

    def may(key: str) -> bool:
        on = f"arn:aws:s3:::site-content-1-eu-west-1/{key}"
        return allows(policy_of(press)["Statement"], Request(f"s3:{action}", on), NAMES)

    assert [key for key in ("posts/x.md.error.txt", "posts/x.md.warning.txt", "site.yaml.error.txt") if not may(key)] == []
    assert [
        key for key in ("posts/x.md", "site.yaml", "templates/post.html", "p.png", "error.txt", "x.error.txt.md") if may(key)
    ] == []


@every_function
def test_a_policy_only_allows_and_names_each_action(function: Function) -> None:
    statements = policy_of(function)["Statement"]

    assert {statement["Effect"] for statement in statements} == {"Allow"}
    assert all(statement.keys() <= {"Sid", "Effect", "Action", "Resource", "Condition"} for statement in statements)
    assert not [right for right in allowed(function) if "*" in right.action]


@every_function
def test_a_policy_names_each_resource_unless_the_action_has_none(function: Function) -> None:
    assert {right.action for right in allowed(function) if right.on == "*"} <= NOT_OF_RESOURCES.keys()


@every_function
def test_a_policy_says_nothing_twice(function: Function) -> None:
    said = [right for statement in policy_of(function)["Statement"] for right in rights_in(statement)]

    assert len(said) == len(set(said))


@pytest.mark.slow
def test_chalice_puts_each_policy_into_its_functions_role_as_it_stands(tmp_path: Path) -> None:
    made = describing.sam(PROJECT, "arm64", merge_template(), tmp_path)["Resources"]

    for function in FUNCTIONS:
        assert made[function.resource]["Properties"]["Role"] == {"Fn::GetAtt": [function.role, "Arn"]}
        [inline] = made[function.role]["Properties"]["Policies"]
        assert inline["PolicyDocument"] == policy_of(function)
