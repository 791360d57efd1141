"""The list of slow tests: a test that is renamed or moved has to be so in the list too, or it becomes quick unseen."""

from functools import cache
from pathlib import Path

from tests.quick import listed

ROOT = Path(__file__).parents[1]


def test_every_name_in_the_list_is_of_a_file_or_of_a_test_in_it() -> None:
    gone = {name for name in listed() if not exists(*name.partition("::")[::2])}

    assert gone == set(), "give them their new names in tests/slow_tests.txt, or leave them out"


def exists(file: str, test: str) -> bool:
    return f"\ndef {test}(" in text_of(file) if test else (ROOT / file).is_file()


@cache
def text_of(file: str) -> str:
    path = ROOT / file
    return path.read_text() if path.is_file() else ""
