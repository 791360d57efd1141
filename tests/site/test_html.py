"""Every page of every site is valid HTML, as far as a parser can check, and each reference to an id has its element."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias, cast

import html5lib
import pytest

Pages: TypeAlias = Mapping[str, Any]

REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list")

SITES = {"example": 100, "extremes": 200, "nothing": 10}
"""The sites, and the least number of their pages."""


@pytest.fixture(scope="module", params=SITES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def pages(sites: Mapping[str, Path], name: str) -> Pages:
    """Return the tree of each page; the parser raises an error for invalid HTML."""
    parse = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse
    paths = [path for path in sorted(sites[name].rglob("*.html")) if "_" not in path.relative_to(sites[name]).parts]
    return {path.relative_to(sites[name]).as_posix(): parse(path.read_text()) for path in paths}


def values(tree: Any, name: str) -> list[str]:
    """Return the values of this attribute of all elements."""
    return [cast(str, element.get(name)) for element in tree.iter() if element.get(name) is not None]


def test_every_page_is_parsed_without_an_error(pages: Pages, name: str) -> None:
    assert len(pages) > SITES[name]


def test_the_ids_of_a_page_are_unique(pages: Pages) -> None:
    twice = {page: [name for name, times in Counter(values(tree, "id")).items() if times > 1] for page, tree in pages.items()}

    assert {page: names for page, names in twice.items() if names} == {}


def test_each_reference_to_an_id_has_an_element(pages: Pages) -> None:
    lost = [
        (page, name, one)
        for page, tree in pages.items()
        for name in REFERRING
        for one in " ".join(values(tree, name)).split()
        if one not in values(tree, "id")
    ]

    assert lost == []


@pytest.mark.parametrize("element", ["title", "main", "h1"])
def test_every_page_has_one_title_one_main_and_one_h1(pages: Pages, element: str) -> None:
    other = [page for page, tree in pages.items() if len([*tree.iter(element)]) != 1 and tree.find(".//main") is not None]

    assert other == []


def test_every_picture_has_a_text_and_a_size(pages: Pages) -> None:
    pictures = [(page, one) for page, tree in pages.items() for one in tree.iter("img")]

    assert [(page, one.get("src")) for page, one in pictures if one.get("alt") is None] == []
    assert [(page, one.get("src")) for page, one in pictures if not (one.get("width") and one.get("height"))] == []
