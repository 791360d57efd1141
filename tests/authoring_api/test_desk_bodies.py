"""Hostile bodies and queries at the desk: each is answered, none changes a file, and none keeps the function busy."""

import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib.authoring.api import ROUTES
from chalicelib.content.limits import limit
from chalicelib.newsletter.rules.rate_limits import DESK, LIMITS
from chalicelib.store import rate_counters
from chalicelib.store.authoring import activity
from infra.files.blog_folder import every_key
from tests.authoring_api.app import MULTIPART, multipart
from tests.authoring_api.desk_requests import ALL, ANNS, GOOD, Sent, as_json, blog_of_two, etag, send, settle, state
from tests.authoring_api.writer import new_writer

JSON_ROUTES = tuple(path for path in GOOD if path.startswith("/desk/"))
DEEP: Any = "x"
for _ in range(200):
    DEEP = {"a": [DEEP]}
VALUES: tuple[Any, ...] = (
    *(None, True, -1, 1e300, 10**400, "", "x" * 3_000, "\x00", "\u202e", [], {}, [[]], {"a": 1}, DEEP),
    *("a\nb: c", "---\n", "{{ site }}", "!!python/object:os.system", "*a", "&a a", "<img src=x onerror=alert(1)>"),
)
FIELDS = ("key", "over", "version", "front", "body", "id", "comment", "act", "text", "letter", "form")
NAMES = ("key", "letter", "state", "after", "words", "category", "author", "lang", "from", "to", "id", "token", "error", "q")
READS = tuple(route for route in ROUTES if route[0] == "GET")
RAW = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "a text": b'"x"',
    "not UTF-8": b'{"key": "\xff"}',
    "half a character": b'{"key": "\\ud800", "text": "\\ud800", "comment": "\\ud800", "letter": "\\ud800", "act": "approve"}',
    "infinity": b'{"over": Infinity}',
    "deep": b"[" * 200_000,
    "deep objects": b'{"a":' * 100_000,
    "a number of a million digits": b'{"over": ' + b"1" * 1_000_000 + b"}",
}


@pytest.mark.parametrize("raw", RAW)
def test_a_body_that_is_no_request_is_refused(raw: str) -> None:
    desk = blog_of_two("owner")
    before, started = state(desk), time.process_time()

    for path in JSON_ROUTES:
        assert send(desk, Sent(path, RAW[raw], "application/json")) == 400, path

    assert state(desk) == before
    assert time.process_time() - started < 5


@pytest.mark.parametrize("path", JSON_ROUTES)
def test_a_value_of_another_kind_breaks_nothing(path: str) -> None:
    """Each field of a good request, replaced by each value, is answered by the API itself, whatever it says."""
    desk = blog_of_two("owner")
    fields = (
        *FIELDS,
        "front.title",
        "front.tags",
        "front.date",
        "front.slug",
        "front.newsletter",
        "form.words",
        "form.colours.light",
    )
    for field in fields:
        for value in VALUES:
            asked = json.loads(GOOD[path](desk, ANNS).body)
            place, name = asked, field
            while "." in name:
                first, _, name = name.partition(".")
                place = place[first] if isinstance(place.get(first), dict) else place.setdefault(first, {})
            place[name] = value
            if field.startswith("form"):
                asked.pop("text", None)
            assert send(desk, as_json(path, **asked)) < 500, (field, value)


@pytest.mark.parametrize("path", ["/desk/post", "/desk/publish", "/desk/unpublish", "/desk/settings"])
def test_a_text_beyond_the_limit_is_refused_before_it_is_written(path: str) -> None:
    desk = blog_of_two("owner")
    before, long = state(desk), "x" * limit("source")

    key = "site.yaml" if path == "/desk/settings" else ANNS
    asked = as_json(path, key=key, over=etag(desk, key), front={"title": "Long"}, body=long, text=long)

    assert send(desk, asked) == 413
    assert (
        send(desk, as_json(path, id="new-1", over=etag(desk, "site.yaml"), front={"title": "Long"}, body=long, text=long)) == 413
    )
    assert state(desk) == before


def test_values_of_front_matter_are_texts_and_no_yaml() -> None:
    desk = blog_of_two()
    for value in (value for value in VALUES if isinstance(value, str) and len(value) < 100):
        saved = desk.send(
            "post", id=f"new-{value}", front={"title": "T", "summary": value, "series": value}, body="draft: no\n---\n"
        )

        assert desk.get(f"post?key={saved['key']}")["state"] == "draft", value


@pytest.mark.parametrize("value", ["", "x" * 5_000, "\u016f" * 1_000, "\x00", "'", "[]", "%00", "../", "ZZZ", "\U0010ffff"])
@pytest.mark.parametrize("role", ["author", "owner"])
def test_a_query_of_any_kind_is_answered(role: str, value: str) -> None:
    desk = blog_of_two(role)
    desk.blog.publish({"posts/ann/trams.md": "---\ntitle: Trams\ncategories: [City]\ndate: 2026-11-20\n---\nText."})
    for _, path in READS:
        for name in NAMES:
            query = urlencode({"key": ANNS, "letter": ANNS, "state": "published", name: value})
            reply = desk.writer.get(f"{path}?{query}", headers={"x-presswork-session": desk.session})
            assert reply.status < 500, (path, name)


def test_a_mark_that_no_list_gave_is_refused_before_the_table_is_asked() -> None:
    desk = blog_of_two("owner")

    assert [desk.writer.get(f"/desk/{of}?after={'x' * 1_025}").status for of in ("posts", "files")] == [400, 400]


# ---- uploads that a browser would open as a page

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
OPENED = {
    "script.svg": SVG.format("<script>alert(1)</script>"),
    "file.svg": SVG.format('<script href="/files/ann/a.txt"/>'),
    "handler.svg": SVG.format('<rect onload="alert(1)"/>'),
    "link.svg": SVG.format('<a xlink:href="javascript:alert(1)"><text>x</text></a>'),
    "page.svg": SVG.format('<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="/api/desk"/></foreignObject>'),
    "set.svg": SVG.format('<a><set attributeName="href" to="javascript:alert(1)"/></a>'),
    "page.html": "<script>alert(1)</script>",
    "page.xhtml": "<script>alert(1)</script>",
    "page.xml": "<script>alert(1)</script>",
    "script.js": "alert(1)",
    "worker.mjs": "alert(1)",
    "data.json": "{}",
}


@pytest.mark.parametrize("name", OPENED)
def test_an_upload_that_would_run_in_the_sites_name_is_nowhere_on_the_site(name: str) -> None:
    """The desk has the origin of the site, so a page or a script among its files could do all that its people may."""
    desk = blog_of_two("owner")
    body = OPENED[name].encode()
    as_media = send(desk, Sent("/media", multipart([], [("file", name, body)]), MULTIPART))
    folder = "images" if name.endswith(".svg") else "files"

    written = send(desk, Sent(f"/files?key={folder}/ann/{name}", body))
    settle(desk)

    assert as_media >= 400
    assert written == 200
    assert [key for key in every_key(desk.blog.cloud.public) if name in key] == []


# ---- limits, and what is noted


@pytest.mark.parametrize("path", [path for path in ALL if path not in ("/desk/account", "/desk/forecast", "/items")])
def test_each_change_counts_against_the_limit_of_its_person(path: str) -> None:
    desk = blog_of_two("owner")
    sent = ALL[path](desk, ANNS)
    for _ in range(LIMITS[f"{DESK}acts-hour"].most):
        rate_counters.count(desk.writer.cloud.table, f"{DESK}acts-hour", "ann", desk.writer.clock.now())
    before = state(desk)

    assert send(desk, sent) == 429
    assert state(desk) == before


@pytest.mark.parametrize("path", [path for path in GOOD if path != "/desk/post"])
def test_each_change_but_of_a_draft_is_noted_for_its_owner(path: str) -> None:
    desk = blog_of_two("owner")
    before = activity.of_person(desk.writer.cloud.table, "ann", 100)

    assert send(desk, GOOD[path](desk, ANNS)) == 200

    assert len(activity.of_person(desk.writer.cloud.table, "ann", 100)) == len(before) + 1


def test_whoever_revokes_many_tokens_has_to_wait() -> None:
    writer = new_writer()
    statuses = [
        int(writer.post("/indieauth/revoke", {"token": "ann.x"}).status) for _ in range(LIMITS[f"{DESK}host-hour"].most + 1)
    ]

    assert (set(statuses[:-1]), statuses[-1]) == ({200}, 429)
