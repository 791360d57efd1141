"""Readers of what apps send to the authoring API, and changes that they make to files of any author."""

from datetime import UTC, datetime
from typing import Any

from chalicelib.authoring.micropub import post_file, requests
from chalicelib.authoring.micropub.post_file import PostFile, Written
from chalicelib.authoring.micropub.properties import Setting
from chalicelib.authoring.micropub.requests import Create, Update
from chalicelib.content.frontmatter.front_matter_edits import text_of, with_keys
from chalicelib.content.frontmatter.frontmatter import split
from chalicelib.content.frontmatter.parsed_values import plain
from chalicelib.content.source import read_source
from tests.fuzz.site import KEY, SITE, text

SETTING = Setting("https://press.example", "UTC")
WRITTEN = Written("ann", datetime(2026, 11, 25, 12, tzinfo=UTC), only_draft=True)
REQUESTS = (
    b'application/json\n{"type": ["h-entry"], "properties": {"name": ["A"], "content": [{"html": "<p>x"}], "category": ["ink"]}}',
    b'application/json\n{"action": "update", "url": "/x/", "replace": {"content": ["x"]}, "add": {"category": ["y"]}}',
    b"application/x-www-form-urlencoded\nh=entry&content=x&category[]=a&photo=https%3A%2F%2Fe.com%2Fa.jpg&mp-slug=..%2Fx",
    b'multipart/form-data; boundary=x\n--x\r\nContent-Disposition: form-data; name="photo"; filename=""\r\n\r\n\xff\r\n--x--\r\n',
)
PIECES = (
    *(
        b'"photo": [{"value": "https://e.com/a"}]',
        b'"in-reply-to": ["https://e.com/"]',
        b'"published": ["2026-02-30"]',
    ),
    *(b'"checkin": [{"a": [[[]]]}]', b'"visibility": ["private"]', b'"post-status": ["draft"]', b"content[html]=<b>", b"---\\n"),
    *(b"[" * 50, b'{"a":' * 20, b'"\\ud800"', b"NaN", b"1e999", b"null", b"access_token=x", b"\\u2028", b"&a *b", b"!!x", b"\\t"),
)


def request(data: bytes) -> str:
    """Read a request, and write the post that it makes, which then reads as it was sent."""
    head, _, body = data.partition(b"\n")
    asked = requests.read(head.decode("latin-1"), body)
    if not isinstance(asked.act, Create):
        return repr(asked)
    written = post_file.new_file(asked.act.properties, SETTING, WRITTEN)
    name = post_file.name_of(asked.act.properties, SETTING, WRITTEN.now)
    assert "/" not in name
    read = read_source(f"posts/{name}.md", written.encode(), SITE)
    assert read.draft
    return written


def change(data: bytes) -> str:
    """Change the title of a file of an author."""
    file = PostFile(KEY, text(data), read_source(KEY, data, SITE).post)
    return post_file.updated(file, Update("/x/", {"name": ("New",), "summary": ("A: b",)}, add={"category": ("new",)}), SETTING)


def check_change(data: bytes, given: Any) -> None:
    before, after = split(text(data)), split(str(given))
    named = {"title", "summary", "excerpt", "description", "meta", "tags", "categories", "category", "type", "taxonomies"}
    assert {name: plain(value) for name, value in after.keys.items() if name.lower() not in named} == {
        name: plain(value) for name, value in before.keys.items() if name.lower() not in named
    }


def keys(data: bytes) -> str:
    return with_keys(text(data), {"title": "New: --- *a", "gone": None})


def check_keys(data: bytes, given: Any) -> None:
    written, changed = text(data), str(given)
    assert plain(split(changed).keys["title"]) == "New: --- *a"
    assert text_of(written, split(written)).lstrip("\r\n") == text_of(changed, split(changed)).lstrip("\r\n")
