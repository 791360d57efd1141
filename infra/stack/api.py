"""The API: what Chalice's gateway lacks.

It stands in one region behind the CDN, and refuses requests that come by another way: only the CDN knows the key that each
method asks for. Else a stranger could choose the address in `X-Forwarded-For`, and pass every limit by. The gateway refuses
without calling the function.

How large a request may be: the gateway takes 10 MB and can't be set to less, short of a firewall at $6 a month; Lambda takes
6 MB of these; the function refuses a form of more than 8 kB before it reads it. A flood of large requests is held by the rate.
"""

import json
from collections.abc import Iterator
from typing import Any

from infra.stack import functions
from infra.stack.cdn import KEY_HEADER
from infra.stack.intrinsics import Resources, attribute, kept, named, policy, ref, resource, service, sub

RATE, BURST = 20, 40  # requests a second, and how many at once beyond that
KEPT_DAYS = 30

NOTED = {
    "time": "$context.requestTime",
    "id": "$context.requestId",
    "method": "$context.httpMethod",
    "resource": "$context.resourcePath",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "milliseconds": "$context.responseLatency",
    "error": "$context.error.responseType",
}
"""What is noted of a request: no address, no query, no name of a browser."""

ROLE = "arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"


def overlay() -> dict[str, Any]:
    """What Chalice's API lacks."""
    return {
        "Properties": {
            "EndpointConfiguration": "REGIONAL",  # the CDN is before it: another one would hide the visitor
            "MethodSettings": [_throttled()],
            "AccessLogSetting": {"DestinationArn": attribute("RequestLog"), "Format": json.dumps(NOTED)},
            "DefinitionBody": _definition(),
        },
        "DependsOn": ["GatewayLogs"],
    }


def _throttled() -> dict[str, Any]:
    rates = {"ThrottlingRateLimit": RATE, "ThrottlingBurstLimit": BURST}
    return {"ResourcePath": "/*", "HttpMethod": "*", "MetricsEnabled": False, "LoggingLevel": "OFF", **rates}


def _definition() -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for path, method in routes():
        paths.setdefault(path, {})[method.lower()] = _method()
    key = {"type": "apiKey", "name": KEY_HEADER, "in": "header"}
    return {"info": {"title": ref("AWS::StackName")}, "securityDefinitions": {"api_key": key}, "paths": paths}


def _method() -> dict[str, Any]:
    """Asks for the key, and calls the function by its name: the function waits for the CDN, which waits for the API."""
    called = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
    uri = sub(called + functions.function_arn(functions.API) + "/invocations")
    return {"security": [{"api_key": []}], "x-amazon-apigateway-integration": {"uri": uri}}


def routes() -> Iterator[tuple[str, str]]:
    """Every path that `app.py` answers, with each method."""
    from app import app  # noqa: PLC0415 - it brings Chalice, which only packaging imports

    yield from ((path, method) for path, methods in app.routes.items() for method in methods)


def resources() -> Resources:
    stage = {"ApiId": ref("RestAPI"), "Stage": ref("RestAPI.Stage")}
    member = {"KeyId": ref("CdnKey"), "KeyType": "API_KEY", "UsagePlanId": ref("CdnPlan")}
    return {
        "CdnKey": resource("AWS::ApiGateway::ApiKey", {"Enabled": True, "Value": ref("OriginSecret")}),
        "CdnPlan": resource("AWS::ApiGateway::UsagePlan", {"UsagePlanName": named("cdn"), "ApiStages": [stage]}),
        "CdnPlanKey": resource("AWS::ApiGateway::UsagePlanKey", member),
        "RequestLog": resource(
            "AWS::Logs::LogGroup", {"LogGroupName": sub("/presswork/${AWS::StackName}/api"), "RetentionInDays": KEPT_DAYS}
        ),
        **_gateway_logs(),
    }


def _gateway_logs() -> Resources:
    """The gateway's right to log, a setting of the whole account: it stays, for other APIs there may need it by then."""
    may = {"Effect": "Allow", "Principal": service("apigateway"), "Action": "sts:AssumeRole"}
    role = {"AssumeRolePolicyDocument": policy(may), "ManagedPolicyArns": [sub(ROLE)]}
    return {
        "GatewayLogsRole": kept("AWS::IAM::Role", role),
        "GatewayLogs": kept("AWS::ApiGateway::Account", {"CloudWatchRoleArn": attribute("GatewayLogsRole")}),
    }
