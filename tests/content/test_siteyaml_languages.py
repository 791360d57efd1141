"""The languages of a site, and what their readers call them."""

import pytest

from chalicelib.content.site.site import Language, LocalizedText
from chalicelib.content.site.siteyaml import read_site
from chalicelib.errors import Refusal
from tests.content.siteyaml import read


def test_a_text_in_one_language_is_in_the_first_one() -> None:
    assert read("title: La sala\nlanguages: [es, en]").title == LocalizedText({"es": "La sala"})


def test_a_language_has_the_name_and_the_direction_that_babel_knows() -> None:
    languages = read("languages: [fa, zh_Hant, pt-BR, xx]").languages

    assert languages == (
        Language("fa", "فارسی", "rtl"),
        Language("zh-Hant", "繁體中文"),
        Language("pt-BR", "Português (Brasil)"),
        Language("xx", "xx"),
    )


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("zh-CN", "简体中文"),
        ("zh-TW", "繁體中文"),
        ("zh-SG", "简体中文 (新加坡)"),
        ("sr-RS", "Српски (ћирилица)"),
        ("en-GB", "English (United Kingdom)"),
    ],
)
def test_a_language_is_called_as_its_readers_call_it(code: str, name: str) -> None:
    assert read(f"languages: [{code}]").languages[0].name == name


@pytest.mark.parametrize(
    ("languages", "names"),
    [
        ("[zh, zh-Hant]", ["简体中文", "繁體中文"]),
        ("[sr-Latn, sr]", ["Srpski (latinica)", "Српски (ћирилица)"]),
        ("[zh, en]", ["中文", "English"]),
        ("[pt, pt-BR]", ["Português", "Português (Brasil)"]),
        ("[{code: zh, name: Hanyu}, zh-Hant, xx, xx-Latn]", ["Hanyu", "繁體中文", "xx", "xx-Latn"]),
    ],
)
def test_a_language_is_called_by_its_script_where_another_writes_it_otherwise(languages: str, names: list[str]) -> None:
    assert [one.name for one in read(f"languages: {languages}").languages] == names


def test_a_site_has_no_more_languages_than_it_can_be_made_in() -> None:
    codes = ", ".join(f"a{one}{two}" for one in "abcdefghij" for two in "abcdefghijk")
    with pytest.raises(Refusal) as refused:
        read_site(f"title: A\nlanguages: [{codes}]".encode(), markdown=lambda text, _: text)
    assert (refused.value.code, refused.value.line) == ("site", 2)
