"""The keys that sign links: a new one signs, the former ones stay valid for a while, and none is shown."""

import json
from datetime import UTC, datetime

import pytest

from chalicelib.cloud import secrets
from infra.deploying import UndeployableError
from infra.deploying.operating import rotating
from infra.deploying.site import settings
from tests.deploying.deployer import Deployer

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def nothing() -> None:
    """Pause not at all."""


def test_a_new_key_signs_and_the_functions_that_read_keys_wake_anew(deployed: Deployer) -> None:
    before = secrets.read(deployed.aws.ssm, "/presswork/secrets")

    assert rotating.rotate(deployed.site, 12, deployed.said.append, NOW, nothing) == 0

    after = secrets.read(deployed.aws.ssm, "/presswork/secrets")
    assert before is not None
    assert after is not None
    assert (after.keys[0], len(after.keys), after.pepper) == (before.keys[0], 2, before.pepper)
    assert [name for name, _ in deployed.functions.woken] == ["presswork-api_handler", "presswork-letters", "presswork-tick"]


def test_a_function_that_cannot_restart_is_reported_at_once(deployed: Deployer) -> None:
    deployed.functions.restarted = {"LastUpdateStatus": "Failed", "LastUpdateStatusReason": "the role is gone"}

    with pytest.raises(UndeployableError, match="presswork-api_handler couldn't restart: the role is gone"):
        rotating.rotate(deployed.site, 12, deployed.said.append, NOW, nothing)


def test_old_keys_beyond_what_is_kept_are_reported(deployed: Deployer) -> None:
    for _ in range(2):
        rotating.rotate(deployed.site, 2, deployed.said.append, NOW, nothing)

    assert "2 keys are valid; links signed with 1 other no longer work" in deployed.printed()


def test_a_program_gets_the_numbers_of_keys_after_a_rotation(deployed: Deployer) -> None:
    for _ in range(2):
        rotating.rotate(deployed.site, 2, deployed.said.append, NOW, nothing, as_json=True)

    assert [json.loads(said) for said in deployed.said[-2:]] == [{"keys": 2, "dropped": 0}, {"keys": 2, "dropped": 1}]


def test_keys_are_counted_and_never_shown(deployed: Deployer) -> None:
    rotating.list_(deployed.site, deployed.said.append)

    said = deployed.printed()
    assert said.startswith("1 key: the newest signs")
    assert settings(deployed.site)["LINK_KEYS"] not in said


def test_the_number_of_keys_is_json_for_programs(deployed: Deployer) -> None:
    assert rotating.list_(deployed.site, deployed.said.append, as_json=True) == 0

    assert json.loads(deployed.said[-1]) == {"keys": 1}
