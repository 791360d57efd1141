"""The terminal: it prints lines, and asks questions if it is interactive."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from infra.deploying import UndeployableError

YES = ("y", "yes")


@dataclass(frozen=True, slots=True)
class Terminal:
    """The functions that print a line and ask a question; `ask` is None if the terminal is not interactive."""

    say: Callable[[str], None]
    ask: Callable[[str], str] | None = None

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
                f"this needs an answer, and there's no terminal to ask on: check what it would do, then add {option}"
            )
        try:
            return self.ask(question)
        except EOFError as error:
            raise UndeployableError("no answer, so nothing was done") from error


def terminal() -> Terminal:
    return Terminal(partial(print, flush=True), input if sys.stdin.isatty() else None)
