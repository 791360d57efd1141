"""The tests in a browser open each kind of page."""

from tests.browser.example_pages import EXAMPLES, kinds_of_pages


def test_every_kind_of_page_has_an_example() -> None:
    assert {example.kind for example in EXAMPLES} == kinds_of_pages()
