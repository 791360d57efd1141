"""`presswork --version`: the version stands in pyproject.toml alone, and the changelog knows it."""

import tomllib

import pytest

from infra.command import main
from tests.docs import ROOT

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def test_the_command_says_the_version_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["--version"])

    assert (status, capsys.readouterr().out) == (0, f"presswork {VERSION}\n")


def test_the_changelog_lists_the_version() -> None:
    assert f"\n## {VERSION}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
