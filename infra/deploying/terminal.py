"""The terminal: it shows lines to a person, and asks questions if a person is there."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from infra.deploying import UndeployableError

YES = ("y", "yes")


@dataclass(frozen=True, slots=True)
class Terminal:
    """How a line is shown, and how a question is asked; there is no answer where `ask` is None."""

    say: Callable[[str], None]
    ask: Callable[[str], str] | None = None

    def agreed(self, question: str, *, yes: bool) -> bool:
        """Whether it may be done; `yes`: it was agreed beforehand."""
        return yes or self.answer(f"{question} [y/N] ").strip().lower() in YES

    def typed(self, question: str, word: str, *, option: str) -> bool:
        """Whether a person types the very word; `option` says the same beforehand."""
        return self.answer(question, option).strip() == word

    def answer(self, question: str, option: str = "--yes") -> str:
        """What a person says; raises UndeployableError where there is none."""
        if self.ask is None:
            raise UndeployableError(f"nobody is here to be asked: look at what it would do, then say {option}")
        try:
            return self.ask(question)
        except EOFError as error:
            raise UndeployableError("there was no answer, so nothing was done") from error


def terminal() -> Terminal:
    """The terminal that this program was called from."""
    return Terminal(partial(print, flush=True), input if sys.stdin.isatty() else None)
