"""Policies: each function may do what it does, on what it does it to, and nothing else.

What it does is recorded (`recording`), and becomes the rights that it needs (`rights`).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest
from moto import mock_aws

from infra.package import describing, models
from infra.stack.access import policies
from infra.stack.access.rights import REPORTS, RIGHTS
from infra.stack.functions import AUTHORING, EVERY, FUNCTIONS, SERVE, Function
from infra.stack.queues import QUEUES
from infra.stack.template import merge_template
from tests.stack.iam import Request, allows, several
from tests.stack.life_of_a_site import LIFE
from tests.stack.policies import LEADING, NAMES, PROJECT, every_function, partitions, policy_of, reaches, row_of
from tests.stack.rare_uses import rare_uses
from tests.stack.reading import of
from tests.stack.recorded_site import Recorded
from tests.stack.recording import Call, Recorder, forget
from tests.stack.rights import Arn, Right, arn_in, rights_for

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
        for function in EVERY
    }


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


@pytest.mark.slow
@every_function
def test_a_function_reaches_every_item_that_it_asks_for(function: Function, life: Life) -> None:
    asked = [call for call in life.calls if call.function == function.name and call.operation.startswith("dynamodb.")]
    refused = {
        (call.operation, *partitions(call.asked))
        for call in asked
        if not reaches(function, call.operation.partition(".")[2], *partitions(call.asked))
    }

    assert bool(asked) == bool(RIGHTS[function.name].items)
    assert refused == set()


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


# ---- the files


@every_function
def test_the_file_of_a_policy_is_what_the_table_of_rights_says(function: Function) -> None:
    assert policies.file_of(function).read_text() == policies.text_of(function), "make docs"


def test_every_function_has_a_row_of_rights() -> None:
    assert RIGHTS.keys() == {function.name for function in EVERY}


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


@pytest.mark.parametrize("function", [SERVE, AUTHORING], ids=lambda one: one.name)
def test_the_role_of_a_function_that_chalice_does_not_know_has_its_policy_as_it_stands(
    resources: Mapping[str, Any], function: Function
) -> None:
    [inline] = of(resources, function.role)["Policies"]

    assert inline["PolicyDocument"] == policy_of(function)
    assert of(resources, function.resource)["Role"] == {"Fn::GetAtt": [function.role, "Arn"]}


@pytest.mark.parametrize("action", ["DeleteObject", "GetObject", "GetObjectVersion", "PutObject"])
def test_the_authoring_api_reaches_only_files_of_authors_and_reads_and_writes_the_settings(action: str) -> None:
    def may(key: str) -> bool:
        return allows(
            policy_of(AUTHORING)["Statement"], Request(f"s3:{action}", f"arn:aws:s3:::site-content-1-eu-west-1/{key}"), NAMES
        )

    assert [key for key in ("posts/a.md", "about.md", "images/ann/a.png", "files/a.pdf") if not may(key)] == []
    assert [key for key in ("templates/post.html", "a.txt", "postscript.html", "site.yaml.error.txt") if may(key)] == []
    assert may("site.yaml") == (action != "DeleteObject")


def test_only_the_authoring_api_writes_what_authors_wrote_and_it_writes_nothing_else() -> None:
    def buckets(name: str) -> set[str]:
        return {row.bucket for row in RIGHTS[name].objects if "PutObject" in row.actions and row.keys != REPORTS}

    assert buckets("authoring") == {"content"}
    assert [name for name in RIGHTS if name != "authoring" and "content" in buckets(name)] == []
