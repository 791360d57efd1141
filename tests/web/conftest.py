"""Visitors of a site that call its API."""

import pytest

from tests.publishing.blog import MemoryBlog, post
from tests.web.visitor import Visitor, new_visitor

SITE = """\
title: {en: The Press, es: La Prensa}
languages: [en, es]
categories: {books: {en: Books to read, es: Libros}}
"""


@pytest.fixture
def visitor() -> Visitor:
    """A visitor of a site without posts."""
    return new_visitor()


@pytest.fixture
def bilingual_visitor() -> Visitor:
    """A visitor of a site in two languages, with posts in categories."""
    blog = MemoryBlog()
    blog.publish(
        {
            "site.yaml": SITE,
            "posts/a.md": post(title="On books", date="2026-11-20", categories=["Books"]),
            "posts/b.md": post(title="On cheese", date="2026-11-21", categories=["Cheese & Wine"]),
            "posts/c.md": post(title="Sobre libros", date="2026-11-22", lang="es", categories=["Books"]),
        }
    )
    return new_visitor(blog)
