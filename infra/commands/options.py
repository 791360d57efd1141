"""Options that several commands share, each with one name and one meaning; and the question that `--yes` answers."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError
from infra.terminal.writer import escaped

PATH = click.Path(path_type=Path)
"""A file or folder, which the command itself examines: its errors then say what to do."""

as_json = click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON document.")
as_events = click.option("--json", "as_json", is_flag=True, help="Print each event as a line of JSON.")
yes = click.option("--yes", is_flag=True, help="Don't ask.")
dry_run = click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")


def agreed(question: str, *, yes: bool, unasked: str) -> bool:
    """Ask a person, unless `--yes` has answered. If nobody can be asked, raise `CannotError` with the text `unasked`."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise CannotError(unasked, UNABLE)
    return click.confirm(escaped(question), err=True)


WITHOUT_JSON: Mapping[str, str] = {
    "phrases": "it prints a translation file",
    "completion": "it prints a script for a shell",
}
"""The commands that have no `--json`, and why; all others have it."""
