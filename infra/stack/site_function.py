"""A trial without a CDN: a function with an address of its own, by the CDN's rule (`chalicelib.edge.site_function`).

AWS lets a new account have a CDN only once it has verified the account. The function may read the public bucket, and nothing
else; it hands requests for the API to the API's own address, with the key that the CDN would send. It is made only where there is
no CDN, so no other deployment has it.

An address that anybody may use needs two permissions since October 2025:
https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
"""

from typing import Any

from infra.stack import headers
from infra.stack.access import policies
from infra.stack.functions import SERVE, log_of
from infra.stack.intrinsics import NOTHING, Resources, attribute, either, named, policy, ref, resource, service, sub


def resources() -> Resources:
    anybody = {"FunctionName": ref(SERVE.resource), "Principal": "*"}
    parts = {
        SERVE.log: log_of(SERVE),
        SERVE.role: resource("AWS::IAM::Role", _role()),
        SERVE.resource: resource("AWS::Lambda::Function", _function()),
        "ServeUrl": resource("AWS::Lambda::Url", {"TargetFunctionArn": attribute(SERVE.resource), "AuthType": "NONE"}),
        "ServeUrlMayBeAsked": resource(
            "AWS::Lambda::Permission", {**anybody, "Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "NONE"}
        ),
        "ServeMayBeCalled": resource(
            "AWS::Lambda::Permission", {**anybody, "Action": "lambda:InvokeFunction", "InvokedViaFunctionUrl": True}
        ),
    }
    return {name: {**part, "Condition": SERVE.asked} for name, part in parts.items()}


def _function() -> dict[str, Any]:
    """Return the function; packing adds what all functions have, their Python and their machine."""
    return {
        "FunctionName": named(SERVE.name),
        "Handler": "chalicelib.edge.site_function.handler",
        "Code": {"S3Bucket": ref("CodeBucket"), "S3Key": ref("CodeKey")},
        "Role": attribute(SERVE.role),
        "Timeout": SERVE.seconds,
        "MemorySize": SERVE.memory,
        "Environment": {"Variables": _settings()},
        "LoggingConfig": {"LogGroup": ref(SERVE.log)},
    }


def _settings() -> dict[str, Any]:
    return {
        "PUBLIC_BUCKET": ref("PublicBucket"),
        "API_ADDRESS": sub("https://${RestAPI}.execute-api.${AWS::Region}.${AWS::URLSuffix}"),
        "API_KEY": ref("OriginSecret"),
        "DESK": either("HasDesk", "1", NOTHING),
        "HEADERS": either("HasFrames", sub(headers.as_json("${FrameHosts}")), headers.as_json("'none'")),
    }


def _role() -> dict[str, Any]:
    may = {"Effect": "Allow", "Principal": service("lambda"), "Action": "sts:AssumeRole"}
    own = {"PolicyName": SERVE.name, "PolicyDocument": policies.policy_of(SERVE)}
    return {"AssumeRolePolicyDocument": policy(may), "Policies": [own]}
