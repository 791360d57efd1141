"""Strangers learn nothing, reading changes nothing, and no input causes an error."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.cloud.ports import Message
from chalicelib.newsletter import consumers
from chalicelib.newsletter.rules.rate_limits import LIMITS
from chalicelib.newsletter.rules.subscriber import Subscriber
from chalicelib.store.newsletter import subscribers
from chalicelib.web.api import ROUTES
from chalicelib.web.http import Reply
from tests.newsletter.sign_ups import queued
from tests.web.visitor import ADA, Visitor, calls, kinds, link_in, new_visitor

# ---- enumeration


def waiting(visitor: Visitor) -> None:
    visitor.sign_up()
    visitor.work()


def left(visitor: Visitor) -> None:
    visitor.follow()
    visitor.press(visitor.link("unsubscribe"))


def suppressed(visitor: Visitor) -> None:
    who = Subscriber(visitor.id_of(), "suppressed", why="bounce")
    assert subscribers.write(visitor.cloud.table, who, None)


def expired(visitor: Visitor) -> None:
    waiting(visitor)
    visitor.clock.sleep(timedelta(days=4).total_seconds())


def erased(visitor: Visitor) -> None:
    visitor.follow()
    visitor.ask("POST", "/erase", {"t": visitor.token("account")})


STATES: Mapping[str, Callable[[Visitor], object]] = {
    "unknown": lambda _: None,
    "waiting": waiting,
    "following": Visitor.follow,
    "left": left,
    "suppressed": suppressed,
    "expired": expired,
    "erased": erased,
}


def in_state(state: str) -> Visitor:
    """Return a visitor whose address has been in this state for an hour."""
    visitor = new_visitor()
    STATES[state](visitor)
    visitor.clock.sleep(3_700)
    return visitor


@pytest.mark.parametrize("headers", [{}, {"content_type": "application/json"}, {"accept": "application/json"}])
@pytest.mark.parametrize("state", STATES)
def test_a_sign_up_is_answered_alike_by_as_many_calls_whatever_the_address(state: str, headers: dict[str, str]) -> None:
    body = json.dumps({"email": ADA}) if "content_type" in headers else urlencode({"email": ADA})

    def ask(visitor: Visitor) -> tuple[object, list[str]]:
        return calls(visitor, lambda one: one.ask("POST", "/subscriptions", body.encode(), headers=headers))

    (reply, made), (reference, usual) = ask(in_state(state)), ask(in_state("unknown"))

    assert reply == reference
    assert made == usual == ["table.query", *["table.add"] * 3, "letters.send"]


@pytest.mark.parametrize("path", ["/subscriptions", "/links"])
def test_a_request_is_answered_alike_by_as_many_calls_however_often_the_address_was_typed(path: str) -> None:
    """Whatever is counted about an address is counted by the worker: else its count could be read from the time of the answer."""
    visitor = new_visitor()

    def ask(number: int) -> tuple[object, list[str]]:
        return calls(visitor, lambda one: one.ask("POST", path, {"email": ADA}, ip=f"203.0.{number}.7"))

    answers = [ask(number) for number in range(2 * LIMITS["mailbox-day"].most + 2)]

    assert [answer for answer in answers if answer != answers[0]] == []
    assert visitor.waiting() == len(answers)


MAILS = {
    "unknown": ["confirm"],
    "waiting": ["confirm"],
    "following": ["preferences"],
    "left": ["confirm"],
    "suppressed": [],
    "expired": ["confirm"],
    "erased": ["confirm"],
}


@pytest.mark.parametrize("state", STATES)
def test_only_the_mail_depends_on_the_stored_state(state: str) -> None:
    visitor = in_state(state)
    before = len(visitor.inbox())

    visitor.sign_up()
    visitor.work()

    assert kinds(visitor.inbox()[before:]) == MAILS[state]


# ---- reading changes nothing


def test_nothing_is_changed_by_opening_links(bilingual_visitor: Visitor) -> None:
    bilingual_visitor.follow("bob@example.org")
    bilingual_visitor.sign_up()
    bilingual_visitor.work()
    links = [
        link_in(bilingual_visitor.inbox()[0]),
        *(bilingual_visitor.link(purpose, "bob@example.org") for purpose in ("preferences", "unsubscribe")),
    ]
    before, jobs = bilingual_visitor.kept(), bilingual_visitor.waiting()

    statuses = [bilingual_visitor.ask(method, link).status for link in links for method in ("GET", "GET", "HEAD")]

    assert statuses == [200] * 9
    assert (bilingual_visitor.kept(), bilingual_visitor.waiting()) == (before, jobs)


# ---- floods


def flood(visitor: Visitor, ips: Iterable[str]) -> list[int]:
    """Return the replies to sign-ups from these addresses, each for its own mailbox."""
    forms = ((ip, {"email": f"a{number}@example.org"}) for number, ip in enumerate(ips))
    return [visitor.ask("POST", "/subscriptions", form, ip=ip).status for ip, form in forms]


FLOODS = {
    "one address of IPv4": (["203.0.113.7"] * 50, "host-hour"),
    "one /24": ([f"203.0.113.{number}" for number in range(50)], "network-hour"),
    "one /64": ([f"2001:db8:1:2::{number:x}" for number in range(50)], "host-hour"),
    "all networks of one /56": ([f"2001:db8:1:{number:x}::1" for number in range(50)], "home-hour"),
    "networks of one /48": ([f"2001:db8:1:{number:x}00::1" for number in range(50)], "network-hour"),
    "no address": ([""] * 50, "host-hour"),
}


@pytest.mark.parametrize("where", FLOODS)
def test_a_network_may_sign_up_so_often_in_an_hour(visitor: Visitor, where: str) -> None:
    ips, name = FLOODS[where]
    most = LIMITS[name].most

    assert flood(visitor, ips) == [303] * most + [429] * (50 - most)
    assert visitor.ask("POST", "/subscriptions", {"email": ADA}, ip=ips[0]).headers["Retry-After"] == "3600"
    assert visitor.ask("POST", "/subscriptions", {"email": ADA}, ip="203.0.114.7").status == 303
    assert visitor.ask("POST", "/subscriptions", {"email": ADA}, ip="2001:db8:2::1").status == 303


def test_a_network_may_sign_up_so_often_in_a_day(visitor: Visitor) -> None:
    answers: list[int] = []
    for _ in range(4):
        answers += flood(visitor, (f"203.0.113.{number}" for number in range(30)))
        visitor.clock.sleep(3_600)

    assert answers == [303] * LIMITS["network-day"].most + [429] * 20


@pytest.mark.parametrize("ip", ["203.0.113.7", "2001:db8:1:2::3", "nowhere"])
def test_a_sign_up_takes_six_calls_at_most_wherever_it_comes_from(visitor: Visitor, ip: str) -> None:
    _, made = calls(visitor, lambda one: one.ask("POST", "/subscriptions", {"email": ADA}, ip=ip))

    assert len(made) <= 6


def calls_of(visitor: Visitor, job: Message) -> list[str]:
    """Return the calls of the worker that does this job."""
    return calls(visitor, lambda one: cast(Any, consumers.run(one.cloud, job.body)))[1]


SPELLED = ["v.i.c.t.i.m@gmail.com", "victim+1@gmail.com", "VICTIM@gmail.com", "vic.tim+a+b@googlemail.com"]


def test_too_many_sign_ups_for_a_mailbox_are_dropped_in_silence_however_it_is_spelled(visitor: Visitor) -> None:
    most = LIMITS["mailbox-day"].most
    replies = [visitor.ask("POST", "/subscriptions", {"email": SPELLED[n % 4]}, ip=f"203.0.{n}.7") for n in range(most + 5)]

    calls_of_jobs = [calls_of(visitor, job) for job in queued(visitor)]

    assert [reply for reply in replies if reply != replies[0]] == []
    assert [made == ["table.add"] for made in calls_of_jobs] == [False] * most + [True] * 5


# ---- whatever is sent

PATHS = st.sampled_from(sorted({path for _, path in ROUTES}))
METHODS = st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "PUT", "X"])
TYPES = st.sampled_from(
    ["", "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
) | st.text(max_size=30)
BODIES = st.binary(max_size=60) | st.sampled_from(
    [
        b'{"email": null}',
        b'{"email": "a\\ud800@example.org"}',
        b"email=%ff",
        b"email=a%00",
        b"x" * 9_000,
        b"[]",
        b"{}",
        b"=",
        b"t=x",
    ]
)
HEADERS = st.fixed_dictionaries({"accept": st.text(max_size=30), "accept_language": st.text(max_size=30), "origin": st.text()})


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(METHODS, PATHS, st.text(max_size=40), TYPES, BODIES, HEADERS, st.text(max_size=20))
def test_whatever_is_sent_is_answered_and_never_with_a_500(
    visitor: Visitor, method: str, path: str, token: str, type: str, body: bytes, headers: dict[str, str], ip: str
) -> None:
    query = {"t": token, "lang": token}

    reply = visitor.ask_plainly(method, path, query, {**headers, "content_type": type}, body, ip)

    assert 200 <= reply.status < 500


@pytest.mark.parametrize("path", ["/subscriptions", "/confirm", "/preferences", "/unsubscribe", "/data", "/erase"])
@pytest.mark.parametrize(
    ("type", "body", "status"),
    [
        ("text/plain", b"email=x", 415),
        ("application/json", b"{", 400),
        ("application/json", b'{"unknown": 1}', 400),
        ("application/x-www-form-urlencoded", b"email=" + b"x" * 8_000, 413),
        ("application/x-www-form-urlencoded", b"email=%zz", 400),
    ],
)
def test_every_post_that_needs_its_body_refuses_an_unreadable_body(
    visitor: Visitor, path: str, type: str, body: bytes, status: int
) -> None:
    visitor.follow()
    link = visitor.link("preferences") if path == "/preferences" else path
    before = visitor.kept()

    assert visitor.ask("POST", link, body, headers={"content_type": type}).status == status
    assert visitor.kept() == before


def test_no_address_and_no_token_is_logged(bilingual_visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    bilingual_visitor.follow()
    bilingual_visitor.sign_up("ada@@example.org")
    bilingual_visitor.ask("POST", "/subscriptions", b"ada@example.org=1")
    token = bilingual_visitor.token("unsubscribe")
    bilingual_visitor.press(f"/unsubscribe?t={token}")

    assert bilingual_visitor.id_of() in caplog.text
    assert "ada@" not in caplog.text
    assert token not in caplog.text


# ---- two at once


def test_of_two_confirmations_at_once_one_counts(visitor: Visitor) -> None:
    """Another request confirms between this one's read and its write."""
    visitor.sign_up()
    visitor.work()
    link = link_in(visitor.inbox()[0])
    rival = Visitor(visitor.cloud)
    replies: list[Reply] = []

    def meanwhile(made: list[str]) -> None:
        if made[-1] == "table.put" and not replies and len([one for one in made if one == "table.put"]) == 2:
            replies.append(rival.press(link))

    reply, _ = calls(visitor, lambda one: one.press(link), before=meanwhile)

    assert [reply.status, *(one.status for one in replies)] == [200, 200]
    assert subscribers.followers(visitor.cloud.table) == 1


def test_leaving_wins_over_a_change_that_was_under_way(visitor: Visitor) -> None:
    visitor.follow()
    rival = Visitor(visitor.cloud)
    replies: list[Reply] = []

    def meanwhile(made: list[str]) -> None:
        if made[-1] == "table.put" and not replies:
            replies.append(rival.press(rival.link("unsubscribe")))

    reply, _ = calls(visitor, lambda one: one.ask("POST", one.link("preferences"), {"often": "daily"}), before=meanwhile)

    known = visitor.known()
    assert (reply.status, known and replace(known, nonce="").state) == (410, "left")
