"""The rules of valid feeds find a fault in each format."""

import re

import pytest

from tests.feed_rules import FORMATS, faults
from tests.rendering.feeds import HUB, WRITERS, entry, feed, urn


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        ("feed/index.xml", "Thu, 28", "Fri, 28"),
        ("feed/index.xml", "<pubDate>.*?</pubDate>", ""),
        ("feed/index.xml", "<guid .*?</guid>", ""),
        ("feed/index.xml", urn("more"), urn("hello")),
        ("feed/index.xml", "<description>", "<description href='/'>"),
        ("feed/index.xml", "<item>", "<item><author/>"),
        ("feed/index.xml", "https://example.org/posts/photo.jpg", "/posts/photo.jpg"),
        ("feed/index.xml", 'rel="self"', 'rel="alternate"'),
        ("feed/atom/index.xml", 'type="html"', 'type="CDATA"'),
        ("feed/atom/index.xml", "<id>.*?</id>", ""),
        ("feed/atom/index.xml", urn("more"), urn("hello")),
        ("feed/atom/index.xml", urn("more"), "more"),
        ("feed/atom/index.xml", "<updated>2011-05-01T10:00:00.02:00", "<updated>2011-05-01T10:00:00"),
        ("feed/atom/index.xml", "<author>.*?</author>", ""),
        ("feed/atom/index.xml", "https://example.org/about/", "/about/"),
        ("feed/atom/index.xml", 'rel="self"', 'rel="alternate"'),
        ("feed/json/index.json", '"title"', '"titel"'),
        ("feed/json/index.json", "version/1.1", "version/1"),
        ("feed/json/index.json", '"content_html":', '"_html":'),
        ("feed/json/index.json", urn("more"), urn("hello")),
        ("feed/json/index.json", "https://example.org/posts/photo.jpg", "posts/photo.jpg"),
        ("feed/json/index.json", "2011-04-28T", "2011-04-28 "),
        ("feed/index.xml", 'rel="hub"', 'rel="self"'),
        ("feed/index.xml", 'rel="hub"', 'rel="next"'),
        ("feed/atom/index.xml", "https://hub.example", "/hub"),
        ("feed/json/index.json", "https://hub.example", "/hub"),
        ("feed/json/index.json", '"type":"WebSub",', ""),
    ],
)
def test_the_rules_find_a_fault(key: str, right: str, wrong: str) -> None:
    document = WRITERS[key](feed(entry(), entry("more"), hub=HUB)).decode()
    assert faults(key, re.sub(right, wrong, document).encode()) != []


def test_every_feed_has_its_rules() -> None:
    assert WRITERS.keys() <= FORMATS.keys()
