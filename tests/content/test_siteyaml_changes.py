"""What a change of `site.yaml` rebuilds: only what shows it."""

import pytest
from msgspec.structs import replace

from chalicelib.content.site.site import LocalizedText, Site, Widget
from chalicelib.content.site.siteyaml import changed
from tests.content.siteyaml import read


@pytest.mark.parametrize(
    ("text", "touched"),
    [
        ("zone: Asia/Tokyo", {"sources"}),
        ("title: x", {"pages"}),
        ("landing: 3", {"landing"}),
        ("feed: {full: no}", {"feeds"}),
        ("hub: https://hub.example", {"feeds"}),
        ("sidebar: {boxes: [top]}", {"sidebar"}),
        ("sidebar: {boxes: [top]}\ncomments: closed", {"sidebar", "sources", "posts"}),
        ("landing: 10", set()),
        ("newsletter: {show_followers: 3}", {"sidebar", "previews"}),
        ("newsletter: {forms: no}", {"sidebar", "previews", "pages"}),
        ("newsletter: no", {"sidebar", "previews", "pages"}),
        ("sidebar: everywhere", {"sidebar", "pages"}),
    ],
)
def test_a_change_touches_only_what_shows_it(text: str, touched: set[str]) -> None:
    assert changed(Site(), read(text)) == touched


@pytest.mark.parametrize(("beside", "touched"), [("home", {"sidebar", "pages"}), ("none", {"sidebar"})])
def test_a_text_in_the_sidebar_that_needs_other_styles_touches_every_page_if_any_has_it(beside: str, touched: set[str]) -> None:
    texts = (LocalizedText({"en": text}) for text in ("<p>a</p>", "<math></math>"))
    plain, formula = (Site(sidebar=(Widget("text", text=text),), beside=beside) for text in texts)

    assert changed(plain, formula) == touched


def test_another_order_of_languages_in_a_text_is_a_change() -> None:
    one, other = (replace(Site(), title=LocalizedText(by_lang)) for by_lang in ({"en": "a", "es": "b"}, {"es": "b", "en": "a"}))

    assert changed(one, other) == {"pages"}
