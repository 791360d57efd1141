"""The file of constraints of a release: with it, an installation takes the tested versions, whatever was released last night."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from infra.package.constraints import LOCKS, NAME, constraints, of_locks
from infra.package.newest import differences

PROJECT = Path(__file__).resolve().parents[2]
DECLARED = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = {name: rows for name, rows in DECLARED["optional-dependencies"].items() if name != "dev"}
PINS = [Requirement(line) for line in of_locks().splitlines() if not line.startswith("#")]


def test_each_line_is_one_version_of_a_package_without_its_hashes() -> None:
    assert all([part.operator for part in pin.specifier] == ["=="] for pin in PINS)
    assert {str(pin) for pin in PINS if pin.marker} != set()
    assert len({str(pin) for pin in PINS}) == len(PINS)


@pytest.mark.parametrize("extra", ["", *EXTRAS])
def test_the_constraints_name_all_that_an_installation_asks_for(extra: str) -> None:
    wanted = {canonicalize_name(Requirement(row).name) for row in EXTRAS.get(extra, DECLARED["dependencies"])} - {"presswork"}

    assert wanted - {canonicalize_name(pin.name) for pin in PINS} == set()


def test_a_version_that_the_constraints_dont_name_is_found() -> None:
    text = constraints(['a==1 ; python_version < "3.12" \\\n    --hash=sha256:0\na==2\n', "b==1\n"])

    assert [*differences(text, {"a": "1", "b": "1"})] == []
    assert [*differences(text, {"a": "3", "c": "1"})] == ["a 3, locked: 1 or 2", "c 1, locked: none"]


@pytest.mark.slow
def test_a_machine_with_the_standard_library_alone_writes_them(tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-S", "-c", "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); sys.argv[0] = ''"]
    command[-1] += "; runpy.run_module('infra.package.constraints', run_name='__main__')"

    subprocess.run([*command, str(PROJECT), str(tmp_path / NAME)], check=True)  # noqa: S603 - ourselves

    assert (tmp_path / NAME).read_text("utf-8") == of_locks()
    assert all(path.is_file() for path in LOCKS)
