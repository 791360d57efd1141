"""CloudFront's plans at a flat rate: which of them a site's CDN fits.

A plan has no charges beyond its price, whatever strangers ask for, but takes only distributions with features that it includes.
Each row of `FEATURES` says for some features of ours which plan is the first that includes them; a test holds the rows against
the template. Seen in 2026-10: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/flat-rate-pricing-plan.html
"""

from typing import NamedTuple


class Plan(NamedTuple):
    """One plan: dollars a month, and the millions of requests and the GB that it is meant for."""

    name: str
    dollars: int
    millions: int
    gb: int


FREE, PRO, BUSINESS, PREMIUM = PLANS = (
    Plan("Free", 0, 1, 100),
    Plan("Pro", 15, 10, 50_000),
    Plan("Business", 200, 125, 50_000),
    Plan("Premium", 1_000, 500, 50_000),
)
BEHAVIOURS = {"Free": 5, "Pro": 10, "Business": 50, "Premium": 100}


class Feature(NamedTuple):
    """One row: a part of the CDN, the first plan that includes it, and where the template has it: types, and keys of settings."""

    name: str
    first: Plan
    at: tuple[str, ...]


FEATURES: tuple[Feature, ...] = (
    Feature("edge functions", FREE, ("AWS::CloudFront::Function", "FunctionAssociations")),
    Feature(
        "a private bucket, a certificate of ACM, HTTP/3, IPv6",
        FREE,
        (
            *("AWS::CloudFront::OriginAccessControl", "OriginAccessControlId", "S3OriginConfig", "ViewerCertificate", "Aliases"),
            *("HttpVersion", "IPV6Enabled"),
        ),
    ),
    Feature("two cache behaviours", FREE, ("DefaultCacheBehavior", "CacheBehaviors")),
    Feature("a policy of AWS for requests to the API", FREE, ("OriginRequestPolicyId",)),
    Feature(
        "access logs, from which the most read posts are counted",
        PRO,
        ("AWS::Logs::DeliverySource", "AWS::Logs::DeliveryDestination", "AWS::Logs::Delivery"),
    ),
    Feature("cache times that each object sets", BUSINESS, ("AWS::CloudFront::CachePolicy", "CachePolicyId")),
    Feature("the site's own security headers", BUSINESS, ("AWS::CloudFront::ResponseHeadersPolicy", "ResponseHeadersPolicyId")),
)
UNLISTED = ("CustomErrorResponses", "OriginCustomHeaders", "CustomOriginConfig", "PriceClass")
"""Settings that AWS's list of features doesn't name."""


def smallest() -> Plan:
    """Return the smallest plan that includes all features."""
    return max((feature.first for feature in FEATURES), key=PLANS.index)
