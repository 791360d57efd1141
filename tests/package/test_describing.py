"""The templates of the stack."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.package import UnpackableError
from infra.package.describing import as_plain, sam
from infra.package.zips import code_of
from tests.package import small


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    folder = tmp_path_factory.mktemp("describing")
    (folder / "scratch").mkdir()
    work = {"Properties": {"Timeout": 77, "Events": {"WorkSqsEventSource": {"Properties": {"Enabled": True}}}}}
    merged = {"Parameters": {"CodeBucket": {"Type": "String"}, "CodeKey": {"Type": "String"}}, "Resources": {"Work": work}}
    return sam(small.project(folder / "project"), "arm64", merged, folder / "scratch")


def functions(template: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    return {name: one["Properties"] for name, one in template["Resources"].items() if one["Type"] == kind}


def test_chalice_tells_every_function_for_the_machine(template: Mapping[str, Any]) -> None:
    actual = functions(template, "AWS::Serverless::Function")

    assert {name: one["Architectures"] for name, one in actual.items()} == {"APIHandler": ["arm64"], "Work": ["arm64"]}


def test_the_code_lies_where_the_stacks_parameters_say(template: Mapping[str, Any]) -> None:
    actual = functions(template, "AWS::Serverless::Function")

    assert all(one["CodeUri"] == {"Bucket": {"Ref": "CodeBucket"}, "Key": {"Ref": "CodeKey"}} for one in actual.values())


def test_the_code_of_a_function_with_a_zip_of_its_own_lies_there() -> None:
    assert code_of("Images") == {"Bucket": {"Ref": "CodeBucket"}, "Key": {"Ref": "ImagesCodeKey"}}


def test_what_chalice_does_not_know_is_merged_in(template: Mapping[str, Any]) -> None:
    work = template["Resources"]["Work"]["Properties"]

    assert (work["Timeout"], work["Handler"]) == (77, "app.work")
    assert work["Events"]["WorkSqsEventSource"]["Properties"] == {
        "Queue": {"Fn::Sub": "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:small-queue"},
        "BatchSize": 10,
        "Enabled": True,
    }


@pytest.mark.slow
def test_written_out_no_word_of_sam_is_left(template: Mapping[str, Any], tmp_path: Path) -> None:
    plain = as_plain(template, tmp_path)

    actual = functions(plain, "AWS::Lambda::Function")
    assert not any(one["Type"].startswith("AWS::Serverless") for one in plain["Resources"].values())
    assert {one["Code"]["S3Bucket"]["Ref"] for one in actual.values()} == {"CodeBucket"}
    assert "Transform" not in plain


@pytest.mark.slow
def test_a_template_that_means_nothing_is_reported_on_one_line(tmp_path: Path) -> None:
    broken = {
        "Transform": "AWS::Serverless-2016-10-31",
        "Resources": {"Work": {"Type": "AWS::Serverless::Function", "Properties": {}}},
    }

    with pytest.raises(UnpackableError, match=r"^the template can't be written out: .*Work") as raised:
        as_plain(broken, tmp_path)

    assert "\n" not in str(raised.value)


@pytest.mark.slow
def test_an_app_that_can_not_be_imported_is_reported_on_one_line(tmp_path: Path) -> None:
    project = small.project(tmp_path / "project", "import nothing_of_this_name\n")
    (tmp_path / "scratch").mkdir()

    with pytest.raises(UnpackableError, match=r"^Chalice can't package app\.py: .*nothing_of_this_name"):
        sam(project, "arm64", {}, tmp_path / "scratch")


@pytest.mark.slow
def test_a_missing_policy_is_reported_on_one_line(tmp_path: Path) -> None:
    project = small.project(tmp_path / "project")
    (project / ".chalice" / "policy-dev.json").unlink()
    (tmp_path / "scratch").mkdir()

    with pytest.raises(UnpackableError, match=r"Unable to load IAM policy file .*policy-dev\.json"):
        sam(project, "arm64", {}, tmp_path / "scratch")
