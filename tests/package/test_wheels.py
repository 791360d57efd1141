"""Wheels for the functions' machine."""

from pathlib import Path

import pytest

from infra.package import UnpackableError
from infra.package.targets import MACHINES, Target, target
from infra.package.wheels import FROM_SOURCE, install
from tests.package import small

ARM = target("arm64")


def elf(machine: int) -> bytes:
    """The beginning of a program for a machine."""
    return b"\x7fELF\x02\x01\x01".ljust(18, b"\0") + machine.to_bytes(2, "little")


def lock(folder: Path, *lines: str) -> Path:
    path = folder / "requirements.lock"
    path.write_text("".join(lines))
    return path


@pytest.mark.slow
def test_a_wheel_of_the_machine_is_installed_with_what_it_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = small.wheel(tmp_path / "shelf", {"leaf/fast.so": elf(ARM.machine.elf)}, tag="cp39-abi3-manylinux_2_24_aarch64")
    small.only(monkeypatch, tmp_path / "shelf")

    install(lock(tmp_path, small.locked(made)), ARM, tmp_path / "into")

    assert (tmp_path / "into" / "leaf" / "fast.so").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "tag", ["cp39-abi3-manylinux_2_24_x86_64", "cp39-abi3-manylinux_2_35_aarch64", "cp310-cp310-linux_aarch64"]
)
def test_a_package_without_a_wheel_for_the_machine_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tag: str) -> None:
    made = small.wheel(tmp_path / "shelf", small.LEAF, tag=tag)
    small.only(monkeypatch, tmp_path / "shelf")

    with pytest.raises(UnpackableError, match=r"^leaf==1\.0 has no wheel for Python 3\.\d+ on arm64 with glibc 2\.\d+, or "):
        install(lock(tmp_path, small.locked(made)), ARM, tmp_path / "into")


@pytest.mark.slow
def test_a_wheel_with_other_bytes_than_the_lock_knows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = small.locked(small.wheel(tmp_path / "shelf", small.LEAF))
    small.wheel(tmp_path / "shelf", {**small.LEAF, "leaf/evil.py": ""})
    small.only(monkeypatch, tmp_path / "shelf")

    with pytest.raises(UnpackableError, match=r"^pip can't install what requirements.lock names: THESE PACKAGES DO NOT MATCH"):
        install(lock(tmp_path, known), ARM, tmp_path / "into")


@pytest.mark.slow
def test_code_for_another_machine_is_never_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = small.wheel(tmp_path / "shelf", {"leaf/fast.so": elf(MACHINES["x86_64"].elf)})
    small.only(monkeypatch, tmp_path / "shelf")

    with pytest.raises(UnpackableError, match=r"^leaf is not built for arm64: fast\.so"):
        install(lock(tmp_path, small.locked(made)), Target(MACHINES["arm64"], ARM.python), tmp_path / "into")


@pytest.mark.slow
def test_what_is_source_only_is_built_by_the_setuptools_that_is_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = small.source(tmp_path / "shelf", FROM_SOURCE[0])
    small.only(monkeypatch, tmp_path / "shelf")  # which has no setuptools

    install(lock(tmp_path, small.locked(made)), ARM, tmp_path / "into")

    assert (tmp_path / "into" / f"{FROM_SOURCE[0]}.py").exists()
