"""All commands there are, for the tests of what is common to them."""

from collections.abc import Iterator

import click

from docs.known.parsers import CONTEXT
from infra.command import VERBS, command


def every_command() -> Iterator[tuple[str, click.Command]]:
    """Yield each verb and each of its acts, by the words that call it."""
    for verb in VERBS:
        found = command.get_command(CONTEXT, verb)
        assert found is not None
        yield from _with_acts(verb, found)


def _with_acts(words: str, found: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield words, found
    if isinstance(found, click.Group):
        for name in found.list_commands(CONTEXT):
            act = found.get_command(CONTEXT, name)
            assert act is not None
            yield from _with_acts(f"{words} {name}", act)


COMMANDS = dict(every_command())
