"""A site with one of everything, for what compares and exports sites."""

import copy
from collections.abc import Mapping
from functools import cache

from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Cloud, Object
from infra.files.blog_folder import every_key
from tests.pictures import flat_png
from tests.publishing.blog import Blog, MemoryBlog, post

SITE = """\
title: The Press
languages: [en, es, {code: ar, direction: rtl}]
sidebar: [topics, recent, archives, pages, feeds]
menu: [about.md, {to: /category/news/, title: News}]
redirects:
  /old/: /2026/11/20/a/
"""

SOURCES: Mapping[str, str | bytes] = {
    "site.yaml": SITE,
    "templates/footer.html": "<p>Footer</p>\n",
    "about.md": "---\ntitle: About\n---\nUs.\n",
    "img/dot.png": flat_png(1200, 10),
    "files/paper.pdf": b"%PDF-1.4",
    "posts/a.md": post("See [b](b.md) and ![dot](../img/dot.png).", title="A", categories=["News"], tags=["x"], pinned=True),
    "posts/b.md": post("A [paper](../files/paper.pdf).", title="B", date="2026-11-21", categories=["News"], series="S"),
    "posts/c.md": post(title="C", lang="es", date="2025-10-01", aliases=["/sea/"], authors=["Ines"]),
    "posts/d.md": post(title="D", lang="ar", date="2026-11-22", listed=False),
    "posts/draft.md": post(title="Draft", draft=True),
    "posts/later.md": post(title="Later", date="2026-12-24T08:00:00"),
    "posts/bad.md": post(title="Bad", date="2026-02-31"),
    "posts/warned.md": post("[nowhere](nowhere.md)", title="Warned", date="2026-11-19"),
}


def filled(blog: Blog) -> Blog:
    """Publish one of everything, with a rename, a move, a deletion and a refused edit behind it."""
    blog.publish({**SOURCES, "posts/first.md": post("Same.", title="First", date="2026-11-10"), "gone.md": "# Gone\n"})
    blog.publish_at_once({"posts/first.md": None, "posts/second.md": post("Same.", title="First", date="2026-11-10")})
    blog.publish({"posts/b.md": post("A [paper](../files/paper.pdf).", title="B", date="2026-11-21", slug="moved", series="S")})
    blog.publish({"gone.md": None, "posts/warned.md": post(title="Warned", date="2026-02-31")})
    return blog


def filled_blog() -> MemoryBlog:
    """Return a blog of its own on memory keepers, filled."""
    return copy.deepcopy(_filled())


@cache
def _filled() -> MemoryBlog:
    blog = MemoryBlog()
    filled(blog)
    return blog


def transfer(blog: MemoryBlog, to: Cloud) -> None:
    """Put everything that the blog stores into another cloud."""
    assert isinstance(blog.cloud.table, MemoryTable)
    assert blog.cloud.encoded is not None
    assert to.encoded is not None
    to.table.put_many(blog.cloud.table.items())
    for mine, other in ((blog.cloud.content, to.content), (blog.cloud.public, to.public), (blog.cloud.encoded, to.encoded)):
        for key in every_key(mine):
            if stored := mine.read(key):
                other.write(key, Object(stored[0], stored[1].type, meta=stored[1].meta))
