"""Babel's data, cut down: what Presswork says in a language stays the same."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import babel
import pytest
from babel.localedata import locale_identifiers

from infra.package import locales
from infra.package.running import script

PROJECT = Path(__file__).resolve().parents[2]
LIKELY = ("zh-TW", "zh-HK", "sr-RS", "es-XX", "nb-Latn", "tlh", "x-none")
"""Languages that CLDR has no data for, or under another name."""

SAID = """
import json, sys
sys.path[:0] = sys.argv[1:3]
import babel
from babel import Locale
from chalicelib.content.site.site_languages import known_language
from chalicelib.rendering.language import phrases

def data_of(lang):
    language = known_language(lang)
    locale = phrases._locale(lang)
    return [
        [language.name, language.direction, str(locale), locale.text_direction],
        [phrases.date_text(f"2026-{month:02}-{2 * month:02}", lang) for month in range(1, 13)],
        [phrases.month_text(f"2026-{month:02}", lang) for month in range(1, 13)],
        [phrases.number_text(number, lang) for number in (0, 7, 1234, 98765, 1234567, 12345678901)],
        [phrases.list_text(list("abcde"[:length]), lang) for length in range(6)],
        phrases.Phrasebook().ngettext(lang, "%(num)s post", "%(num)s posts", 3),
    ]

print(json.dumps({"babel": babel.__file__, **{lang: data_of(lang) for lang in json.load(sys.stdin)}}))
"""


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Babel as the zip has it."""
    folder = tmp_path_factory.mktemp("cut")
    shutil.copytree(Path(babel.__file__).parent, folder / "babel", ignore=shutil.ignore_patterns("__pycache__"))
    script(locales.__file__, str(folder))
    return folder


def said(folder: Path, languages: Sequence[str]) -> dict[str, Any]:
    """What Presswork says in these languages with the Babel of this folder."""
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", SAID, str(folder), str(PROJECT)],
        input=json.dumps(languages),
        capture_output=True,
        text=True,
        check=True,
    )
    actual: dict[str, Any] = json.loads(done.stdout)
    assert Path(actual.pop("babel")).is_relative_to(folder)
    return actual


def whole() -> Path:
    return Path(babel.__file__).parents[1]


def test_every_language_says_the_same(cut: Path) -> None:
    every = (*sorted(name.replace("_", "-") for name in locale_identifiers()), *LIKELY)

    assert said(cut, every) == said(whole(), every)


def test_a_tenth_is_left(cut: Path) -> None:
    def size(folder: Path) -> int:
        return sum(path.stat().st_size for path in (folder / "babel" / "locale-data").glob("*.dat"))

    assert size(cut) < size(whole()) / 10


def asked_of_babel() -> Iterator[str]:
    """What the project's code imports of Babel."""
    for path in (PROJECT / "chalicelib").rglob("*.py"):
        for module, names in re.findall(r"^\s*from (babel[\w.]*) import (.+)$", path.read_text(), re.MULTILINE):
            yield from (f"{module}.{name.strip()}" for name in names.split(","))


def test_nothing_more_is_asked_of_babel_than_was_thought_of_here() -> None:
    """An addition to this list may need an addition to `KEPT`."""
    assert set(asked_of_babel()) == {
        "babel.Locale",
        "babel.UnknownLocaleError",
        "babel.core.Locale",
        "babel.core.UnknownLocaleError",
        "babel.core.get_global",
        "babel.dates.format_date",
        "babel.dates.format_skeleton",
        "babel.dates.format_time",
        "babel.dates.get_datetime_format",
        "babel.lists.format_list",
        "babel.messages.catalog.Catalog",
        "babel.messages.catalog.Message",
        "babel.messages.pofile.PoFileError",
        "babel.messages.pofile.PoFileParser",
        "babel.numbers.format_decimal",
    }
