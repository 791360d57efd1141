"""A catalogue: the phrases of one language, and the rule of its plural forms, as gettext's header writes it."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from gettext import c2py

from chalicelib.frozen import Frozen

REFERENCE = "en"
RULE = re.compile(r"\s*nplurals\s*=\s*([0-9]{1,2})\s*;\s*plural\s*=([^;]++)(?:;\s*)?")


class Catalogue(Frozen):
    """The phrases of one language by English phrase (by its singular, if it has a plural): one text, or one text for each form.

    `plural` is the rule for the form, as in gettext's header `Plural-Forms`.
    """

    plural: str
    words: Mapping[str, str | Sequence[str]]

    def one(self, phrase: str) -> str:
        """Return the text of a phrase; empty if it has none."""
        text = self.words.get(phrase, "")
        return text if isinstance(text, str) else ""

    def many(self, phrase: str, number: int) -> str:
        """Return the text of a phrase with a plural; empty if it has none."""
        forms = self.words.get(phrase, "")
        return "" if isinstance(forms, str) else forms[self._form(number, len(forms))]

    def _form(self, number: int, forms: int) -> int:
        """Return the index of the form for a number: the last form if the rule gives an unknown form."""
        form = chooser(self.plural)(number)
        return form if 0 <= form < forms else forms - 1


@lru_cache(maxsize=64)
def chooser(rule: str) -> Callable[[int], int]:
    """Return the function of a rule, from a number to the index of a form, or to -1 where the rule divides by zero.

    Raises ValueError for an invalid rule.
    """
    match = RULE.fullmatch(rule)
    if not match:
        raise ValueError(rule)
    try:
        form = c2py(match[2])
    except SyntaxError as error:  # c2py writes `n + !n` as Python's `n + not n`
        raise ValueError(rule) from error

    def choose(number: int) -> int:
        try:
            return form(number)
        except ArithmeticError:
            return -1

    return choose
