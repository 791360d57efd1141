"""Where a site asks for it, a comment comes with a proof of work, which counts once, or its writer confirms it by mail."""

import json
from typing import Any

import pytest

from chalicelib.comments.rules.proof_of_work import proof_in
from chalicelib.store import comments
from chalicelib.web.http import Reply
from tests.comments.proofs import packed, solved
from tests.comments.test_comments import ADDRESS, COMMENT, SITE, Discussion
from tests.comments.test_refused_comments import filled_in, tree_of
from tests.publishing.blog import MemoryBlog, post
from tests.web.visitor import ADA, KEYS, calls, link_in, shown, text_of

OTHER = "/2026/11/20/pen/"
ASKING = SITE.replace("{open", "{proof_of_work: yes, open")


@pytest.fixture
def discussion() -> Discussion:
    return asking(ASKING)


def asking(site: str) -> Discussion:
    blog = MemoryBlog()
    posts = {f"posts/{slug}.md": post(title=slug.title(), date="2026-11-20") for slug in ("ink", "pen")}
    blog.publish({"site.yaml": site, **posts})
    return Discussion(blog)


def asked(discussion: Discussion, of: str = ADDRESS) -> Reply:
    return discussion.ask("GET", f"/comments/challenge?post={of}")


def proof(discussion: Discussion, of: str = ADDRESS) -> str:
    return packed(solved(json.loads(asked(discussion, of).body)))


def held(discussion: Discussion) -> int:
    discussion.settle()
    return len(comments.held(discussion.cloud.table, 99))


def test_a_comment_with_a_proof_waits_for_a_look(discussion: Discussion) -> None:
    reply = discussion.ask("POST", "/comments", {**COMMENT, "altcha": proof(discussion)})

    assert (reply.status, shown(reply), held(discussion)) == (202, "commented", 1)


def test_a_proof_counts_once(discussion: Discussion) -> None:
    one = proof(discussion)

    replies = [discussion.ask("POST", "/comments", {**COMMENT, "altcha": one}, ip=f"203.0.{ip}.7") for ip in range(3)]

    assert [reply.status for reply in replies] == [202, 400, 400]
    assert held(discussion) == 1


def test_a_used_proof_is_remembered_until_it_expires(discussion: Discussion) -> None:
    one = proof(discussion)
    before = discussion.kept()
    discussion.ask("POST", "/comments", {**COMMENT, "altcha": one})

    name, expires = proof_in(KEYS, one, ADDRESS, discussion.clock.now())
    [noted] = [has for pk, _, has in discussion.kept() - before if name in pk]
    assert f"('expires', {expires})" in noted


def test_a_proof_of_another_post_is_refused(discussion: Discussion) -> None:
    reply = discussion.ask("POST", "/comments", {**COMMENT, "altcha": proof(discussion, OTHER)})

    assert (reply.status, held(discussion)) == (400, 0)


def test_an_expired_proof_is_refused_and_what_was_written_stays(discussion: Discussion) -> None:
    one = proof(discussion)
    discussion.clock.sleep(601)

    reply = discussion.ask("POST", "/comments", {**COMMENT, "altcha": one})

    again = filled_in(tree_of(reply))
    assert (reply.status, again["text"], again["altcha"]) == (400, COMMENT["text"], "")


def test_a_refused_field_uses_up_no_proof(discussion: Discussion) -> None:
    one = proof(discussion)
    discussion.ask("POST", "/comments", {**COMMENT, "name": "", "altcha": one})

    assert discussion.ask("POST", "/comments", {**COMMENT, "altcha": one}).status == 202


def test_a_challenge_is_new_each_time_and_stored_nowhere(discussion: Discussion) -> None:
    before = discussion.kept()
    asked(discussion)  # the site's settings are read once

    (one, made), (other, _) = calls(discussion, asked_by), calls(discussion, asked_by)

    assert (json.loads(one.body)["salt"] == json.loads(other.body)["salt"], discussion.kept() == before) == (False, True)
    assert made in ([], ["table.query"])  # of the site's settings
    assert (one.headers["Cache-Control"], one.headers["Content-Type"]) == ("no-store", "application/json")


def asked_by(visitor: Any) -> Reply:
    reply: Reply = visitor.ask("GET", f"/comments/challenge?post={ADDRESS}")
    return reply


@pytest.mark.parametrize("of", ["", "//evil.example", "https://evil.example/", "/" + "é" * 1_000])
def test_a_challenge_is_about_a_post_of_this_site(discussion: Discussion, of: str) -> None:
    assert asked(discussion, of).status == 400


def test_comments_with_proofs_count_against_the_limits_of_their_network(discussion: Discussion) -> None:
    statuses = [discussion.ask("POST", "/comments", {**COMMENT, "altcha": proof(discussion)}).status for _ in range(11)]

    assert statuses == [202] * 10 + [429]


# ---- without a script


def test_without_a_proof_and_an_address_a_comment_is_refused_with_the_way_that_is_left(discussion: Discussion) -> None:
    reply = discussion.ask("POST", "/comments", COMMENT)

    tree = tree_of(reply)
    (focused,) = (one for one in tree.iter() if one.get("autofocus") is not None)
    assert (reply.status, focused.get("name"), filled_in(tree)["text"]) == (400, "email", COMMENT["text"])
    assert "Turn it on, or enter your email address" in "".join(tree.itertext())


def test_without_a_proof_a_writer_confirms_the_comment_by_mail(discussion: Discussion) -> None:
    reply = discussion.ask("POST", "/comments", {**COMMENT, "email": ADA})

    assert (reply.status, shown(reply), held(discussion)) == (200, "asked", 0)
    [mail] = discussion.inbox(ADA)
    link = link_in(mail, "comments/sent")
    page = discussion.ask("GET", link)
    assert (shown(page), "I <em>like</em> ink." in page.body.decode(), held(discussion)) == ("unconfirmed", True, 0)

    assert shown(discussion.press(link)) == "commented"
    assert held(discussion) == 1
    assert shown(discussion.press(link)) == "commented"
    assert held(discussion) == 1


def test_the_mail_quotes_nothing_of_what_a_stranger_may_have_written(discussion: Discussion) -> None:
    discussion.comment(email=ADA, name="Buy pills", text="Cheap pills")

    assert "pills" not in text_of(discussion.inbox(ADA)[-1])


def test_a_confirmed_comment_that_was_deleted_does_not_come_back(discussion: Discussion) -> None:
    discussion.comment(email=ADA)
    link = link_in(discussion.inbox(ADA)[-1], "comments/sent")
    discussion.press(link)
    discussion.settle()
    discussion.decide("delete")
    discussion.press(link)

    assert held(discussion) == 0


def test_an_unconfirmed_comment_expires_with_its_link(discussion: Discussion) -> None:
    before = discussion.kept()
    discussion.comment(email=ADA)
    link = link_in(discussion.inbox(ADA)[-1], "comments/sent")
    [noted] = [has for _, sk, has in discussion.kept() - before if sk == "sent"]
    assert f"('expires', {int(discussion.clock.now().timestamp()) + 3 * 86_400})" in noted
    discussion.clock.sleep(3 * 86_400 + 1)

    assert discussion.press(link).status == 410


def test_strangers_cause_no_more_mails_than_the_budget_of_the_mailbox_has(discussion: Discussion) -> None:
    for _ in range(13):
        discussion.comment(email=ADA)
        discussion.clock.sleep(3_600 * 12)

    assert len(discussion.inbox(ADA)) == 3


def test_a_reader_who_is_gone_from_the_form_is_answered_as_one_who_is_known(discussion: Discussion) -> None:
    """The answer says nothing about an address."""
    replies = [discussion.ask("POST", "/comments", {**COMMENT, "email": address}) for address in (ADA, "bob@example.org")]

    assert replies[0].body == replies[1].body


# ---- off


def test_a_site_that_asks_for_no_proof_shows_the_same_pages_as_before() -> None:
    silent, off = asking(SITE), asking(SITE.replace("{open", "{proof_of_work: no, open"))

    assert silent.page == off.page
    for word in ("challenge", "altcha", "proof.js", "noscript"):
        assert word not in silent.page
    answer = f"/comments?post={ADDRESS}"
    assert silent.ask("GET", answer).body == off.ask("GET", answer).body


def test_a_site_that_asks_for_no_proof_takes_comments_without_one_and_counts_none(discussion: Discussion) -> None:
    discussion.blog.publish({"site.yaml": SITE})

    assert discussion.ask("POST", "/comments", {**COMMENT, "altcha": "anything"}).status == 202
    assert not [pk for pk, _, _ in discussion.kept() if "proof#" in pk]


def test_a_switch_changes_the_pages_of_posts(discussion: Discussion) -> None:
    assert f'data-challenge="/api/comments/challenge?post={ADDRESS}"' in discussion.page
    discussion.blog.publish({"site.yaml": SITE})

    assert "challenge" not in discussion.page
