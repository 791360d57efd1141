"""A house for the author's verbs."""

import pytest

from tests.letters.blog import LetterBlog


@pytest.fixture
def blog() -> LetterBlog:
    """A house with two languages, in a zone of its own."""
    blog = LetterBlog()
    blog.upload("site.yaml", "title: The Press\nzone: Asia/Tokyo\nlanguages: [en, es]\n")
    blog.settle()
    return blog
