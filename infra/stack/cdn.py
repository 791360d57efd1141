"""The CDN: the public bucket for readers, and the API under `/api/`.

Each object sets its own cache time: half a minute for pages and feeds, minutes for styles and files, and perhaps a year for names
with a hash. So nothing is ever invalidated. An edge location reads from a regional cache, and that from the bucket: a publish is
visible after two half minutes at most, without a right to invalidate, a call at each publish, and a bill for more than a thousand
paths a month. Browsers revalidate each time. A trial may be without a CDN (`infra.stack.site_function`).
"""

from collections.abc import Mapping
from typing import Any

from chalicelib.edge.api_proxy import KEY
from chalicelib.edge.rule import NOT_FOUND_PAGE
from infra.edge.functions import RUNTIME, Name, source
from infra.stack import access_logs
from infra.stack.headers import A_YEAR
from infra.stack.intrinsics import NOTHING, Resources, attribute, either, ref, resource, sub

BUCKET, API = "bucket", "api"

SILENT = 30  # seconds that an answer without a cache time is kept
MISSING = 10  # seconds that a 404 is kept: a reader may have asked just before the post came

PASSING = (400, 403, 405, 414, 416, 500, 501, 502, 503, 504)
"""The other errors, which CloudFront caches unless configured otherwise; the next request may succeed."""

READING = ["GET", "HEAD"]
ALL = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]

# CloudFront's own policy, by its id
ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-68738e2966ac"

OWN = "${AWS::StackName}-${AWS::Region}"
"""The beginning of names that are shared by the whole account: two regions may each have a stack of this name."""

FUNCTIONS: Mapping[Name, tuple[str, str]] = {
    "request": ("RequestFunction", "viewer-request"),
    "response": ("ResponseFunction", "viewer-response"),
}
"""The edge functions: their resources and events."""


def resources() -> Resources:
    signed = {"OriginAccessControlOriginType": "s3", "SigningBehavior": "always", "SigningProtocol": "sigv4"}
    access = {"Name": sub(OWN), **signed}
    parts = {
        **{resource: _function(name) for name, (resource, _) in FUNCTIONS.items()},
        "PagesCache": resource("AWS::CloudFront::CachePolicy", {"CachePolicyConfig": _cache()}),
        "ApiCache": resource("AWS::CloudFront::CachePolicy", {"CachePolicyConfig": _uncached()}),
        "BucketAccess": resource("AWS::CloudFront::OriginAccessControl", {"OriginAccessControlConfig": access}),
        "Distribution": resource("AWS::CloudFront::Distribution", {"DistributionConfig": _distribution()}),
    }
    return {name: {**part, "Condition": "HasCdn"} for name, part in parts.items()} | access_logs.resources()


def _function(name: Name) -> dict[str, Any]:
    properties = {
        "Name": sub(f"{OWN}-{name}"),
        "AutoPublish": True,
        "FunctionCode": either("HasDesk", source(name, desk=True), source(name)) if name == "response" else source(name),
        "FunctionConfig": {"Comment": f"The edge rule, {FUNCTIONS[name][1]}", "Runtime": RUNTIME},
    }
    return resource("AWS::CloudFront::Function", properties)


def _cache() -> dict[str, Any]:
    """Keep an object as long as it says; by its address alone, and once for each compression."""
    return _policy(OWN, "none", {"MinTTL": 0, "DefaultTTL": SILENT, "MaxTTL": A_YEAR})


def _uncached() -> dict[str, Any]:
    """Keep nothing: the API never allows it.

    The query is a part of the key, since the CDN keeps some errors by itself, and one link must not get another's.
    A policy with no time at all can't have a key, hence the one second.
    """
    return _policy(f"{OWN}-api", "all", {"MinTTL": 0, "DefaultTTL": 0, "MaxTTL": 1})


def _policy(name: str, queries: str, times: dict[str, int]) -> dict[str, Any]:
    """Return a cache policy: the key is the address, the compression, and the query if `queries` is `all`."""
    key = {
        "EnableAcceptEncodingBrotli": True,
        "EnableAcceptEncodingGzip": True,
        "HeadersConfig": {"HeaderBehavior": "none"},
        "CookiesConfig": {"CookieBehavior": "none"},
        "QueryStringsConfig": {"QueryStringBehavior": queries},
    }
    return {"Name": sub(name), **times, "ParametersInCacheKeyAndForwardedToOrigin": key}


def _distribution() -> dict[str, Any]:
    modern = {"SslSupportMethod": "sni-only", "MinimumProtocolVersion": "TLSv1.2_2021"}
    certificate = {"AcmCertificateArn": ref("Certificate"), **modern}
    return {
        "Enabled": True,
        "Comment": ref("AWS::StackName"),
        "HttpVersion": "http2and3",
        "IPV6Enabled": True,
        "PriceClass": "PriceClass_All",
        "Aliases": either("HasDomain", [ref("Domain")], NOTHING),
        "ViewerCertificate": either("HasDomain", certificate, {"CloudFrontDefaultCertificate": True}),
        "Origins": [_bucket_origin(), _api_origin()],
        # without an origin request policy, the bucket gets neither query nor cookies
        "DefaultCacheBehavior": {**_behaviour(BUCKET, "request", "response"), "CachePolicyId": ref("PagesCache")},
        "CacheBehaviors": [_api()],
        "CustomErrorResponses": [
            {"ErrorCode": 404, "ResponseCode": 404, "ResponsePagePath": f"/{NOT_FOUND_PAGE}", "ErrorCachingMinTTL": MISSING},
            *({"ErrorCode": status, "ErrorCachingMinTTL": 0} for status in PASSING),
        ],
    }


def _bucket_origin() -> dict[str, Any]:
    return {
        "Id": BUCKET,
        "DomainName": attribute("PublicBucket", "RegionalDomainName"),
        "OriginAccessControlId": attribute("BucketAccess", "Id"),
        "S3OriginConfig": {"OriginAccessIdentity": ""},  # the older way: CloudFront requires it to be empty
    }


def _api_origin() -> dict[str, Any]:
    """Return the API's own address, without a path: its stage is named as the path that readers see."""
    return {
        "Id": API,
        "DomainName": sub("${RestAPI}.execute-api.${AWS::Region}.${AWS::URLSuffix}"),
        "CustomOriginConfig": {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]},
        "OriginCustomHeaders": [{"HeaderName": KEY, "HeaderValue": ref("OriginSecret")}],
    }


def _behaviour(origin: str, *names: Name) -> dict[str, Any]:
    called = (FUNCTIONS[name] for name in names)
    return {
        "TargetOriginId": origin,
        "ViewerProtocolPolicy": "redirect-to-https",
        "AllowedMethods": ALL,  # the edge function and the API refuse the others
        "CachedMethods": READING,
        "Compress": True,
        "ResponseHeadersPolicyId": ref("Headers"),
        "FunctionAssociations": [{"EventType": event, "FunctionARN": attribute(name, "FunctionARN")} for name, event in called],
    }


def _api() -> dict[str, Any]:
    policies = {"CachePolicyId": ref("ApiCache"), "OriginRequestPolicyId": ALL_VIEWER_EXCEPT_HOST_HEADER}
    return {"PathPattern": "/api/*", **_behaviour(API, "request"), **policies}
