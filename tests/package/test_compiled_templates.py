"""The built-in templates are compiled when Presswork is packed or installed, and not in the first build."""

import re
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any, NoReturn

import pytest
from jinja2 import FileSystemLoader

from chalicelib.rendering.language.phrases import Phrasebook
from chalicelib.rendering.templates.bytecode_cache import FOLDER, CompiledTemplates
from chalicelib.rendering.templates.sandbox import TrustedEnvironment
from chalicelib.rendering.templates.templates import BUILT_IN
from infra.package import templates

PROJECT = Path(__file__).resolve().parents[2]


class LoadingEnvironment(TrustedEnvironment):
    """An environment that compiles nothing."""

    def compile(self, *_args: Any, **_options: Any) -> NoReturn:
        raise AssertionError("a template was compiled")


@pytest.mark.parametrize("place", ["", "/var/task/templates"])
def test_what_is_compiled_beforehand_is_not_compiled_again(tmp_path: Path, place: str) -> None:
    folder = copytree(BUILT_IN, tmp_path / "templates", ignore=ignore_patterns(FOLDER))

    templates.main(folder, place or str(folder))

    environment = LoadingEnvironment(FileSystemLoader(folder), Phrasebook(), CompiledTemplates(folder))
    names = environment.list_templates(extensions=["html", "txt"])
    assert "post.html" in names
    for name in names:
        environment.get_template(name)


def test_every_installation_compiles_the_templates() -> None:
    makefile = (PROJECT / "Makefile").read_text()

    steps = re.findall(r"python \$\(OURSELVES\)\n\t(.*)", makefile)

    assert steps == ["$(BIN)/python $(COMPILED)"] * 3
