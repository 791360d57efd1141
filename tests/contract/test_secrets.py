"""Secrets: in one encrypted parameter, so that a key can be rotated and old links are still believed."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from moto import mock_aws
from msgspec.structs import replace

from chalicelib.cloud import bootstrap, secrets
from chalicelib.cloud.aws import clients
from chalicelib.cloud.secrets import Secrets
from chalicelib.settings import Settings
from infra.demo import aws
from tests.publishing.blog import MemoryBlog

NAME = f"/{uuid4().hex}/secrets"
NOWHERE = f"/{uuid4().hex}/secrets"
SETTINGS = Settings(region=aws.REGION, secrets=NAME)


@pytest.fixture
def ssm() -> Iterator[Any]:
    with mock_aws():
        yield clients(SETTINGS).ssm


def test_what_is_written_is_read_and_stands_encrypted(ssm: Any) -> None:
    new = Secrets.new()
    secrets.write(ssm, NAME, new)
    assert secrets.read(ssm, NAME) == new
    assert ssm.get_parameter(Name=NAME)["Parameter"]["Type"] == "SecureString"


def test_where_nothing_stands_nothing_is_read(ssm: Any) -> None:
    assert secrets.read(ssm, NOWHERE) is None


def test_a_rotated_key_is_the_newest_and_the_pepper_stays() -> None:
    first = Secrets.new()
    second = first.rotated(most=2)
    third = second.rotated(most=2)
    assert second.keys[:1] == first.keys
    assert third.keys[0] == second.keys[1]
    assert len({*first.keys, *second.keys, *third.keys}) == 3
    assert first.pepper == second.pepper == third.pepper


def test_a_cloud_has_the_secrets_that_its_settings_name(ssm: Any) -> None:
    secrets.write(ssm, NAME, Secrets(("old", "new"), "pepper"))
    cloud = bootstrap.with_secrets(MemoryBlog().cloud, SETTINGS, clients(SETTINGS))
    assert (cloud.keys, cloud.pepper) == (("old", "new"), "pepper")


def test_a_cloud_whose_settings_name_none_stays_as_it_is() -> None:
    cloud = MemoryBlog().cloud
    assert bootstrap.with_secrets(cloud, Settings(), clients(SETTINGS)) is cloud


def test_missing_secrets_are_told_by_the_name_of_their_parameter(ssm: Any) -> None:
    with pytest.raises(ValueError, match=f"no secrets at {NOWHERE}"):
        bootstrap.with_secrets(MemoryBlog().cloud, replace(SETTINGS, secrets=NOWHERE), clients(SETTINGS))
