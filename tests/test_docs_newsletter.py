"""`docs/newsletter.md` is true: its tables say what the code says.

Examples are read as an author's file, a visitor's request or a program's.
"""

import json
import re
import shlex
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from functools import partial
from typing import Any

import pytest

from chalicelib import codec
from chalicelib.content.site import Site
from chalicelib.content.siteyaml import read_site
from chalicelib.errors import REASONS
from chalicelib.newsletter import (
    campaign,
    delivery,
    edition,
    ledger,
    letter,
    mailbox,
    mailbox_budget,
    message,
    pace,
    rate_limits,
    ses_events,
    signup_mail,
    subscriber_import,
    subscription,
    tokens,
    waiting_signups,
)
from chalicelib.newsletter.message import Edition
from chalicelib.newsletter.notices import NOTES
from chalicelib.newsletter.subscriber import OFTEN, STATES, Wishes
from chalicelib.newsletter.subscriber_import import ImportContext, Row
from chalicelib.newsletter.tokens import Keyring
from chalicelib.web import api, forms
from chalicelib.web.pages import PAGES
from infra.verbs import acts
from infra.verbs.letters import COLUMNS
from tests.docs import NEWSLETTER, coded, prose_of, table_in
from tests.letters.blog import LetterBlog

PROSE = prose_of(NEWSLETTER)
table = partial(table_in, NEWSLETTER)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
FENCED = re.compile(r'^( *)```\w+(?: title="([^"]+)")?\n(.*?)^\1```$', re.MULTILINE | re.DOTALL)


def example(part: str) -> str:
    """The fenced block that holds these words, without its indent."""
    found = [match for match in FENCED.finditer(NEWSLETTER) if part in match[3]]
    assert len(found) == 1, f"{len(found)} examples hold {part!r}"
    return "\n".join(line.removeprefix(found[0][1]) for line in found[0][3].splitlines()) + "\n"


# ---- what is sent when


def test_what_is_said_of_mails_about_signing_up_is_so() -> None:
    rows = dict(table("What happens"))

    assert rows["somebody enters an address that doesn't follow"].endswith(f"{subscription.WAITING.days} days")
    assert tokens.PURPOSES["confirm"].age == subscription.WAITING.total_seconds()
    budget = mailbox_budget.BUDGETS["mailbox"]
    assert budget.most == ((timedelta(days=7), 3),)
    assert budget.pauses == (timedelta(hours=1), timedelta(days=1))
    assert "it is entered again within an hour of the first such mail, or a day of the second" in rows
    assert "it is entered again, and 3 such mails went to its mailbox within a week" in rows
    assert f"the {signup_mail.NEWEST} newest posts" in rows["the button behind the confirmation's link is pressed"]
    assert NOTES["already"].subject % {"name": "X"} == "You follow X already"


def test_links_are_good_for_as_long_as_is_said() -> None:
    ages = {name: row.age for name, row in tokens.PURPOSES.items()}

    days = {name: age / 86_400 for name, age in ages.items()}
    assert days == {"confirm": 3, "preferences": 90, "unsubscribe": 400, "data": 1, "erase": 1}
    assert "a link to leave, good for 400 days, and one to change wishes, good for 90 days" in PROSE
    assert "on the preferences page, are good for a day" in PROSE
    assert "The link is good for 90 days." in NOTES["link"].after


def test_the_grace_and_the_age_of_news_are_as_said() -> None:
    assert f"{Site().newsletter.grace // 60} minutes, unless" in PROSE
    assert timedelta(days=1) == letter.FRESH
    assert "whose date is more than a day old when it first appears" in PROSE


@pytest.mark.parametrize(
    ("front", "mailed"),
    [
        ({"date": "2026-11-25"}, True),
        ({"date": "2026-11-20"}, False),
        ({"date": "2026-11-25", "newsletter": "false"}, False),
        ({"date": "2026-11-25", "draft": "true"}, False),
        ({}, False),
    ],
    ids=["news", "an old date", "newsletter: false", "a draft", "a page"],
)
def test_a_post_is_mailed_only_if_the_docs_say_so(front: dict[str, str], mailed: bool) -> None:
    blog = LetterBlog()
    blog.follow("ada@example.org")
    lines = [f"{name}: {value}" for name, value in front.items()]

    blog.announce("\n".join(["---", "title: T", *lines, "---", "Text."]), key="t.md")

    assert blog.readers() == (["ada@example.org"] if mailed else [])


def test_an_address_is_news_once() -> None:
    blog = LetterBlog()
    blog.follow("ada@example.org")
    blog.announce("---\ntitle: A\ndate: 2026-11-25\npath: /here/\n---\nA.", key="a.md")
    blog.delete("a.md")
    blog.settle()

    blog.announce("---\ntitle: B\ndate: 2026-11-25\npath: /here/\n---\nB.", key="b.md")

    assert blog.readers() == ["ada@example.org"]


# ---- the letter


def test_each_header_is_in_the_mails_that_the_table_says() -> None:
    made: dict[str, Any] = {"site": Site(), "sender": Site().sender("letters"), "to": "ada@example.org", "date": NOW}
    said = Edition("Subject", "<p>Text</p>", "Text", "en", "mark")
    mails = (
        message.letter(said, **made, unsubscribe="u", preferences="p", letter_id="l", reader_id="r"),
        message.note(said, **made, message_id_seed="confirm"),
        message.note(said, **made, message_id_seed="welcome", unsubscribe="u"),
    )
    rows = [(re.findall(r"`([\w-]+)`", row[0].partition(":")[0]), row[1:]) for row in table("Header")]
    told = [{name for names, has in rows for name in names if has[column] == "yes"} for column in range(len(mails))]

    assert told == [set(message_from_bytes(mail).keys()) - {"MIME-Version", "Content-Type"} for mail in mails]
    assert [bool(NOTES[kind].why) for kind in ("confirm", "already", "welcome")] == [False, False, True]


def test_a_letter_has_as_much_room_as_is_said() -> None:
    assert f"the HTML has {edition.ROOM:,} bytes at most" in PROSE


def test_the_site_yaml_that_is_shown_is_taken() -> None:
    said = read_site(example("letters@news.press.example").encode(), lambda text, _lang: text)

    assert said.sender("letters").address == "letters@news.press.example"
    assert said.sender("confirmations").address == "confirm@press.example"


# ---- the author's commands


def test_every_command_is_in_the_table_with_its_options() -> None:
    verbs = {"subscribers": acts.SUBSCRIBERS, "letters": acts.LETTERS}
    commands = [
        (
            " ".join(["presswork", verb, act.name, *(one.options["metavar"] for one in act.arguments if one.name[0] != "-")]),
            [one.name for one in act.arguments if one.name[0] == "-"],
            act.help,
        )
        for verb, acts in verbs.items()
        for act in acts
    ]

    assert [(coded(name)[0], coded(options), does) for name, options, does in table("Command")] == commands
    assert f"`presswork subscribers` alone is `{acts.SUBSCRIBERS[0].name}`" in PROSE
    assert f"`presswork letters` alone is `{acts.LETTERS[0].name}`" in PROSE


def test_every_column_of_an_import_is_in_the_table() -> None:
    assert [(coded(name)[0], tuple(coded(also)), meaning) for name, also, meaning in table("Column")] == [
        (row.name, row.also, row.meaning) for row in subscriber_import.COLUMNS
    ]


def test_the_file_that_is_shown_is_imported_without_a_refusal() -> None:
    customs = ImportContext(Site(), Keyring(("key",), "pepper"), NOW)

    opened = subscriber_import.opened(example("ada@example.org,en").splitlines(keepends=True), customs)
    ada, ben = opened.rows

    assert opened.unknown == ()
    assert isinstance(ada, Row)
    assert isinstance(ben, Row)
    assert ada.wishes == Wishes("en", categories=("machines", "workshop"), often="daily")
    assert (ben.wishes, ben.consent) == (Wishes("en"), "paper list at the fair")


def test_every_state_of_a_letter_is_in_the_table() -> None:
    rows = {coded(state)[0]: meaning for state, meaning in table("Letter")}

    assert set(rows) == set(letter.STATES)
    assert {state for state, meaning in rows.items() if "only by `resume`" in meaning} == set(letter.RESUMABLE) - {
        "paused",
        "failed",
        "withdrawn",
    }


def test_every_column_of_counts_is_in_the_table() -> None:
    counts = [column.name for column in COLUMNS if column.side == ">"]

    assert [coded(name)[0] for name, _ in table("Column of the list")] == counts


# ---- what is promised


def test_times_of_the_ledger_and_of_halts_are_as_said() -> None:
    minutes = int(ledger.SILENCE.total_seconds()) // 60

    assert f"no news comes for {minutes} minutes" in PROSE
    assert f"the clock looks every {int(campaign.LOOK.total_seconds()) // 60} minutes" in PROSE
    assert f"Entries are forgotten after {ledger.KEPT.days} days" in PROSE
    assert delivery.DOUBTS == 3
    assert f"the worker lets it rest for {delivery.SILENT} seconds" in PROSE
    assert f"a walk goes on after {delivery.SLOW} seconds" in PROSE
    assert timedelta(hours=1) == campaign.PAUSE
    assert pace.ASKED_EVERY == 60


def test_a_letter_stops_where_it_is_said_to() -> None:
    assert f"at least {campaign.HOPELESS} subscribers are refused and none is sent to" in PROSE
    assert (
        f"more than {ses_events.BOUNCES.thousandths / 10:g} % bounced (taken as if at least {ses_events.BOUNCES.fewest}" in PROSE
    )
    assert (
        f"more than {ses_events.COMPLAINTS.thousandths / 10:g} % complained (at least {ses_events.COMPLAINTS.fewest:,})" in PROSE
    )
    assert not ses_events.stop_reason(10, 5, 1), "five dead addresses or one complaint never stop a letter"
    assert ses_events.stop_reason(10, 6, 0)
    assert ses_events.stop_reason(10, 0, 2)
    assert ses_events.SOFT_DAYS == 3


# ---- the form and the API

TAKEN = {"text": forms.text, "list": forms.text_list, "yes or no": forms.flag, "whole number": forms.number}


def test_every_field_is_in_the_table_with_what_it_takes() -> None:
    rows = [
        (coded(name)[0], coded(also)[0] if also else "", TAKEN[takes], meaning) for name, also, takes, meaning in table("Field")
    ]

    assert rows == [(row.name, row.also, row.takes, row.meaning) for row in forms.ROWS]


def test_every_request_is_in_the_table_with_its_state() -> None:
    rows = {tuple(coded(request)[0].split()): json_says for request, _, _, json_says in table("Request")}

    assert list(rows) == [(method, f"/api{path}") for method, path in api.ROUTES]
    states = {state for says in rows.values() for state in re.findall(r'"state": "(\w+)"|or `(\w+)`', says)}
    assert {one or other for one, other in states} == set(PAGES) - {"refused"}


def test_every_refusal_is_in_the_table_in_the_words_of_the_page() -> None:
    assert [(coded(code)[0], int(status), why, instead) for code, status, why, instead in table("Code")] == [
        (code, reason.status, reason.why, reason.instead) for code, reason in REASONS.items() if reason.reader == "visitor"
    ]


def test_every_limit_is_the_one_that_holds() -> None:
    assert [(what, most) for what, most, _ in table("Limit")] == [
        *((row.meaning, f"{row.most}") for row in rate_limits.LIMITS.values() if row.most != rate_limits.NO_END),
        *(
            (f"{row.meaning}, within {SPANS[span]}", f"{most}")
            for row in mailbox_budget.BUDGETS.values()
            for span, most in row.most
        ),
        ("bytes of a request", f"{forms.MOST_BYTES:,}"),
        ("categories", f"{forms.MOST_CATEGORIES}"),
        ("characters of an address", f"{mailbox.LONGEST}"),
    ]
    assert f"less than {api.FILLED_IN / 1000} seconds" in PROSE
    assert signup_mail.LATER == 15 * 60
    assert "for 6 hours at most" in PROSE
    assert timedelta(hours=6) == signup_mail.PATIENCE
    assert f"Those that come as the first {rate_limits.STRAIGHT} of an hour" in PROSE
    assert f"for {waiting_signups.LONGEST.days} days at most" in PROSE
    assert rate_limits.NETWORKS == (
        ("host-hour", 32, 64),
        ("home-hour", 0, 56),
        ("network-hour", 24, 48),
        ("network-day", 24, 48),
    )


SPANS = {timedelta(days=1): "a day", timedelta(days=7): "a week"}


def test_the_request_that_is_shown_is_taken() -> None:
    words = shlex.split(example("curl").replace("\\\n", " "))
    kind = words[words.index("-H") + 1].partition(": ")[2]

    form = forms.read_form(kind, words[words.index("-d") + 1].encode())

    assert forms.wishes_in(form, ("en",), Wishes("en")) == Wishes("en", categories=("machines",), often="weekly")
    assert words[2].endswith("/api/subscriptions")


def test_how_often_is_named_everywhere_alike() -> None:
    assert tuple(coded(table("A subscriber's wish")[2][0])) == OFTEN


# ---- privacy


def test_every_state_of_a_subscriber_is_kept_for_as_long_as_is_said() -> None:
    kept = {row[0].partition(":")[0].strip("`"): row[2] for row in table("Kept")}

    assert list(kept)[: len(STATES)] == list(STATES)
    assert kept["waiting"] == f"{subscription.WAITING.days} days after the latest confirmation was mailed"
    assert kept["left"] == f"{subscription.LEFT.days} days"
    assert kept["the ledger"] == f"{ledger.KEPT.days} days after its last change"
    assert (
        kept["a sign-up in the queue, or waiting for its turn"]
        == f"moments; {signup_mail.PATIENCE // timedelta(hours=1)} hours where "
        f"the mail service doesn't take the mail; {waiting_signups.LONGEST.days} days where the site's limit is reached"
    )


def test_who_left_or_is_suppressed_leaves_no_address_behind() -> None:
    asked = subscription.signed_up(
        None, "id", "ada@example.org", Wishes(), "hash", "2026-11-25T12:00:00+00:00#1", "secret", NOW
    ).new
    assert asked is not None
    gone = subscription.left(asked, NOW).new
    out = ses_events.suppressed(asked, "bounce", "2026-11-25T12:00:00+00:00")

    assert gone is not None
    assert (gone.address, gone.wishes, gone.consent) == (out.address, out.wishes, out.consent) == ("", Wishes(), "")
    assert (asked.expires, gone.expires) == (
        subscription.after(NOW, subscription.WAITING),
        subscription.after(NOW, subscription.LEFT),
    )
    assert set(json.loads(codec.dumps(gone))) == {"state", "wishes", "since"}
    assert set(json.loads(codec.dumps(out))) == {"state", "wishes", "since", "why"}
    assert out.expires == 0


def test_limits_are_forgotten_with_their_window() -> None:
    assert {row.name: row.seconds for row in rate_limits.LIMITS.values()} == {
        "host-hour": 3_600,
        "home-hour": 3_600,
        "network-hour": 3_600,
        "network-day": 86_400,
        "mailbox-day": 86_400,
        "site-hour": 3_600,
        "turns-week": 7 * 86_400,
    }
