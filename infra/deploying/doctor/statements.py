"""The policies of resources: which statements the template declares, which exist, and which are missing.

A queue, a topic, a bucket and a function each say who may use them. CloudFormation compares templates, not resources, so what was
changed by hand stays changed when the same template is deployed again; hence a command for each kind that restores it.
"""

import json
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from infra.aws_errors import code_of
from infra.deploying.doctor.diagnoses import Fault, Faults
from infra.deploying.doctor.needed_rights import listed
from infra.deploying.doctor.template_reader import Declared
from infra.deploying.services import Aws
from infra.stack.intrinsics import policy

NONE_YET = ("ResourceNotFoundException", "NoSuchBucketPolicy")
"""What the services say of a resource that has no policy."""

Statement = Mapping[str, Any]
URL_AUTH, BY_URL = "lambda:FunctionUrlAuthType", "lambda:InvokedViaFunctionUrl"


class Policy(NamedTuple):
    """The declared policy of one resource, `on`: its queue's address, its topic's ARN, the bucket's or the function's name."""

    kind: "PolicyKind"
    on: str
    statements: tuple[Statement, ...]


class PolicyKind(NamedTuple):
    """One row: a type of resource; where its properties say what it is on, and the statements; how they are read and restored."""

    type: str
    on: Callable[[Any], Iterable[Any]]
    statements: Callable[[Declared, Any], Iterable[Statement]]
    read: Callable[[Aws, str], str]
    restore: Callable[[Policy], str]


# ---- what is declared


def declared_in(declared: Declared) -> Iterator[tuple[str, Policy]]:
    """Yield the policies that a template declares, by the names of its resources."""
    for kind in KINDS:
        for name, properties in declared.of_type(kind.type):
            statements = tuple(kind.statements(declared, properties))
            for on in kind.on(properties):
                yield name, Policy(kind, declared.filled(on), statements)


def _document(declared: Declared, properties: Any) -> Iterable[Statement]:
    return list(declared.filled(properties["PolicyDocument"]["Statement"]))


def _permission(declared: Declared, properties: Any) -> Iterable[Statement]:
    """Return the statement that Lambda makes of a permission:
    https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html"""
    said = declared.filled(properties)
    conditions = {
        "ArnLike": {"AWS:SourceArn": said.get("SourceArn")},
        "StringEquals": {"AWS:SourceAccount": said.get("SourceAccount"), URL_AUTH: said.get("FunctionUrlAuthType")},
        "Bool": {BY_URL: said.get("InvokedViaFunctionUrl") and "true"},
    }
    present = {operator: {key: value for key, value in keys.items() if value} for operator, keys in conditions.items()}
    return [
        {
            "Effect": "Allow",
            "Principal": "*" if said["Principal"] == "*" else {"Service": said["Principal"]},
            "Action": said["Action"],
            "Resource": declared.sub(
                "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:" + said["FunctionName"]
            ),
            "Condition": {operator: keys for operator, keys in present.items() if keys},
        }
    ]


# ---- what is there


def current_statements(aws: Aws, declared: Policy) -> list[Statement]:
    """Return the statements of a resource's policy, as it is now; none where it has no policy."""
    try:
        text = declared.kind.read(aws, declared.on)
    except ClientError as error:
        if code_of(error) in NONE_YET:
            return []
        raise
    return list(listed(json.loads(text)["Statement"])) if text else []


def _of_queue(aws: Aws, url: str) -> str:
    return str(aws.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]).get("Attributes", {}).get("Policy", ""))


def _of_topic(aws: Aws, arn: str) -> str:
    return str(aws.sns.get_topic_attributes(TopicArn=arn)["Attributes"].get("Policy", ""))


def _of_bucket(aws: Aws, name: str) -> str:
    return str(aws.s3.get_bucket_policy(Bucket=name)["Policy"])


def _of_function(aws: Aws, name: str) -> str:
    return str(aws.functions.get_policy(FunctionName=name)["Policy"])


# ---- what is missing


def compare(declared: Policy, current: Iterable[Statement], region: str) -> Faults:
    """Name the declared statements that don't exist; others than the declared ones are left alone."""
    plain_statements = [plain(statement) for statement in current]
    missing = [statement for statement in declared.statements if plain(statement) not in plain_statements]
    if missing:
        yield Fault("; ".join(map(_lacking, missing)), f"`{declared.kind.restore(declared)} --region {region}`")


SAME = {"ArnEquals": "ArnLike"}
"""Operators that mean the same: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html"""


def plain(statement: Statement) -> Any:
    """Return what a statement means, however it is written: keys of conditions have no case, and one value may be a list."""
    principal = statement["Principal"]
    who = {"": principal} if isinstance(principal, str) else principal
    conditions = {
        (SAME.get(operator, operator), key.lower(), _set(values))
        for operator, keys in statement.get("Condition", {}).items()
        for key, values in keys.items()
    }
    everyone = frozenset((kind, _set(names)) for kind, names in who.items())
    return statement["Effect"], everyone, _set(statement["Action"]), _set(statement["Resource"]), frozenset(conditions)


def _lacking(statement: Statement) -> str:
    principal = statement["Principal"]
    who = principal if isinstance(principal, str) else ", ".join(name for names in principal.values() for name in listed(names))
    actions, on = (", ".join(listed(statement[part])) for part in ("Action", "Resource"))
    conditions = [
        f"{key} is {' or '.join(listed(values))}"
        for keys in statement.get("Condition", {}).values()
        for key, values in keys.items()
    ]
    may = "may not" if statement["Effect"] == "Allow" else "isn't denied"
    return (
        f"{'everyone' if who == '*' else who} {may} {actions} on {on}{' where ' if conditions else ''}{' and '.join(conditions)}"
    )


def _set(value: Any) -> frozenset[str]:
    return frozenset(map(str, listed(value)))


# ---- what restores it


def _whole(declared: Policy) -> str:
    return json.dumps(policy(*declared.statements))


def _restore_queue(declared: Policy) -> str:
    given = shlex.quote(json.dumps({"Policy": _whole(declared)}))
    return f"aws sqs set-queue-attributes --queue-url {declared.on} --attributes {given}"


def _restore_topic(declared: Policy) -> str:
    given = shlex.quote(_whole(declared))
    return f"aws sns set-topic-attributes --topic-arn {declared.on} --attribute-name Policy --attribute-value {given}"


def _restore_bucket(declared: Policy) -> str:
    return f"aws s3api put-bucket-policy --bucket {declared.on} --policy {shlex.quote(_whole(declared))}"


def _restore_function(declared: Policy) -> str:
    (statement,) = declared.statements
    sources = {key: value for keys in statement.get("Condition", {}).values() for key, value in keys.items()}
    given = " ".join(OPTIONS[key].format(shlex.quote(value)) for key, value in sources.items())
    principal = statement["Principal"]
    who = f"--action {statement['Action']} --principal {shlex.quote('*' if principal == '*' else principal['Service'])}"
    return f"aws lambda add-permission --function-name {declared.on} --statement-id presswork-doctor {who} {given}".rstrip()


OPTIONS: Mapping[str, str] = {
    "AWS:SourceArn": "--source-arn {}",
    "AWS:SourceAccount": "--source-account {}",
    URL_AUTH: "--function-url-auth-type {}",
    BY_URL: "--invoked-via-function-url",
}
"""The options of the command, by the keys of conditions."""


KINDS: tuple[PolicyKind, ...] = (
    PolicyKind("AWS::SQS::QueuePolicy", lambda said: said["Queues"], _document, _of_queue, _restore_queue),
    PolicyKind("AWS::SNS::TopicPolicy", lambda said: said["Topics"], _document, _of_topic, _restore_topic),
    PolicyKind("AWS::S3::BucketPolicy", lambda said: [said["Bucket"]], _document, _of_bucket, _restore_bucket),
    PolicyKind("AWS::Lambda::Permission", lambda said: [said["FunctionName"]], _permission, _of_function, _restore_function),
)
