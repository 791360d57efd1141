"""Files of the content bucket: their sorts, and which are published."""

import re

import pytest

from chalicelib.content.media.files import KINDS, is_ignored, media_type, sort_of
from chalicelib.errors import Refusal


@pytest.mark.parametrize(
    ("key", "sort"),
    [
        ("posts/a.md", "source"),
        ("A.MARKDOWN", "source"),
        ("../a.md", "source"),  # so that it is refused, not passed over
        ("site.yaml", "site"),
        ("posts/site.yaml", "file"),
        ("templates/page.html", "template"),
        ("templates/readme.md", "template"),
        ("posts/photo.jpg", "file"),
        ("page.html", "file"),
        ("a\nb.md", "file"),
        ("posts/", "ignored"),
        ("", "ignored"),
        (".DS_Store", "ignored"),
        ("a/.git/config", "ignored"),
        (".presswork/demo.json", "ignored"),
        ("posts/.draft.md", "ignored"),
        ("posts/a.md.error.txt", "ignored"),
        ("posts/a.md.warning.txt", "ignored"),
        ("a/Thumbs.db", "ignored"),
        ("posts/a.md~", "ignored"),
    ],
)
def test_every_key_is_of_one_sort(key: str, sort: str) -> None:
    assert sort_of(key) == sort
    assert is_ignored(key) == (sort == "ignored")


@pytest.mark.parametrize(
    ("key", "type"),
    [
        ("posts/photo.JPG", "image/jpeg"),
        ("a/b.c/d.avif", "image/avif"),
        ("e\u0301t\u00e9 en ville.webp", "image/webp"),
        ("clip.webm", "video/webm"),
        ("talk.mp3", "audio/mpeg"),
        ("paper.pdf", "application/pdf"),
        ("type.woff2", "font/woff2"),
        ("all.tar.gz", "application/gzip"),
        ("table.csv", "text/csv; charset=utf-8"),
        ("words.vtt", "text/vtt; charset=utf-8"),
        ("slides.PPTX", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("main.py", "text/plain; charset=utf-8"),
        ("book.ipynb", "application/octet-stream"),
    ],
)
def test_a_kind_on_the_list_is_published_with_its_type(key: str, type: str) -> None:
    assert media_type(key) == type


@pytest.mark.parametrize(
    "key",
    ["a.html", "a.js", "a.xml", "a.json", "a.svgz", "a.exe", "LICENSE", "png", "a.jpg.php", "site.yml", "a.toml"],
)
def test_other_kinds_are_refused(key: str) -> None:
    with pytest.raises(Refusal) as caught:
        media_type(f"posts/{key}")

    assert caught.value == Refusal("kind", key)


def test_no_kind_can_run_in_a_browser_but_the_one_that_is_looked_through() -> None:
    active = {"html", "xml", "javascript", "json", "wasm", "xhtml"}

    assert [kind for kind, media in KINDS.items() if active & set(re.split("[^a-z]+", media))] == ["svg"]


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("_x/a.jpg", "reserved"),
        ("api/a.jpg", "reserved"),
        ("a/Feed/b.jpg", "reserved"),
        ("robots.txt", "reserved"),
        ("sitemap.txt", "reserved"),
        ("a/../b.jpg", "climbs-out"),
        ("a//b.jpg", "climbs-out"),
        ("/a.jpg", "climbs-out"),
        ("a\\b.jpg", "climbs-out"),
        ("a/%2E%2E/b.jpg", "climbs-out"),
        ("a\n.jpg", "climbs-out"),
        (f"{'x' * 300}.jpg", "value"),
    ],
)
def test_a_file_may_not_stand_where_others_do(key: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        media_type(key)

    assert caught.value.code == code
