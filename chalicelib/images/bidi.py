"""The order in which the signs of a line are shown: the Unicode Bidirectional Algorithm (UAX 9), for one line.

Texts of cards hold no embeddings, overrides or isolates (`card_text.cleaned` drops them), so the rules for these are not here,
and neither is the one about marks on brackets. The names of rules are UAX 9's.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

OPENING, CLOSING = "([{⟨〈《「『【〔（［｛", ")]}⟩〉》」』】〕）］｝"
NEUTRAL = frozenset(("B", "S", "WS", "ON"))
STRONG: dict[str, str] = {"L": "L", "R": "R", "AL": "R", "EN": "R", "AN": "R"}
"""The direction of a type, where neutrals stand beside it."""


class Run(NamedTuple):
    """Signs of one direction, as a part of the text."""

    start: int
    end: int
    level: int

    @property
    def backwards(self) -> bool:
        return self.level % 2 == 1


def runs(text: str, *, backwards: bool) -> list[Run]:
    """Return the runs of a line from left to right, as they are shown; `backwards`: its language is written to the left."""
    grouped = groupby(enumerate(levels(text, backwards=backwards)), key=lambda entry: entry[1])
    logical = [Run(places[0][0], places[-1][0] + 1, level) for level, group in grouped if (places := list(group))]
    return _visual(logical)


def _visual(logical: list[Run]) -> list[Run]:
    """L2: reverse each sequence of runs at some level or above, from the highest level to 1."""
    shown = logical
    for level in range(max((run.level for run in logical), default=0), 0, -1):
        parts = [(high, list(group)) for high, group in groupby(shown, key=lambda run: run.level >= level)]
        shown = [run for high, group in parts for run in (reversed(group) if high else group)]
    return shown


def levels(text: str, *, backwards: bool) -> list[int]:
    """Return the embedding level of each sign."""
    base = "R" if backwards else "L"
    types = _weak(_classes(text), base)
    types = _neutral(_bracketed(text, types, base), base)
    return [_level(kind, backwards=backwards) for kind in types]


def _level(kind: str, *, backwards: bool) -> int:
    """I1 and I2."""
    if backwards:
        return 1 if kind == "R" else 2
    return {"L": 0, "R": 1}.get(kind, 2)


def _classes(text: str) -> list[str]:
    return [unicodedata.bidirectional(sign) or "L" for sign in text]


# ---- weak types


def _weak(types: Sequence[str], base: str) -> list[str]:
    """W1 to W7."""
    marked = _folded(types, base, lambda kind, last: last if kind in ("NSM", "BN") else kind)
    numbered = _after_strong(marked, base, "AL", "AN")
    parted = _separators(["R" if kind == "AL" else kind for kind in numbered])
    plain = ["ON" if kind in ("ES", "ET", "CS") else kind for kind in _terminators(parted)]
    return _after_strong(plain, base, "L", "L")


def _folded(types: Sequence[str], first: str, step: Callable[[str, str], str]) -> list[str]:
    types_so_far: list[str] = []
    for kind in types:
        types_so_far.append(step(kind, types_so_far[-1] if types_so_far else first))
    return types_so_far


def _after_strong(types: Sequence[str], base: str, strong: str, number: str) -> list[str]:
    """Return the types, where a European number after this strong type is another `number` (W2, W7)."""
    last, changed = base, []
    for kind in types:
        last = kind if kind in ("L", "R", "AL") else last
        changed.append(number if kind == "EN" and last == strong else kind)
    return changed


def _separators(types: list[str]) -> list[str]:
    """W4: one separator between two numbers of a kind is part of them."""
    changed = list(types)
    for at in range(1, len(types) - 1):
        previous, kind, following = changed[at - 1], types[at], types[at + 1]
        if previous == following and ((kind in ("ES", "CS") and previous == "EN") or (kind == "CS" and previous == "AN")):
            changed[at] = previous
    return changed


def _terminators(types: Sequence[str]) -> list[str]:
    """W5: signs such as `%` beside a European number are part of it."""
    spread = _folded(types, "", lambda kind, last: "EN" if kind == "ET" and last == "EN" else kind)
    return _folded(spread[::-1], "", lambda kind, last: "EN" if kind == "ET" and last == "EN" else kind)[::-1]


# ---- neutral types


def _bracketed(text: str, types: list[str], base: str) -> list[str]:
    """N0: both brackets of a pair have one direction."""
    changed = list(types)
    for opening, closing in sorted(_pairs(text, types)):
        if direction := _direction_of_pair(changed, opening, closing, base):
            changed[opening] = changed[closing] = direction
    return changed


def _direction_of_pair(types: Sequence[str], opening: int, closing: int, base: str) -> str:
    within = {STRONG[kind] for kind in types[opening + 1 : closing] if kind in STRONG}
    preceding = next((STRONG[kind] for kind in reversed(types[:opening]) if kind in STRONG), base)
    if base in within or (within and preceding == base):
        return base
    return preceding if within else ""


def _pairs(text: str, types: Sequence[str]) -> Iterator[tuple[int, int]]:
    open_at: list[int] = []
    for at, sign in enumerate(text):
        if types[at] == "ON" and sign in OPENING:
            open_at.append(at)
        elif types[at] == "ON" and sign in CLOSING:
            kind = OPENING[CLOSING.index(sign)]
            matching = next((depth for depth in reversed(range(len(open_at))) if text[open_at[depth]] == kind), None)
            if matching is not None:
                yield open_at[matching], at
                del open_at[matching:]


def _neutral(types: Sequence[str], base: str) -> list[str]:
    """N1 and N2: neutrals between two signs of one direction have it, others have the line's."""
    resolved: list[str] = []
    for is_neutral, group in groupby(range(len(types)), key=lambda at: types[at] in NEUTRAL):
        places = list(group)
        preceding = STRONG[resolved[-1]] if resolved else base
        following = STRONG[types[places[-1] + 1]] if is_neutral and places[-1] + 1 < len(types) else base
        resolved += [preceding if preceding == following else base] * len(places) if is_neutral else [types[at] for at in places]
    return resolved
