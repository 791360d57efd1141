"""Locales: Babel's data, reduced to what Presswork uses.

CLDR has every currency, country and unit in every language; Presswork uses dates, numbers, lists, and a
language's own name, a twentieth of it. Names are kept where some locale may read its own: a locale
also reads its family's files (`es_MX` reads `es_419`, `es` and `root`; `nb` reads `no`).

This is a program, `locales.py FOLDER`, so that the Babel in the folder reads its own data.
"""

import pickle
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

KEPT_KEYS = (
    "character_order",
    "date_formats",
    "datetime_formats",
    "datetime_skeletons",
    "day_period_rules",
    "day_periods",
    "days",
    "decimal_formats",
    "default_numbering_system",
    "eras",
    "list_patterns",
    "months",
    "number_symbols",
    "numbering_systems",
    "time_formats",
)
OWN_NAMES = ("languages", "territories", "scripts", "variants")
PROTOCOL = 5  # of pickle; fixed, for the same bytes


def main(folder: Path) -> None:
    """Cut every locale of the Babel in this folder."""
    sys.path.insert(0, str(folder))
    from babel.core import get_global, parse_locale  # noqa: PLC0415 - the one in the folder

    files = sorted((folder / "babel" / "locale-data").glob("*.dat"))
    parts = {path.stem: parse_locale(path.stem) for path in files if path.stem != "root"}
    heirs: dict[str, set[str]] = {}
    for child, parent in get_global("parent_exceptions").items():
        heirs.setdefault(parent.split("_")[0], set()).add(child.split("_")[0])
    for path in files:
        language = path.stem.split("_")[0]
        family = {language, *heirs.get(language, ())}
        of_family = [each for each in parts.values() if each[0] in family]
        codes = {part for each in of_family for part in each if part} | {f"{each[0]}_{each[2]}" for each in of_family if each[2]}
        path.write_bytes(pickle.dumps(cut(pickle.loads(path.read_bytes()), codes), PROTOCOL))  # noqa: S301 - Babel's own, by its hash


def cut(locale: Mapping[str, Any], codes: set[str]) -> dict[str, Any]:
    """Return the kept part of a locale, with the names that may be read."""
    part = {key: value for key, value in locale.items() if key in KEPT_KEYS}
    names = {key: {code: name for code, name in locale[key].items() if code in codes} for key in OWN_NAMES if key in locale}
    return part | names


if __name__ == "__main__":
    main(Path(sys.argv[1]))
