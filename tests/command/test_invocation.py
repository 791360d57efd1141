"""Hints name the command in a way that works where they are printed."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.authoring.check.check_messages import FORMATS
from infra.command import VERBS
from infra.terminal import invocation
from infra.terminal.invocation import HINT, NAME, called, word

ROOT = Path(__file__).parents[2]
INSTALLED = Path(sys.executable).parent / NAME


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program in a folder that no shell searches."""
    program = tmp_path / "my env" / "bin" / NAME
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return program


def test_a_command_that_a_shell_finds_is_called_by_its_name(program: Path, tmp_path: Path) -> None:
    assert called(str(program), str(program.parent), tmp_path) == NAME


def test_a_command_that_no_shell_finds_is_called_by_its_path(program: Path, tmp_path: Path) -> None:
    assert called(str(program), "/usr/bin", tmp_path) == "'my env/bin/presswork'"
    assert called(str(program), "/usr/bin", tmp_path / "blog") == "'../my env/bin/presswork'"


def test_a_command_that_is_another_one_in_the_shell_is_called_by_its_path(program: Path, tmp_path: Path) -> None:
    other = tmp_path / "bin" / NAME
    other.parent.mkdir()
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)

    assert called(str(program), str(other.parent), tmp_path) == "'my env/bin/presswork'"


@pytest.mark.parametrize("program", ["-c", "/usr/bin/pytest", "nowhere/presswork"])
def test_a_program_of_another_name_says_nothing_of_the_command(program: str) -> None:
    assert called(program, "/usr/bin") == NAME


def run(*words: str, folder: Path) -> str:
    """Return what the installed command prints in this folder, where no shell finds it."""
    where = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    told = subprocess.run([INSTALLED, *words], cwd=folder, env=where, capture_output=True, text=True, check=False)  # noqa: S603
    return told.stdout + told.stderr


@pytest.mark.parametrize("words", ["status", "check --help", "biuld", "init blog --yes", "push"])
def test_each_hint_of_a_command_can_be_copied_into_the_shell(words: str, tmp_path: Path) -> None:
    said = run(*words.split(), folder=tmp_path)

    assert f"/{NAME} " in said
    assert not HINT.search(said), said


def test_the_hints_of_a_new_blog_work_in_its_folder(tmp_path: Path) -> None:
    said = run("init", "my blog", "--yes", folder=tmp_path)

    line = next(line for line in said.splitlines() if line.endswith('new "Its title"'))
    program = line.split(" new ")[0].strip()
    shell = ["/bin/sh", "-c", f"cd 'my blog' && {program} --version"]
    told = subprocess.run(shell, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True)  # noqa: S603
    assert told.stdout.startswith("presswork ")


# ---- all hints there are


def texts() -> Iterator[tuple[str, str]]:
    """Yield each text of the code that names a verb of the command, and its place."""
    for path in (*ROOT.glob("infra/**/*.py"), *ROOT.glob("chalicelib/**/*.py")):
        tree = ast.parse(path.read_text())
        docs = {id(docstring(node)) for node in ast.walk(tree)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs and names_verb(node.value):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
WRITTEN = (
    "infra/authoring/create/workflows.py",
    "infra/authoring/create/scaffold.py",
    "infra/commands/blog/import_.py",
    "infra/authoring/create/starter",
)
"""These texts are written into files, or come after `Example: `."""


def docstring(node: ast.AST) -> ast.expr | None:
    """Return the docstring of a module, a class or a function; of another node nothing."""
    first = node.body[0] if isinstance(node, DOCUMENTED) and node.body else None
    return first.value if isinstance(first, ast.Expr) else None


def names_verb(text: str) -> bool:
    return any(f"{NAME} {verb}" in text for verb in VERBS)


def test_every_hint_of_the_code_is_recognised_as_one() -> None:
    found = [(place, text) for place, text in texts() if not place.startswith(WRITTEN)]

    assert len(found) > 100
    assert [row for row in found if len(HINT.findall(row[1])) != row[1].count(f"{NAME} ")] == []


OF_OURS = {
    "name",
    "lang",
    "port",
    "supported",
    "option",
    "deleting",
    "self.site",
    "row.name",
    "system.name",
    "function.name",
    "SIGN_UPS",
}
OF_OURS |= {"depth.queue", "LOGS[depth.queue]", "systems[0]", "ROWS[name].takes"}
"""What hints name of our own: verbs, languages, queues, functions and systems. It has no spaces and begins with no dash."""


def values() -> Iterator[tuple[str, str]]:
    """Yield each value that is put into a hint, and its place."""
    for path in (*ROOT.glob("infra/**/*.py"), *ROOT.glob("chalicelib/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.JoinedStr):
                continue
            is_within = False
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    yield from [(f"{path.relative_to(ROOT)}:{node.lineno}", ast.unparse(part.value))] if is_within else []
                elif isinstance(part, ast.Constant):
                    _, begins, rest = str(part.value).rpartition(f"{NAME} ")
                    is_within = bool(begins or is_within) and not re.search(r"[`\n]", rest)


def test_every_name_of_others_in_a_hint_is_one_word_for_a_shell() -> None:
    found = list(values())

    assert len(found) > 30
    assert [row for row in found if row[1] not in OF_OURS and not row[1].startswith("word(")] == []


@pytest.mark.parametrize(
    ("value", "shell"),
    [("blog", "blog"), ("my blog", "'my blog'"), ("--delete", "./--delete"), ("-x y", "'./-x y'"), ("it's", "'it'\"'\"'s'")],
)
def test_a_word_is_one_argument_and_no_option(value: str, shell: str) -> None:
    assert word(value) == shell


@pytest.mark.parametrize("form", FORMATS)
def test_the_hints_of_findings_work_in_each_format(form: str, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "post.html").write_text("<h1>{{ post.title }}</h1>")
    (tmp_path / "a.md").write_text("# A\n\nText.\n")

    said = run("check", "--format", form, folder=tmp_path)

    assert "serve --watch FOLDER OUT" in said
    assert not HINT.search(said), said


def test_a_hint_after_a_typing_error_quotes_the_folder(tmp_path: Path) -> None:
    (tmp_path / "my blog").mkdir()

    said = run("import", "./my blog", "--zzz", "x", folder=tmp_path)

    assert "import './my blog' --help`" in said


def test_what_is_no_hint_stays_as_it_is() -> None:
    prose = (
        "run presswork by one of 3.11; presswork packages from here; .venv/bin/presswork push; presswork: not found; a: presswork"
    )

    assert not HINT.search(prose)
    assert invocation.runnable(prose) == prose
