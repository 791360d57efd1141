"""Policies: each function may do what it does, on what it does it to, and nothing else.

What it does is recorded (`recording`), and becomes the rights that it needs (`rights`).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import permutations
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest
from moto import mock_aws

from chalicelib.partitions import (
    DUE,
    IMAGE,
    LIMIT,
    LINKS,
    LIST,
    MAILS,
    MONTHS,
    OF_READERS,
    PARTITIONS,
    PHRASES,
    PICTURE,
    PROOF,
    SAME,
    SITE,
    SOURCE,
    TOPICS,
    TRANSLATIONS,
    URL,
    WAITING,
    YEARS,
    pattern,
)
from infra.package import describing, models
from infra.stack import policies
from infra.stack.functions import FUNCTIONS, Function
from infra.stack.queues import QUEUES
from infra.stack.rights import READING, RIGHTS, WRITING, counted, rows
from infra.stack.template import merge_template
from tests.stack.iam import Request, allows, like, several
from tests.stack.life_of_a_site import LIFE
from tests.stack.rare_uses import rare_uses
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
    rare = {use.function: set[Right]() for use in rare_uses()}
    for use in rare_uses():
        rare[use.function].add(Right(f"dynamodb:{policies.ACTIONS[use.method]}", policies.TABLE))
    return {
        function.name: frozenset(rights_for(function, life.calls, life.arn, resources)) | rare.get(function.name, set())
        for function in FUNCTIONS
    }


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

LEADING = policies.LEADING
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


def reaches(function: Function, action: str, *partitions: str, on: str = CATALOG) -> bool:
    knows = {LEADING: partitions} if partitions else {}
    return allows(policy_of(function)["Statement"], Request(f"dynamodb:{action}", on, knows), NAMES)


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


def row_of(function: str, partition: str) -> str:
    """The row of the table by which the function reaches this partition key; empty if it doesn't."""
    return next((row for row in RIGHTS[function].items if like(pattern(row), partition)), "")


@pytest.mark.slow
@every_function
def test_a_function_uses_each_right_to_each_partition(function: Function, life: Life) -> None:
    used = {
        (row_of(function.name, partition), call.operation.partition(".")[2])
        for call in life.calls
        if call.function == function.name and call.operation.startswith("dynamodb.")
        for partition in partitions(call.asked)
    }
    used |= {
        (row_of(function.name, use.partition), policies.ACTIONS[use.method])
        for use in rare_uses()
        if use.function == function.name
    }
    items = RIGHTS[function.name].items.items()
    granted = {(row, policies.ACTIONS[method]) for row, methods in items for method in methods.split()}

    assert granted - used == set()


EVERY_ACTION = (
    *sorted(set(policies.ACTIONS.values())),
    "Scan",
    "PartiQLSelect",
    "PartiQLInsert",
    "PartiQLUpdate",
    "PartiQLDelete",
    "ConditionCheckItem",
)


def a_key(row: str) -> str:
    """A partition key that begins so."""
    return f"{row}07#x" if row.endswith("#") else row


KEYS = sorted({a_key(row) for rights in RIGHTS.values() for row in rights.items} | {a_key(row) for row in PARTITIONS})


def allowed_by_the_table(function: Function, action: str, key: str) -> bool:
    methods = RIGHTS[function.name].items.get(row_of(function.name, key), "").split()
    return action in {policies.ACTIONS[method] for method in methods}


def out_of_reach() -> Iterator[tuple[str, str, str]]:
    """Every function, action and key to which it has no right."""
    for function in FUNCTIONS:
        for action in EVERY_ACTION:
            yield from ((function.name, action, key) for key in KEYS if not allowed_by_the_table(function, action, key))


@every_function
def test_a_function_reaches_a_key_by_an_action_only_where_the_table_of_rights_says_so(function: Function) -> None:
    cases = [(action, key) for action in EVERY_ACTION for key in KEYS]

    assert [case for case in cases if reaches(function, *case) != allowed_by_the_table(function, *case)] == []


@every_function
def test_a_batch_that_names_a_key_out_of_reach_is_denied_whatever_it_names_beside(function: Function) -> None:
    for action in ("BatchGetItem", "BatchWriteItem"):
        within = [key for key in KEYS if reaches(function, action, key)]

        assert not within or reaches(function, action, *within)
        assert [key for key in set(KEYS) - set(within) if reaches(function, action, *within, key)] == []


@every_function
def test_a_request_without_a_key_or_through_an_index_is_denied(function: Function) -> None:
    assert [action for action in EVERY_ACTION if reaches(function, action)] == []
    assert [key for key in KEYS if reaches(function, "Query", key, on=f"{CATALOG}/index/any")] == []


@pytest.mark.parametrize(
    "key", ["", "SOURCE", "SITE#x", "UNKNOWN", "READERS", "OWING#", "LETTERS#x", "xSITE", "site", "TOPICSx", "*"]
)
def test_a_key_of_no_partition_is_reached_by_nobody(key: str) -> None:
    assert [(one.name, action) for one in FUNCTIONS for action in EVERY_ACTION if reaches(one, action, key)] == []


def test_every_partition_is_read_by_some_function_and_written_by_some() -> None:
    methods = {
        partition: {
            method
            for rights in RIGHTS.values()
            for row, methods in rights.items.items()
            if row.startswith(partition)
            for method in methods.split()
        }
        for partition in PARTITIONS
    }

    assert [partition for partition, every in methods.items() if not every & {*READING}] == []
    assert [partition for partition, every in methods.items() if not every & {*WRITING}] == []


def test_no_module_writes_the_beginning_of_a_key_itself() -> None:
    written = re.compile(r"""(\bAt\(|\.query\(|\bSummary\()f?["'](?!{)""")
    modules = {path: path.read_text() for path in (PROJECT / "chalicelib").rglob("*.py")}

    assert [str(path) for path, text in modules.items() if written.search(text)] == []


def test_no_key_belongs_to_two_partitions() -> None:
    for one, other in permutations(PARTITIONS, 2):
        assert not like(pattern(one), a_key(other)), (one, other)


def test_every_row_is_a_partition_or_a_part_of_one_and_no_row_of_a_function_is_a_part_of_another() -> None:
    for rights in RIGHTS.values():
        assert all(row in PARTITIONS or row.startswith((LIMIT, MAILS)) for row in rights.items)
        assert not [pair for pair in permutations(rights.items, 2) if like(pattern(pair[0]), a_key(pair[1]))]


AT_AUTHORS_INPUT = ("ingest", "press", "images", "popular")
OF_THE_SITE = (SOURCE, URL, LIST, TRANSLATIONS, LINKS, SAME, DUE, SITE, PHRASES, MONTHS, YEARS, TOPICS, IMAGE, PROOF)


def test_functions_that_read_what_authors_wrote_have_no_right_to_anything_about_a_reader() -> None:
    reached = [
        (one.name, action, key)
        for one in FUNCTIONS
        if one.name in AT_AUTHORS_INPUT
        for action in EVERY_ACTION
        for key in map(a_key, OF_READERS)
        if reaches(one, action, key)
    ]

    assert reached == []


def test_the_clock_takes_sign_ups_whose_turn_has_come_and_reads_the_sites_own_limit_and_nothing_else_of_readers() -> None:
    assert {row: methods for row, methods in RIGHTS["tick"].items.items() if row.startswith(OF_READERS)} == {
        WAITING: "query delete",
        counted("site-hour"): "get",
    }


@pytest.mark.parametrize("function", ["api_handler", "mail_in", "mail_news", "popular", "images"])
def test_functions_that_strangers_reach_or_that_decode_images_write_nothing_of_the_site(function: str) -> None:
    assert rows(function, WRITING) & {*OF_THE_SITE} == set()


def test_the_encoder_of_images_writes_only_what_became_of_images() -> None:
    images = RIGHTS["images"]

    assert images.items == {SOURCE: "get", PICTURE: "get put add"}
    assert [(row.bucket, row.actions) for row in images.objects] == [("content", "GetObject"), ("encoded", "PutObject")]


# ---- the files


@every_function
def test_the_file_of_a_policy_is_what_the_table_of_rights_says(function: Function) -> None:
    assert policies.file_of(function).read_text() == policies.text_of(function), "make docs"


def test_every_function_has_a_row_of_rights() -> None:
    assert RIGHTS.keys() == {function.name for function in FUNCTIONS}


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
def test_no_two_statements_of_a_policy_have_one_name(function: Function) -> None:
    names = [statement["Sid"] for statement in policy_of(function)["Statement"]]

    assert all(re.fullmatch("[A-Za-z0-9]+", name) for name in names)
    assert len(names) == len(set(names))


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
