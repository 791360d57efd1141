"""Programs that tests need are brought where they are missing, and where they can't be, it is said how to."""

import shutil
import subprocess
from pathlib import Path

import pytest

from infra.serve.browser import PROGRAMS

BRING = Path(__file__).parent / "bring.sh"
SH = shutil.which("sh") or "/bin/sh"
INSTALLS = (
    f'#!{SH}\n[ "$1" = update ] || {{ echo "#!{SH}" > "$(dirname "$0")/chromium"; /bin/chmod +x "$(dirname "$0")/chromium"; }}\n'
)
FAILS = f"#!{SH}\necho no such package\nexit 100\n"


def brought(programs: Path, *names: str) -> subprocess.CompletedProcess[str]:
    """Let these be brought, on a machine that has only these programs; root's, as far as it can tell."""
    program(programs, "id", f"#!{SH}\necho 0\n")
    (programs / "dirname").symlink_to(shutil.which("dirname") or "")
    settings = {"PATH": str(programs)}
    return subprocess.run([SH, str(BRING), *names], env=settings, capture_output=True, text=True, check=False)  # noqa: S603 - ours


def program(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_that_is_there_is_left_alone(tmp_path: Path, name: str) -> None:
    program(tmp_path, name, f"#!{SH}\n")

    done = brought(tmp_path, "chromium")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_missing_program_is_installed(tmp_path: Path) -> None:
    program(tmp_path, "apt-get", INSTALLS)

    done = brought(tmp_path, "chromium")

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "chromium").exists()


@pytest.mark.parametrize(("apt", "why"), [(FAILS, "no such package"), ("", "no apt-get")])
def test_where_it_cannot_be_installed_it_is_said_why_and_what_to_do(tmp_path: Path, apt: str, why: str) -> None:
    if apt:
        program(tmp_path, "apt-get", apt)

    done = brought(tmp_path, "chromium")

    assert done.returncode == 1
    assert "apt-get install chromium" in done.stderr
    assert why in done.stderr


def test_a_program_that_nobody_knows_is_an_error(tmp_path: Path) -> None:
    assert brought(tmp_path, "abacus").returncode == 2
