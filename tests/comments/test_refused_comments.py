"""A comment that is refused loses nothing: the form is shown again, filled in, with the reason beside the field at fault."""

import json
from collections.abc import Mapping
from xml.etree.ElementTree import Element

import html5lib
import pytest

from chalicelib.store import comments
from chalicelib.web.comments import FULL
from chalicelib.web.http import Reply
from tests.comments.test_comment_floods import hold
from tests.comments.test_comments import ADDRESS, COMMENT, SITE, Discussion
from tests.publishing.blog import MemoryBlog, post
from tests.web.visitor import shown

WRITTEN = {
    **COMMENT,
    "text": "  Two\r\n\r\n\tlines & </textarea><script>alert(1)</script>",
    "name": 'Ada "<b>" O\'Neil',
    "website": "https://ada.example/?a=1&b=%2F",
    "email": "ada@example.org",
    "notify": "yes",
    "reply_to": "2026-11-20T08:00:00.000+00:00#ab",
}
"""All that a form may hold."""
FAULTS: Mapping[str, tuple[Mapping[str, str], str]] = {
    "no name": ({"name": " "}, "name"),
    "a long name": ({"name": "n" * 81}, "name"),
    "no text": ({"text": "\u200b"}, "text"),
    "a long text": ({"text": "x" * 5_001}, "text"),
    "a text with a control character": ({"text": "a\x0bb"}, "text"),
    "no website": ({"website": "javascript:alert(1)"}, "website"),
    "no address": ({"email": "ada@"}, "email"),
}
"""What is wrong with a form, and the field that it is wrong with."""


@pytest.fixture
def discussion() -> Discussion:
    blog = MemoryBlog()
    site = f"{SITE}languages: [en, es, {{code: ar, direction: rtl}}]\n"
    blog.publish({"site.yaml": site, "posts/ink.md": post(title="Ink", date="2026-11-20")})
    return Discussion(blog)


def tree_of(reply: Reply) -> Element:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(reply.body.decode())  # type: ignore[no-any-return]


def form_in(tree: Element) -> Element:
    (form,) = (form for form in tree.iter("form") if form.get("action") == "/api/comments")
    return form


def filled_in(tree: Element) -> Mapping[str, str]:
    """Return what would be sent if the button was pressed."""
    form = form_in(tree)
    fields = [one for one in form.iter("input") if one.get("type") != "checkbox" or one.get("checked") is not None]
    texts = {area.get("name", ""): "".join(area.itertext()) for area in form.iter("textarea")}
    return {**{one.get("name", ""): one.get("value", "") for one in fields}, **texts}


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize("fault", FAULTS)
def test_a_refused_form_is_shown_again_with_all_that_was_written(discussion: Discussion, fault: str) -> None:
    wrong, field = FAULTS[fault]
    sent = {**WRITTEN, **wrong}

    reply = discussion.ask("POST", "/comments", sent)

    again = filled_in(tree_of(reply))
    for name in sent.keys() - {field, "text"}:
        assert again[name] == sent[name]
    if field != "text":
        assert again["text"] == sent["text"].replace("\r\n", "\n")
    assert (reply.status, shown(reply), discussion.waiting()) == (400, "reply", 0)
    assert again["lang"] == "en"


@pytest.mark.parametrize("fault", FAULTS)
def test_the_reason_stands_beside_the_field_at_fault_which_has_the_focus(discussion: Discussion, fault: str) -> None:
    wrong, field = FAULTS[fault]

    tree = tree_of(discussion.ask("POST", "/comments", {**WRITTEN, **wrong}))

    (focused,) = (one for one in tree.iter() if one.get("autofocus") is not None)
    described = (focused.get("aria-describedby") or "").split()[0]
    (reason,) = (one for one in tree.iter() if one.get("id") == described)
    assert (focused.get("name"), focused.get("aria-invalid")) == (field, "true")
    assert len(words(reason)) > 20
    assert [one for one in tree.iter() if one.get("aria-invalid")] == [focused]


def test_a_form_that_was_refused_is_taken_once_its_fault_is_gone(discussion: Discussion) -> None:
    again = filled_in(tree_of(discussion.ask("POST", "/comments", {**WRITTEN, "name": "n" * 81})))

    assert discussion.ask("POST", "/comments", {**again, "name": "Ada"}).status == 202
    discussion.settle()
    (comment,) = comments.held(discussion.cloud.table, 10)
    assert (comment.text, comment.reply_to, comment.website) == (
        WRITTEN["text"].replace("\r\n", "\n").strip(),
        WRITTEN["reply_to"],
        WRITTEN["website"],
    )
    assert (comment.address, comment.notify) == (WRITTEN["email"], True)


def test_a_character_that_no_text_may_have_is_taken_out_so_that_the_form_can_be_sent(discussion: Discussion) -> None:
    again = filled_in(tree_of(discussion.ask("POST", "/comments", {**COMMENT, "text": "a\x0bb\uffffc\n\td"})))

    assert again["text"] == "abc\n\td"


def test_what_was_written_stays_where_a_network_sends_too_many(discussion: Discussion) -> None:
    replies = [discussion.ask("POST", "/comments", WRITTEN) for _ in range(11)]

    tree = tree_of(replies[-1])
    (focused,) = (one for one in tree.iter() if one.get("autofocus") is not None)
    assert [reply.status for reply in replies] == [202] * 10 + [429]
    assert replies[-1].headers["Retry-After"] == "3600"
    assert filled_in(tree)["text"] == WRITTEN["text"].replace("\r\n", "\n")
    assert "Try again in an hour." in words(focused)


def test_what_was_written_stays_where_so_many_comments_wait_that_none_is_taken(discussion: Discussion) -> None:
    hold(discussion, FULL)

    reply = discussion.ask("POST", "/comments", WRITTEN, ip="203.0.114.7")

    assert (reply.status, filled_in(tree_of(reply))["name"]) == (429, WRITTEN["name"])


@pytest.mark.parametrize(
    ("lang", "said"), [("es", "Escribe un nombre y un comentario."), ("ar", "أدخل اسمًا وتعليقًا.")], ids=["es", "ar"]
)
def test_the_reason_is_in_the_visitors_language(discussion: Discussion, lang: str, said: str) -> None:
    tree = tree_of(discussion.ask("POST", "/comments", {**WRITTEN, "name": "", "lang": lang}))

    assert (tree.get("lang"), said in words(tree)) == (lang, True)
    assert filled_in(tree)["lang"] == lang


def test_what_was_written_is_never_stored_or_run(discussion: Discussion) -> None:
    reply = discussion.ask("POST", "/comments", {**WRITTEN, "name": "n" * 81})

    assert reply.headers["Cache-Control"] == "no-store"
    assert b"<script>alert" not in reply.body
    assert [one.text for one in tree_of(reply).iter("script") if one.text and "alert" in one.text] == []


def test_a_form_of_another_site_is_not_shown_again(discussion: Discussion) -> None:
    reply = discussion.ask("POST", "/comments", {**WRITTEN, "name": ""}, headers={"sec_fetch_site": "cross-site"})

    assert (reply.status, shown(reply)) == (403, "refused")


def test_a_site_without_comments_shows_no_form(discussion: Discussion) -> None:
    discussion.blog.publish({"site.yaml": "title: The Press\n"})

    reply = discussion.ask("POST", "/comments", WRITTEN)

    assert (reply.status, shown(reply)) == (410, "refused")


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_the_form_that_is_shown_again_leads_to_no_other_site(discussion: Discussion, elsewhere: str) -> None:
    reply = discussion.ask("POST", "/comments", {**WRITTEN, "post": elsewhere})

    assert (reply.status, filled_in(tree_of(reply))["post"]) == (400, "")


@pytest.mark.parametrize("body", [b"text=%", b"text=%ff", b"text=" + b"x" * 70_001])
def test_a_body_that_cannot_be_read_is_refused_with_an_empty_form(discussion: Discussion, body: bytes) -> None:
    reply = discussion.ask("POST", "/comments", body)

    assert (reply.status in (400, 413), filled_in(tree_of(reply))["text"]) == (True, "")


def test_a_program_gets_the_reason_and_the_field(discussion: Discussion) -> None:
    sent = json.dumps({**COMMENT, "website": "ftp://ada.example"}).encode()

    reply = discussion.ask("POST", "/comments", sent, headers={"content_type": "application/json"})

    problem = json.loads(reply.body)
    assert (problem["code"], problem["field"], "ftp" in reply.body.decode()) == ("comment-site", "website", False)
    assert ADDRESS not in reply.body.decode()
