"""Completion: in each shell that is here, by the script that `presswork completion` prints."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infra.command import main
from infra.commands.aws.completion import SHELLS
from tests.command.terminals import Seen

HERE = Path(sys.executable).parent  # of `presswork`
BASH = """
eval "$(presswork completion bash)"
complete -p presswork
COMP_WORDS=({words}) COMP_CWORD={last}
_presswork_completion presswork
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_gets_a_script_about_the_command(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0

    assert f"_PRESSWORK_COMPLETE={shell}_complete" in capsys.readouterr().out


def test_a_shell_that_is_not_known_is_refused_with_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "tcsh"]) == 2

    assert "'bash', 'zsh', 'fish'" in capsys.readouterr().err


def in_bash(*words: str) -> list[str]:
    """What bash offers for these words, of which the last is begun."""
    typed = " ".join(f"'{word}'" for word in ("presswork", *words))
    return ran("bash", "-c", BASH.format(words=typed, last=len(words)))[1:]


def ran(shell: str, *words: str) -> list[str]:
    settings = {"PATH": f"{HERE}:/usr/bin:/bin", "HOME": "/nonexistent"}
    program = shutil.which(shell)
    assert program is not None
    done = subprocess.run([program, *words], env=settings, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    return done.stdout.split("\n")[:-1]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("bui",), ["build"]),
        (("re",), ["rebuild", "redrive"]),
        (("subscribers", "su"), ["suppress"]),
        (("subscribers", "list", "--sta"), ["--state"]),
        (("subscribers", "list", "--state", "wai"), ["waiting"]),
        (("completion", "z"), ["zsh"]),
    ],
)
def test_bash_completes_verbs_acts_options_and_values(words: tuple[str, ...], offered: list[str]) -> None:
    assert [word for word in in_bash(*words) if word in offered] == offered


def begun_in_bash(_folder: Path) -> str:
    return " ".join(in_bash("phr"))


def begun_in_fish(_folder: Path) -> str:
    """What fish offers, with the meaning beside it."""
    return "\n".join(ran("fish", "-c", "presswork completion fish | source; complete --do-complete 'presswork phr'"))


def begun_in_zsh(folder: Path) -> str:
    """What stands on the line after a tab."""
    shell = Seen((str(shutil.which("zsh")), "-f", "-i"), folder, {"PATH": f"{HERE}:/usr/bin:/bin", "PS1": "> "})
    shell.type("autoload -Uz compinit; compinit -u; eval \"$(presswork completion zsh)\"; echo rea''dy\r")
    shell.wait_for("ready")
    shell.type("presswork phr\t--help\r")
    shell.wait_for("Usage: presswork phrases")
    shell.type("exit\r")
    shell.ended()
    return shell.text


COMPLETERS = {"bash": begun_in_bash, "zsh": begun_in_zsh, "fish": begun_in_fish}


@pytest.mark.parametrize("shell", [shell for shell in SHELLS if shutil.which(shell)])
def test_each_shell_that_is_here_completes_a_verb_that_is_begun(shell: str, tmp_path: Path) -> None:
    assert "phrases" in COMPLETERS[shell](tmp_path)
