"""`presswork completion`: the script by which a shell completes commands."""

import click
from click.shell_completion import get_completion_class

from infra import command as presswork
from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError, say

SHELLS = ("bash", "zsh", "fish")


@click.command(epilog="Example: presswork completion bash > ~/.local/share/bash-completion/completions/presswork")
@click.argument("shell", metavar="SHELL", type=click.Choice(SHELLS), help=f"One of {', '.join(SHELLS)}.")
def command(*, shell: str) -> int:
    """Print a script that lets your shell complete verbs, options and files."""
    kind = get_completion_class(shell)
    if kind is None:
        raise CannotError(f"click knows no completion for {shell}", UNABLE)
    say(kind(presswork.command, {}, presswork.NAME, presswork.COMPLETING).source())
    return 0
