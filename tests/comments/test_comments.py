"""A comment's way: a visitor sends it, it waits for a look, and then it is part of the page."""

import json
import re
from html import unescape
from typing import cast
from urllib.parse import unquote

import pytest

from chalicelib.cloud.memory import MemoryQueue
from chalicelib.store import comments
from tests.publishing.blog import MemoryBlog, post
from tests.web.visitor import Visitor, new_visitor, shown, text_of

SITE = "title: The Press\ncomments: {open: yes, moderator: eva@example.org, words: [casino], links: 1}\n"
ADDRESS = "/2026/11/20/ink/"
COMMENT = {"post": ADDRESS, "name": "Ada", "text": "I *like* ink."}


class Discussion(Visitor):
    """A visitor of a blog whose posts take comments, and its moderator."""

    def __init__(self, blog: MemoryBlog) -> None:
        super().__init__(new_visitor(blog).cloud)
        self.blog = blog

    def comment(self, **more: str) -> str:
        """Comment on the post, and let everything come of it; return the page that answers."""
        reply = self.ask("POST", "/comments", {**COMMENT, **more})
        self.settle()
        return reply.body.decode()

    def settle(self) -> None:
        while len(cast(MemoryQueue, self.cloud.letters)):
            self.work()
        self.blog.settle()

    def moderation_link(self) -> str:
        """Return the address of the page for the moderator, as the mail has it."""
        found = re.search(r"/api(/comments/waiting\?t=[\w.-]+)", text_of(self.inbox("eva@example.org")[-1]))
        assert found
        return found[1]

    def decide(self, act: str, link: str = "", **more: str) -> None:
        """Decide on the first comment that waits."""
        link = link or self.moderation_link()
        found = re.search(r'name="comment" value="([^"]+)"', self.ask("GET", link).body.decode())
        assert found
        self.ask("POST", link, {"comment": found[1], "act": act, **more})
        self.settle()

    @property
    def page(self) -> str:
        return self.blog.page(ADDRESS) or ""


@pytest.fixture
def discussion() -> Discussion:
    blog = MemoryBlog()
    blog.publish({"site.yaml": SITE, "posts/ink.md": post(title="Ink", date="2026-11-20")})
    return Discussion(blog)


def test_a_comment_waits_until_it_is_approved(discussion: Discussion) -> None:
    answer = discussion.comment()

    assert "I <em>like</em> ink." in answer
    assert "I <em>like</em> ink." not in discussion.page

    discussion.decide("approve")

    assert "I <em>like</em> ink." in discussion.page


def test_a_deleted_comment_leaves_the_page(discussion: Discussion) -> None:
    discussion.comment()
    link = discussion.moderation_link()
    discussion.decide("delete")

    assert "like" not in discussion.page
    assert "like" not in discussion.ask("GET", link).body.decode()


def test_a_comment_that_was_taken_back_never_waits(discussion: Discussion) -> None:
    answer = discussion.ask("POST", "/comments", COMMENT).body.decode()
    token = re.search(r'name="t" value="([^"]+)"', answer)
    assert token
    discussion.ask("POST", "/comments/withdrawn", {"t": token[1]})
    discussion.settle()

    assert discussion.inbox("eva@example.org") == []


def test_the_moderator_is_told_of_the_first_comment_and_then_once_an_hour(discussion: Discussion) -> None:
    for number in range(5):
        discussion.comment(text=f"Comment {number}")

    assert len(discussion.inbox("eva@example.org")) == 1


@pytest.mark.parametrize(("every", "mails"), [("hour", 2), ("day", 1)])
def test_a_site_says_how_often_its_moderator_is_told(discussion: Discussion, every: str, mails: int) -> None:
    discussion.blog.publish({"site.yaml": SITE.replace("links", f"every: {every}, links")})
    for _ in range(2):
        discussion.comment()
        discussion.clock.sleep(7_200)

    assert len(discussion.inbox("eva@example.org")) == mails


def test_an_approved_comment_is_in_the_feed_of_its_post(discussion: Discussion) -> None:
    assert discussion.blog.page(f"{ADDRESS}feed/") is None
    discussion.comment()
    discussion.decide("approve")

    assert "I &lt;em&gt;like&lt;/em&gt; ink." in (discussion.blog.page(f"{ADDRESS}feed/") or "")


def test_a_post_names_the_feed_of_its_comments_once_there_are_some(discussion: Discussion) -> None:
    feed = f'{ADDRESS}feed/"'
    assert feed not in discussion.page
    discussion.comment()
    discussion.decide("approve")

    assert f'<link rel="alternate" type="application/rss+xml" title="Comments on “Ink”" href="{feed}' in discussion.page
    assert f'<a href="{feed} type="application/rss+xml">' in discussion.page


def test_lists_show_the_number_of_comments_and_lead_to_them(discussion: Discussion) -> None:
    link = f'<a href="{ADDRESS}#comments">'
    discussion.blog.publish({"posts/ink.md": post(title="Ink", date="2026-11-20", categories=["Press"])})
    assert link not in (discussion.blog.page("/") or "")
    discussion.comment()
    discussion.decide("approve")

    assert f"{link}1 comment</a>" in (discussion.blog.page("/") or "")
    assert f"{link}1 comment</a>" in (discussion.blog.page("/category/press/") or "")

    discussion.blog.publish({"site.yaml": f"{SITE}theme: {{preset: classic}}\n"})

    assert f"| {link}1 comment</a></footer>" in (discussion.blog.page("/") or "")

    discussion.blog.publish({"site.yaml": "title: The Press\n"})

    assert link not in (discussion.blog.page("/") or "")


def test_a_post_that_takes_no_comments_has_no_form_and_holds_none(discussion: Discussion) -> None:
    discussion.blog.publish({"posts/ink.md": post(title="Ink", date="2026-11-20", comments="closed")})
    discussion.comment()

    assert "<textarea" not in discussion.page
    assert discussion.inbox("eva@example.org") == []


def test_a_site_without_comments_has_no_form(discussion: Discussion) -> None:
    discussion.blog.publish({"site.yaml": "title: The Press\n"})

    assert "<textarea" not in discussion.page
    assert shown(discussion.ask("POST", "/comments", COMMENT)) == "refused"


def test_comments_follow_a_post_that_is_renamed(discussion: Discussion) -> None:
    discussion.comment()
    text = post(title="Ink", date="2026-11-20")
    discussion.blog.publish_at_once({"posts/ink.md": None, "posts/on-ink.md": text})
    discussion.decide("approve")

    assert "I <em>like</em> ink." in (discussion.blog.page("/2026/11/20/on-ink/") or "")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"text": ""}, "text"), ({"name": "x" * 81}, "name"), ({"text": "x" * 5_001}, "text"), ({"post": "//e.example/"}, "post")],
)
def test_a_comment_that_lacks_something_or_is_too_long_is_refused_by_the_name_of_its_field(
    discussion: Discussion, wrong: dict[str, str], field: str
) -> None:
    reply = discussion.ask("POST", "/comments", {**COMMENT, **wrong}, headers={"accept": "application/json"})

    problem = json.loads(reply.body)
    assert (reply.status, problem["field"]) == (400, field)


def test_what_the_rules_found_stands_beside_a_comment_that_waits(discussion: Discussion) -> None:
    discussion.comment(text="The best casino: http://a.example http://b.example")

    waiting = discussion.ask("GET", discussion.moderation_link()).body.decode()

    assert "Contains “casino”" in waiting
    assert "Links: 2" in waiting


def test_who_has_the_name_of_an_author_and_links_it_is_shown_as_such_to_the_moderator(discussion: Discussion) -> None:
    discussion.comment(name="The \u03a1ress", website="https://spam.example/")

    waiting = discussion.ask("GET", discussion.moderation_link()).body.decode()

    assert "Name resembles “The Press”" in waiting
    assert '<a href="https://spam.example/" rel="nofollow" dir="ltr">https://spam.example/</a>' in waiting


def test_who_looks_through_comments_is_led_to_their_post(discussion: Discussion) -> None:
    discussion.comment()

    assert "Ada (Ink): I *like* ink." in text_of(discussion.inbox("eva@example.org")[-1])
    assert f'<a href="{ADDRESS}">Ink</a>' in discussion.ask("GET", discussion.moderation_link()).body.decode()


def test_who_looks_through_answers_is_led_to_the_comments_that_they_answer(discussion: Discussion) -> None:
    discussion.comment()
    discussion.decide("approve")
    (answered,) = comments.shown(discussion.cloud.table, "posts/ink.md")
    discussion.comment(reply_to=answered.name)

    waiting = discussion.ask("GET", discussion.moderation_link()).body.decode()
    assert f'<a href="{ADDRESS}#comment-{answered.anchor}">Ink</a>' in waiting


def test_an_approved_comment_has_forgotten_how_its_post_was_called(discussion: Discussion) -> None:
    discussion.comment()
    discussion.decide("approve")

    (approved,) = comments.of_thread(discussion.cloud.table, "posts/ink.md")

    assert (approved.state, approved.post, approved.title) == ("approved", "", "")


def test_the_link_of_a_mailbox_that_moderates_no_longer_is_refused(discussion: Discussion) -> None:
    discussion.comment()
    link = discussion.moderation_link()
    discussion.blog.publish({"site.yaml": SITE.replace("eva@", "ann@")})

    assert shown(discussion.ask("GET", link)) == "refused"


def test_a_get_decides_nothing(discussion: Discussion) -> None:
    discussion.comment()
    link = discussion.moderation_link()

    assert discussion.ask("GET", f"{link}&act=approve").body.count(b'name="comment"') == 1
    assert "like" not in discussion.page


def reply_form(discussion: Discussion, to: str) -> str:
    return discussion.ask("GET", f"/comments?post={ADDRESS}&to={to}").body.decode()


def test_the_form_to_answer_a_comment_shows_the_comment(discussion: Discussion) -> None:
    discussion.comment()
    discussion.decide("approve")
    link = re.search(r'href="[^"]*/api(/comments\?post=[^"]+)"', discussion.page)
    assert link
    page = discussion.ask("GET", unquote(unescape(link[1]))).body.decode()

    assert "Reply to Ada</h1>" in page
    assert "I <em>like</em> ink." in page
    assert re.search(r'name="reply_to" value="2026[^" ]+"', page)


def test_the_form_to_answer_shows_no_comment_that_waits(discussion: Discussion) -> None:
    discussion.comment()
    waiting = comments.held(discussion.cloud.table, 1)[0]

    assert "like" not in reply_form(discussion, f"{waiting.name} {waiting.thread}")


@pytest.mark.parametrize("to", ["", " ", "a", "a ", " b", "a b c", "א" * 2_000 + " b", "a\x00 b"])
def test_the_form_to_answer_is_shown_whatever_the_link_says(discussion: Discussion, to: str) -> None:
    assert "<textarea" in reply_form(discussion, to)


def test_what_pages_read_of_a_comment_has_no_address(discussion: Discussion) -> None:
    discussion.comment(email="ada@example.org")
    discussion.decide("approve")

    (read,) = comments.shown(discussion.cloud.table, "posts/ink.md")

    assert (read.writer, read.address, read.mailbox, read.network) == ("Ada", "", "", "")
