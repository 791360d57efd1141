"""An author with a blog that was built."""

from pathlib import Path

import pytest

from tests.build.edits import Author, with_a_blog


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return with_a_blog(tmp_path)
