"""What a policy allows: a small evaluator of the parts of IAM's language that Presswork's policies speak.

A request is an action on a resource, with what IAM knows besides: the partition keys of a DynamoDB call, the prefix of a listing.
It is allowed if a statement allows it and none denies it. A condition with an operator that stands in no table here is an error.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from types import MappingProxyType
from typing import Any, TypeAlias

Knows: TypeAlias = Mapping[str, tuple[str, ...]]
"""The values of each condition key that a request carries."""


@dataclass(frozen=True, slots=True)
class Request:
    """An action on a resource."""

    action: str
    on: str
    knows: Knows = field(default_factory=dict)


def allows(statements: Iterable[Mapping[str, Any]], request: Request, names: Mapping[str, str]) -> bool:
    """Whether the statements, with CloudFormation's `${names}` filled in, allow the request."""
    effects = {one["Effect"] for one in statements if _speaks_of(one, request, names)}
    return "Allow" in effects and "Deny" not in effects


def several(one_or_more: Any) -> list[Any]:
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]


def filled(value: Any, names: Mapping[str, str]) -> str:
    """A text of the template, as CloudFormation would write it: `${!x}` is left to IAM, as `${x}`."""
    if isinstance(value, str):
        return value
    return re.sub(r"\$\{([^}!]+)\}", lambda found: names[found[1]], value["Fn::Sub"]).replace("${!", "${")


def _speaks_of(statement: Mapping[str, Any], request: Request, names: Mapping[str, str]) -> bool:
    actions = any(like(action.lower(), request.action.lower()) for action in several(statement["Action"]))
    resources = any(like(filled(on, names), request.on, request.knows) for on in several(statement["Resource"]))
    conditions = statement.get("Condition", {})
    return actions and resources and all(_holds(name, wanted, request, names) for name, wanted in conditions.items())


def _holds(operator: str, wanted: Mapping[str, Any], request: Request, names: Mapping[str, str]) -> bool:
    """Whether a condition holds for each of its keys; of one with several values, `ForAllValues:` asks about each of them."""
    if operator == "Null":  # whether a key is missing
        return all((key not in request.knows) is (missing == "true") for key, missing in wanted.items())
    about_all, _, name = operator.rpartition(":")
    quantity, holds = QUANTITIES[about_all], OPERATORS[name]
    for key, patterns in wanted.items():
        allowed = [filled(pattern, names) for pattern in several(patterns)]
        if not quantity([holds(value, allowed, request.knows) for value in request.knows.get(key, ())]):
            return False
    return True


def like(pattern: str, text: str, knows: Knows = MappingProxyType({})) -> bool:
    """Whether the pattern matches the text: `*` and `?` do, over slashes too; `${x}` is what the request knows, letter by letter.

    A pattern that names what the request doesn't know matches nothing.
    """
    parts = re.split(r"\$\{([^}]+)\}", pattern)  # every second one is a name
    if any(len(knows.get(name, ())) != 1 for name in parts[1::2]):
        return False
    signs = {"*": ".*", "?": "."}
    plain = ("".join(signs.get(sign) or re.escape(sign) for sign in part) for part in parts[::2])
    values = (re.escape(knows[name][0]) for name in parts[1::2])
    return re.fullmatch("".join(chain.from_iterable(zip_longest(plain, values, fillvalue=""))), text, re.DOTALL) is not None


OPERATORS: Mapping[str, Callable[[str, list[str], Knows], bool]] = {
    "StringEquals": lambda value, allowed, _: value in allowed,
    "StringLike": lambda value, allowed, knows: any(like(one, value, knows) for one in allowed),
    "StringNotLike": lambda value, allowed, knows: not any(like(one, value, knows) for one in allowed),
}
QUANTITIES: Mapping[str, Callable[[list[bool]], bool]] = {
    "": lambda answers: len(answers) == 1 and answers[0],  # a key that the request lacks makes a plain condition fail
    "ForAllValues": all,
}
