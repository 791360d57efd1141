"""Wheels: the locked dependencies for the functions' machine."""

import re
import subprocess
import sys
from pathlib import Path

from infra.extras import not_installed
from infra.package import UnpackableError
from infra.package.running import last_line
from infra.package.targets import Target

FROM_SOURCE = ("feedgen",)
"""Published as source only: pure Python, so that its build runs anywhere. The installed setuptools builds it."""
BUILDER = "setuptools"

LACKING = re.compile(r"No matching distribution found for (\S+)")
UNBUILT = re.compile(rf"Cannot import '{BUILDER}|No module named '{BUILDER}")
ELF_MACHINE = slice(18, 20)  # of an ELF file's header, little-endian


def install(lock: Path, target: Target, into: Path) -> None:
    """Install the locked packages into a folder, from wheels for the target; each is checked against its hash."""
    arguments = ["--quiet", "--disable-pip-version-check", "--no-input", "install", "--target", str(into), "--no-compile"]
    # not --isolated: the machine's own pip.conf and PIP_INDEX_URL name the package index
    arguments += ["--no-build-isolation", "--no-deps", "--require-hashes"]
    arguments += ["--only-binary", ":all:", "--no-binary", ",".join(FROM_SOURCE)]
    arguments += ["--implementation", "cp", "--python-version", target.version]
    arguments += [part for platform in target.platforms for part in ("--platform", platform)]
    command = [sys.executable, "-m", "pip", *arguments, "--requirement", str(lock)]
    process = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)  # noqa: S603 - pip and its settings
    if process.returncode:
        raise UnpackableError(_why(process.stderr, target, lock.name))
    _check_machine(into, target)


def _why(said: str, target: Target, lock: str) -> str:
    if UNBUILT.search(said):
        return f"{', '.join(FROM_SOURCE)} can't be built without {BUILDER}: {not_installed('that needs', 'deploy')}"
    if lacking := LACKING.search(said):
        return f"{lacking[1]} has no wheel for {target}, or the package index can't be reached"
    errors = [line.removeprefix("ERROR: ") for line in said.splitlines() if line.startswith("ERROR: ")]
    return f"pip can't install what {lock} names: {errors[-1] if errors else last_line(said)}"


def _check_machine(folder: Path, target: Target) -> None:
    """Refuse a package with code for another machine, as after a build from source."""
    for path in sorted(folder.rglob("*.so")):
        if int.from_bytes(path.read_bytes()[ELF_MACHINE], "little") != target.machine.elf:
            raise UnpackableError(f"{path.relative_to(folder).parts[0]} is not built for {target.machine.name}: {path.name}")
