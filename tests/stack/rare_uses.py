"""Rare uses: what functions do to the table only when something unusual happens, which is done here in memory.

The acts are tests of other folders where these provoke it, and otherwise what stands here.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import cache, partial
from http import HTTPStatus
from typing import Any

import pytest
from msgspec.structs import replace

from bench.watching import watched
from chalicelib.authoring.readable_items import PUSH_READS
from chalicelib.cloud.items import At, Item
from chalicelib.comments.rules.comment import approved
from chalicelib.model import Page
from chalicelib.newsletter.jobs import OpenLetter, PersonInvited, to_letters
from chalicelib.newsletter.letter_holds import TRIES
from chalicelib.newsletter.rules.letter import id_of
from chalicelib.partitions import DUE, LIST
from chalicelib.publishing import messages
from chalicelib.store import comments
from chalicelib.store.item_keys import FAILURE
from chalicelib.store.newsletter import letters
from tests.analytics import blog as analytics
from tests.analytics import test_top_posts
from tests.authoring_api import test_access_tokens, test_desk, test_passkeys
from tests.authoring_api.app import App, DeskBlog
from tests.authoring_api.authors import ask, token_of, with_api
from tests.authoring_api.rooms import test_comments as test_comments_at_the_desk
from tests.authoring_api.rooms import test_letters as test_letters_at_the_desk
from tests.authoring_api.test_desk import Desk
from tests.authoring_api.writer import ANN, new_writer
from tests.comments import (
    test_comment_crashes,
    test_comment_floods,
    test_comments,
    test_moderating,
    test_own_comments,
    test_proof_of_work,
    test_reply_notices,
)
from tests.comments.test_comments import Discussion
from tests.comments.test_reply_notices import Conversation
from tests.function_rights import USES, Use
from tests.letters import test_due, test_failing, test_reach
from tests.letters.blog import KEY, NEWS, TODAY, LetterBlog
from tests.newsletter import test_signup_halts, test_signup_mail
from tests.pictures import flat_png
from tests.publishing import test_bounded_ticks, test_broken, test_hub, test_search, test_troubles
from tests.publishing.blog import MemoryBlog, post
from tests.publishing.hubs import opened, tick
from tests.web import test_moving as test_moves
from tests.web import test_wished_authors
from tests.web.visitor import ADA, IP, new_visitor


@cache
def rare_uses() -> frozenset[Use]:
    """Return what all acts use."""
    USES.clear()
    for act in ACTS:
        act()
    return frozenset(USES)


def an_editor_reads_all_that_a_push_reads() -> None:
    blog = MemoryBlog()
    cloud = with_api(blog)
    token = f"Bearer {token_of(cloud, 'ann')}"
    for partition in PUSH_READS:
        pk = f"{partition}x" if partition.endswith("#") else partition
        for asked in ({"get": [[pk, "-"]]}, {"query": pk}):
            assert ask(cloud, "POST", "/items", json.dumps(asked).encode(), authorization=token).status == HTTPStatus.OK


def an_app_makes_posts_and_lists_them() -> None:
    app = App(DeskBlog())
    assert app.source(app.create(content="x", category=["ink"], mp_slug="here"))
    assert app.get(("q", "source")) == {"items": []}


def pages_fail_and_heal() -> None:
    """A page can't be made, is reported, and is made again; another one's source is deleted."""
    for test in (
        test_troubles.test_once_the_page_is_made_nothing_is_told_of_it,
        test_troubles.test_a_post_that_is_removed_takes_its_trouble_along,
    ):
        with pytest.MonkeyPatch.context() as patch:
            test(MemoryBlog(), test_troubles.failing_pages(patch))


def letters_fail_and_heal() -> None:
    with pytest.MonkeyPatch.context() as patch:
        test_failing.test_an_upload_of_the_mended_post_makes_it_due_again(test_failing.Fault(patch))


def a_letter_is_resumed_while_it_is_given_up() -> None:
    """A letter is given up for the last time, and its author resumes it between the report and the end."""
    blog = LetterBlog()
    blog.publish({"site.yaml": "title: The Press\n", KEY: NEWS})
    letter = blog.letter()
    assert letter
    letters.write(blog.cloud.table, replace(letter, tries=TRIES, why="a fault"))

    def resume(port: str, _method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        answer = act()
        if port == "table" and isinstance(args[0], Item) and args[0].at.sk.startswith(FAILURE):
            letters.change(blog.cloud.table, letter.id, lambda current: replace(current, tries=0))
        return answer

    blog.clock.time += timedelta(hours=1)
    blog.cloud = watched(blog.cloud, resume)
    blog.do(to_letters(OpenLetter(letter.id)))


def pointers_are_stale() -> None:
    """A listing has a pointer to a post that isn't in it, and the clock one to a post that was due once."""
    visitor = new_visitor(blog := MemoryBlog())
    blog.publish({"posts/a.md": post(title="A")})
    [current] = (item for item in blog.cloud.table.query(f"{LIST}en:all:"))
    stale = Item(At(current.at.pk, "2026-12-31#posts/a.md"), current.has)
    blog.cloud.table.put(stale)
    blog.press.send(messages.to_press([Page("landing", "en:all:")]))
    blog.settle()
    blog.cloud.table.put(stale)
    visitor.follow()
    blog.cloud.table.put(Item(At(DUE, "2026-01-01T00:00:00+00:00#posts/a.md"), {"version": ""}))
    tick(blog)


def a_shard_is_not_queued() -> None:
    """The queue takes no message, so a shard of a letter isn't begun."""

    def refuse(port: str, method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if (port, method) == ("letters", "send"):
            raise ConnectionError
        return act()

    blog = LetterBlog()
    blog.publish({"site.yaml": "title: The Press\n", "a.png": flat_png(3, 2)})
    blog.follow("ann@example.org")
    blog.publish({KEY: post("![A picture](../a.png)", title="News", date=TODAY)})
    blog.clock.time += timedelta(hours=1)
    open_cloud = blog.cloud
    blog.cloud = watched(open_cloud, refuse)
    blog.do(to_letters(OpenLetter(id_of(KEY))))
    blog.cloud = open_cloud
    blog.again()
    blog.wait()


def top_posts_move() -> None:
    with analytics.on_memory() as reading:
        reading.open()
        test_top_posts.test_a_post_keeps_its_reads_under_another_address(reading)


def a_sign_up_fails() -> None:
    """A visitor with IPv6 signs up, and the mail is refused, so that it is taken off the mailbox's budget."""
    visitor = new_visitor()
    test_signup_mail.refuse(visitor, "quota")
    visitor.ask("POST", "/subscriptions", {"email": ADA}, ip="2001:db8:1:2::1")
    visitor.work()


def sign_ups_wait() -> None:
    """Mails about signing up come back, and a nameserver is silent."""
    test_signup_halts.test_a_provider_waits_at_the_fourth_bounce(new_visitor())
    test_signup_halts.test_domains_that_dns_says_nothing_about_share_a_budget_of_their_own()


def a_visitor_chooses_authors() -> None:
    test_wished_authors.test_an_author_and_a_category_of_one_slug_are_two_wishes(test_wished_authors.visitor_of_authors())


def feeds_never_rest() -> None:
    """A feed is written again and again, so that the hub is told before it rests."""
    blog = MemoryBlog()
    opened(blog)
    for number in range(6):
        blog.publish({"posts/a.md": post(f"Draft {number}.", title="A")})
        tick(blog, timedelta(seconds=50))


def letters_wait() -> None:
    """A post is renamed, or taken back and published again, before its letter is sent; another comes in a digest."""
    for test in (
        partial(test_due.test_a_rename_mails_nothing, deleted_first=False),
        partial(test_due.test_a_post_taken_back_within_the_grace_is_mailed_once_it_is_published_again, away=None),
    ):
        blog = LetterBlog()
        blog.publish({"site.yaml": "title: The Press\nlanguages: [en, es]\n"})
        blog.follow(test_due.READER)
        test(blog)
    blog = LetterBlog()
    blog.publish({"site.yaml": test_reach.SITE})
    test_reach.test_a_daily_digest_brings_the_day_s_posts_at_the_site_s_hour(blog)


def readers_comment() -> None:
    """Comments are deleted, taken back, replied to and erased; their post is renamed; a mail about a reply fails."""
    for test in (
        test_comments.test_a_deleted_comment_leaves_the_page,
        test_comments.test_a_comment_that_was_taken_back_never_waits,
        test_comments.test_comments_follow_a_post_that_is_renamed,
        test_comment_floods.test_while_many_comments_wait_a_network_may_send_one_a_day,
    ):
        test(Discussion(commented_blog()))
    stops = partial(test_reply_notices.test_one_press_stops_these_mails_for_a_post_or_for_all, of="", posts=[])
    for of_talk in (test_reply_notices.test_a_mail_that_was_certainly_not_sent_is_sent_later, stops):
        of_talk(Conversation(commented_blog()))
    talk = Conversation(commented_blog())
    written = talk.hear()
    talk.ask("GET", f"/comments?post={test_comments.ADDRESS}&to={written} posts/ink.md")
    talk.reply(written)
    talk.comment(email="Ada@example.org", text="It waits.")
    test_own_comments.test_ones_own_comments_are_shown_and_nobody_elses(talk)
    test_own_comments.test_ones_own_comments_are_erased_with_what_else_is_kept(talk)
    by_eva = Conversation(commented_blog(author="Eva Ink"))
    test_moderating.test_a_reply_of_the_author_is_shown_with_the_comment_and_marked(by_eva)
    block = test_moderating.test_a_block_drops_comments_of_the_address_or_without_one_of_the_network_for_thirty_days
    block(Conversation(commented_blog()), first=ADA, second=ADA, ip=IP, days=1, held=0)
    test_comment_crashes.test_a_comment_follows_its_post_wherever_that_was_renamed_to_meanwhile()
    Discussion(commented_blog()).ask("POST", "/comments", test_comments.COMMENT, ip="2001:db8::7")
    test_proof_of_work.test_a_proof_counts_once(test_proof_of_work.asking(test_proof_of_work.ASKING))
    by_mail = test_proof_of_work.test_without_a_proof_a_writer_confirms_the_comment_by_mail
    by_mail(test_proof_of_work.asking(test_proof_of_work.ASKING))


def a_decision_ends_half_way() -> None:
    """A worker dies after it has approved a comment, which is still among those that wait; the moderator looks."""
    discussion = Discussion(commented_blog())
    discussion.comment()
    link = discussion.moderation_link()
    [waits] = comments.held(discussion.cloud.table, 1)
    comments.change(discussion.cloud.table, waits.thread, waits.name, lambda current: current and approved(current))
    discussion.ask("GET", link)


def an_author_looks_through_comments_and_letters() -> None:
    """At the desk, a comment is approved; another one was decided on half way; a letter is cancelled and resumed."""
    room = test_comments_at_the_desk.Room()
    test_comments_at_the_desk.test_an_approved_comment_is_on_the_page_and_waits_no_longer(room)
    room.comment(text="Another.")
    [waits] = comments.held(room.blog.cloud.table, 1)
    comments.change(room.blog.cloud.table, waits.thread, waits.name, lambda current: current and approved(current))
    assert room.waiting() == []
    test_letters_at_the_desk.test_a_cancelled_letter_is_sent_to_nobody_and_resumed_it_is_due_when_it_was(
        test_letters_at_the_desk.Room()
    )


def commented_blog(**keys: str) -> MemoryBlog:
    """Return a blog with a post that takes comments."""
    blog = MemoryBlog()
    blog.publish({"site.yaml": test_comments.SITE, "posts/ink.md": post(title="Ink", date="2026-11-20", **keys)})
    return blog


def people_sign_in() -> None:
    """Somebody is invited, signs in, lets an app in and revokes it; somebody else is refused."""
    writer = new_writer()
    writer.cloud.letters.send([to_letters(PersonInvited("ann"))])
    writer.work()
    writer.post("/desk/links", {"email": ANN}, ip="2001:db8::1")
    writer.work()
    writer.post("/desk/link?t=nothing")
    test_passkeys.test_a_passkey_signs_in_again_and_again(test_passkeys.enrolled_writer())
    test_access_tokens.test_a_token_is_revoked_in_the_account(new_writer().sign_in())
    test_access_tokens.test_the_last_use_is_noted_once_a_day(new_writer().sign_in())
    test_access_tokens.test_a_token_is_introspected_by_one_of_the_same_person(new_writer().sign_in())


ACTS: tuple[Callable[[], object], ...] = (
    pages_fail_and_heal,
    an_editor_reads_all_that_a_push_reads,
    an_app_makes_posts_and_lists_them,
    letters_fail_and_heal,
    a_letter_is_resumed_while_it_is_given_up,
    pointers_are_stale,
    a_shard_is_not_queued,
    top_posts_move,
    a_sign_up_fails,
    sign_ups_wait,
    feeds_never_rest,
    letters_wait,
    readers_comment,
    a_decision_ends_half_way,
    an_author_looks_through_comments_and_letters,
    people_sign_in,
    lambda: test_desk.test_a_published_post_is_live_and_can_be_taken_back(Desk()),
    lambda: test_desk.test_a_publish_is_said_before_it_happens(Desk()),
    lambda: test_hub.test_a_publish_is_one_ping_with_the_feeds_that_show_the_post(MemoryBlog()),
    lambda: test_search.test_a_crowded_month_has_several_segments_and_a_publish_touches_the_newest(MemoryBlog()),
    lambda: test_broken.test_what_can_not_even_be_refused_leaves_the_clocks_list(MemoryBlog()),
    lambda: test_bounded_ticks.test_a_tick_reads_and_queues_so_much_and_no_more(MemoryBlog()),
    lambda: test_wished_authors.test_an_author_and_a_category_of_one_slug_are_two_wishes(
        test_wished_authors.visitor_of_authors()
    ),
    test_moves.test_a_move_whose_worker_dies_anywhere_is_complete_or_never_began,
    test_signup_mail.test_a_welcome_shows_the_newest_posts_of_the_wished_authors_and_of_the_wished_categories,
)
