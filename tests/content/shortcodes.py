"""A text of an author with its shortcodes expanded, for the tests of shortcodes."""

from chalicelib.content.shortcodes.line_map import ExpandedText
from chalicelib.content.shortcodes.shortcodes import expand
from chalicelib.content.site.site import LocalizedText, Site

KEY = "posts/2026/a.md"
SITE = Site(url="https://example.org", title=LocalizedText({"en": "The *Press*"}))
LISTED = [{"url": "/a.jpg", "image_path": "/a-small.jpg", "alt": "b", "title": "c"}, {"image_path": "/d.jpg"}, "e"]
PARAMS = {"title": "Ink", "image": "/ink.jpg", "author": {"name": "Ada"}, "tags": ["a"], "gallery": LISTED}


def expanded(text: str, key: str = KEY) -> ExpandedText:
    return expand(text, key=key, site=SITE, params=PARAMS)
