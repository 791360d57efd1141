"""The codes that a name or a folder is read as."""

from typing import Any

import pytest
from babel import Locale

from chalicelib.content.addresses.language_codes import LANGUAGES, OTHERWISE_MEANT, REGIONS, SCRIPTS, is_code

CLDR: Any = Locale("en")


def test_the_codes_are_those_of_cldr() -> None:
    assert {code for code in CLDR.languages if len(code) == len("en")} == LANGUAGES
    assert {code.lower() for code in CLDR.territories} >= REGIONS
    assert {code.lower() for code in CLDR.scripts} >= SCRIPTS
    assert OTHERWISE_MEANT < LANGUAGES


@pytest.mark.parametrize("part", ["fr", "zh_cn", "zh-CN", "PT-br", "zh-Hant", "zh_hant_tw", "es-419"])
def test_a_code_may_have_a_region_and_a_script(part: str) -> None:
    assert is_code(part)


@pytest.mark.parametrize(
    "part", ["js", "md", "IT", "my", "img", "fil", "no-code", "to-do", "de-luxe", "en-route", "it-101", "", "ｆｒ"]
)
def test_anything_else_is_a_name(part: str) -> None:
    assert not is_code(part)
