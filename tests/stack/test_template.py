"""The template: it is whole, and AWS's own tools find nothing wrong with it."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.package import describing
from infra.stack import access_logs
from infra.stack.functions import AUTHORING, FUNCTIONS, IMAGES, SERVE
from infra.stack.parameters import PARAMETERS
from infra.stack.template import merge_template, united
from tests.stack.reading import of_type, referred, within

PROJECT = Path(__file__).resolve().parents[2]
CONFIG = PROJECT / "infra/stack/cfnlint.yaml"
CFN_LINT = "import sys; from cfnlint.runner import main; sys.exit(main())"


def test_the_template_is_json_and_the_same_each_time(template: Mapping[str, Any]) -> None:
    assert json.loads(json.dumps(template)) == template == merge_template()


def test_everything_that_is_referred_to_is_there(template: Mapping[str, Any]) -> None:
    of_chalice = {"RestAPI", "RestAPI.Stage", *(function.role for function in FUNCTIONS)}
    known = {*template["Resources"], *template["Parameters"], *of_chalice}

    missing = {name for name in referred(template) if not name.startswith("AWS::")} - known

    assert missing == set()


def test_every_condition_that_is_asked_is_there(template: Mapping[str, Any]) -> None:
    asked = {value for key, value in within(template["Resources"]) if key == "Condition" and isinstance(value, str)}
    asked |= {value[0] for key, value in within(template) if key == "Fn::If"}

    assert asked <= template["Conditions"].keys()


def test_two_resources_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="Table"):
        united([{"Table": {}}, {"Table": {}}])


@pytest.mark.slow
def test_only_the_encoder_of_images_and_the_authoring_api_run_from_other_zips(plain: Mapping[str, Any]) -> None:
    functions = of_type(plain["Resources"], "AWS::Lambda::Function")

    keys = {name: made["Code"]["S3Key"]["Ref"] for name, made in functions.items()}

    known = {one.resource: "ImagesCodeKey" if one is IMAGES else "CodeKey" for one in FUNCTIONS}
    assert keys == known | {SERVE.resource: "CodeKey", AUTHORING.resource: "AuthoringCodeKey"}


@pytest.mark.slow
def test_a_function_that_chalice_does_not_know_runs_as_chalices_do(plain: Mapping[str, Any]) -> None:
    functions = of_type(plain["Resources"], "AWS::Lambda::Function")

    assert len({(one["Runtime"], *one["Architectures"]) for one in functions.values()}) == 1


def test_parameters_that_have_no_default_are_few() -> None:
    assert [one.name for one in PARAMETERS if one.default is None] == [
        "CodeBucket",
        "CodeKey",
        "ImagesCodeKey",
        "Owner",
        "OriginSecret",
    ]


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("Certificate", "arn:aws:acm:us-east-1:123456789012:certificate/a-b", "arn:aws:acm:eu-west-1:123456789012:certificate/a"),
        ("Domain", "blog.press.example", "https://press.example"),
        ("MailDomain", "xn--e1afmkfd.xn--p1ai", "Press.example"),
        ("Owner", "o@press.example", "owner"),
        ("OriginSecret", "a" * 40, "short"),
        ("FrameHosts", "www.youtube-nocookie.com player.vimeo.com", "'unsafe-inline'; script-src *"),
    ],
)
def test_a_parameter_is_held_against_its_pattern(template: Mapping[str, Any], name: str, good: str, bad: str) -> None:
    pattern = template["Parameters"][name]["AllowedPattern"]

    assert re.fullmatch(pattern, good)
    assert not re.fullmatch(pattern, bad)


def test_the_origins_secret_is_not_shown(template: Mapping[str, Any]) -> None:
    assert template["Parameters"]["OriginSecret"]["NoEcho"] is True


@pytest.mark.slow
def test_cfn_lint_finds_nothing_in_the_templates(tmp_path: Path) -> None:
    needed = "`make quick` installs it"
    pytest.importorskip("cfnlint", reason=needed)
    pytest.importorskip("samtranslator", reason=needed)
    for folder in ("sam", "plain"):
        (tmp_path / folder).mkdir()
    sam = describing.sam(PROJECT, "arm64", merge_template(), tmp_path / "sam")
    templates = {
        "sam.json": sam,
        "plain.json": describing.as_plain(sam, tmp_path / "plain"),
        "beside.json": access_logs.beside(),
    }
    for name, template in templates.items():
        (tmp_path / name).write_text(json.dumps(template))

    done = subprocess.run(  # noqa: S603 - our own arguments
        [sys.executable, "-c", CFN_LINT, "--config-file", str(CONFIG), "--", *templates],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.returncode) == ("", 0)
