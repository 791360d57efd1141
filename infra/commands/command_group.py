"""Commands with subcommands, such as `presswork subscribers list`; one of them may be the default."""

from typing import Any

import click


class CommandGroup(click.Group):
    """A command with subcommands, listed in the order of their use; without a name, the arguments are those of the usual one."""

    def __init__(self, *arguments: Any, usual: str = "", **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.usual = usual

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        names_none = not args or (args[0].startswith("-") and args[0] not in self.get_help_option_names(ctx))
        if self.usual and names_none and not ctx.resilient_parsing:
            args = [self.usual, *args]
        return super().parse_args(ctx, args)
