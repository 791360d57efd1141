"""What the code knows of `docs/writing.md`."""

from collections.abc import Iterator

from babel import Locale

from chalicelib.content.addresses import language_codes
from chalicelib.content.addresses.addresses import RESERVED
from chalicelib.content.markdown import callouts
from chalicelib.content.media import files
from chalicelib.rendering.language.phrases import CATALOGUES
from docs.generate import Row, coded

GROUPS = {"image": "images", "audio": "audio", "video": "video", "font": "fonts", "text": "text"}
"""Kinds of files by the first part of their media types; all others are documents and archives."""


def reserved() -> Iterator[Row]:
    yield from ([row.what, coded(*row.shown), "yes" if row.files else "no"] for row in RESERVED)


def kinds_of_files() -> Iterator[Row]:
    endings: dict[str, list[str]] = {}
    for ending, kind in files.KINDS.items():
        endings.setdefault(GROUPS.get(kind.partition("/")[0], "documents and archives"), []).append(ending)
    yield from ([group, coded(*sorted(several))] for group, several in endings.items())


def callout_kinds() -> Iterator[Row]:
    for alert in callouts.ALERTS:
        yield coded(alert), coded(*(kind for kind, like in callouts.KINDS.items() if like == alert != kind))


def languages() -> str:
    names = sorted(str(Locale.parse(file.stem, sep="-").get_display_name("en")) for file in CATALOGUES.glob("*.po"))
    return ", ".join(names[:-1]) + " and " + names[-1]


TABLES = {"reserved": reserved, "kinds-of-files": kinds_of_files, "callouts": callout_kinds}
VALUES = {"languages": languages, "no-languages": lambda: coded(*sorted(language_codes.OTHERWISE_MEANT))}
