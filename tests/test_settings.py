"""Settings: each is a row, and what can't be read is told by its name."""

import re

import pytest
from msgspec.structs import fields

from chalicelib import settings
from chalicelib.settings import ROWS, Settings, SettingsError, complete, read
from infra.demo import aws
from infra.stack import functions
from tests.docs import ROOT

GIVEN = {
    "TABLE": "t",
    "PROXIES": "0",
    "LINK_KEYS": "old, new,",
    "GRACE_SECONDS": "5",
    "MAIL_RATE": "2.5",
    "MAIL_EVENTS": "1",
    "LOG_LEVEL": "WARNING",
}
NOT_READ = {"MAIL_EVENTS_QUEUE_URL", "LOGS_QUEUE_URL"}
"""What commands and the demo are told besides."""


def test_every_field_has_its_row_and_every_row_its_field() -> None:
    assert {row.field for row in ROWS} == {field.name for field in fields(Settings)}
    assert len({row.name for row in ROWS}) == len(ROWS)


def test_what_the_environment_says_is_read() -> None:
    assert read({**GIVEN, "OTHER": "x"}) == Settings(
        table="t", proxies=0, link_keys=("old", "new"), grace=5, mail_rate=2.5, mail_events=True, log_level="WARNING"
    )


def test_an_empty_setting_is_none() -> None:
    assert read({row.name: "" for row in ROWS}) == Settings()


def test_the_region_of_functions_comes_before_that_of_the_command_line() -> None:
    assert read({"AWS_DEFAULT_REGION": "eu-west-1"}).region == "eu-west-1"
    assert read({"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "eu-west-1"}).region == "us-east-1"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PROXIES", "one"),
        ("PROXIES", "-1"),
        ("GRACE_SECONDS", "5.5"),
        ("TOP_SECONDS", "ten minutes"),
        ("MAIL_RATE", "fast"),
        ("MAIL_RATE", "nan"),
        ("MAIL_RATE", "-1"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_name_with_what_it_must_be(name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=rf"{name} must be .* \(found: {text}\); correct it"):
        read({name: text})


def test_who_asks_for_one_setting_does_not_mind_the_others() -> None:
    assert read({"PROXIES": "one", "AWS_REGION": "us-east-1"}, ["region"]) == Settings(region="us-east-1")


def test_a_cloud_without_what_it_needs_is_told_all_that_is_missing() -> None:
    with pytest.raises(SettingsError, match=r"CONTENT_BUCKET, PUBLIC_BUCKET, .* are missing; set them"):
        complete(read(GIVEN))

    found = read(dict.fromkeys(settings.NEEDED, "x"))
    assert complete(found) is found


def test_whatever_a_stack_tells_its_functions_is_a_setting() -> None:
    told = {*functions.SETTINGS, *(name for own in functions.OWN.values() for name in own), *aws.NAMES, *aws.QUEUES, *aws.MAIL}

    assert told - NOT_READ <= {row.name for row in ROWS}


def test_only_the_table_reads_settings_from_the_environment() -> None:
    sources = [ROOT / "app.py", *(ROOT / "chalicelib").rglob("*.py")]
    spelled = [path.name for path in sources if re.search(r"environ(\.get\(|\[)|getenv", path.read_text("utf-8"))]

    assert not spelled
