"""A site for the tests of commands."""

import pytest

from tests.letters.blog import LetterBlog


@pytest.fixture
def blog() -> LetterBlog:
    """A site with two languages, in its own time zone."""
    blog = LetterBlog()
    blog.upload("site.yaml", "title: The Press\nzone: Asia/Tokyo\nlanguages: [en, es]\n")
    blog.settle()
    return blog
