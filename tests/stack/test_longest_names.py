"""The stack with the longest name in the region with the longest name: AWS's own schemas find no name too long."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.deploying import config
from infra.deploying.names import Names
from infra.deploying.regions import regions
from infra.package import describing
from infra.stack import access_logs
from infra.stack.template import merge_template
from tests.stack.reading import within
from tests.stack.test_template import CFN_LINT, CONFIG, PROJECT

NAME = "press-" + "x" * 21
REGION = max(regions(), key=len)
ACCOUNT = "123456789012"
BUCKET, STACK, PARAMETER = 63, 128, 1011
LONGEST: Mapping[str, str] = {
    "AWS::StackName": NAME,
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "Domain": ".".join(["x" * 60] * 4),
    "MailDomain": ".".join(["x" * 55] * 4),
    "Source": f"{NAME}-{REGION}-reads",
}
MISSING = re.compile(r"\$\{(?!!)[^}]+\}")


def filled(value: Any) -> Any:
    """The value with the longest names written out; what else is referred to stays."""
    if isinstance(value, list):
        return [filled(inner) for inner in value]
    if not isinstance(value, Mapping):
        return value
    if value.get("Ref") in LONGEST:
        return LONGEST[value["Ref"]]
    if isinstance(text := value.get("Fn::Sub"), str):
        for name, longest in LONGEST.items():
            text = text.replace("${" + name + "}", longest)
        return {"Fn::Sub": text} if MISSING.search(text) else text
    return {name: filled(inner) for name, inner in value.items()}


def linted(folder: Path, templates: Mapping[str, Mapping[str, Any]]) -> str:
    """What cfn-lint says of these templates, without what it says of parameters that are written out."""
    for name, template in templates.items():
        (folder / name).write_text(json.dumps(filled(template)))
    options = ("--config-file", str(CONFIG), "--ignore-checks", "W", "--")
    return subprocess.run(  # noqa: S603 - our own arguments
        [sys.executable, "-c", CFN_LINT, *options, *templates], cwd=folder, capture_output=True, text=True, check=False
    ).stdout


def test_the_name_is_the_longest_that_is_accepted() -> None:
    assert re.fullmatch(config.NAME, NAME)
    assert not re.fullmatch(config.NAME, f"{NAME}x")


@pytest.mark.slow
def test_no_name_of_the_stack_is_too_long(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    sam = describing.sam(PROJECT, "arm64", merge_template(), tmp_path / "made")
    plain = describing.as_plain(sam, tmp_path / "made")

    assert linted(tmp_path, {"plain.json": plain, "beside.json": access_logs.beside()}) == ""
    assert NAME in json.dumps(filled(plain))


@pytest.mark.slow
def test_a_name_that_is_too_long_is_found(tmp_path: Path) -> None:
    bucket = {
        "Type": "AWS::S3::Bucket",
        "Properties": {"BucketName": {"Fn::Sub": "${AWS::StackName}-${AWS::StackName}-and-more"}},
    }

    assert "longer than 63" in linted(tmp_path, {"bucket.json": {"Resources": {"Bucket": bucket}}})


def test_no_name_beside_the_stack_is_too_long() -> None:
    names = Names(NAME, ACCOUNT, REGION)

    assert max(map(len, (*names.buckets, names.code))) <= BUCKET
    assert len(names.beside or "") <= STACK
    assert max(map(len, (names.secrets, names.origin))) <= PARAMETER


def test_everything_that_names_itself_is_written_out() -> None:
    """Each name of the template is made of names that are bounded here."""
    named = [inner for key, inner in within(merge_template()["Resources"]) if re.fullmatch(r"(?!Domain)\w*Name", key)]
    texts = [filled(inner) for inner in named if isinstance(inner, Mapping) and "Fn::Sub" in inner]

    assert [text for text in texts if not isinstance(text, str)] == []
    assert len(texts) > 20
