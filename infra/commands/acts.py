"""Verbs with acts, such as `presswork subscribers list`; a verb may have one that is meant where none is named."""

from typing import Any

import click


class Acts(click.Group):
    """A verb with acts, listed in the order of their use; without one, the words are those of the usual act, if there is one."""

    def __init__(self, *arguments: Any, usual: str = "", **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.usual = usual

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        names_no_act = not args or (args[0].startswith("-") and args[0] not in self.get_help_option_names(ctx))
        if self.usual and names_no_act and not ctx.resilient_parsing:
            args = [self.usual, *args]
        return super().parse_args(ctx, args)
