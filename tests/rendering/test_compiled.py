"""The built-in templates as bytecode beside them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import FileSystemLoader, FunctionLoader

from chalicelib.rendering.language.phrases import Phrasebook
from chalicelib.rendering.templates.bytecode_cache import FOLDER, CompiledTemplates
from chalicelib.rendering.templates.sandbox import TrustedEnvironment

HELLO = "<p>Hello, {{ name }}</p>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hello.html").write_text(HELLO)
    return tmp_path


def rendered(folder: Path) -> str:
    """The page as a process renders it that has compiled nothing yet."""
    environment = TrustedEnvironment(FileSystemLoader(folder), Phrasebook(), CompiledTemplates(folder))
    return environment.get_template("hello.html").render(name="Ada")


def kept(folder: Path) -> Iterator[Path]:
    return (folder / FOLDER).iterdir()


def test_a_template_is_compiled_once(folder: Path) -> None:
    first = rendered(folder)
    (bytecode,) = kept(folder)
    written = bytecode.stat().st_ino

    assert (rendered(folder), first) == ("<p>Hello, Ada</p>",) * 2
    assert [file.stat().st_ino for file in kept(folder)] == [written]


def test_a_changed_template_is_compiled_again(folder: Path) -> None:
    rendered(folder)
    (folder / "hello.html").write_text(HELLO.replace("Hello", "Good morning"))

    assert rendered(folder) == "<p>Good morning, Ada</p>"


def test_damaged_bytecode_is_compiled_again(folder: Path) -> None:
    rendered(folder)
    (bytecode,) = kept(folder)
    bytecode.write_bytes(bytecode.read_bytes()[:-20])

    assert rendered(folder) == "<p>Hello, Ada</p>"


def test_a_folder_that_cannot_be_written_keeps_nothing(folder: Path) -> None:
    (folder / FOLDER).write_text("a file, where the folder would be")

    assert rendered(folder) == "<p>Hello, Ada</p>"
    assert (folder / FOLDER).is_file()


def test_a_template_of_the_site_is_never_kept(folder: Path) -> None:
    own = FunctionLoader(lambda name: (HELLO, f"templates/{name}", None))
    TrustedEnvironment(own, Phrasebook(), CompiledTemplates(folder)).get_template("hello.html")

    assert not (folder / FOLDER).exists()
