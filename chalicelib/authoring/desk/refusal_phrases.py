"""The built-in translations of why files and requests are refused (`templates/phrases/refusals`).

Only the desk shows them, so the other functions' zip has none, and no site's own catalogue replaces them.
"""

from functools import lru_cache

from chalicelib.rendering.language import phrases
from chalicelib.rendering.language.catalogues import Catalogue

FOLDER = phrases.CATALOGUES / "refusals"


def translated(lang: str, phrase: str) -> str:
    """Return a phrase in this language, or in the nearest parent language; empty if there is none."""
    text = next(filter(None, (catalogue(code).one(phrase) for code in phrases.lineage(lang))), "")
    return phrases.in_quotes(text, lang)


@lru_cache(maxsize=64)
def catalogue(code: str) -> Catalogue:
    """Return the catalogue of exactly this language; an empty one if there is none."""
    path = phrases.files_in(FOLDER).get(code.lower())
    return phrases.read(path) if path else Catalogue("", {})
