"""Which of CloudFront's plans a site fits is read from the template."""

from collections.abc import Iterator, Mapping
from typing import Any

from infra.costs.flat_rate import BEHAVIOURS, FEATURES, PLANS, UNLISTED, smallest
from infra.stack.template import merge_template
from tests.stack.reading import of, of_type

RESOURCES: Mapping[str, Any] = merge_template()["Resources"]
ALWAYS = {"AWS::CloudFront::Distribution", "Enabled", "Comment", "Origins"}
OF_A_BEHAVIOUR = {"TargetOriginId", "ViewerProtocolPolicy", "AllowedMethods", "CachedMethods", "Compress", "PathPattern"}
OF_AN_ORIGIN = {"Id", "DomainName"}


def features_of(resources: Mapping[str, Any]) -> Iterator[str]:
    """The types of the CDN's resources, and the settings of the distribution, its behaviours and its origins."""
    yield from {
        one["Type"] for one in resources.values() if one.get("Type", "").startswith(("AWS::CloudFront::", "AWS::Logs::Deliv"))
    }
    distribution = of(resources, "Distribution")["DistributionConfig"]
    yield from distribution
    for behaviour in (distribution["DefaultCacheBehavior"], *distribution["CacheBehaviors"]):
        yield from behaviour
    for origin in distribution["Origins"]:
        yield from origin


def test_every_feature_of_the_cdn_has_a_row_that_says_which_plan_includes_it() -> None:
    rows = [name for feature in FEATURES for name in feature.at]

    assert len(rows) == len(set(rows))
    assert {*features_of(RESOURCES)} - ALWAYS - OF_A_BEHAVIOUR - OF_AN_ORIGIN == {*rows, *UNLISTED}


def test_our_own_policies_need_the_plan_for_businesses_and_nothing_else_does() -> None:
    dear = [feature for feature in FEATURES if feature.first == smallest()]

    assert smallest().name == "Business"
    assert {name for feature in dear for name in feature.at if name.startswith("AWS::")} == {
        "AWS::CloudFront::CachePolicy",
        "AWS::CloudFront::ResponseHeadersPolicy",
    }


def test_the_distribution_has_no_more_behaviours_than_the_smallest_plan_takes() -> None:
    behaviours = 1 + len(of(RESOURCES, "Distribution")["DistributionConfig"]["CacheBehaviors"])

    assert behaviours <= min(BEHAVIOURS[plan.name] for plan in PLANS)


def test_the_stack_has_no_firewall_before_its_cdn_which_every_plan_requires() -> None:
    scopes = {one["Scope"] for one in of_type(RESOURCES, "AWS::WAFv2::WebACL").values()}

    assert scopes == {"REGIONAL"}
    assert "WebACLId" not in of(RESOURCES, "Distribution")["DistributionConfig"]
