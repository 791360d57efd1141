"""What hostile apps and people send: paths, scripts, YAML, huge and deep values. Files and pages stay as an author's."""

import json
import time
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from chalicelib.authoring.micropub.properties import ROWS
from chalicelib.content.frontmatter.frontmatter import split
from chalicelib.content.frontmatter.parsed_values import plain
from chalicelib.content.html.tree_policy import holds
from tests.authoring_api.app import BOUNDARY, JSON, MULTIPART, App, DeskBlog, address, links, multipart, refused, shown
from tests.pictures import flat_png
from tests.publishing.blog import URL

SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a>'
TRICKS = (
    "../../site",
    "..\\..\\site",
    "/etc/passwd",
    "a/../../b",
    "%2e%2e%2fx",
    ".hidden",
    "x\x00y",
    "con:x?*",
    "....//",
    "\u202egpj",
)


@pytest.fixture
def app() -> App:
    return App(DeskBlog(), "ann", "author", author="ann")


@pytest.mark.parametrize("slug", TRICKS)
def test_a_slug_stays_in_the_folder_of_its_author(app: App, slug: str) -> None:
    url = app.create(name="A", content="x", mp_slug=slug)
    [key] = app.keys()

    assert key.startswith("posts/ann/2026-11-25-")
    assert key.count("/") == 2
    assert ".." not in key
    assert address(url).startswith("/2026/11/25/")
    assert app.page(url)


@pytest.mark.parametrize("name", [f"{trick}.png" for trick in TRICKS] + ["../../templates/post.html", ".png", "", "x.png X: y"])
def test_the_name_of_an_upload_stays_in_the_folder_of_its_author(app: App, name: str) -> None:
    reply = app.upload(name.replace("\x00", ""), flat_png(3, 2))

    assert reply.status == 201, reply.body.decode()
    [key] = app.keys("images/")
    assert key.startswith("images/ann/2026/11/")
    assert key.count("/") == 4
    assert key.endswith(".png")


@pytest.mark.parametrize(
    "body", [b"<html>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ\x90", b"#!/bin/sh", b"PK\x03\x04", b"x"]
)
def test_only_files_of_known_formats_are_taken(app: App, body: bytes) -> None:
    assert app.upload("a.png", body).status == 415
    assert not app.keys("images/") + app.keys("files/")


def test_a_file_gets_the_extension_of_its_format(app: App) -> None:
    assert app.upload("page.html", flat_png(3, 2)).headers["Location"].endswith("/page.png")


# ---- scripts

ADDRESSES = ("photo", "video", "audio")
NAMES = [
    row.name
    for row in ROWS
    if not row.name.startswith("mp-") and row.name not in ("published", "updated", "post-status", "visibility")
]


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name != "visibility"] + ["content", "checkin", "weather", "url", "author"]
)
def test_no_property_runs_a_script(app: App, name: str) -> None:
    properties: dict[str, Any] = {"content": ["x"], name: [SCRIPT]}
    reply = app.json({"type": ["h-entry"], "properties": properties})
    app.blog.settle()

    assert reply.status == 202, reply.body.decode()
    pages = [shown.body.decode() for key, shown in app.blog.objects().items() if key.endswith((".html", ".xml"))]
    assert pages
    for page in pages:
        assert "<script>alert" not in page
        assert not [node for node in LexborHTMLParser(page).css("[onerror], a[href^='javascript']") if node]


@pytest.mark.parametrize(
    "html", [SCRIPT, "<svg onload=alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>", "<p style=x onclick=alert(1)>t</p>"]
)
def test_html_content_is_held_against_the_allow_list(app: App, html: str) -> None:
    page = app.page(app.create(name="T", content={"html": f"<p>t</p>{html}"}))
    text = LexborHTMLParser(page).css_first(".text")

    assert text
    inner = "".join(child.html or "" for child in text.iter())
    assert "t</p>" in inner
    assert "alert(1)</script>" not in inner
    assert holds(inner)


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize(
    "value", ["javascript:alert(1)", "data:text/html,<script>", SCRIPT, "//e.com\\@x", {"value": 1}, {"alt": "x"}]
)
def test_a_picture_needs_an_address_of_the_web(app: App, name: str, value: Any) -> None:
    reply = app.json({"type": ["h-entry"], "properties": {"content": ["x"], name: [value]}})

    assert refused(reply) == (400, "invalid_request")
    assert not app.keys()


@pytest.mark.parametrize("name", ["in-reply-to", "like-of", "repost-of", "bookmark-of"])
def test_a_post_answers_only_addresses_of_the_web(app: App, name: str) -> None:
    url = app.create(content="Yes", **{name: ["javascript:alert(1)", 'https://e.com/"><script>', "https://e.com/a"]})
    page = app.page(url)

    assert links(page, f"u-{name}") == ['https://e.com/"><script>', "https://e.com/a"]  # as parsed: the attribute is quoted
    assert "javascript:" not in page
    assert app.source(url)[name]


# ---- YAML


@pytest.mark.parametrize(
    "value",
    [
        "---\ndraft: false\n---",
        "x\n---\ntitle: other",
        "...",
        "&a *a",
        "*a",
        "!!python/object:os.system x",
        "{a: b}",
        "[a, b]",
        "a: b: c",
        "# no comment",
        "'\"",
        "null",
        "yes",
        "0x10",
        "1e3",
        "2026-11-25",
        "%YAML",
        "\tx",
        "-",
        "? x",
        "|",
        ">-",
        "@x",
        "`x`",
        "x\u2028y",
        "x\x85y",
    ],
)
def test_no_value_is_yaml(app: App, value: str) -> None:
    nested = {"type": ["h-card"], "properties": {value: [value]}}
    app.create(content="x", name=value, summary=value, category=[value], checkin=nested, weather=[value], post_status="draft")
    front = split(app.file())
    keys = {name: plain(read) for name, read in front.keys.items()}

    line = " ".join(value.split())
    assert keys.keys() == {"title", "date", "author", "tags", "summary", "draft", "mf2"}
    assert (keys["title"], keys["summary"], keys["draft"]) == (line, line, True)
    assert keys["mf2"] == {"checkin": [nested], "weather": [value]}


@pytest.mark.parametrize("name", ["draft", "title", "path", "aliases", "id", "newsletter", "mf2", "listed", "password", "layout"])
def test_no_property_is_a_key_of_front_matter(app: App, name: str) -> None:
    url = app.create(name="T", content="x", **{name: ["/other/"]})

    assert url == f"{URL}/2026/11/25/t/"
    assert app.page(url)
    assert app.source(url)[name] == ["/other/"]


@pytest.mark.parametrize("name", ["a b", "", "a:b", "a\n", "<b>", "é", "x" * 65, "[]", "-a"])
def test_a_property_has_a_name(app: App, name: str) -> None:
    reply = app.json({"type": ["h-entry"], "properties": {"content": ["x"], name: ["y"]}})

    assert refused(reply) == (400, "invalid_request")


def test_line_ends_become_those_of_the_file(app: App) -> None:
    app.create(name="T\r\nX: y", content="One\r\n\r\nTwo\rThree", post_status="draft")

    assert "\r" not in app.file()
    assert "title: 'T X: y'" in app.file()
    assert app.file().endswith("\n\nOne\n\nTwo\nThree\n")


# ---- bounds

DEEP: Any = "x"
for _ in range(20):
    DEEP = {"properties": [DEEP]}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"properties": 1}',
        b'{"type": ["h-entry"], "properties": {"content": [NaN]}}',
        b'{"type": ["h-event"], "properties": {"content": ["x"]}}',
        b'{"action": "burn", "url": "https://press.example/"}',
        b'{"action": "delete"}',
        b'{"action": "update", "url": "https://press.example/x/"}',
        b'{"action": "update", "url": "https://press.example/x/", "delete": [1]}',
        b'{"action": "update", "url": "https://press.example/x/", "replace": {"content": "text"}}',
        b'{"action": "update", "url": ["https://press.example/x/"], "replace": {"content": ["text"]}}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        json.dumps({"properties": {"content": ["x"], "checkin": [DEEP]}}).encode(),
        json.dumps({"properties": {"content": ["x"], "many": ["x"] * 3_000}}).encode(),
        json.dumps({"properties": {f"p{number}": ["x"] for number in range(200)}}).encode(),
        b'{"properties": {"x": [' + b"9" * 10_000 + b"]}}",
    ],
)
def test_what_is_no_micropub_is_refused(app: App, body: bytes) -> None:
    reply = app.ask("POST", body=body, type=JSON)

    assert refused(reply) == (400, "invalid_request")
    assert not app.keys()


def test_a_request_beyond_the_limit_is_refused_before_it_is_read(app: App) -> None:
    reply = app.ask("POST", body=b"x" * 6_000_000, type=JSON)

    assert reply.status == 413
    assert "4 MB" in json.loads(reply.body)["error_description"]


def test_a_file_beyond_the_limit_is_refused(app: App) -> None:
    reply = app.upload("big.png", flat_png(3, 2) + bytes(4 << 20))

    assert reply.status == 413
    assert not app.keys("images/")


def test_html_beyond_its_limit_is_refused(app: App) -> None:
    reply = app.json({"type": ["h-entry"], "properties": {"content": [{"html": "<p>x</p>" * 40_000}]}})

    assert refused(reply) == (400, "invalid_request")
    assert "250,000" in json.loads(reply.body)["error_description"]
    assert not app.keys()


@pytest.mark.parametrize("html", ["<div>" * 40_000, "<b>" * 20_000, "<ul><li>" * 2_000, "<blockquote>" * 3_000, "<!--" * 50_000])
def test_deep_html_is_refused_or_flat(app: App, html: str) -> None:
    reply = app.json({"type": ["h-entry"], "properties": {"content": [{"html": f"{html}x"}]}})

    assert reply.status == 422
    assert not app.keys()


def test_a_text_beyond_the_limit_of_posts_is_refused(app: App) -> None:
    reply = app.json({"type": ["h-entry"], "properties": {"content": ["word " * 220_000]}})

    assert reply.status == 413
    assert not app.keys()


@pytest.mark.parametrize("type", ["", "text/plain", "text/xml", "multipart/form-data", "application/json; charset=latin-1"])
def test_another_content_type_is_refused(app: App, type: str) -> None:
    assert refused(app.ask("POST", body=b"content=x", type=type)) == (400, "invalid_request")


def test_a_form_with_a_broken_boundary_is_refused(app: App) -> None:
    body = multipart([("content", "x")], []).replace(b"--boundary-of-a-test--", b"")

    assert refused(app.ask("POST", body=body, type=MULTIPART)) == (400, "invalid_request")


@pytest.mark.parametrize(
    "link",
    ["https://evil.example/2026/11/25/t/", "//evil.example/", "", "javascript:x", f"{URL}.evil.example/2026/11/25/t/", f"{URL}/"],
)
def test_only_posts_of_this_site_are_found(app: App, link: str) -> None:
    app.create(name="T", content="x")

    assert refused(app.json({"action": "delete", "url": link})) == (400, "invalid_request")
    assert app.keys()


def test_the_words_of_a_note_are_text(app: App) -> None:
    page = app.page(app.create(content="1 < 2 & **bold** {{ site.title }} {% raw %}"))

    assert "1 < 2 & bold" in shown(page)
    assert "The Press}}" not in page


FILE = b'Content-Disposition: form-data; name="file"'
BEGINS = f"--{BOUNDARY}\r\n".encode()
BOMBS = {
    "parts within parts": BEGINS
    + b"".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n".encode() for n in range(1_000)),
    "many parameters": BEGINS + FILE + b"; a=b" * 200_000,
    "comments within comments": BEGINS + b"Content-Disposition: form-data; name=" + b"(" * 1_900,
    "a head without an end": BEGINS + b"A: b\r\n" * 100_000,
    "many parts": (BEGINS + FILE + b"\r\n\r\nx\r\n") * 10_000,
}


@pytest.mark.parametrize("path", ["/micropub", "/media"])
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_stranger_cant_keep_the_function_busy_with_a_form(app: App, path: str, bomb: str) -> None:
    started = time.process_time()

    body = BOMBS[bomb] + f"\r\n\r\nx\r\n--{BOUNDARY}--\r\n".encode()
    reply = app.ask("POST", path, body, MULTIPART, headers={"authorization": ""})

    assert refused(reply) == (400, "invalid_request")
    assert time.process_time() - started < 2


@pytest.mark.parametrize("body", ["[" * 200_000, '{"get": "\\ud800"}', '{"query": "SITE", "limit": Infinity}', "[]", "\x00"])
def test_items_are_asked_by_json_that_a_program_may_read(app: App, body: str) -> None:
    assert refused(app.ask("POST", "/items", body.encode(), JSON)) == (400, "invalid_request")
