"""What deploys also has the author's desk: all its commands but the demo and the import run with the packages of that lock."""

import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest
from packaging.utils import canonicalize_name

from infra.command import VERBS
from infra.package.locking import LOCKS, PROJECT
from infra.package.newest import locked

OF_EXTRAS = ("demo", "import")
IMPORTED = """
import importlib, sys
away, modules = (words.split() for words in sys.argv[1:])
sys.modules.update(dict.fromkeys(away))  # importing any of these fails
for module in modules:
    importlib.import_module(module)
"""


def away() -> list[str]:
    """What can be imported here, and isn't in the lock."""
    there = {canonicalize_name(name) for name in locked((LOCKS / "deploy.txt").read_text())} | {"presswork"}
    return [name for name, owners in packages_distributions().items() if not {canonicalize_name(one) for one in owners} & there]


def modules() -> list[str]:
    """The desk and the verbs, without those that need an extra."""
    paths = (path.relative_to(PROJECT) for path in PROJECT.glob("infra/authoring/**/*.py"))
    desk = [".".join(path.with_suffix("").parts) for path in paths]
    verbs = [f"infra.commands.{verb.module}" for verb in VERBS.values() if verb.name not in OF_EXTRAS]
    return [name for name in [*desk, *verbs] if not name.endswith("__init__")]


@pytest.mark.slow
def test_every_command_without_an_extra_of_its_own_finds_what_it_imports_in_the_lock_of_what_deploys() -> None:
    found = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", IMPORTED, " ".join(away()), " ".join(modules())],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "moto" in away()
    assert found.stderr == ""
    assert found.returncode == 0
