"""The policies of the functions, as their files have them: what each allows, and which partitions of the table it reaches."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from chalicelib.partitions import pattern
from infra.stack.access import policies
from infra.stack.access.rights import RIGHTS
from infra.stack.functions import EVERY, Function
from tests.stack.iam import Request, allows, like
from tests.stack.rights import Asked

PROJECT = Path(__file__).resolve().parents[2]
LEADING = policies.LEADING
NAMES = {
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-1",
    "AWS::AccountId": "1",
    "AWS::StackName": "site",
    "MailDomain": "a.example",
    "MailFrom": "",
}
CATALOG = "arn:aws:dynamodb:eu-west-1:1:table/site-catalog"

every_function = pytest.mark.parametrize("function", EVERY, ids=[function.name for function in EVERY])


def policy_of(function: Function) -> Any:
    return json.loads((PROJECT / f".chalice/policy-{function.name}.json").read_text())


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


def row_of(function: str, partition: str) -> str:
    """The row of the table by which the function reaches this partition key; empty if it doesn't."""
    return next((row for row in RIGHTS[function].items if like(pattern(row), partition)), "")
