"""Bytecode that is made beforehand."""

import subprocess
import sys
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from infra.package import UnpackableError, bytecode
from infra.package.running import script


def compiled(folder: Path) -> Path:
    """A task's folder with a module of ours and one of a library."""
    for name, text in {"app.py": "import leaf\nSAID = leaf.GREEN\n", "leaf/__init__.py": "GREEN = {'a', 'b', 'c'}\n"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    script(bytecode.__file__, str(folder))
    return folder


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_our_code_keeps_its_source_and_libraries_are_bytecode_alone(tmp_path: Path) -> None:
    folder = compiled(tmp_path)

    assert names(folder) == {"app.py", cache_from_source("app.py"), "leaf/__init__.pyc"}


def test_it_is_believed_whatever_time_the_source_has_and_nothing_is_written(tmp_path: Path) -> None:
    folder = compiled(tmp_path)
    before = names(folder)
    (folder / "app.py").write_text("SAID = 'this is not read'\n")

    done = subprocess.run(
        [sys.executable, "-S", "-c", "import app; print(sorted(app.SAID))"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )

    assert (done.stdout, names(folder)) == ("['a', 'b', 'c']\n", before)


def test_the_same_source_gives_the_same_bytes_in_another_folder(tmp_path: Path) -> None:
    one, other = compiled(tmp_path / "one"), compiled(tmp_path / "a" / "longer" / "way" / "other")

    assert {name: (one / name).read_bytes() for name in names(one)} == {
        name: (other / name).read_bytes() for name in names(other)
    }


def test_code_that_is_no_python_is_reported_on_one_line(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("def\n")

    with pytest.raises(UnpackableError, match=r"^bytecode: SyntaxError"):
        script(bytecode.__file__, str(tmp_path))
