"""The rights of each function, as its policy in `.chalice` names them, for this deployment; and whether its role has them."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from chalicelib.content.site.senders import is_mailbox
from chalicelib.frozen import Frozen
from infra.deploying.names import Names
from infra.stack import adopting
from infra.stack.functions import Function

POLICIES = Path(__file__).resolve().parents[3] / ".chalice"
GIVEN = {"StringLike": "string", "StringEquals": "string", "ForAllValues:StringLike": "stringList"}
"""The operators of conditions that a value has to meet, with the type of it."""


class Needed(Frozen):
    """Actions on one resource; `context` has the key, the type and a value of each condition that needs one."""

    actions: tuple[str, ...]
    on: str
    context: tuple[tuple[str, str, str], ...] = ()


def needed(function: Function, names: Names, sends_from: str, folder: Path = POLICIES) -> Iterator[Needed]:
    """Yield what a function has to be allowed."""
    policy = json.loads((folder / f"policy-{function.name}.json").read_text("utf-8"))
    for statement in policy["Statement"]:
        actions = tuple(listed(statement["Action"]))
        context = tuple(_context(statement.get("Condition", {}), names, sends_from))
        for on in listed(statement["Resource"]):
            yield Needed(actions, _one(_filled(on, names, sends_from)), context)


def of_letter(names: Names, mailbox: str, identity: str, configuration_set: str) -> Iterator[Needed]:
    """Yield what a function has to be allowed to send from this mailbox of this identity through this configuration set:
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsesv2.html"""
    context = (("ses:FromAddress", "string", mailbox),)
    for on in (f"identity/{identity}", f"configuration-set/{configuration_set}"):
        yield Needed(("ses:SendEmail",), f"arn:aws:ses:{names.region}:{names.account}:{on}", context)


def decisions_of(iam: Any, role: str, asked: Needed) -> Mapping[str, str]:
    """Ask IAM what a role may do, without doing it; return the decision on each action:
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html"""
    context = [{"ContextKeyName": key, "ContextKeyType": kind, "ContextKeyValues": [value]} for key, kind, value in asked.context]
    pages = iam.get_paginator("simulate_principal_policy").paginate(
        PolicySourceArn=role, ActionNames=list(asked.actions), ResourceArns=[asked.on], ContextEntries=context
    )
    return {one["EvalActionName"]: one["EvalDecision"] for page in pages for one in page["EvaluationResults"]}


def _context(conditions: Mapping[str, Mapping[str, Any]], names: Names, sends_from: str) -> Iterator[tuple[str, str, str]]:
    for operator, keys in conditions.items():
        if operator in GIVEN:
            for key, values in keys.items():
                yield key, GIVEN[operator], _one(_filled(listed(values)[0], names, sends_from))


def listed(value: Any) -> list[Any]:
    """Return a value of a policy as a list: a single one may come without."""
    return value if isinstance(value, list) else [value]


def _one(pattern: str) -> str:
    """Return one of what a pattern means; `*` alone is every resource."""
    return pattern if pattern == "*" else pattern.replace("*", "doctor")


def _filled(value: Any, names: Names, sends_from: str) -> str:
    text = value["Fn::Sub"] if isinstance(value, Mapping) else value
    here = adopting.filled(text, name=names.name, account=names.account, region=names.region)
    # the first pattern of senders is that of the domain, which a deployment with a mailbox doesn't have
    sender = "*@${MailDomain}" if is_mailbox(sends_from) else "${MailDomain}"
    return here.replace("${AWS::Partition}", "aws").replace(sender, sends_from)
