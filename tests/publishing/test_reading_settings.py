"""The settings that texts are read by: a text that was read before is read again only if one of them has changed."""

from collections.abc import Mapping

import pytest

from chalicelib.content.site.site import Site
from chalicelib.content.site.siteyaml import SITE_KEYS, read_site
from chalicelib.publishing.parse import reading_of

OF_TEXTS = [row.name for row in SITE_KEYS if "sources" in row.changes and row.name != "images"]  # which is about image files
CHANGED: Mapping[str, str] = {
    "zone": "Europe/Madrid",
    "languages": "[es, en]",
    "permalink": "'/{year}/{slug}/'",
    "frames": "[video.example]",
    "markdown": "python-markdown",
    "comments": "closed",
}


@pytest.mark.parametrize("key", OF_TEXTS)
def test_texts_are_read_again_after_a_change_of_each_key_that_they_are_read_by(key: str) -> None:
    site = read_site(f"{key}: {CHANGED[key]}".encode(), lambda text, _lang: text)

    assert reading_of(site) != reading_of(Site())


def test_texts_are_not_read_again_after_a_change_of_other_keys() -> None:
    site = read_site(b"title: The Press\nhub: https://hub.example/", lambda text, _lang: text)

    assert reading_of(site) == reading_of(Site())
