"""CloudFormation's intrinsic functions, and shorthands for resources and policies."""

from collections.abc import Mapping
from typing import Any, TypeAlias

Intrinsic: TypeAlias = dict[str, Any]
Resource: TypeAlias = dict[str, Any]
Resources: TypeAlias = dict[str, Resource]

NOTHING: Intrinsic = {"Ref": "AWS::NoValue"}


def ref(name: str) -> Intrinsic:
    return {"Ref": name}


def sub(text: str) -> Intrinsic:
    return {"Fn::Sub": text}


def attribute(resource: str, name: str = "Arn") -> Intrinsic:
    return {"Fn::GetAtt": [resource, name]}


def either(condition: str, yes: Any, no: Any) -> Intrinsic:
    return {"Fn::If": [condition, yes, no]}


def named(what: str) -> Intrinsic:
    """Return a name that begins with the stack's."""
    return sub("${AWS::StackName}-" + what)


def bucket_name(what: str) -> Intrinsic:
    """Return a bucket's name, which no other account or region may have."""
    return named(what + "-${AWS::AccountId}-${AWS::Region}")


def resource(type: str, properties: Mapping[str, Any], **attributes: Any) -> Resource:
    return {"Type": type, "Properties": dict(properties), **attributes}


def kept(type: str, properties: Mapping[str, Any], **attributes: Any) -> Resource:
    """Return a resource that outlives its removal or replacement by the stack."""
    return resource(type, properties, DeletionPolicy="Retain", UpdateReplacePolicy="Retain", **attributes)


OURS = [{"Key": "presswork", "Value": {"Ref": "AWS::StackName"}}]
"""The tag of resources with data, by which a deployment recognizes its own after the stack is gone."""


def statement(effect: str, principal: Any, action: str | list[str], on: Any, **conditions: Any) -> dict[str, Any]:
    under = {"Condition": conditions} if conditions else {}
    return {"Effect": effect, "Principal": principal, "Action": action, "Resource": on, **under}


def only_by_tls(action: str, on: Any) -> dict[str, Any]:
    """Deny an action to everyone who asks without TLS."""
    return statement("Deny", "*", action, on, Bool={"aws:SecureTransport": "false"})


def policy(*statements: Mapping[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def service(name: str) -> dict[str, str]:
    return {"Service": f"{name}.amazonaws.com"}
