"""Where functions run."""

import sys

import pytest

from infra.package import UnpackableError
from infra.package.targets import GLIBC, MACHINES, target


@pytest.mark.parametrize("architecture", MACHINES)
def test_the_functions_python_is_the_one_that_packages(architecture: str) -> None:
    assert target(architecture).python == sys.version_info[:3]


def test_wheels_may_be_for_any_glibc_that_the_machine_has_the_newest_first() -> None:
    platforms = target("arm64", (3, 11, 5)).platforms

    assert (platforms[0], platforms[-2], platforms[-1]) == (
        "manylinux_2_26_aarch64",
        "manylinux_2_17_aarch64",
        "manylinux2014_aarch64",
    )


def test_newer_pythons_run_on_a_newer_system() -> None:
    assert target("x86_64", (3, 12, 0)).platforms[0] == "manylinux_2_34_x86_64"


@pytest.mark.parametrize("python", [(3, 10, 0), (3, 15, 0), (4, 0, 0)])
def test_a_python_that_lambda_lacks_is_reported_on_one_line(python: tuple[int, int, int]) -> None:
    with pytest.raises(UnpackableError, match=rf"no Python {python[0]}\.{python[1]}; run presswork by one of 3\.11, ") as raised:
        target("arm64", python)

    assert "\n" not in str(raised.value)


def test_every_python_that_the_project_runs_on_and_lambda_has_is_known() -> None:
    assert min(GLIBC) == (3, 11)
