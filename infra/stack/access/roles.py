"""Roles: optional managed policies that divide the rights to the content bucket among several people.

An author writes in a folder that a tag of the user or role names: so all authors have one policy, and a new author needs a tag
and no deployment. Users must not have the right to tag themselves. Who reads a file reads its earlier versions, too. No role may
write a report, since reports are trusted, or delete old versions, since they undo mistakes. An editor may also read what becomes
of a file, and so use `presswork push`; nobody may read anything about subscribers.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from infra.stack.access import policies
from infra.stack.access.rights import PUSHES, REPORTS
from infra.stack.buckets import CONTENT
from infra.stack.intrinsics import Resources, policy, resource, sub

TAG = "presswork-author"
OWN_FOLDER = "posts/${aws:PrincipalTag/" + TAG + "}/"
DESIGN = ("templates/*", "site.yaml")
STACK = "arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/${AWS::StackName}/*"
WRITING = ("s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload")


class Role(NamedTuple):
    """One row: patterns of keys to write, to read besides, to list, and to exclude, and whether it may push."""

    resource: str
    says: str
    writes: tuple[str, ...]
    reads: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    pushes: bool = False


ROLES: tuple[Role, ...] = (
    Role("AuthorPolicy", "writes under posts/ in the folder that its tag names", (f"{OWN_FOLDER}*",), lists=(f"{OWN_FOLDER}*",)),
    Role("EditorPolicy", "writes everything but templates and site.yaml", ("*",), lists=("*",), never=DESIGN, pushes=True),
    Role("DesignerPolicy", "writes templates and site.yaml", DESIGN, ("site.yaml.*.txt",), ("templates/*", "site.yaml*")),
)


def resources() -> Resources:
    return {role.resource: _managed(role) for role in ROLES}


def _managed(role: Role) -> dict[str, Any]:
    statements = [
        allow(["s3:GetObject", "s3:GetObjectVersion"], _objects((*role.writes, *role.reads))),
        allow(list(WRITING), _objects(role.writes)),
        allow(["s3:ListBucket", "s3:ListBucketVersions"], sub(CONTENT.arn), StringLike={"s3:prefix": list(role.lists)}),
        {"Effect": "Deny", "Action": ["s3:PutObject"], "Resource": _objects(REPORTS)},
    ]
    if role.pushes:
        statements += following()
    if role.never:
        statements.append({"Effect": "Deny", "Action": list(WRITING), "Resource": _objects(role.never)})
    properties = {"Description": sub("${AWS::StackName}: " + role.says), "PolicyDocument": policy(*statements)}
    return resource("AWS::IAM::ManagedPolicy", properties, Condition="HasRoles")


def following() -> list[dict[str, Any]]:
    """Return the rights to find the stack, and to read what becomes of a file."""
    return [policies.items(("get_many", "query"), PUSHES), allow(["cloudformation:DescribeStacks"], sub(STACK))]


def allow(actions: list[str], on: Any, **conditions: Any) -> dict[str, Any]:
    under = {"Condition": conditions} if conditions else {}
    return {"Effect": "Allow", "Action": actions, "Resource": on, **under}


def _objects(patterns: Iterable[str]) -> list[dict[str, Any]]:
    """Escape IAM's own variables with a `!` for CloudFormation."""
    return [sub(f"{CONTENT.arn}/{pattern.replace('${', '${!')}") for pattern in patterns]
