"""The merge template, and the parts of it that many tests ask for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.package import describing
from infra.stack.template import merge_template
from tests.stack.reading import of

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="package")
def template() -> Mapping[str, Any]:
    return merge_template()


@pytest.fixture(scope="package")
def plain(template: Mapping[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """The whole template as it is deployed: Chalice's and ours, in plain CloudFormation."""
    pytest.importorskip("samtranslator", reason="`make deploy-tools` installs it")
    folder = tmp_path_factory.mktemp("plain")
    for name in ("sam", "plain"):
        (folder / name).mkdir()
    sam = describing.sam(PROJECT, "arm64", template, folder / "sam")
    return describing.as_plain(sam, folder / "plain")


@pytest.fixture(scope="package")
def resources(template: Mapping[str, Any]) -> Mapping[str, Any]:
    made: Mapping[str, Any] = template["Resources"]
    return made


@pytest.fixture(scope="package")
def distribution(resources: Mapping[str, Any]) -> Any:
    return of(resources, "Distribution")["DistributionConfig"]


@pytest.fixture(scope="package")
def headers(resources: Mapping[str, Any]) -> Any:
    return of(resources, "Headers")["ResponseHeadersPolicyConfig"]


@pytest.fixture(scope="package")
def api(resources: Mapping[str, Any]) -> Any:
    return of(resources, "RestAPI")
