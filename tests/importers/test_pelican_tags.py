"""The tags of Pelican's plugin liquid_tags, and other notations of its plugins: readers see what they stood for."""

import json
from pathlib import Path

import pytest

from infra.importers.pelican.reader import read
from tests.importers.test_pelican import BASE
from tests.importers.trying import PIXEL, Files, Moved, moved

CELLS = [
    {"cell_type": "markdown", "source": ["Some *words*", " here"]},
    {"cell_type": "code", "source": "1 + 1", "outputs": [{"data": {"text/plain": ["2"]}}]},
    {"cell_type": "code", "source": "plot()", "outputs": [{"data": {"image/png": "aGk=", "text/plain": "<Figure>"}}]},
]
FILES: Files = {
    **BASE,
    "content/a.png": PIXEL,
    "content/code/rye.py": "one = 1\ntwo = 2\nthree = 3\n",
    "content/notebooks/rye.ipynb": json.dumps({"cells": CELLS}),
}


def imported(tmp_path: Path, text: str, files: Files = FILES) -> Moved:
    source = f"Title: Rye\nDate: 2011-04-28\n\nBefore.\n\n{text}\n\nBehind.\n"
    return moved(read, tmp_path, {**files, "content/rye.md": source})


@pytest.mark.parametrize(
    ("tag", "html"),
    [
        ("{% img /a.png %}", 'alt=""'),
        ("{% img {static}/a.png A loaf %}", 'alt="A loaf"'),
        ("{% img left /a.png 200 100 'A loaf' %}", 'class="alignleft"'),
        ('{% img /a.png 200 "A title" "A loaf" %}', 'alt="A loaf"'),
        ("{% video /a.mp4 640 480 /a.png %}", '<video controls="" src="/a.mp4" width="640" height="480" poster="/a.png">'),
        ("{% video https://a.example/a.webm %}", 'src="https://a.example/a.webm"'),
        ("{% audio https://a.example/a.mp3 %}", '<audio controls="" src="https://a.example/a.mp3">'),
        ("{% youtube abc_DEF-123 640 480 %}", "https://www.youtube.com/watch?v=abc_DEF-123"),
        ("{% vimeo 123 %}", "https://vimeo.com/123"),
        ("{% gist ann/123 %}", "https://gist.github.com/ann/123"),
        ("[gist:id=123,file=a.py]", "https://gist.github.com/123"),
        ("{% soundcloud https://soundcloud.com/ann/song %}", "https://soundcloud.com/ann/song"),
        ('{% giphy abc123 "A loaf" %}', "https://giphy.com/gifs/abc123"),
        ("{% include_code rye.py %}", "language-python"),
        ("{% include_code rye.py lang:text lines:2-2 A title %}", "<code>two = 2"),
        ("{% notebook rye.ipynb %}", "<em>words</em>"),
        ("{% notebook rye.ipynb cells[1:2] %}", "<code>2"),
        ("    :::python\n    one = 1", "language-python"),
    ],
)
def test_what_a_tag_stood_for_is_shown(tmp_path: Path, tag: str, html: str) -> None:
    blog = imported(tmp_path, tag)

    article = blog.article("/rye/")
    assert html in article or html.replace("<code>", "") in " ".join(blog.words("/rye/").split())
    assert "{%" not in blog.words("/rye/")
    assert blog.built.refused == ()


@pytest.mark.parametrize(
    "tag", ["{% include_code ../../publishconf.py %}", "{% notebook gone.ipynb %}", "{% img %}", "{% frob x %}"]
)
def test_a_tag_that_stands_for_nothing_is_told(tmp_path: Path, tag: str) -> None:
    blog = imported(tmp_path, tag)

    assert "SITEURL" not in blog.article("/rye/")
    assert [why for why in blog.whys("changed") if "content/rye.md:6" in why]


def test_a_picture_that_a_notebook_drew_is_told(tmp_path: Path) -> None:
    blog = imported(tmp_path, "{% notebook rye.ipynb %}")

    assert [why for why in blog.whys("changed") if "rye.ipynb: a picture that its code drew" in why]


@pytest.mark.parametrize("mark", ["<!-- PELICAN_END_SUMMARY -->", "<!-- more -->"])
def test_a_summary_ends_where_its_plugin_ended_it(tmp_path: Path, mark: str) -> None:
    blog = imported(tmp_path, f"<!-- PELICAN_BEGIN_SUMMARY -->\nFirst.\n{mark}\n\nSecond.")

    assert blog.text("posts/rye.md").count("<!--more-->") == 1
    assert "PELICAN" not in blog.text("posts/rye.md")


def test_the_feeds_of_tags_and_authors_go_on(tmp_path: Path) -> None:
    conf = FILES["pelicanconf.py"]
    files = {**FILES, "pelicanconf.py": f"{conf!s}TAG_FEED_ATOM = 'feeds/tag/{{slug}}.xml'\nTAG_FEED_RSS = 'feeds/%s.rss'\n"}
    source = "Title: Rye\nDate: 2011-04-28\nTags: Sea salt\n\nText.\n"

    blog = moved(read, tmp_path, {**files, "content/rye.md": source})

    for old, new in (
        ("/feeds/tag/sea-salt.xml", "/tag/sea-salt/feed/atom/"),
        ("/feeds/sea-salt.rss", "/tag/sea-salt/feed/"),
        ("/feeds/ines-corvelo.atom.xml", "/author/inês-corvelo/feed/atom/"),
    ):
        assert f"{old}: {new}\n" in blog.text("site.yaml")
