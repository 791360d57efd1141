"""A trial without a CDN: a function with an address of its own, which answers by the CDN's rule (`chalicelib.edge.function`).

AWS lets a new account have a CDN only once it has verified the account. The function may read the public bucket, and nothing
else; it hands requests for the API to the API's own address, with the key that the CDN would send. It is made only where there is
no CDN, so no other deployment has it.

An address that anybody may use needs two permissions since October 2025:
https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
"""

from typing import Any

from infra.stack import headers
from infra.stack.buckets import PUBLIC
from infra.stack.functions import KEPT_DAYS, PROCESSOR
from infra.stack.intrinsics import Resources, attribute, either, named, policy, ref, resource, service, sub

FUNCTION = "ServeFunction"
MEMORY = PROCESSOR
SECONDS = 25  # a file of megabytes, or an answer of the API, which may take half as long
LOG = "/aws/lambda/${AWS::StackName}-serve"


def resources() -> Resources:
    anybody = {"FunctionName": ref(FUNCTION), "Principal": "*"}
    parts = {
        "ServeLog": resource("AWS::Logs::LogGroup", {"LogGroupName": sub(LOG), "RetentionInDays": KEPT_DAYS}),
        "ServeRole": resource("AWS::IAM::Role", _role()),
        FUNCTION: resource("AWS::Lambda::Function", _function()),
        "ServeUrl": resource("AWS::Lambda::Url", {"TargetFunctionArn": attribute(FUNCTION), "AuthType": "NONE"}),
        "ServeUrlMayBeAsked": resource(
            "AWS::Lambda::Permission", {**anybody, "Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "NONE"}
        ),
        "ServeMayBeCalled": resource(
            "AWS::Lambda::Permission", {**anybody, "Action": "lambda:InvokeFunction", "InvokedViaFunctionUrl": True}
        ),
    }
    return {name: {**part, "Condition": "IsServedByFunction"} for name, part in parts.items()}


def _function() -> dict[str, Any]:
    """Return the function; packing adds what all functions have, their Python and their machine."""
    return {
        "FunctionName": named("serve"),
        "Handler": "chalicelib.edge.function.handler",
        "Code": {"S3Bucket": ref("CodeBucket"), "S3Key": ref("CodeKey")},
        "Role": attribute("ServeRole"),
        "Timeout": SECONDS,
        "MemorySize": MEMORY,
        "Environment": {"Variables": _settings()},
        "LoggingConfig": {"LogGroup": ref("ServeLog")},
    }


def _settings() -> dict[str, Any]:
    return {
        "PUBLIC_BUCKET": ref("PublicBucket"),
        "API_ADDRESS": sub("https://${RestAPI}.execute-api.${AWS::Region}.${AWS::URLSuffix}"),
        "API_KEY": ref("OriginSecret"),
        "HEADERS": either("HasFrames", sub(headers.as_json("${FrameHosts}")), headers.as_json("'none'")),
    }


def _role() -> dict[str, Any]:
    may = {"Effect": "Allow", "Principal": service("lambda"), "Action": "sts:AssumeRole"}
    log = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:" + LOG + ":*"
    reads = policy(
        _allow(["s3:GetObject"], f"{PUBLIC.arn}/*"),
        _allow(["s3:ListBucket"], PUBLIC.arn),  # without it, a missing object would be a 403, not a 404
        _allow(["logs:CreateLogStream", "logs:PutLogEvents"], log),
    )
    return {"AssumeRolePolicyDocument": policy(may), "Policies": [{"PolicyName": "serve", "PolicyDocument": reads}]}


def _allow(actions: list[str], on: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": sub(on)}
