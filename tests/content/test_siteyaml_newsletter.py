"""The newsletter of a site: who sends it, when, and what is said of its followers."""

import json

import pytest

from chalicelib.content.site.site import LocalizedText, Newsletter, Sender
from tests.content.siteyaml import read, refused


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ("The Press <letters@press.example>", Sender("The Press", "letters@press.example")),
        ("letters@press.example", Sender("", "letters@press.example")),
        ("<letters@press.example>", Sender("", "letters@press.example")),
        ("غرفة الحروف <a@b.org>", Sender("غرفة الحروف", "a@b.org")),
        ("The Press, Ballarat (news) <a@b.org>", Sender("The Press, Ballarat (news)", "a@b.org")),
        ('"Dr. Who" <a@b.org>', Sender("Dr. Who", "a@b.org")),
        ("A <News+1@MÜNCHEN.de>", Sender("A", "News+1@xn--mnchen-3ya.de")),
    ],
)
def test_a_sender_is_a_name_and_an_address_or_an_address_alone(written: str, sender: Sender) -> None:
    assert read(f"newsletter:\n  letters: '{written}'").newsletter.letters == sender


@pytest.mark.parametrize(
    "written",
    [
        "The Press",
        "A <a@b.org",
        "A <a@b.org> <c@d.org>",
        "a@b.org, c@d.org",
        "a@b.org c@d.org",
        "inês@press.example",
        "a@localhost",
        "a@[127.0.0.1]",
        "a@b..org",
        "@b.org",
        f"{'a' * 65}@b.org",
        f"a@{'b.' * 130}org",
        f"{'n' * 101} <a@b.org>",
        "A\x7f <a@b.org>",
        "=?utf-8?q?a=0ABcc:_x?= <a@b.org>",
        'A "B" C <a@b.org>',
    ],
)
def test_a_sender_that_mail_could_not_come_from_is_refused(written: str) -> None:
    refusal = refused(f"title: x\nnewsletter:\n  confirmations: {json.dumps(written)}")

    assert (refusal.line, refusal.found.partition(":")[0]) == (3, "confirmations")


def test_a_refused_sender_shows_how_one_is_written() -> None:
    assert refused("newsletter: {letters: x y}").found == 'letters: "x y" (such as The Press <letters@press.example>)'


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("10 minutes", 600), ("5", 300), ("0", 0), ("1 hour", 3600), ("90 Seconds", 90), ("1second", 1), ("24 hours", 86_400)],
)
def test_a_time_of_grace_is_told_in_seconds_minutes_or_hours(written: str, seconds: int) -> None:
    assert read(f"newsletter: {{grace: {written}}}").newsletter.grace == seconds


def test_what_is_not_said_of_the_newsletter_has_a_default() -> None:
    assert read("newsletter: {hour: 9, grace: ~}").newsletter == Newsletter(Sender(), Sender(), LocalizedText(), 600, 9)


@pytest.mark.parametrize(
    ("wish", "followers", "shown"), [("10", 9, 0), ("10", 10, 10), ("no", 500, 0), ("0", 500, 0), ("1", 1, 1), ("", 12, 12)]
)
def test_a_number_of_followers_is_said_from_the_number_on_that_the_site_names(wish: str, followers: int, shown: int) -> None:
    assert read(f"newsletter: {{show_followers: {wish}}}").newsletter.shown(followers) == shown


@pytest.mark.parametrize(("said", "on"), [("no", False), ("off", False), ("false", False), ("yes", True), ("{}", True)])
def test_a_site_may_do_without_letters(said: str, on: bool) -> None:
    assert read(f"newsletter: {said}").newsletter == Newsletter(on=on)


@pytest.mark.parametrize("said", ["weekly", "[no]", "2"])
def test_the_newsletter_is_a_table_or_yes_or_no(said: str) -> None:
    assert "newsletter" in refused(f"newsletter: {said}").found


@pytest.mark.parametrize("said", ["no", "{show_followers: no}", "{show_followers: 3}"])
def test_followers_are_not_counted_in_public_without_letters_or_below_a_number(said: str) -> None:
    assert read(f"newsletter: {said}").newsletter.shown(2) == 0
