"""How readers and visitors are served: the CDN, its headers and logs, and the API."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from chalicelib.analytics.hours import written
from chalicelib.analytics.log_lines import tally
from chalicelib.edge.api_proxy import VISITOR
from chalicelib.errors import REASONS
from chalicelib.policy import FIRST_SCRIPT, SCRIPTS
from chalicelib.rendering.page_kinds import KINDS
from infra.edge.functions import source
from infra.stack import access_logs
from infra.stack.conditions import effective
from infra.stack.functions import SETTINGS
from infra.stack.headers import content_security
from infra.stack.parameters import CONDITIONS
from tests.analytics.lines import line, packed
from tests.each import each
from tests.stack.reading import of, of_type, referred

PROJECT = Path(__file__).resolve().parents[2]


# ---- the CDN


def test_the_cdn_speaks_all_that_readers_speak(distribution: Any) -> None:
    assert (distribution["HttpVersion"], distribution["IPV6Enabled"]) == ("http2and3", True)


def test_pages_are_compressed_and_kept_as_long_as_they_say(resources: Mapping[str, Any], distribution: Any) -> None:
    cache = of(resources, "PagesCache")["CachePolicyConfig"]
    key = cache["ParametersInCacheKeyAndForwardedToOrigin"]

    assert distribution["DefaultCacheBehavior"]["CachePolicyId"] == {"Ref": "PagesCache"}
    assert distribution["DefaultCacheBehavior"]["Compress"] is True
    assert key["EnableAcceptEncodingBrotli"] is key["EnableAcceptEncodingGzip"] is True
    assert (cache["MinTTL"], cache["DefaultTTL"], cache["MaxTTL"]) == (0, 30, 365 * 86_400)


def test_neither_query_nor_cookies_nor_headers_reach_the_bucket_or_part_its_answers(
    resources: Mapping[str, Any], distribution: Any
) -> None:
    key = of(resources, "PagesCache")["CachePolicyConfig"]["ParametersInCacheKeyAndForwardedToOrigin"]

    assert key["QueryStringsConfig"] == {"QueryStringBehavior": "none"}
    assert key["CookiesConfig"] == {"CookieBehavior": "none"}
    assert key["HeadersConfig"] == {"HeaderBehavior": "none"}
    assert "OriginRequestPolicyId" not in distribution["DefaultCacheBehavior"]


@each("kind", [kind for kind in KINDS.values() if kind.bucket == "public"])
def test_a_published_page_is_seen_within_a_minute(kind: Any) -> None:
    """There are two caches; only the icon, fonts, sheets, scripts, files may be older. Previews aren't cached."""
    shared = re.search(r"s-maxage=(\d+)", kind.cache)

    assert (
        kind.cache == "no-store"
        or (shared and 2 * int(shared[1]) <= 60)
        or kind.name in ("icon", "font", "sheet", "script", "file", "sized", "variant")
    )


def test_pages_may_be_asked_for_by_every_method_and_both_edge_functions_see_them(distribution: Any) -> None:
    pages = distribution["DefaultCacheBehavior"]

    assert sorted(pages["AllowedMethods"]) == ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    assert [(one["EventType"], one["FunctionARN"]["Fn::GetAtt"][0]) for one in pages["FunctionAssociations"]] == [
        ("viewer-request", "RequestFunction"),
        ("viewer-response", "ResponseFunction"),
    ]
    assert pages["ViewerProtocolPolicy"] == "redirect-to-https"


def test_the_edge_functions_are_the_files_as_they_stand(resources: Mapping[str, Any]) -> None:
    functions = of_type(resources, "AWS::CloudFront::Function")

    assert functions["RequestFunction"]["FunctionCode"] == source("request")
    codes = [source("response", desk=True), source("response")]
    assert functions["ResponseFunction"]["FunctionCode"] == {"Fn::If": ["HasDesk", *codes]}
    assert {one["FunctionConfig"]["Runtime"] for one in functions.values()} == {"cloudfront-js-2.0"}
    assert all(one["AutoPublish"] for one in functions.values())


def test_the_api_is_reached_without_caching_by_every_method_and_with_all_but_the_host(distribution: Any) -> None:
    [api] = distribution["CacheBehaviors"]

    assert (api["PathPattern"], api["TargetOriginId"]) == ("/api/*", "api")
    assert api["CachePolicyId"] == {"Ref": "ApiCache"}
    assert api["OriginRequestPolicyId"] == "b689b0a8-53d0-40ab-baf2-68738e2966ac"
    assert len(api["AllowedMethods"]) == 7
    assert [one["EventType"] for one in api["FunctionAssociations"]] == ["viewer-request"]


def test_the_bucket_is_signed_for_and_the_api_spoken_to_over_tls(resources: Mapping[str, Any], distribution: Any) -> None:
    bucket, api = distribution["Origins"]
    access = of(resources, "BucketAccess")["OriginAccessControlConfig"]

    assert bucket["OriginAccessControlId"] == {"Fn::GetAtt": ["BucketAccess", "Id"]}
    assert (access["OriginAccessControlOriginType"], access["SigningBehavior"]) == ("s3", "always")
    assert api["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    assert "OriginPath" not in api


def test_what_is_missing_is_answered_by_its_page_and_asked_for_again_soon(distribution: Any) -> None:
    missing, *others = distribution["CustomErrorResponses"]

    assert missing == {"ErrorCode": 404, "ResponseCode": 404, "ResponsePagePath": "/404.html", "ErrorCachingMinTTL": 10}
    assert all(set(one) == {"ErrorCode", "ErrorCachingMinTTL"} for one in others)


def test_nobody_s_error_answers_another_s_link(resources: Mapping[str, Any], distribution: Any) -> None:
    policy = of(resources, "ApiCache")["CachePolicyConfig"]
    kept = {one["ErrorCode"]: one["ErrorCachingMinTTL"] for one in distribution["CustomErrorResponses"]}

    assert policy["ParametersInCacheKeyAndForwardedToOrigin"]["QueryStringsConfig"] == {"QueryStringBehavior": "all"}
    assert (policy["MinTTL"], policy["DefaultTTL"], policy["MaxTTL"]) == (0, 0, 1)
    assert {status: kept[status] for status in (400, 403, 405, 500, 502, 503, 504)} == dict.fromkeys(
        (400, 403, 405, 500, 502, 503, 504), 0
    )


def test_the_api_itself_never_says_that_something_is_missing() -> None:
    assert 404 not in {reason.status for reason in REASONS.values() if reason.reader == "visitor"}


def test_a_domain_of_its_own_comes_with_its_certificate(distribution: Any) -> None:
    condition, own, otherwise = distribution["ViewerCertificate"]["Fn::If"]

    assert condition == "HasDomain"
    assert own["AcmCertificateArn"] == {"Ref": "Certificate"}
    assert own["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert otherwise == {"CloudFrontDefaultCertificate": True}
    assert distribution["Aliases"]["Fn::If"][:2] == ["HasDomain", [{"Ref": "Domain"}]]


# ---- headers


def test_every_answer_says_what_a_browser_may_do(headers: Any, distribution: Any) -> None:
    security = headers["SecurityHeadersConfig"]

    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] == 31_536_000
    assert security["ContentTypeOptions"] == {"Override": True}
    assert security["ReferrerPolicy"]["ReferrerPolicy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in headers["CustomHeadersConfig"]["Items"][0]["Value"]
    behaviours = [distribution["DefaultCacheBehavior"], *distribution["CacheBehaviors"]]
    assert all(one["ResponseHeadersPolicyId"] == {"Ref": "Headers"} for one in behaviours)


def test_what_the_api_says_of_its_own_answers_counts(headers: Any) -> None:
    security = headers["SecurityHeadersConfig"]

    assert security["ContentSecurityPolicy"]["Override"] is security["ReferrerPolicy"]["Override"] is False


def test_scripts_are_the_sites_own_and_nothing_but_a_style_may_stand_in_a_page() -> None:
    rows = dict(row.split(" ", 1) for row in content_security("'none'").split("; ") if " " in row)

    assert rows["default-src"] == rows["frame-src"] == "'none'"
    assert rows["script-src"] == SCRIPTS
    assert [name for name, sources in rows.items() if "unsafe" in sources] == ["style-src"]
    assert rows["style-src"] == "'self' 'unsafe-inline'"


def test_frames_are_of_the_hosts_that_site_yaml_names(headers: Any) -> None:
    policy = headers["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]

    condition, some, none = policy["Fn::If"]

    assert condition == "HasFrames"
    assert "frame-src ${FrameHosts}" in some["Fn::Sub"]
    assert "frame-src 'none'" in none


DATA = {'<script type="application/ld+json">', '<script type="application/json" id="words">'}


def test_pages_need_nothing_that_the_policy_forbids() -> None:
    """No template holds a style or a handler, and only one holds a script; what they load, they load from this site.

    The one style and the one script are what the page's policy names by their hashes (`tests/rendering/test_page_policy.py`).
    """
    pages = [path for path in (PROJECT / "templates").rglob("*.html") if "mail" not in path.parts]
    text = "\n".join(path.read_text() for path in pages)

    assert re.findall("<style.*", text) == ["<style>{{ style.css }}</style>"]
    assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:", text)
    assert set(re.findall("<script>.*", text)) == {f"<script>{FIRST_SCRIPT}</script>"}
    assert {script for script in re.findall(r"<script [^>]*>", text) if "src=" not in script} == DATA  # which is not run
    assert all(src.startswith("/") for src in re.findall(r"<script[^>]*src=\"([^\"]+)", text))


def test_the_location_of_a_moved_page_reaches_the_edge_function(headers: Any) -> None:
    assert "RemoveHeadersConfig" not in headers


# ---- what readers read


def test_reads_are_noted_without_whose_they_are() -> None:
    noted = " ".join(access_logs.FIELDS)

    assert not re.search(r"c-ip|c-port|forwarded|Cookie|query|Referer", noted)
    assert {"date", "time", "cs-uri-stem", "sc-status"} <= set(access_logs.FIELDS)


def test_a_stack_in_us_east_1_delivers_its_own_logs_and_any_other_has_a_stack_beside_it(resources: Mapping[str, Any]) -> None:
    own = {name: one for name, one in resources.items() if one.get("Condition") == "DeliversLogs"}
    beside = access_logs.beside()["Resources"]

    assert own.keys() == beside.keys()
    assert {one["Type"] for one in own.values()} == {
        "AWS::Logs::DeliverySource",
        "AWS::Logs::DeliveryDestination",
        "AWS::Logs::Delivery",
    }


def test_reads_are_noted_so_that_who_counts_them_finds_all_that_is_needed() -> None:
    delivery, destination = (of(access_logs.beside()["Resources"], name) for name in ("ReadsDelivery", "ReadsDestination"))
    columns = delivery["RecordFields"]

    found = tally([packed(line("/a/", columns=columns), columns=columns)], {written("2026-11-25T11"): "2026-11-25T11"})

    assert (destination["OutputFormat"], delivery["FieldDelimiter"]) == ("w3c", "\t")
    assert (found.reads, found.unread) == ({("2026-11-25T11", "/a/"): 1}, 0)


def test_only_this_delivery_may_write_logs(resources: Mapping[str, Any]) -> None:
    _closed, writer = of(resources, "LogBucketPolicy")["PolicyDocument"]["Statement"]

    assert (writer["Principal"], writer["Action"]) == ({"Service": "delivery.logs.amazonaws.com"}, "s3:PutObject")
    assert writer["Condition"]["ArnLike"]["aws:SourceArn"]["Fn::Sub"].endswith(
        ":us-east-1:${AWS::AccountId}:delivery-source:" + access_logs.SOURCE
    )


# ---- the API


def test_the_api_is_throttled(api: Any) -> None:
    [settings] = api["MethodSettings"]

    assert (settings["ResourcePath"], settings["HttpMethod"]) == ("/*", "*")
    assert (settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"]) == (20, 40)


def test_no_stage_of_the_api_is_without_its_limits(plain: Mapping[str, Any]) -> None:
    """SAM adds a stage of its own, named `Stage`, where it isn't told not to."""
    [stage] = of_type(plain["Resources"], "AWS::ApiGateway::Stage").values()
    deployments = of_type(plain["Resources"], "AWS::ApiGateway::Deployment").values()

    assert stage["StageName"] == "api"
    assert stage["MethodSettings"][0]["ThrottlingRateLimit"] == 20
    assert not any("StageName" in one for one in deployments)


def test_the_accounts_right_to_log_is_set_only_where_that_is_asked(resources: Mapping[str, Any]) -> None:
    assert {resources[name]["Condition"] for name in ("GatewayLogs", "GatewayLogsRole")} == {"HasGatewayLogs"}
    assert "GatewayLogs" in set(referred(of(resources, "RestAPI")))  # so that the role is there before a stage that logs
    assert CONDITIONS["HasGatewayLogs"] == {"Fn::Equals": [{"Ref": "GatewayRole"}, "yes"]}


def test_the_firewall_is_there_only_where_it_is_asked_for(resources: Mapping[str, Any], template: Mapping[str, Any]) -> None:
    assert {resources[name]["Condition"] for name in ("Firewall", "FirewallOfApi")} == {"HasFirewall"}
    assert template["Parameters"]["ApiFirewall"]["Default"] == "no"


def test_the_firewall_limits_each_visitor_to_a_small_part_of_what_the_api_takes(resources: Mapping[str, Any], api: Any) -> None:
    [rule] = of(resources, "Firewall")["Rules"]
    rate = rule["Statement"]["RateBasedStatement"]

    assert rate["AggregateKeyType"] == "FORWARDED_IP"
    assert rate["ForwardedIPConfig"] == {"HeaderName": VISITOR, "FallbackBehavior": "NO_MATCH"}
    assert rate["Limit"] / rate["EvaluationWindowSec"] <= api["MethodSettings"][0]["ThrottlingRateLimit"] / 20
    assert rule["Action"] == {"Block": {"CustomResponse": {"ResponseCode": 429}}}


def test_the_firewall_keeps_no_requests_of_visitors(resources: Mapping[str, Any]) -> None:
    firewall = of(resources, "Firewall")
    seen = [firewall["VisibilityConfig"], *(rule["VisibilityConfig"] for rule in firewall["Rules"])]

    assert not any(one["SampledRequestsEnabled"] for one in seen)


def test_the_api_stands_in_its_region_so_that_one_proxy_is_before_it(api: Any) -> None:
    assert api["EndpointConfiguration"] == "REGIONAL"
    assert SETTINGS["PROXIES"] == "1"


def test_requests_are_noted_without_whose_they_are(api: Any) -> None:
    noted = api["AccessLogSetting"]["Fn::If"][1]["Format"]

    assert not re.search(r"sourceIp|identity|userAgent|querystring|authorizer|\$context\.path\b", noted)
    assert json.loads(noted)["status"] == "$context.status"


@pytest.mark.parametrize("desk", ["no", "yes"])
def test_only_the_cdn_may_ask_the_api(template: Mapping[str, Any], distribution: Any, desk: str) -> None:
    resources = effective(template, Desk=desk)["Resources"]
    api = of(resources, "RestAPI")
    [header] = distribution["Origins"][1]["OriginCustomHeaders"]

    assert header == {"HeaderName": "x-api-key", "HeaderValue": {"Ref": "OriginSecret"}}
    assert of(resources, "CdnKey")["Value"] == {"Ref": "OriginSecret"}
    assert of(resources, "CdnPlanKey")["UsagePlanId"] == {"Ref": "CdnPlan"}
    assert api["DefinitionBody"]["securityDefinitions"]["api_key"]["name"] == "x-api-key"
    methods = [method for path in api["DefinitionBody"]["paths"].values() for method in path.values()]
    assert methods
    assert all(method["security"] == [{"api_key": []}] for method in methods)


def test_the_api_waits_for_no_function(api: Any) -> None:
    """The function waits for the CDN's name, the CDN for the API's: by the function's own name, the circle stays open."""
    assert "APIHandler" not in set(referred(api))
