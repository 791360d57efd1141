"""A command whose packages are in an extra says how to install the extra, and does nothing else."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from shlex import quote

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from infra.extras import EXTRAS, install
from infra.terminal.exit_codes import UNABLE
from tests.importers.wxr_samples import item, written

PROJECT = Path(__file__).resolve().parents[2]
DECLARED = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
PUBLIC = sorted(set(DECLARED) - {"dev"})
PYTHON = quote(sys.executable)
WITHOUT = """
import sys
from infra.command import main
hidden, *words = sys.argv[1:]
sys.modules[hidden] = None  # importing it fails
sys.exit(main(words))
"""


def modules_of(extra: str) -> set[str]:
    """Return the names under which Presswork imports the packages of an extra."""
    packages = {canonicalize_name(Requirement(one).name) for one in DECLARED[extra]} - {"presswork"}
    owners = packages_distributions().items()
    return {name for name, of in owners if packages & {canonicalize_name(one) for one in of}} & set(imported())


def imported() -> Iterator[str]:
    """Yield the packages that any module of Presswork imports."""
    for path in (PROJECT / "app.py", *PROJECT.glob("chalicelib/**/*.py"), *PROJECT.glob("infra/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield (node.module or "").partition(".")[0]


def without(module: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command where a package is missing."""
    run = [sys.executable, "-c", WITHOUT, module, *words]
    return subprocess.run(run, cwd=PROJECT, capture_output=True, text=True, check=False)  # noqa: S603 - our own


@pytest.mark.parametrize("extra", PUBLIC)
def test_each_package_of_an_extra_is_in_the_table_by_which_it_is_named_when_it_is_missing(extra: str) -> None:
    assert modules_of(extra) <= {name for names in EXTRAS.values() for name in names}


@pytest.mark.parametrize("extra", EXTRAS)
def test_an_extra_brings_the_packages_that_the_table_says(extra: str) -> None:
    assert set(EXTRAS[extra]) <= modules_of(extra)


@pytest.mark.parametrize("module", EXTRAS["import"])
@pytest.mark.parametrize("words", [["import", "wordpress"], ["import"]])
def test_an_import_without_a_package_of_its_extra_says_on_one_line_how_to_install_it(
    tmp_path: Path, module: str, words: list[str]
) -> None:
    old, into = written(tmp_path / "old.xml", item(1, "Rye")), tmp_path / "blog"

    ran = without(module, *words, str(old), "--into", str(into))

    assert (ran.returncode, ran.stdout) == (UNABLE, "")
    assert ran.stderr == (
        f"presswork: this needs packages that are not installed; run `{sys.executable} -m pip install 'presswork[import]'`, "
        "then run the same command again\n"
    )
    assert not into.exists()


def test_the_help_of_an_import_needs_no_extra() -> None:
    assert without("bs4", "import", "wordpress", "--help").returncode == 0


@pytest.mark.parametrize(
    ("prefix", "command"),
    [
        ("/home/ann/.local/share/pipx/venvs/presswork", "pipx runpip presswork install 'presswork[images]'"),
        (r"C:\Users\ann\pipx\venvs\presswork", "pipx runpip presswork install 'presswork[images]'"),
        ("/home/ann/.local/share/uv/tools/presswork", f"uv pip install --python {PYTHON} 'presswork[images]'"),
        ("/home/ann/.cache/uv/archive-v0/Zx", f"uv pip install --python {PYTHON} 'presswork[images]'"),
        ("/srv/blog/.venv", f"{PYTHON} -m pip install 'presswork[images]'"),
    ],
)
def test_an_extra_is_installed_the_way_that_presswork_was(prefix: str, command: str) -> None:
    assert install("images", prefix) == command
