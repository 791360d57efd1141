"""The text of a card: without what can't be seen, in clusters, each of which is drawn by one font.

A cluster is what a reader takes for one sign: a letter with its marks, a syllable of an Indic script, an emoji in several parts.
"""

import unicodedata
from collections.abc import Iterator

LONGEST = 300
"""Characters of a text that are looked at; four lines have room for less."""
MARKS = 4
"""Marks on one letter: as many as languages use. More of them would be drawn across other lines."""

UNBREAKABLE = "\u00a0\u202f"
"""Spaces at which no line ends."""

JOINER, NON_JOINER = "\u200d", "\u200c"
SHOWS_NOTHING = frozenset((JOINER, NON_JOINER, "\u200e", "\u200f", "\u061c", "\ufe0e", "\ufe0f"))
"""Joiners, marks of direction and variation selectors: kept, since they change how others are drawn."""
EMOJI_STYLE = "\ufe0f"
VIRAMA = 9  # the class of signs that join two consonants
UNSEEN = frozenset(("Cc", "Cf", "Co", "Cs"))
SKIN_TONES = range(0x1F3FB, 0x1F400)
FLAG_LETTERS = range(0x1F1E6, 0x1F200)


def cleaned(text: str) -> str:
    """Return the beginning of a text in one line, composed, without control characters and towers of marks."""
    composed = unicodedata.normalize("NFC", text[: 2 * LONGEST])
    spaced = "".join(" " if sign.isspace() and sign not in UNBREAKABLE else sign for sign in composed)
    seen = "".join(sign for sign in spaced if sign in SHOWS_NOTHING or unicodedata.category(sign) not in UNSEEN)
    return single_spaced("".join(_with_few_marks(seen)))[:LONGEST].rstrip()


def single_spaced(text: str) -> str:
    return " ".join(word for word in text.split(" ") if word)


def _with_few_marks(text: str) -> Iterator[str]:
    marks = 0
    for sign in text:
        marks = marks + 1 if unicodedata.category(sign)[0] == "M" else 0
        if marks <= MARKS:
            yield sign


def clusters(text: str) -> list[str]:
    """Cut a text into its clusters."""
    cut: list[str] = []
    for sign in text:
        if cut and _belongs_to(cut[-1], sign):
            cut[-1] += sign
        else:
            cut.append(sign)
    return cut


def _belongs_to(cluster: str, sign: str) -> bool:
    """Return whether a sign goes on with the cluster before it."""
    last = cluster[-1]
    if sign in SHOWS_NOTHING or unicodedata.category(sign)[0] == "M" or ord(sign) in SKIN_TONES:
        return True
    if len(cluster) == 1 and ord(last) in FLAG_LETTERS:
        return ord(sign) in FLAG_LETTERS
    return (last == JOINER or unicodedata.combining(last) == VIRAMA) and not sign.isspace()


def is_spelled(cluster: str) -> bool:
    """Return whether a text reads otherwise without this cluster, as it does without a letter or a digit."""
    return any(unicodedata.category(sign)[0] in "LN" for sign in cluster)


def plainer(cluster: str) -> tuple[str, ...]:
    """Return other ways to write a cluster, for which there may be a font: without styles, then without marks."""
    plain = unicodedata.normalize("NFKC", cluster)
    return cluster, plain, plain[0]
