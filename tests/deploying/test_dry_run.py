"""A dry run of a deployment: it needs no account, so it is given none."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from infra.deploying.config import Deployment
from infra.deploying.deploy import PackedFunctions
from infra.deploying.dry_run import rehearse
from infra.deploying.prompts import Terminal
from infra.stack.template import merge_template

SITE = Deployment(name="blog", region="eu-west-1", owner="ann@example.org")
PARTS: Mapping[str, tuple[Mapping[str, str], str]] = {
    "budget": ({"budget": "none"}, "AWS::Budgets::Budget"),
    "dashboard": ({"dashboard": "no"}, "AWS::CloudWatch::Dashboard"),
    "request log": ({"request_log": "no"}, "AWS::ApiGateway::Account"),
    "firewall": ({"firewall": "no"}, "AWS::WAFv2::WebACL"),
}


@pytest.mark.parametrize(("off", "kind"), PARTS.values(), ids=PARTS.keys())
def test_a_dry_run_lists_a_part_only_if_the_settings_ask_for_it(off: Mapping[str, str], kind: str) -> None:
    everything = replace(SITE, firewall="yes")

    assert kind in listed(everything)
    assert kind not in listed(replace(everything, **off))


def listed(site: Deployment) -> str:
    said: list[str] = []
    template = merge_template()
    ours = {name: one for name, one in template["Resources"].items() if "Type" in one}  # the others complete Chalice's
    rehearse(site, PackedFunctions({}, {**template, "Resources": ours}), Terminal(said.append))
    return "\n".join(said)


def test_a_dry_run_lists_the_zips_and_the_number_of_resources_of_each_type(tmp_path: Path) -> None:
    said: list[str] = []
    file = tmp_path / "functions.zip"
    file.write_bytes(bytes(2_500_000))
    types = ("AWS::SQS::Queue", "AWS::SQS::Queue", "AWS::S3::Bucket")
    template = {"Resources": {f"R{number}": {"Type": kind} for number, kind in enumerate(types)}}

    assert rehearse(SITE, PackedFunctions({"Code": file}, template), Terminal(said.append)) == 0

    assert said == [
        "blog in eu-west-1: nothing is deployed",
        "functions.zip: 2.5 MB",
        "    1 AWS::S3::Bucket",
        "    2 AWS::SQS::Queue",
        "    3 resources; fewer if the account has some of them already",
    ]
