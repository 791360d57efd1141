"""The lock names what the zip holds of others' work."""

import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from infra.package.locking import LEFT_OUT, LOCK, PROJECT, REQUIREMENTS, command

LOCKED = re.compile(r"^([a-z0-9.-]+)==([^ ]+)", re.MULTILINE)


def locked() -> list[tuple[str, str]]:
    return LOCKED.findall(LOCK.read_text())


def required() -> list[Requirement]:
    return [Requirement(line) for line in REQUIREMENTS.read_text().splitlines() if not line.startswith("#")]


def test_the_lock_has_all_that_the_functions_need_but_what_lambda_has() -> None:
    names = {canonicalize_name(one.name) for one in required()} - LEFT_OUT.keys()

    assert names <= {name for name, _ in locked()}
    assert not LEFT_OUT.keys() & {name for name, _ in locked()}


def test_the_versions_are_those_that_the_project_allows() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    asked = [*required(), *map(Requirement, project["dependencies"])]

    wrong = [(one, version) for one in asked for name, version in locked() if name == one.name and version not in one.specifier]

    assert wrong == []


def test_every_version_has_a_hash() -> None:
    entries = re.split(r"\n(?=\S)", LOCK.read_text().strip())

    assert all("--hash=sha256:" in entry for entry in entries if not entry.startswith("#"))


def test_the_lock_is_for_the_oldest_python_and_all_newer_ones() -> None:
    assert {"--universal", "--generate-hashes"} <= set(command())
    assert command()[command().index("--python-version") + 1] == "3.11"
