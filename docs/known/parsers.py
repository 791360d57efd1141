"""What the command takes, for tables and tests."""

from collections.abc import Iterator

import click

from infra.command import command

CONTEXT = click.Context(command, info_name="presswork")


def parsers(verb: str) -> Iterator[tuple[str, click.Command]]:
    """Yield the verb's command by its name, or one for each of its acts."""
    found = command.get_command(CONTEXT, verb)
    if found is None:
        raise KeyError(verb)
    acts = found.commands if isinstance(found, click.Group) else {}
    yield from ((f"{verb} {name}", act) for name, act in acts.items()) if acts else [(verb, found)]


def arguments(parser: click.Command) -> tuple[list[str], list[str]]:
    """Return the positional arguments, optional ones in brackets, and the options."""
    positional = [one.make_metavar(CONTEXT) for one in parser.params if isinstance(one, click.Argument)]
    return positional, [one.opts[0] for one in parser.params if isinstance(one, click.Option)]
