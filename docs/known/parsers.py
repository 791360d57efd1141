"""The parsers of commands, for tables and tests."""

import argparse
import importlib
from collections.abc import Iterator

from infra.command import VERBS


def parsers(verb: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield the verb's parser by its name, or one for each of its acts."""
    parser = argparse.ArgumentParser()
    importlib.import_module(f"infra.{VERBS[verb][0]}").arguments(parser)
    acts = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    yield from ((f"{verb} {name}", one) for act in acts for name, one in act.choices.items()) if acts else [(verb, parser)]


def arguments(parser: argparse.ArgumentParser) -> tuple[list[str], list[str]]:
    """Return the positional arguments, optional ones in brackets, and the options."""
    found = [action for action in parser._actions if action.dest != "help"]
    positional = [f"[{one.metavar}]" if one.nargs == "?" else str(one.metavar) for one in found if not one.option_strings]
    return positional, [action.option_strings[0] for action in found if action.option_strings]
