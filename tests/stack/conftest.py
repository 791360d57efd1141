"""The merge template, and the parts of it that many tests ask for."""

from collections.abc import Mapping
from typing import Any

import pytest

from infra.stack.template import merge_template
from tests.stack.reading import of


@pytest.fixture(scope="package")
def template() -> Mapping[str, Any]:
    return merge_template()


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
