"""The mail service's events, and their effect on letters and subscribers."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.cloud.ports import Outgoing
from chalicelib.cloud.ses import tags_of
from chalicelib.newsletter.rules.preferences import Wishes
from chalicelib.newsletter.rules.ses_events import KINDS, MailEvent, after_event, read_event, stop_reason
from chalicelib.newsletter.rules.subscriber import State, Subscriber

ID = "0123456789abcdef" * 2
SIMULATOR = [
    {"emailAddress": "recipient@example.com", "action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1"}
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


def event(kind: str, **details: Any) -> dict[str, Any]:
    """Return an event as SES publishes it, by the examples of its guide."""
    mail = {
        "timestamp": "2026-11-25T12:00:02.012Z",
        "source": "Sender Name <sender@example.com>",
        "sendingAccountId": "123456789012",
        "messageId": "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000",
        "destination": ["recipient@example.com"],
        "headersTruncated": False,
        "headers": [{"name": "From", "value": "Sender Name <sender@example.com>"}],
        "tags": {"ses:configuration-set": ["ConfigSet"], "letter": ["daily-2026-11-25"], "reader": [ID]},
    }
    return {"eventType": kind, "mail": mail, **details}


def bounce(kind: str, sub: str = "General", to: object = SIMULATOR) -> dict[str, Any]:
    details = {"bounceType": kind, "bounceSubType": sub, "bouncedRecipients": to, "timestamp": "2026-11-27T00:41:02.669Z"}
    return event("Bounce", bounce=details)


def complaint(**details: Any) -> dict[str, Any]:
    return event("Complaint", complaint={"complainedRecipients": [{"emailAddress": "recipient@example.com"}], **details})


CASES: list[tuple[Mapping[str, Any], str, str]] = [
    (event("Send", send={}), "sent", ""),
    (event("Delivery", delivery={"smtpResponse": "250 2.6.0 ok", "recipients": ["recipient@example.com"]}), "delivered", ""),
    (bounce("Permanent"), "hard", "Permanent General"),
    (bounce("Permanent", "OnAccountSuppressionList"), "hard", "Permanent OnAccountSuppressionList"),
    (bounce("Transient", "MailboxFull", []), "soft", "Transient MailboxFull"),
    (bounce("Transient", to=[{"emailAddress": "a@example.com", "status": "4.4.7"}]), "soft", "Transient General"),
    (bounce("Undetermined", "Undetermined"), "soft", "Undetermined Undetermined"),
    (complaint(complaintFeedbackType="abuse"), "complaint", "abuse"),
    (complaint(complaintSubType="OnAccountSuppressionList"), "complaint", "OnAccountSuppressionList"),
    (complaint(), "complaint", ""),
    (event("Reject", reject={"reason": "Bad content"}), "rejected", "Bad content"),
    (event("Rendering Failure", failure={"errorMessage": "no name", "templateName": "x"}), "rejected", ""),
]


@pytest.mark.parametrize(("raw", "kind", "found"), CASES)
def test_an_event_names_its_kind_its_letter_and_its_reader(raw: Mapping[str, Any], kind: str, found: str) -> None:
    message_id = "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000"

    assert read_event(json.dumps(raw)) == MailEvent(kind, "daily-2026-11-25", ID, message_id, "2026-11-25T12:00:02+00:00", found)


def test_every_kind_comes_from_some_event() -> None:
    assert {kind for _, kind, _ in CASES} == set(KINDS)


@pytest.mark.parametrize(
    "raw",
    [
        event("Open", open={}),
        event("Click", click={}),
        event("DeliveryDelay", deliveryDelay={"delayType": "MailboxFull"}),
        event("Subscription", subscription={}),
        event("Anything", anything={}),
        complaint(complaintFeedbackType="not-spam"),
        {"eventType": "Send"},
        {},
    ],
)
def test_other_events_are_ignored(raw: Mapping[str, Any]) -> None:
    assert read_event(json.dumps(raw)) is None


@pytest.mark.parametrize(
    "raw", [bounce("Transient", to=[{"emailAddress": "a@example.com"}]), bounce("Undetermined", "Undetermined", [])]
)
def test_an_automatic_reply_of_somebody_away_is_no_bounce(raw: Mapping[str, Any]) -> None:
    assert read_event(json.dumps(raw)) is None


def test_letter_and_reader_are_told_by_the_tags_and_not_by_the_headers_of_an_event() -> None:
    """SES's guide shows both: `mail.tags` has a list for each tag, its own beside ours, and a header may still be quoted."""
    raw = bounce("Permanent")
    raw["mail"]["headers"].append({"name": "X-SES-MESSAGE-TAGS", "value": "letter=another, reader=another"})
    own = {"ses:source-ip": ["192.0.2.0"], "ses:from-domain": ["example.com"], "ses:caller-identity": ["letters"]}
    raw["mail"]["tags"] = {**own, **{one["Name"]: [one["Value"]] for one in told_to_ses(letter="l-1", reader=ID)}}

    found = read_event(json.dumps(raw))

    assert found
    assert (found.letter, found.reader) == ("l-1", ID)


def told_to_ses(**tags: str) -> Any:
    """Return the tags of a message as the request to SES has them."""
    return tags_of(Outgoing("letters@example.org", "ada@example.org", b"", tags))["EmailTags"]


def test_a_message_without_our_tags_names_nobody() -> None:
    raw = event("Send", send={})
    raw["mail"]["tags"] = {"ses:configuration-set": ["ConfigSet"], "letter": []}

    news = read_event(json.dumps(raw))

    assert news is not None
    assert (news.letter, news.reader) == ("", "")


@pytest.mark.parametrize("time", [None, 7, "", "yesterday", "2026-11-25T12:00:02", "0001-01-01T00:00:00+14:00"])
def test_a_time_that_is_none_is_left_out(time: object) -> None:
    raw = event("Send", send={})
    raw["mail"]["timestamp"] = time

    news = read_event(json.dumps(raw))

    assert news is not None
    assert news.at == ""


def test_an_event_never_quotes_an_address() -> None:
    raw = bounce("Permanent", "No mailbox recipient@example.com", [{"status": "5.1.1 recipient@example.com"}])

    assert "@" not in repr(read_event(json.dumps(raw)))


SAID = "Successfully validated SNS topic for Amazon SES event publishing."


@pytest.mark.parametrize("body", ["", "{", "null", "7", '"Send"', "[]", "[" * 100_000, SAID])
def test_other_messages_are_no_events(body: str) -> None:
    assert read_event(body) is None


@given(
    kind=st.sampled_from(["Send", "Bounce", "Complaint", "Reject"]),
    fields=st.dictionaries(st.sampled_from(["mail", "bounce", "complaint", "reject", "send"]), JSON),
    inner=st.dictionaries(
        st.sampled_from(["bounceType", "bounceSubType", "bouncedRecipients", "tags", "timestamp", "messageId"]), JSON
    ),
)
def test_any_shape_of_an_event_is_read_without_an_error(kind: str, fields: dict[str, Any], inner: dict[str, Any]) -> None:
    shapes = [{"eventType": kind, **fields}, {"eventType": kind, "mail": inner or {"a": 1}, "bounce": inner}]

    for shape in shapes:
        news = read_event(json.dumps(shape))
        assert news is None or news.kind in KINDS


# ---- when a letter stops


@pytest.mark.parametrize(
    ("sent", "bounced", "complained"),
    [(0, 0, 0), (1, 1, 0), (20, 5, 0), (100, 5, 0), (10_000, 500, 0), (1, 0, 1), (1_000, 0, 1), (10_000, 500, 10)],
)
def test_a_letter_goes_on_within_the_shares_and_at_few_troubles_among_the_first(sent: int, bounced: int, complained: int) -> None:
    assert stop_reason(sent, bounced, complained) == ""


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ((20, 6, 0), "6 of 20 letters bounced: more than 5 %"),
        ((10_000, 501, 0), "501 of 10,000 letters bounced: more than 5 %"),
        ((1_000, 0, 2), "2 of 1,000 letters brought complaints: more than 0.1 %"),
        ((100, 6, 2), "6 of 100 letters bounced: more than 5 %; 2 of 100 letters brought complaints: more than 0.1 %"),
    ],
)
def test_a_letter_stops_beyond_the_shares_and_says_why(counts: tuple[int, int, int], reason: str) -> None:
    assert stop_reason(*counts) == reason


@given(sent=st.integers(0, 200_000), bounced=st.integers(0, 20_000), complained=st.integers(0, 500), more=st.integers(0, 100))
def test_more_trouble_never_makes_a_letter_go_on(sent: int, bounced: int, complained: int, more: int) -> None:
    if stop_reason(sent, bounced, complained):
        assert stop_reason(sent, bounced + more, complained + more)


# ---- the effect on a subscriber


NOW = "2026-11-25T12:00:00+00:00"
FOLLOWER = Subscriber(
    ID,
    "following",
    nonce="n",
    address="ann@example.org",
    wishes=Wishes(categories=("art",)),
    turns=(("2026-01-01T00:00:00+00:00", "each"),),
    since="2026-01-01T00:00:00+00:00",
    consent="form",
    greeted=True,
)


def news(kind: str, at: str = NOW) -> MailEvent:
    return MailEvent(kind, "letter", ID, "message", at)


@pytest.mark.parametrize(("kind", "why"), [("hard", "bounce"), ("complaint", "complaint")])
@pytest.mark.parametrize("state", ["waiting", "following", "left"])
def test_a_hard_bounce_or_a_complaint_suppresses_at_once_and_forgets_the_rest(kind: str, why: str, state: State) -> None:
    after = after_event(replace(FOLLOWER, state=state, expires=7), news(kind), NOW)

    assert after == Subscriber(ID, "suppressed", nonce="n", since=NOW, why=why)


@pytest.mark.parametrize("kind", ["sent", "delivered", "rejected"])
def test_deliveries_and_faults_of_the_letter_change_no_subscriber(kind: str) -> None:
    assert after_event(FOLLOWER, news(kind), NOW) == FOLLOWER


def soft_on(*days: str) -> Subscriber:
    """Return the follower after soft bounces on these days."""
    subscriber = FOLLOWER
    for day in days:
        subscriber = after_event(subscriber, news("soft", f"{day}T09:00:00+00:00"), NOW)
    return subscriber


def test_soft_bounces_suppress_on_the_third_day() -> None:
    assert soft_on("2026-11-01", "2026-11-02") == replace(FOLLOWER, soft=("2026-11-01", "2026-11-02"))
    assert soft_on("2026-11-01", "2026-11-02", "2026-11-30") == Subscriber(
        ID, "suppressed", nonce="n", since=NOW, why="soft bounces"
    )


def test_soft_bounces_of_one_day_count_once() -> None:
    assert soft_on("2026-11-01", "2026-11-01", "2026-11-01").soft == ("2026-11-01",)


def test_days_of_more_than_a_month_ago_are_forgotten() -> None:
    assert soft_on("2026-11-01", "2026-11-02", "2026-12-01").soft == ("2026-11-02", "2026-12-01")
    assert soft_on("2026-12-01", "2026-10-01").soft == ("2026-12-01",)


def test_a_soft_bounce_without_a_time_counts_today() -> None:
    assert after_event(FOLLOWER, news("soft", ""), NOW).soft == ("2026-11-25",)


def test_a_soft_bounce_after_leaving_changes_nothing() -> None:
    left = Subscriber(ID, "left", since=NOW)

    assert after_event(left, news("soft"), NOW) == left


DAYS = st.integers(1, 28).map(lambda day: f"2026-11-{day:02}T08:00:00+00:00")
HAPPENED = st.builds(news, st.sampled_from(KINDS), DAYS)


@given(state=st.sampled_from(["waiting", "following", "left", "suppressed"]), happened=st.lists(HAPPENED, max_size=8), later=DAYS)
def test_a_repeated_event_changes_nothing_more(state: State, happened: list[MailEvent], later: str) -> None:
    subscriber = replace(FOLLOWER, state=state)
    for one in happened:
        subscriber = after_event(subscriber, one, NOW)

    for one in happened:
        assert after_event(subscriber, one, later) == subscriber


@given(happened=st.permutations([news("soft", f"2026-11-{day:02}T08:00:00+00:00") for day in (1, 1, 2, 28)]))
def test_the_order_of_soft_bounces_does_not_matter(happened: list[MailEvent]) -> None:
    subscriber = FOLLOWER
    for one in happened:
        subscriber = after_event(subscriber, one, NOW)

    assert subscriber.state == "suppressed"


@given(happened=st.lists(HAPPENED, max_size=8))
def test_a_suppressed_subscriber_stays_suppressed(happened: list[MailEvent]) -> None:
    subscriber = after_event(FOLLOWER, news("complaint"), NOW)
    for one in happened:
        subscriber = after_event(subscriber, one, NOW)

    assert (subscriber.state, subscriber.why, subscriber.address) == ("suppressed", "complaint", "")
