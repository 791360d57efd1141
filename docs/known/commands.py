"""What the code knows of `docs/commands.md`: every verb as its `--help` explains it, with its example."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import click

from docs.generate import Row, coded
from docs.known.parsers import CONTEXT, arguments
from infra.command import GROUPS, command
from infra.terminal.exit_codes import MEANINGS

EXAMPLE, JSON = "Example: ", "--json"
Options: TypeAlias = frozenset[tuple[str, str]]
"""Names of options, as help shows them, with their meanings."""


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
                yield from explained(found, f"presswork {verb.name}")
    yield ""


def explained(found: click.Command, path: str) -> Iterator[str]:
    """Yield the lines about a command and its acts; of options that are explained above, only the names."""
    acts = acts_of(found)
    shared, of_all = shared_by(acts, SEVERAL) - COMMON, shared_by(acts, len(acts))
    yield from ("", f"### {path} {usage(found)}".rstrip(), "", *paragraphs(found))
    if re.search(" [->]", example_of(found)):  # any other only fills in the arguments
        yield from ("", "```sh", example_of(found), "```")
    if rows := [*(row for row in options_of(found) if row not in COMMON), *sorted(shared)]:
        yield from ("", *map(line_of, rows))
    if also := first_names(row for row in (*options_of(found), *sorted(of_all)) if row in COMMON):
        yield from ("", f"{'All also take' if acts else 'Also'} {also}.")
    if acts:
        yield ""
    for act in acts:
        also = first_names(
            row for row in options_of(act) if row in COMMON | shared and row not in of_all and row[0].startswith("-")
        )
        yield (
            f"- **{act.name} {usage(act)}".rstrip()
            + f"**: {' '.join(filter(None, paragraphs(act)))}"
            + (f" Also {also}." if also else "")
        )
        yield from (f"  {line_of(row)}" for row in options_of(act) if row not in COMMON and row[1] not in dict(shared).values())


def usage(found: click.Command) -> str:
    """Return the arguments of a command, as they are typed."""
    return " ".join(arguments(found)[0])


def line_of(row: tuple[str, str]) -> str:
    """Return the line of an option in a list."""
    name, meaning = row
    return f"- `{name}`: {options_as_code(meaning)}"


def first_names(rows: Iterable[tuple[str, str]]) -> str:
    """Return the names of options, without their values, as code; nearly all commands take `--json`, which is said once."""
    names = dict.fromkeys(name.partition(" ")[0].rstrip(",") for name, _ in rows)
    return coded(*(name for name in names if name != JSON))


def without_json() -> str:
    """Return the commands that don't take `--json`."""
    plain = (found.name for found in every_command() if not acts_of(found) and JSON not in dict(options_of(found)))
    return " and ".join(coded(name) for name in plain if name)


def acts_of(found: click.Command) -> list[click.Command]:
    """Return the acts of a command that has some."""
    names = found.list_commands(CONTEXT) if isinstance(found, click.Group) else []
    return [act for name in names if isinstance(found, click.Group) and (act := found.get_command(CONTEXT, name)) is not None]


def options_of(found: click.Command) -> list[tuple[str, str]]:
    """Return the arguments and options of a command, each with its meaning."""
    records = [row for one in found.params if (row := one.get_help_record(CONTEXT))]
    return [(name, " ".join(meaning.split())) for name, meaning in records]


def shared_by(commands: Iterable[click.Command], least: int) -> Options:
    """Return the options that so many of the commands have, with the same meaning."""
    counted = Counter(row for found in commands for row in options_of(found))
    return frozenset(row for row, count in counted.items() if count >= least)


def every_command() -> Iterator[click.Command]:
    for verbs in GROUPS.values():
        for verb in verbs:
            if (found := command.get_command(CONTEXT, verb.name)) is not None:
                yield from (found, *acts_of(found))


SEVERAL, MANY = 3, 6
IMPORTS = acts_of(command.get_command(CONTEXT, "import") or command)
OFTEN: Options = shared_by(every_command(), MANY) - {row for row in shared_by(IMPORTS, MANY) if row[0].startswith("--into")}
COMMON: Options = frozenset(
    row for found in every_command() for row in options_of(found) if row[1] in {meaning for _, meaning in OFTEN}
)
"""The options of many commands; some have one of them under fewer names."""


def common() -> Iterator[Row]:
    """Yield the options of many commands, in the order of their names."""
    yield from ((f"`{escaped(name)}`", options_as_code(escaped(meaning))) for name, meaning in sorted(OFTEN))


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


TABLES = {"statuses": statuses, "common": common}
TEXTS = {"reference": reference}
VALUES = {"without-json": without_json}
