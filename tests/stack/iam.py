"""What a policy allows: a small evaluator of the parts of IAM's language that Presswork's policies speak.

A request is an action on a resource, with what IAM knows besides: the partition keys of a DynamoDB call, the prefix of a listing.
It is allowed if a statement allows it and none denies it. A condition with an operator that stands in no table here is an error.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """An action on a resource; `knows` are the values of each condition key that the request carries."""

    action: str
    on: str
    knows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def allows(statements: Iterable[Mapping[str, Any]], request: Request, names: Mapping[str, str]) -> bool:
    """Whether the statements, with CloudFormation's `${names}` filled in, allow the request."""
    effects = {one["Effect"] for one in statements if _speaks_of(one, request, names)}
    return "Allow" in effects and "Deny" not in effects


def several(one_or_more: Any) -> list[Any]:
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]


def filled(value: Any, names: Mapping[str, str]) -> str:
    """A text of the template, as CloudFormation would write it."""
    text: str = value["Fn::Sub"] if isinstance(value, Mapping) else value
    return re.sub(r"\$\{([^}!]+)\}", lambda found: names[found[1]], text)


def _speaks_of(statement: Mapping[str, Any], request: Request, names: Mapping[str, str]) -> bool:
    actions = any(like(action.lower(), request.action.lower()) for action in several(statement["Action"]))
    resources = any(like(filled(on, names), request.on) for on in several(statement["Resource"]))
    conditions = statement.get("Condition", {})
    return actions and resources and all(_holds(name, wanted, request, names) for name, wanted in conditions.items())


def _holds(operator: str, wanted: Mapping[str, Any], request: Request, names: Mapping[str, str]) -> bool:
    """Whether a condition holds for each of its keys; of one with several values, `ForAllValues:` asks about each of them."""
    about_all, _, name = operator.rpartition(":")
    quantity, holds = QUANTITIES[about_all], OPERATORS[name]
    for key, patterns in wanted.items():
        allowed = [filled(pattern, names) for pattern in several(patterns)]
        if not quantity([holds(value, allowed) for value in request.knows.get(key, ())]):
            return False
    return True


def like(pattern: str, text: str) -> bool:
    """Whether IAM's `*` and `?` match the text; a `*` reaches over slashes."""
    signs = {"*": ".*", "?": "."}
    return re.fullmatch("".join(signs.get(sign) or re.escape(sign) for sign in pattern), text, re.DOTALL) is not None


OPERATORS: Mapping[str, Callable[[str, list[str]], bool]] = {
    "StringEquals": lambda value, allowed: value in allowed,
    "StringLike": lambda value, allowed: any(like(one, value) for one in allowed),
    "StringNotLike": lambda value, allowed: not any(like(one, value) for one in allowed),
}
QUANTITIES: Mapping[str, Callable[[list[bool]], bool]] = {
    "": lambda answers: len(answers) == 1 and answers[0],  # a key that the request lacks makes a plain condition fail
    "ForAllValues": all,
}
