"""What deploys also has the author's desk: all its commands but the demo run with the packages of that lock."""

import subprocess
import sys
from importlib.metadata import packages_distributions

from packaging.utils import canonicalize_name

from infra.command import VERBS
from infra.package.locking import LOCKS, PROJECT
from infra.package.newest import locked

DEMO, EXTRA = "demo", "restructuredtext"  # whose library is the extra `import`
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
    """The desk and the verbs, without the demo."""
    paths = (path.relative_to(PROJECT) for name in ("authoring", "importers") for path in PROJECT.glob(f"infra/{name}/**/*.py"))
    desk = [".".join(path.with_suffix("").parts) for path in paths if path.parts[2] != EXTRA]
    verbs = [f"infra.commands.{verb.module}" for verb in VERBS.values() if verb.name != DEMO]
    return [name for name in [*desk, *verbs] if not name.endswith("__init__")]


def test_every_command_but_the_demo_finds_what_it_imports_in_the_lock_of_what_deploys() -> None:
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
