"""Roles: managed policies that part the rights to the content bucket among several people. None is made unless it is asked for.

An author writes under a folder of its own, which a tag of the person's (or of the role that the person takes on) names: so one
policy is for all authors, and a new author is a tag and no deployment. Users must not be let tag themselves.
No role here may write a report, since what stands in one is believed; nor delete old versions, since those undo a mistake.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from infra.stack.buckets import CONTENT
from infra.stack.intrinsics import Resources, policy, resource, sub

TAG = "presswork-author"
OWN_FOLDER = "posts/${aws:PrincipalTag/" + TAG + "}/"
DESIGN = ("templates/*", "site.yaml")
REPORTS = ("*.error.txt", "*.warning.txt")
WRITING = ("s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload")


@dataclass(frozen=True, slots=True)
class Role:
    """One row: what is written, what is read besides, what may be listed, and what is kept out of all that."""

    resource: str
    says: str
    writes: tuple[str, ...]
    reads: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


ROLES: tuple[Role, ...] = (
    Role("AuthorPolicy", "writes under posts/ in the folder that its tag names", (f"{OWN_FOLDER}*",), lists=(f"{OWN_FOLDER}*",)),
    Role("EditorPolicy", "writes everything but templates and site.yaml", ("*",), lists=("*",), never=DESIGN),
    Role("DesignerPolicy", "writes templates and site.yaml", DESIGN, ("site.yaml.*.txt",), ("templates/*", "site.yaml*")),
)


def resources() -> Resources:
    return {role.resource: _managed(role) for role in ROLES}


def _managed(role: Role) -> dict[str, Any]:
    statements = [
        _allow(["s3:GetObject"], _objects((*role.writes, *role.reads))),
        _allow(list(WRITING), _objects(role.writes)),
        _allow(["s3:ListBucket"], sub(CONTENT.arn), StringLike={"s3:prefix": list(role.lists)}),
        {"Effect": "Deny", "Action": ["s3:PutObject"], "Resource": _objects(REPORTS)},
    ]
    if role.never:
        statements.append({"Effect": "Deny", "Action": list(WRITING), "Resource": _objects(role.never)})
    properties = {"Description": sub("${AWS::StackName}: " + role.says), "PolicyDocument": policy(*statements)}
    return resource("AWS::IAM::ManagedPolicy", properties, Condition="HasRoles")


def _allow(actions: list[str], on: Any, **conditions: Any) -> dict[str, Any]:
    under = {"Condition": conditions} if conditions else {}
    return {"Effect": "Allow", "Action": actions, "Resource": on, **under}


def _objects(patterns: Iterable[str]) -> list[dict[str, Any]]:
    """What IAM itself fills in has a `!` where CloudFormation reads it."""
    return [sub(f"{CONTENT.arn}/{pattern.replace('${', '${!')}") for pattern in patterns]
