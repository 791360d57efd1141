"""The firewall: an optional limit of requests to the API for each address, where all visitors together have one.

It is in front of the API's stage and not of the CDN, so it is made in the stack's own region, and only requests to the API
are paid for, never those of readers. There each request comes from the CDN; so the edge function writes the visitor's address
into a header of its own, which no visitor can set, since the function overwrites it. `X-Forwarded-For` would not do: a firewall
reads its first address, which is the visitor's to choose. An address of IPv6 is written without its last 64 bits, since one
visitor has all the addresses that differ in these.

https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-forwarded-ip-address.html
"""

from typing import Any

from chalicelib.edge.api_proxy import VISITOR
from infra.stack.intrinsics import Resources, named, resource, sub

MOST, SECONDS = 60, 60
"""The requests of one address, in so many seconds: a twentieth of what the API takes of all in this time."""

STAGE = "arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${RestAPI}/stages/${RestAPI.Stage}"


def resources() -> Resources:
    association = {"ResourceArn": sub(STAGE), "WebACLArn": {"Fn::GetAtt": ["Firewall", "Arn"]}}
    return {
        "Firewall": resource("AWS::WAFv2::WebACL", _rules(), Condition="HasFirewall"),
        "FirewallOfApi": resource("AWS::WAFv2::WebACLAssociation", association, Condition="HasFirewall"),
    }


def _rules() -> dict[str, Any]:
    return {
        "Name": named("api"),
        "Description": sub("Limits the requests of each address to the API of ${AWS::StackName}"),
        "Scope": "REGIONAL",
        "DefaultAction": {"Allow": {}},
        "Rules": [_rate()],
        "VisibilityConfig": _unseen("api"),
    }


def _rate() -> dict[str, Any]:
    """Block an address beyond its rate; what comes without the header comes past the CDN, and the API refuses it."""
    forwarded = {"HeaderName": VISITOR, "FallbackBehavior": "NO_MATCH"}
    rate = {"Limit": MOST, "EvaluationWindowSec": SECONDS, "AggregateKeyType": "FORWARDED_IP", "ForwardedIPConfig": forwarded}
    # 429: the status that the API's own limit gives
    blocked = {"Block": {"CustomResponse": {"ResponseCode": 429}}}
    statement = {"RateBasedStatement": rate}
    return {"Name": "address", "Priority": 0, "Action": blocked, "Statement": statement, "VisibilityConfig": _unseen("address")}


def _unseen(metric: str) -> dict[str, Any]:
    """Return the required settings of what is recorded: no samples, since these hold visitors' addresses."""
    return {"CloudWatchMetricsEnabled": False, "SampledRequestsEnabled": False, "MetricName": named(metric)}
