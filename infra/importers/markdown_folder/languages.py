"""Which parts of the paths of texts are languages.

A folder or an ending that reads as a code is one if the configuration names it, or if the same text is there in another language:
`fr/docs/bread.md` beside `docs/bread.md`, or `bread.fr.md` beside `bread.md`.
"""

import posixpath
from collections.abc import Iterable, Mapping

from chalicelib.content.addresses.language_codes import is_code
from infra.importers.markdown_folder.habit import Spot


def split(spot: Spot) -> tuple[str, str]:
    """Return the code in a place, and the place without it; no code if there is none."""
    for number, part in enumerate(spot.folders):
        if is_code(part):
            return part, posixpath.join(spot.root, *spot.folders[:number], *spot.folders[number + 1 :], spot.stem)
    stem, dot, code = spot.stem.rpartition(".")
    if dot and is_code(code):
        return code, posixpath.join(spot.root, *spot.folders, stem)
    return "", posixpath.join(spot.root, *spot.folders, spot.stem)


def languages_in(spots: Iterable[Spot], configured: tuple[str, ...]) -> Mapping[str, str]:
    """Return what the texts in several languages share with their translations, by path; all others aren't in it."""
    parts = {spot.path: split(spot) for spot in spots}
    languages = {*configured, *map(str.lower, configured)}
    for codes in codes_by_place(parts.values()).values():
        languages |= codes if len(codes) > 1 else set()
    own = {path: (code, place) for path, (code, place) in parts.items() if not code or code in languages}
    codes_of = codes_by_place(own.values())
    return {path: place for path, (code, place) in own.items() if code or len(codes_of[place]) > 1}


def codes_by_place(parts: Iterable[tuple[str, str]]) -> Mapping[str, set[str]]:
    places: dict[str, set[str]] = {}
    for code, place in parts:
        places.setdefault(place, set()).add(code)
    return places


def spoken(spot: Spot, shared: Mapping[str, str]) -> str:
    """Return the language of a text, if its path says it."""
    return split(spot)[0] if spot.path in shared else ""
