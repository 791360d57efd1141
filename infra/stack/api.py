"""The API: properties that Chalice's gateway lacks.

It is in one region behind the CDN, and refuses other requests, without calling the function: only the CDN knows the key that each
method requires. Otherwise a stranger could choose the address in `X-Forwarded-For`, and bypass every limit.

The gateway accepts 10 MB a request, and only a firewall could lower this; Lambda accepts 6 MB; the function refuses a form of
more than 8 kB before it reads it. The rate limits a flood of large requests.

That rate is one for all visitors, so a single stranger who uses it up keeps everybody out. A firewall, which is optional and
costs money, limits each address before that (`infra.stack.firewall`).
"""

import json
from collections.abc import Iterator
from typing import Any

from chalicelib.authoring import api as authoring
from chalicelib.edge.api_proxy import KEY
from infra.stack import functions
from infra.stack.intrinsics import NOTHING, Resources, attribute, either, kept, named, policy, ref, resource, service, sub

RATE, BURST = 20, 40  # requests a second, and how many at once beyond that
KEPT_DAYS = 30

LOGGED_FACTS = {
    "time": "$context.requestTime",
    "id": "$context.requestId",
    "method": "$context.httpMethod",
    "resource": "$context.resourcePath",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "milliseconds": "$context.responseLatency",
    "error": "$context.error.responseType",
}
"""The logged facts of a request: no address, no query, no user agent."""

ROLE = "arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"


def overlay() -> dict[str, Any]:
    rates = {"ThrottlingRateLimit": RATE, "ThrottlingBurstLimit": BURST}
    log = {"DestinationArn": attribute("RequestLog"), "Format": json.dumps(LOGGED_FACTS)}
    throttled = {"ResourcePath": "/*", "HttpMethod": "*", "MetricsEnabled": False, "LoggingLevel": "OFF", **rates}
    return {
        "Properties": {
            # SAM makes a second stage named `Stage`, without these limits, unless this is set:
            # https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html
            "OpenApiVersion": "2.0",
            "EndpointConfiguration": "REGIONAL",  # a second CDN before it would hide the visitor
            "MethodSettings": [throttled],
            "AccessLogSetting": either("LogsRequests", log, NOTHING),
            "DefinitionBody": _definition(),
            # it names the account's setting so that this is made before: nothing may depend on a resource with a condition
            "Description": either("HasGatewayLogs", sub("Logged by ${GatewayLogs}"), "Logged by no role of the stack"),
        },
    }


def _definition() -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for path, method in routes():
        paths.setdefault(path, {})[method.lower()] = _method()
    paths |= {path: either("HasDesk", {ANY: _whole_method(functions.AUTHORING)}, NOTHING) for path in authoring_paths()}
    key = {"type": "apiKey", "name": KEY, "in": "header"}
    return {
        "info": {"title": ref("AWS::StackName")},
        "securityDefinitions": {"api_key": key},
        BINARY: [*binary_types(), either("HasDesk", "multipart/form-data", NOTHING)],
        "paths": paths,
    }


ANY, INTEGRATION, BINARY = (f"x-amazon-apigateway-{name}" for name in ("any-method", "integration", "binary-media-types"))


def _method(function: functions.Function = functions.API) -> dict[str, Any]:
    """Require the key, and call the function by its name: the function depends on the CDN, which depends on the API."""
    invocation = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
    uri = sub(invocation + functions.function_arn(function) + "/invocations")
    return {"security": [{"api_key": []}], INTEGRATION: {"uri": uri}}


def _whole_method(function: functions.Function) -> dict[str, Any]:
    """Return the method of a function that Chalice doesn't know, as Chalice writes those that it knows."""
    method = _method(function)
    proxy = {"responses": {"default": {"statusCode": "200"}}, "passthroughBehavior": "when_no_match", "httpMethod": "POST"}
    return {**method, INTEGRATION: {**method[INTEGRATION], **proxy, "contentHandling": "CONVERT_TO_TEXT", "type": "aws_proxy"}}


def authoring_paths() -> tuple[str, ...]:
    """Return the paths of the authoring API, which only a deployment with a desk has."""
    return tuple(dict.fromkeys(path for _, path in authoring.ROUTES))


def binary_types() -> list[str]:
    """Return the types whose bodies Chalice's gateway takes for binary; a desk takes uploads by form, too."""
    from app import app  # noqa: PLC0415 - it brings Chalice, which only packaging imports

    return list(app.api.binary_types)


def routes() -> Iterator[tuple[str, str]]:
    """Yield the paths and methods of `app.py`."""
    from app import app  # noqa: PLC0415 - it brings Chalice, which only packaging imports

    yield from ((path, method) for path, methods in app.routes.items() for method in methods)


def resources() -> Resources:
    stage = {"ApiId": ref("RestAPI"), "Stage": ref("RestAPI.Stage")}
    member = {"KeyId": ref("CdnKey"), "KeyType": "API_KEY", "UsagePlanId": ref("CdnPlan")}
    may = {"Effect": "Allow", "Principal": service("apigateway"), "Action": "sts:AssumeRole"}
    role = {"AssumeRolePolicyDocument": policy(may), "ManagedPolicyArns": [sub(ROLE)]}
    return {
        "CdnKey": resource("AWS::ApiGateway::ApiKey", {"Enabled": True, "Value": ref("OriginSecret")}),
        "CdnPlan": resource("AWS::ApiGateway::UsagePlan", {"UsagePlanName": named("cdn"), "ApiStages": [stage]}),
        "CdnPlanKey": resource("AWS::ApiGateway::UsagePlanKey", member),
        "RequestLog": resource(
            "AWS::Logs::LogGroup",
            {"LogGroupName": sub("/presswork/${AWS::StackName}/api"), "RetentionInDays": KEPT_DAYS},
            Condition="LogsRequests",
        ),
        # The right to log is a setting of the whole account in this region, so it is set only where there is none, and outlives
        # the stack, since other APIs may need it: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
        "GatewayLogsRole": kept("AWS::IAM::Role", role, Condition="HasGatewayLogs"),
        "GatewayLogs": kept(
            "AWS::ApiGateway::Account", {"CloudWatchRoleArn": attribute("GatewayLogsRole")}, Condition="HasGatewayLogs"
        ),
    }
