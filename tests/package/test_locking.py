"""The locks name all that is installed of others' work, and agree with each other."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from infra.package.locking import (
    ALL,
    AUTHORING_LOCK,
    BUILDERS,
    BY_NPM,
    IMAGES_LOCK,
    LOCK,
    LOCKS,
    PROJECT,
    REQUIREMENTS,
    TESTED,
    Lock,
    command,
)
from infra.package.newest import differences, locked

IDS = [lock.path.name for lock in ALL]
PROJECTS = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]


def named(lock: Path) -> set[str]:
    return set(locked(lock.read_text()))


def required(lock: Lock) -> list[Requirement]:
    """What a lock is asked for."""
    lines = [line for path in lock.sources if path.suffix == ".txt" for line in path.read_text().splitlines()]
    asked = [*(PROJECTS["dependencies"] if lock.extra else ()), *extra(lock.extra), *lock.others, *lines]
    return [Requirement(line.partition("#")[0]) for line in asked if line.partition("#")[0].strip()]


def extra(name: str) -> list[str]:
    """What an extra brings, with that of those it names."""
    own: list[str] = PROJECTS["optional-dependencies"].get(name, [])
    others = [other for line in own if line.startswith("presswork[") for other in re.findall("[a-z]+", line.partition("[")[2])]
    return [line for line in own if not line.startswith("presswork[")] + [line for other in others for line in extra(other)]


@pytest.mark.parametrize("lock", ALL, ids=IDS)
def test_a_lock_has_all_that_is_asked_of_it_in_versions_that_are_allowed(lock: Lock) -> None:
    versions = locked(lock.path.read_text())

    asked = required(lock)

    assert asked
    wrong = [
        one for one in asked if not all(one.specifier.contains(each) for each in versions.get(canonicalize_name(one.name), ["0"]))
    ]
    assert wrong == []


@pytest.mark.parametrize("lock", [lock for lock in ALL if lock.follows], ids=lambda lock: lock.path.name)
def test_what_is_installed_to_run_presswork_is_what_was_tested(lock: Lock) -> None:
    tested, here = locked(TESTED.read_text()), locked(lock.path.read_text())

    assert {name: versions for name, versions in here.items() if not versions <= tested.get(name, frozenset())} == {}


@pytest.mark.parametrize("lock", ALL, ids=IDS)
def test_every_version_has_a_hash(lock: Lock) -> None:
    entries = [entry for entry in re.split(r"\n(?=\S)", lock.path.read_text().strip()) if not entry.startswith("#")]

    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


def test_all_that_the_functions_need_is_in_the_zips_lock() -> None:
    names = {canonicalize_name(Requirement(line).name) for line in REQUIREMENTS.read_text().splitlines() if line[0] != "#"}

    assert names
    assert names <= named(LOCK)


def test_what_builds_packages_is_locked_with_all_that_is_built() -> None:
    builders = {canonicalize_name(Requirement(one).name) for one in BUILDERS}

    assert builders
    assert [name for name in ("build", "dev", "demo", "deploy") if not builders <= named(LOCKS / f"{name}.txt")] == []


@pytest.mark.parametrize("lock", ALL, ids=IDS)
def test_a_lock_is_for_the_oldest_python_and_all_newer_ones(lock: Lock) -> None:
    asked = command(lock)

    assert {"--universal", "--generate-hashes"} <= set(asked)
    assert asked[asked.index("--python-version") + 1] == "3.11"
    assert PROJECTS["requires-python"] == ">=3.11"


@pytest.mark.parametrize("folder", BY_NPM, ids=lambda folder: folder.name)
def test_what_npm_brings_is_locked_with_its_hashes(folder: Path) -> None:
    wanted = json.loads((folder / "package.json").read_text())["dependencies"]
    packages = json.loads((folder / "package-lock.json").read_text())["packages"]

    assert packages.pop("")["dependencies"] == wanted
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [name for name, package in packages.items() if not package["integrity"].startswith("sha512-")] == []


def test_no_lock_lies_about_that_nothing_installs() -> None:
    made = {lock.path for lock in ALL} | set(BY_NPM)

    assert set(LOCKS.iterdir()) | {LOCK, IMAGES_LOCK, AUTHORING_LOCK} == made
    recipes = "".join((PROJECT / name).read_text() for name in ("Makefile", "bench/rivals.py", "bench/lighthouse.py"))
    assert [path.name for path in LOCKS.iterdir() if path.name not in recipes and f'"{path.name}"' not in recipes] == []


def test_a_newer_release_is_reported_with_the_locked_version() -> None:
    lock = "babel==2.18.0 \\\n    --hash=sha256:a\nnetworkx==3.6.1 ; python_full_version < '3.12' \\\nnetworkx==3.7 ; x \\\n"

    actual = list(differences(lock, {"babel": "2.19.0", "networkx": "3.6.1", "newcomer": "1", "presswork": "0.1.0"}))

    assert actual == ["babel 2.19.0, locked: 2.18.0", "newcomer 1, locked: none"]
