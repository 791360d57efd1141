"""The terminal: it prints lines, and asks questions if it is interactive."""

import sys
from collections.abc import Callable, Mapping

from chalicelib.frozen import Frozen
from infra.deploying import UndeployableError
from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import event, note, say
from infra.terminal.writer import answer

YES = ("y", "yes")


class Terminal(Frozen):
    """The functions that print a line and ask a question; `ask` is None if the terminal is not interactive.

    `tell` gives a program the result, which a person has read in the lines.
    """

    say: Callable[[str], None]
    ask: Callable[[str], str] | None = None
    tell: Callable[[Mapping[str, object]], None] = lambda _: None

    @property
    def is_interactive(self) -> bool:
        return self.ask is not None

    def agreed(self, question: str, *, yes: bool) -> bool:
        """Ask for agreement; `yes` gives it beforehand."""
        return yes or self.answer(f"{question} [y/N] ").strip().lower() in YES

    def typed(self, question: str, word: str, *, option: str) -> bool:
        """Ask for a word; `option` names the option that gives agreement beforehand."""
        return self.answer(question, option).strip() == word

    def answer(self, question: str, option: str = "--yes") -> str:
        """Return the answer. Raises UndeployableError without one."""
        if self.ask is None:
            raise UndeployableError(
                f"this needs an answer, and there's no terminal to ask on: check what it would do, then add {option}", UNABLE
            )
        try:
            return self.ask(question)
        except EOFError as error:
            raise UndeployableError("no answer, so nothing was done") from error


def terminal(*, as_json: bool = False) -> Terminal:
    """Return the terminal; as JSON, each line is an event on stdout, and questions are asked on stderr."""
    interactive = sys.stdin.isatty()
    if as_json:
        return Terminal(note, (lambda question: answer(question, sys.stderr)) if interactive else None, event)
    return Terminal(say, answer if interactive else None)
