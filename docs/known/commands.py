"""What the code knows of `docs/commands.md`: every verb as its `--help` explains it, with its example."""

import re
from collections.abc import Iterator

import click

from docs.generate import Row
from docs.known.parsers import CONTEXT, arguments
from infra.command import GROUPS, command
from infra.terminal.exit_codes import MEANINGS

EXAMPLE = "Example: "


def statuses() -> Iterator[Row]:
    for status, meaning in MEANINGS.items():
        yield str(status), meaning


def reference() -> Iterator[str]:
    """Yield the lines about all verbs, in their groups."""
    for group, verbs in GROUPS.items():
        yield from ("", f"## {group}")
        for verb in verbs:
            found = command.get_command(CONTEXT, verb.name)
            if found is not None:
                yield from explained(found, f"presswork {verb.name}", "###")
    yield ""


def explained(found: click.Command, path: str, level: str) -> Iterator[str]:
    """Yield the lines about a command, and then about its acts."""
    positional, _ = arguments(found)
    yield from ("", f"{level} {' '.join([path, *positional])}", "", *paragraphs(found), "", "```sh", example_of(found), "```")
    if rows := [row for one in found.params if (row := one.get_help_record(CONTEXT))]:
        yield from (
            "",
            "| | |",
            "|---|---|",
            *(f"| `{escaped(name)}` | {escaped(options_as_code(meaning))} |" for name, meaning in rows),
        )
    if isinstance(found, click.Group):
        for name in found.list_commands(CONTEXT):
            act = found.get_command(CONTEXT, name)
            if act is not None:
                yield from explained(act, f"{path} {name}", "####")


def paragraphs(found: click.Command) -> list[str]:
    """Return the help's paragraphs, a line each, with empty lines between them."""
    told = (found.help or "").replace("\b\n", "").split("\n\n")
    return [line for paragraph in told for line in (options_as_code(" ".join(paragraph.split())), "")][:-1]


def options_as_code(text: str) -> str:
    """Mark the options that a sentence names."""
    return re.sub(r"(?<![`\w])(--[a-z][a-z-]*)", r"`\1`", text)


def example_of(found: click.Command) -> str:
    """Return the example in the epilog."""
    return (found.epilog or "").partition(EXAMPLE)[2].strip()


def escaped(meaning: str) -> str:
    return " ".join(meaning.split()).replace("|", r"\|")


TABLES = {"statuses": statuses}
TEXTS = {"reference": reference}
