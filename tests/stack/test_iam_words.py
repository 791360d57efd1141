"""The words of policies: every action, resource and condition is known to AWS, as policy_sentry has read it from AWS's reference.

A misspelled action allows nothing, and IAM takes it all the same:
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import pytest
from policy_sentry.querying.actions import get_action_data

from infra.stack.functions import EVERY
from tests.stack.iam import filled, several
from tests.stack.policies import policy_of
from tests.stack.reading import of_type

NAMES = {"AWS::Partition": "aws", "AWS::Region": "us-east-1", "AWS::AccountId": "123456789012", "AWS::StackName": "presswork"}
NEWER = {"s3:GetObjectAnnotation", "s3:PutObjectAnnotation"}
"""Actions that this version of policy_sentry doesn't know yet."""


class Said(NamedTuple):
    """A statement of a policy, and whose it is."""

    whose: str
    statement: Mapping[str, Any]

    @property
    def actions(self) -> list[str]:
        return [action for action in several(self.statement["Action"]) if action not in NEWER]


class Known(NamedTuple):
    """What AWS says of an action: the forms of the resources that it acts on, and the keys of its conditions."""

    forms: frozenset[str]
    keys: frozenset[str]


@cache
def known(action: str) -> Known | None:
    service, _, name = action.partition(":")
    found = get_action_data(service, name)
    rows = found[service] if found else []
    keys = {key for row in rows for key in row["condition_keys"]}
    forms = {row["resource_arn_format"] for row in rows}
    return Known(frozenset(forms - {"*"} or forms), frozenset(keys)) if rows else None


@pytest.fixture(scope="module")
def said(resources: Mapping[str, Any]) -> list[Said]:
    """All statements about actions of ours: of the functions, and of the roles that authors may be given."""
    of_functions = [Said(one.name, statement) for one in EVERY for statement in policy_of(one)["Statement"]]
    made = of_type(resources, "AWS::IAM::ManagedPolicy") | of_type(resources, "AWS::IAM::Policy")
    of_stack = [Said(name, statement) for name, one in made.items() for statement in one["PolicyDocument"]["Statement"]]
    assert of_stack
    return of_functions + of_stack


def test_every_action_is_known_to_aws(said: list[Said]) -> None:
    assert [(one.whose, action) for one in said for action in one.actions if known(action) is None] == []


def test_an_action_that_is_missing_from_the_list_is_still_missing() -> None:
    assert [action for action in NEWER if known(action) is not None] == []


def test_every_action_acts_on_a_resource_of_its_statement_and_every_resource_is_acted_on(said: list[Said]) -> None:
    assert [problem for one in said for problem in misfits(one)] == []


def misfits(one: Said) -> Iterator[tuple[str, str]]:
    """Yield the actions without a resource, and the resources without an action."""
    on = [written(resource) for resource in several(one.statement["Resource"])]
    forms = {action: about.forms for action in one.actions if (about := known(action))}
    for action, several_forms in forms.items():
        if not any(meets(resource, form) for resource in on for form in several_forms):
            yield one.whose, f"{action} acts on none of {on}"
    for resource in on if forms else ():
        if not any(meets(resource, form) for several_forms in forms.values() for form in several_forms):
            yield one.whose, f"nothing acts on {resource}"


def test_a_resource_of_another_form_is_found() -> None:
    statement = {"Action": ["sqs:SendMessage", "s3:PutObject"], "Resource": ["arn:aws:sqs:eu-west-1:1:a", "arn:aws:s3:::bucket"]}

    found = [problem for _, problem in misfits(Said("test", statement))]

    assert found == [f"s3:PutObject acts on none of {statement['Resource']}", "nothing acts on arn:aws:s3:::bucket"]


def test_every_condition_asks_what_requests_of_its_actions_tell(said: list[Said]) -> None:
    asked = [
        (one.whose, key)
        for one in said
        for condition in one.statement.get("Condition", {}).values()
        for key in condition
        if not key.startswith("aws:") and not all(key in about.keys for action in one.actions if (about := known(action)))
    ]

    assert asked == []


def written(resource: Any) -> str:
    """The resource as IAM would see it; what only the stack knows becomes an example."""
    if isinstance(resource, dict) and "Fn::Sub" not in resource:
        return f"arn:aws:sqs:us-east-1:123456789012:{json.dumps(resource)}"  # of a queue that the template makes
    return filled(resource, Examples(NAMES))


class Examples(dict[str, str]):
    """Names, where each unknown one is an example of itself."""

    def __missing__(self, name: str) -> str:
        return name.replace(":", "-")


def meets(pattern: str, form: str) -> bool:
    """Whether the pattern of a policy matches some resource of this form."""
    return _meet(pattern, re.sub(r"\$\{\w+\}", "*", form))


@cache
def _meet(one: str, other: str) -> bool:
    """Whether two patterns, in which `*` is anything, have a text in common."""
    if not one or not other:
        return set(one + other) <= {"*"}
    if one[0] == "*":
        return _meet(one[1:], other) or (other[0] != "*" and _meet(one, other[1:])) or (other[0] == "*" and _meet(one, other[1:]))
    if other[0] == "*":
        return _meet(other, one)
    return one[0] == other[0] and _meet(one[1:], other[1:])
