"""A house for the author's verbs."""

import pytest

from tests.letters.house import LetterHouse


@pytest.fixture
def house() -> LetterHouse:
    """A house with two languages, in a zone of its own."""
    house = LetterHouse()
    house.upload("site.yaml", "title: The Press\nzone: Asia/Tokyo\nlanguages: [en, es]\n")
    house.settle()
    return house
