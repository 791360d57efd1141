"""A site on memory keepers, and the authors who push to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from tests.authoring.author import Author
from tests.publishing.blog import MemoryBlog
from tests.publishing.blog_on_moto import AwsBlog


@pytest.fixture
def blog() -> MemoryBlog:
    return MemoryBlog()


@pytest.fixture
def aws_blog() -> Iterator[AwsBlog]:
    with mock_aws():
        yield AwsBlog()


@pytest.fixture
def author(tmp_path: Path, blog: MemoryBlog) -> Author:
    return Author(tmp_path / "mine", blog)


@pytest.fixture
def other(tmp_path: Path, blog: MemoryBlog) -> Author:
    """Another author, with a copy of the folder."""
    return Author(tmp_path / "theirs", blog)
