"""reStructuredText: readers see the same text, nothing but the text is read, and whatever can't be said is told."""

from pathlib import Path

import pytest

from chalicelib.content.markdown_to_html import render
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal
from infra.importers.pelican.reader import read
from infra.importers.restructuredtext.reader import markdown_from
from tests.each import each
from tests.importers.test_pelican import BASE, RYE
from tests.importers.trying import PIXEL, moved

SECRET = "sesame"
READER = "infra.importers.restructuredtext.reader"
SAID = [
    ("*a* **b** ``c``", "*a* **b** `c`"),
    ("`a <https://a.example>`_ and https://b.example", "[a](https://a.example) and <https://b.example>"),
    ("`a <{filename}/b.rst>`__", "[a]({filename}/b.rst)"),
    ("- a\n- b\n\n  - c", "- a\n- b\n  - c"),
    ("1. a\n2. b", "1. a\n2. b"),
    ("Text::\n\n    code\n\n    more", "Text:\n\n```\ncode\n\nmore\n```"),
    (".. code-block:: python\n   :linenos:\n   :emphasize-lines: 1\n\n   a = 1", "```python\na = 1\n```"),
    (".. sourcecode:: html\n\n   <p>", "```html\n<p>\n```"),
    (".. code::\n\n   a", "```\na\n```"),
    (">>> 1 + 1\n2", "```pycon\n>>> 1 + 1\n2\n```"),
    ("+---+---+\n| A | B |\n+===+===+\n| 1 | 2 |\n+---+---+", "| A | B |\n| --- | --- |\n| 1 | 2 |"),
    (".. image:: /a.png\n   :alt: A loaf\n   :width: 200px", "![A loaf|200](/a.png)"),
    (".. figure:: {static}/a.png\n   :align: left\n\n   A loaf", '![]({static}/a.png "A loaf"){.alignleft}'),
    (".. image:: a.png\n   :target: https://a.example", "[![](a.png)](https://a.example)"),
    (".. note::\n\n   Look *out*.", "> [!NOTE]\n>\n> Look *out*."),
    (".. admonition:: Mind\n\n   Out.", "> [!NOTE] Mind\n>\n> Out."),
    (".. youtube:: abc_123\n   :width: 640", "https://www.youtube.com/watch?v=abc_123"),
    (".. vimeo:: 123", "https://vimeo.com/123"),
    (
        ":abbr:`CSS (Cascading)` :kbd:`Esc` :file:`a.py` :sub:`2`",
        '<abbr title="Cascading">CSS</abbr> <kbd>Esc</kbd> `a.py` <sub>2</sub>',
    ),
    (":math:`a_b`\n\n.. math::\n\n   x^2", "$a_b$\n\n$$\nx^2\n$$"),
    ("a [1]_ b [#x]_\n\n.. [1] *One*.\n.. [#x] Two.", "a[^1] b[^2]\n\n[^1]: *One*.\n\n[^2]: Two."),
    ("|a| b\n\n.. |a| replace:: *c*", "*c* b"),
    ("| one\n| two", "one\\\ntwo"),
    ("    Said.\n\n    -- Ann", "> Said.\n>\n> —Ann"),
    ("a\n\n.. PELICAN_END_SUMMARY\n\nb", "a\n\n<!--more-->\n\nb"),
    (".. raw:: html\n\n   <b>a</b>", "**a**"),
    (".. frob:: x\n\n   a", "```\n.. frob:: x\n\n   a\n```"),
    (":frob:`a` and `b`_", "\\:frob:\\`a\\` and \\`b\\`\\_"),
    (":doc:`the guide <guide>`", "the guide"),
    ("See Below_.\n\nBelow\n-----\n\na", "See [Below](#below).\n\n## Below {#below}\n\na"),
]


@each(("rst", "markdown"), SAID)
def test_a_text_becomes_markdown_that_says_the_same(rst: str, markdown: str) -> None:
    above = "Title\n#####\n\n:date: 2011-04-28\n\nA\n\n"

    converted = markdown_from(above + rst)

    assert converted.markdown == f"A\n\n{markdown}"
    assert (converted.title, converted.fields) == ("Title", {"date": "2011-04-28"})


@pytest.mark.parametrize(
    ("rst", "said"),
    [
        (".. include:: {secret}", ".. include::"),
        (".. literalinclude:: {secret}", "reStructuredText"),
        (".. raw:: html\n   :file: {secret}", ".. raw::"),
        (".. raw:: html\n   :url: file://{secret}", ".. raw::"),
        (".. raw:: latex\n\n   a", ".. raw::"),
        (".. csv-table:: A\n   :file: {secret}", ".. csv-table::"),
        (".. csv-table:: A\n   :url: file://{secret}", ".. csv-table::"),
        (".. code:: python\n   :include: {secret}\n\n   a", ""),
        (".. |a| raw:: html\n   :file: {secret}\n\n|a|", ".. raw::"),
    ],
)
def test_no_other_file_is_read(tmp_path: Path, rst: str, said: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)

    converted = markdown_from(f"A\n\n{rst.format(secret=secret)}\n\nB")

    assert SECRET not in converted.markdown
    assert not said or said in {problem.what for problem in converted.problems}


def test_html_of_the_author_is_published_only_as_far_as_it_is_harmless() -> None:
    markdown = markdown_from(".. raw:: html\n\n   <p onclick='x()'>a<script>x()</script></p>").markdown

    html = render(markdown, key="a.md", lang="en", site=Site(), title="").html
    assert "a" in html
    assert "x()" not in html


def test_substitutions_that_stand_for_endless_text_are_refused_at_once() -> None:
    layers = "\n".join(f".. |a{number}| replace:: {f'|a{number + 1}| ' * 10}" for number in range(20))

    with pytest.raises(Refusal):
        markdown_from(f"|a0|\n\n{layers}\n.. |a20| replace:: x")


def test_an_article_comes_along_with_its_fields_links_and_pictures(tmp_path: Path) -> None:
    article = (
        "Salt & rye\n##########\n\n:date: 2011-05-01 10:00\n:category: Bread\n:tags: sea salt, rye\n"
        ":slug: salt\n:authors: Ann; Bob\n"
        ":summary: A *short* one.\n\n.. include:: other.rst\n\nSee `rye <{filename}rye.md>`_.\n\n.. image:: {static}/a.png\n"
    )

    blog = moved(read, tmp_path, {**BASE, "content/salt.rst": article, "content/rye.md": RYE, "content/a.png": PIXEL})

    text = blog.text("posts/salt.md")
    for line in ("title: Salt & rye", "category: Bread", "tags: [sea salt, rye]", "authors: [Ann, Bob]", "summary: A short one."):
        assert f"{line}\n" in text
    assert "markdown: commonmark\n" in text
    assert "See [rye](rye.md).\n\n![](/a.png)" in text
    assert (blog.out / "salt.html").exists()
    assert "content/salt.rst:11: .. include::: an import reads no file but the text itself" in "\n".join(blog.whys("changed"))
    assert blog.built.refused == ()


def test_a_blog_of_nothing_else_has_presswork_s_own_dialect(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, {**BASE, "content/a.rst": "A\n#\n\n:date: 2011-05-01\n\nText.\n"})

    assert "markdown:" not in blog.text("site.yaml")
    assert "markdown:" not in blog.text("posts/a.md")
