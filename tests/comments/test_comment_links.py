"""The links and forms of comments: each opens its own page, once, for whom it was made; nothing else changes anything."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.comments.moderation_mail import moderator_id
from chalicelib.newsletter.rules import tokens
from chalicelib.store import comments
from tests.comments.test_comments import ADDRESS, COMMENT, SITE, Discussion
from tests.each import each
from tests.publishing.blog import MemoryBlog, post
from tests.web.visitor import KEYS, PEPPER, shown

OPENS: Mapping[str, str] = {
    "/comments/waiting": "moderate",
    "/comments/withdrawn": "withdraw",
    "/comments/confirm": "commenter",
    "/comments/replies": "replies",
}
"""The purpose of the token that opens each route."""
MODERATOR, OTHER = moderator_id(PEPPER, "eva@example.org"), "/2026/11/20/pen/"


@pytest.fixture(scope="module")
def waiting() -> Discussion:
    """Return a discussion with a comment that waits; its tests change nothing."""
    discussion = begun()
    discussion.comment(email="ada@example.org", notify="yes")
    return discussion


@pytest.fixture
def discussion() -> Discussion:
    return begun()


def begun() -> Discussion:
    blog = MemoryBlog()
    posts = {f"posts/{slug}.md": post(title=slug.title(), date="2026-11-20") for slug in ("ink", "pen")}
    blog.publish({"site.yaml": SITE, **posts})
    return Discussion(blog)


def held_in(discussion: Discussion) -> str:
    """Return the comment that waits, as the moderator's form names it."""
    (comment,) = comments.held(discussion.cloud.table, 10)
    return f"{comment.name} {comment.thread}"


def token(discussion: Discussion, purpose: str, keys: tuple[str, ...] = KEYS, age: float = 0) -> str:
    name, _, thread = held_in(discussion).partition(" ")
    held = {"post": ADDRESS, "name": name, "thread": thread, "moderator": MODERATOR, "id": "a" * 32}
    payload = tuple(held.get(part, "x") for part in tokens.PURPOSES[purpose].holds)
    return tokens.sign(keys, purpose, payload, discussion.clock.now() - timedelta(seconds=age))


def wrong_links(discussion: Discussion) -> Iterator[tuple[str, str]]:
    """Yield routes with tokens of other purposes, of other keys, too old, damaged, and none."""
    for route, purpose in OPENS.items():
        good = token(discussion, purpose)
        yield from ((route, token(discussion, other)) for other in tokens.PURPOSES if other != purpose)
        yield route, token(discussion, purpose, ("another key",))
        yield route, token(discussion, purpose, age=tokens.PURPOSES[purpose].age + 1)
        yield from ((route, damaged) for damaged in (good[:-1], good[1:], f"{good}=", good * 2, good[::-1], "", ".", "é"))


ACTS = ("approve", "delete", "block")


def test_no_token_opens_anything_but_its_own(waiting: Discussion) -> None:
    before = waiting.kept()
    form = {"comment": held_in(waiting), "act": "approve"}

    for (route, wrong), method in product(wrong_links(waiting), ("GET", "POST")):
        reply = waiting.ask_plainly(method, route, {"t": wrong}, FORM if method == "POST" else {}, body_of(form), "203.0.113.7")
        assert (reply.status >= 400, waiting.kept() == before, waiting.waiting()) == (True, True, 0), (route, wrong, method)


FORM = {"content_type": "application/x-www-form-urlencoded"}


def body_of(form: Mapping[str, str]) -> bytes:
    return "&".join(
        f"{name}={value.replace('+', '%2B').replace(' ', '+').replace('#', '%23')}" for name, value in form.items()
    ).encode()


def test_reading_changes_nothing(waiting: Discussion) -> None:
    before = waiting.kept()

    for (route, purpose), method in product(OPENS.items(), ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH")):
        query = {"t": token(waiting, purpose), "comment": held_in(waiting), "act": "approve", "of": "post"}
        assert waiting.ask_plainly(method, route, query, {}, b"", "203.0.113.7").status < 500
        assert (waiting.kept() == before, waiting.waiting()) == (True, 0)


ELSEWHERE = (
    {"sec_fetch_site": "cross-site"},
    {"sec_fetch_site": "same-site"},
    {"sec_fetch_site": "cross-site", "origin": "null"},
    {"origin": "https://evil.example"},
    {"origin": "https://press.example.evil.example"},
    {"origin": "http://press.example"},
)


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_a_form_of_another_site_changes_nothing(waiting: Discussion, headers: dict[str, str]) -> None:
    before, decision = waiting.kept(), {"comment": held_in(waiting), "act": "approve"}

    for route in ("/comments", *OPENS):
        form = COMMENT if route == "/comments" else {**decision, "t": token(waiting, OPENS[route])}
        assert waiting.ask("POST", route, form, headers=headers).status == 403
        assert (waiting.kept() == before, waiting.waiting()) == (True, 0)


def test_no_page_is_framed_kept_or_taken_for_another_type(waiting: Discussion) -> None:
    links = [f"{route}?t={token(waiting, purpose)}" for route, purpose in OPENS.items()]
    replies = [waiting.ask("GET", link) for link in (*links, f"/comments?post={ADDRESS}", "/comments", "/comments/waiting")]

    for reply in replies:
        assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
        assert [reply.headers[name] for name in ("Cache-Control", "X-Content-Type-Options", "Referrer-Policy")] == [
            *("no-store", "nosniff", "no-referrer")
        ]


# ---- replayed


def test_a_comment_is_decided_on_once(discussion: Discussion) -> None:
    discussion.comment()
    link, form = discussion.moderation_link(), {"comment": held_in(discussion), "act": "delete"}
    discussion.ask("POST", link, form)
    discussion.settle()

    for act in ACTS:
        assert discussion.ask("POST", link, {**form, "act": act}).status == 200
        assert discussion.waiting() == 0


def test_what_its_writer_took_back_is_not_approved(discussion: Discussion) -> None:
    discussion.comment()
    link, form = discussion.moderation_link(), {"comment": held_in(discussion), "act": "approve"}
    taken_back = {"t": token(discussion, "withdraw")}
    discussion.ask("POST", link, form)
    discussion.ask("POST", "/comments/withdrawn", taken_back)
    discussion.ask("POST", link, form)
    discussion.settle()

    assert "like" not in discussion.page


@pytest.mark.parametrize(
    "named",
    ["", " ", "x", "x posts/ink.md", "x" * 1_500 + " y", "x " + "y" * 3_000, "é" * 900 + " " + "é" * 900, "x posts/pen.md#1"],
)
def test_a_moderator_decides_on_nothing_that_does_not_wait(waiting: Discussion, named: str) -> None:
    before = waiting.kept()

    assert waiting.ask("POST", waiting.moderation_link(), {"comment": named, "act": "approve"}).status == 200
    assert (waiting.kept() == before, waiting.waiting()) == (True, 0)


def test_a_link_to_take_back_is_for_one_comment_on_one_post(discussion: Discussion) -> None:
    discussion.comment()
    first = held_in(discussion)
    answer = discussion.ask("POST", "/comments", {**COMMENT, "post": OTHER}).body.decode()
    taken_back = re.search(r'name="t" value="([^"]+)"', answer)
    discussion.settle()
    assert taken_back
    discussion.ask("POST", "/comments/withdrawn", {"t": taken_back[1]})
    discussion.settle()

    assert held_in(discussion) == first


# ---- whatever is sent


@pytest.mark.parametrize(
    ("type", "body", "status"),
    [
        ("text/plain", b"name=x", 415),
        ("", b"name=x", 415),
        ("application/json", b"{", 400),
        ("application/json", b'{"text": 1}', 400),
        ("application/json", b'{"text": "\\ud800", "name": "x", "post": "/"}', 400),
        ("application/json", b'{"text": "\\uffff", "name": "x", "post": "/"}', 400),
        ("application/x-www-form-urlencoded", b"text=%ff", 400),
        ("application/x-www-form-urlencoded", b"text=a&text=b", 400),
        ("application/x-www-form-urlencoded", b"text=" + b"x" * 70_001, 413),
        ("application/x-www-form-urlencoded; charset=utf-7", b"text=x", 415),
    ],
)
def test_a_program_is_told_what_is_wrong_with_its_comment(waiting: Discussion, type: str, body: bytes, status: int) -> None:
    headers = {"content_type": type, "accept": "application/json"}

    reply = waiting.ask("POST", "/comments", body, headers=headers)

    assert (reply.status, reply.headers["Content-Type"]) == (status, "application/problem+json")
    assert json.loads(reply.body)["status"] == status
    assert waiting.waiting() == 0


BYTES = st.binary(max_size=80) | st.text(max_size=40).map(str.encode)
NAMES = st.sampled_from(["post", "name", "text", "website", "reply_to", "email", "notify", "comment", "act", "t", "elapsed", "x"])
VALUES = st.text(max_size=30) | st.sampled_from([ADDRESS, "https://a.example", "approve", "\ufffe", "\ud800", "/" + "é" * 999])
OBJECTS = (
    st.dictionaries(NAMES, VALUES | st.integers() | st.none() | st.lists(VALUES, max_size=2)).map(json.dumps).map(str.encode)
)
TYPES = st.sampled_from(["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["/comments", *OPENS]), TYPES, BYTES | OBJECTS, st.integers(0, 255))
def test_whatever_is_sent_is_answered_and_carried_out(
    discussion: Discussion, route: str, type: str, body: bytes, ip: int
) -> None:
    reply = discussion.ask_plainly("POST", route, {}, {"content_type": type}, body, f"203.0.{ip}.7")
    discussion.settle()

    assert reply.status < 500


@each("query", ["", "?post=", "?post=//evil.example", "?post=/\\evil.example", "?post=https:", f"?post=/{'é' * 1_000}", "?to=a"])
def test_the_form_to_answer_is_about_a_post_of_this_site(waiting: Discussion, query: str) -> None:
    assert (waiting.ask("GET", f"/comments{query}").status, shown(waiting.ask("GET", f"/comments{query}"))) == (400, "refused")
