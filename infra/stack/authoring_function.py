"""The function of the authoring API, which only a deployment with a desk has (`chalicelib.authoring.function`).

It runs from a zip of its own, with a role of its own: no other function that answers strangers may write content. Its paths are
in the definition of the API (`infra.stack.api`).
"""

from typing import Any

from infra.stack.access import policies
from infra.stack.functions import AUTHORING, SETTINGS, log_of
from infra.stack.intrinsics import Resources, attribute, named, policy, ref, resource, service, sub

CALLS = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${RestAPI}/*"


def resources() -> Resources:
    parts = {
        AUTHORING.log: log_of(AUTHORING),
        AUTHORING.role: resource("AWS::IAM::Role", _role()),
        AUTHORING.resource: resource("AWS::Lambda::Function", _function()),
        "AuthoringMayBeCalled": resource(
            "AWS::Lambda::Permission",
            {
                "FunctionName": ref(AUTHORING.resource),
                "Action": "lambda:InvokeFunction",
                "Principal": "apigateway.amazonaws.com",
                "SourceArn": sub(CALLS),
            },
        ),
    }
    return {name: {**part, "Condition": AUTHORING.asked} for name, part in parts.items()}


def _function() -> dict[str, Any]:
    """Return the function; packing adds what all functions have, their Python and their machine."""
    return {
        "FunctionName": named(AUTHORING.name),
        "Handler": "chalicelib.authoring.function.handler",
        "Code": {"S3Bucket": ref("CodeBucket"), "S3Key": ref("AuthoringCodeKey")},
        "Role": attribute(AUTHORING.role),
        "Timeout": AUTHORING.seconds,
        "MemorySize": AUTHORING.memory,
        "Environment": {"Variables": SETTINGS},
        "LoggingConfig": {"LogGroup": ref(AUTHORING.log)},
    }


def _role() -> dict[str, Any]:
    may = {"Effect": "Allow", "Principal": service("lambda"), "Action": "sts:AssumeRole"}
    own = {"PolicyName": AUTHORING.name, "PolicyDocument": policies.policy_of(AUTHORING)}
    return {"AssumeRolePolicyDocument": policy(may), "Policies": [own]}
