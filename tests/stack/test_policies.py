"""Policies: each function may do what it does, on what it does it to, and nothing else.

What it does is recorded (`recording`), and becomes the rights that it needs (`rights`).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest
from moto import mock_aws

from infra.package import describing, models
from infra.stack.functions import FUNCTIONS, Function
from infra.stack.queues import QUEUES
from infra.stack.template import merge_template
from tests.stack.iam import Request, allows, several
from tests.stack.life_of_a_site import LIFE
from tests.stack.recorded_site import Recorded
from tests.stack.recording import Call, Recorder, forget
from tests.stack.rights import Arn, Asked, Right, arn_in, rights_for

PROJECT = Path(__file__).resolve().parents[2]

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


def policy_of(function: Function) -> Any:
    return json.loads((PROJECT / f".chalice/policy-{function.name}.json").read_text())


def allowed(function: Function) -> frozenset[Right]:
    return frozenset(right for statement in policy_of(function)["Statement"] for right in rights_in(statement))


def rights_in(statement: Mapping[str, Any]) -> Iterator[Right]:
    """Which items of the table it is about is held against each call's own (`reaches`), for it is no part of the table's ARN."""
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


@every_function
def test_a_function_hides_messages_of_no_queue_but_its_own(function: Function) -> None:
    own = {queue.full_name for queue in QUEUES if queue.function is function}

    hidden = [right.on for right in allowed(function) if right.action == "sqs:ChangeMessageVisibility"]

    assert {on.rpartition(":${AWS::StackName}-")[2] for on in hidden} == own


@pytest.mark.slow
def test_no_function_makes_a_call_that_was_cut_from_the_package(life: Life) -> None:
    made = {tuple(call.operation.split(".")) for call in life.calls}

    assert {operation for service, operation in made if service == "ssm"} == models.CALLED["ssm"]
    assert {operation for service, operation in made if service == "lambda"} <= models.CALLED["lambda"]


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
    "images": ((*READING, *WRITING), ("READERS#07", "LEDGER#letter#07", "LIMIT#network#x")),
    "popular": ((*READING, *WRITING), ("READERS#07", "LEDGER#letter#07", "SOURCE#posts/x.md", "SITE", "URL#/x/")),
    "letters": (WRITING, ("SOURCE#posts/x.md", "URL#/x/", "LIST#all:en", "LETTERS", "PHRASES", "TOPICS#en")),
    "mail_in": ((*READING, *WRITING), ("SOURCE#posts/x.md", "URL#/x/", "LIST#all:en", "LEDGER#letter#07", "LIMIT#network#x")),
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


def test_the_function_of_letters_notes_what_fails_beside_the_site_and_changes_nothing_else_of_it() -> None:
    [letters] = [function for function in FUNCTIONS if function.name == "letters"]

    assert [action for action in WRITING if reaches(letters, action, "SITE")] == ["DeleteItem", "BatchWriteItem"]
    assert not reaches(letters, "BatchWriteItem", "READERS#07")


def test_the_clock_reads_the_sites_own_limit_and_no_visitors() -> None:
    [tick] = [function for function in FUNCTIONS if function.name == "tick"]

    assert reaches(tick, "GetItem", "LIMIT#site-hour#-#2026")
    assert [action for action in (*READING, *WRITING) if reaches(tick, action, "LIMIT#sign-up-hour#x")] == []


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


# ---- what is in every policy

NOT_OF_RESOURCES = {"ses:GetAccount": "an account has no ARN"}
"""The actions that may name `*`, each with its reason."""


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
    said = [
        (right.action, right.on, json.dumps(statement.get("Condition")))
        for statement in policy_of(function)["Statement"]
        for right in rights_in(statement)
    ]

    assert len(said) == len(set(said))


@pytest.mark.slow
def test_chalice_puts_each_policy_into_its_functions_role_as_it_stands(tmp_path: Path) -> None:
    made = describing.sam(PROJECT, "arm64", merge_template(), tmp_path)["Resources"]

    for function in FUNCTIONS:
        assert made[function.resource]["Properties"]["Role"] == {"Fn::GetAtt": [function.role, "Arn"]}
        [inline] = made[function.role]["Properties"]["Policies"]
        assert inline["PolicyDocument"] == policy_of(function)
