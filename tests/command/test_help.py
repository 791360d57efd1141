"""Help: the verbs in their groups, a sentence and an example for each command, and nothing loaded for it that it doesn't need."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from docs.known.commands import example_of
from infra.command import GROUPS, NAME, VERBS, command, main
from infra.commands.options import WITHOUT_JSON
from tests.command.commands import COMMANDS
from tests.each import each

ROOT = Path(__file__).parents[2]
COMMON = {"site": "--site", "as_json": "--json", "dry_run": "--dry-run", "yes": "--yes"}
"""Options that are called the same in every command, by the name of what they give."""


def test_help_lists_every_verb_in_its_group_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0

    said = capsys.readouterr().out
    for group, verbs in GROUPS.items():
        section = said.partition(f"\n{group}:\n")[2].partition("\n\n")[0]
        assert [" ".join(line.split()) for line in section.splitlines()] == [f"{verb.name} {verb.meaning}" for verb in verbs]


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.name)
def test_the_meaning_of_a_verb_is_a_plain_sentence(verb: object) -> None:
    meaning = str(getattr(verb, "meaning", ""))

    assert re.fullmatch(r"[A-Z][^.]+\.", meaning)
    assert len(meaning) <= 70


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_has_help_with_an_example(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words.split(), "--help"]) == 0

    said = capsys.readouterr().out
    assert COMMANDS[words].help
    assert f"Example: {example_of(COMMANDS[words])}" in " ".join(said.split())
    assert example_of(COMMANDS[words]).startswith(f"{NAME} {words}")


@pytest.mark.parametrize("words", [words for words, found in COMMANDS.items() if isinstance(found, click.Group)])
def test_the_list_of_what_a_command_can_do_cuts_no_sentence_off(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    main([*words.split(), "--help"])

    assert "..." not in capsys.readouterr().out.partition("Commands:")[2]


@pytest.mark.parametrize("words", COMMANDS)
def test_an_example_is_on_one_line_to_be_copied(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    main([*words.split(), "--help"])

    assert f"\n  Example: {example_of(COMMANDS[words])}\n" in capsys.readouterr().out


@each("words", COMMANDS)
def test_every_example_is_a_command_that_is_understood(words: str) -> None:
    typed = re.split(r" [>|<] ", example_of(COMMANDS[words]))[0]
    name, *rest = shlex.split(typed)

    assert name == NAME
    understand(command, rest)


def understand(found: click.Command, words: list[str]) -> None:
    """Parse the words, and those of the act in them. Raises click's error."""
    with found.make_context(found.name, list(words)) as context:
        if isinstance(found, click.Group):
            _, act, rest = found.resolve_command(context, [*context._protected_args, *context.args])
            assert act is not None
            understand(act, rest)


@each("words", COMMANDS)
def test_every_option_and_argument_is_explained_by_a_sentence(words: str) -> None:
    for parameter in COMMANDS[words].params:
        told = str(getattr(parameter, "help", None) or "")
        assert re.match(r"[A-Z`].*\.$", told), f"{parameter.name}: {told}"


@each("words", COMMANDS)
def test_what_several_commands_take_has_one_name(words: str) -> None:
    for parameter in COMMANDS[words].params:
        if parameter.name in COMMON:
            assert COMMON[parameter.name] in parameter.opts


@each("words", [words for words, found in COMMANDS.items() if not isinstance(found, click.Group)])
def test_every_command_speaks_json_unless_the_table_says_why_not(words: str) -> None:
    has_json = any("--json" in parameter.opts for parameter in COMMANDS[words].params)

    assert has_json != (words in WITHOUT_JSON)


def test_the_table_of_commands_without_json_names_commands_and_reasons() -> None:
    assert WITHOUT_JSON.keys() <= COMMANDS.keys()
    assert all(WITHOUT_JSON.values())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["biuld"], "there's no `presswork biuld`. Did you mean `presswork build`"),
        (["subscriber"], "Did you mean `presswork subscribers`?"),
        (["subscribers", "improt"], "there's no `presswork subscribers improt`. Did you mean `presswork subscribers import`"),
        (["build", "a", "b", "--fersh"], "no option --fersh. Did you mean --fresh?"),
        (["zzz"], "`presswork --help` lists the commands"),
    ],
)
def test_a_mistyped_word_is_answered_with_the_nearest(typed: list[str], meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(typed) == 2

    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert meant in said.err


def test_without_a_verb_the_help_is_shown_and_nothing_was_done(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2

    assert "Run the whole blog on this machine" in capsys.readouterr().err


def loaded_by(*words: str) -> set[str]:
    """What a command loads, of our own packages and of those that take long."""
    code = "import sys; from infra.command import main; main(sys.argv[1:]); print('\\n'.join(sys.modules), file=sys.stderr)"
    run = [sys.executable, "-c", code, *words]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    return set(done.stderr.split())


OF_THE_WRITER = {
    "chalicelib",
    "chalicelib.content",
    "chalicelib.content.invisible",
}  # a table of characters
LOADED = {
    "infra",
    "infra.command",
    "infra.files",
    "infra.files.relative_path",
    "infra.terminal",
    "infra.terminal.stream_encoding",
    "infra.terminal.exit_codes",
    "infra.terminal.invocation",
    "infra.terminal.writer",
    *OF_THE_WRITER,
}


@pytest.mark.parametrize("words", [["--help"], ["--version"]])
def test_help_and_version_load_no_verb(words: list[str]) -> None:
    loaded = loaded_by(*words)

    assert {name for name in loaded if name.split(".")[0] in ("infra", "chalicelib")} == LOADED


def test_a_build_in_which_nothing_changed_loads_neither_aws_nor_a_progress_bar(tmp_path: Path) -> None:
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog" / "hello.md").write_text("# Hello\n\nText.\n")
    words = ("build", str(tmp_path / "blog"), str(tmp_path / "site"), "--now", "2026-11-26")
    loaded_by(*words)

    loaded = loaded_by(*words)

    assert loaded & {"boto3", "botocore", "moto", "tqdm", "jinja2", "infra.deploying", "infra.authoring", "argparse"} == set()
