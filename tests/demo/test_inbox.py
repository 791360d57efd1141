"""The inbox shows all mail to a reader and to a program, and lets nothing in it act."""

import json
from collections.abc import Callable
from email.message import EmailMessage

import html5lib
import pytest

from infra.demo.inbox import Answer, Inbox
from tests.demo.conftest import LocalMail

ATTACK = '<p>Hello <a href="https://press.example/x?t=1">link</a><script>alert(1)</script>'


def letter(subject: str = "Hello <b>") -> bytes:
    message = EmailMessage()
    message["Subject"], message["To"] = subject, "ann@example.org"
    message.set_content("Go to https://press.example/x?t=1&u=2 now <b>.\n")
    message.add_alternative(ATTACK, subtype="html")
    return b"X-SES-MESSAGE-TAGS: a=b\r\n" + message.as_bytes()


Ask = Callable[..., Answer]


@pytest.fixture
def ask(ses: LocalMail) -> Ask:
    inbox = Inbox(ses.office)
    return lambda path, method="GET": inbox(method, f"/_inbox/{path}", {"host": "127.0.0.1:8000"}, b"")


def links(html: bytes) -> list[str]:
    tree = html5lib.parse(html.decode(), namespaceHTMLElements=False)
    return [str(one.get("href")) for one in tree.iter("a")]


def test_an_empty_inbox_says_so(ask: Ask) -> None:
    status, _, body = ask("")

    assert (status, "No mail" in body.decode()) == (200, True)
    assert json.loads(ask("messages.json")[2]) == []


def test_the_list_shows_the_newest_first_and_what_became_of_it(ses: LocalMail, ask: Ask) -> None:
    first, second = ses.send("ann@example.org", letter()), ses.send("bounce@simulator.amazonses.com")

    html = ask("")[2]

    assert [link for link in links(html) if link != "../"] == [f"{second}/", f"{first}/"]
    assert html.index(b"bounced") < html.index(b"Hello &lt;b&gt;") < html.index(b"delivered")
    assert b"2026-11-25 12:00:00" in html


def test_a_program_reads_the_list_newest_last_and_each_message_raw(ses: LocalMail, ask: Ask) -> None:
    raw = letter("Grüße")
    ids = [ses.send("ann@example.org", raw), ses.send("bob@example.org")]

    rows = json.loads(ask("messages.json")[2])

    assert [(row["id"], row["to"], row["subject"]) for row in rows] == [
        (ids[0], "ann@example.org", "Grüße"),
        (ids[1], "bob@example.org", "Hello"),
    ]
    assert rows[0]["url"] == f"http://127.0.0.1:8000/_inbox/{ids[0]}.eml"
    assert ask(f"{ids[0]}.eml") == (200, {"Content-Type": "message/rfc822"}, raw.partition(b"\r\n")[2])


def test_a_message_is_shown_as_text_with_links_and_as_source_and_its_markup_is_text(ses: LocalMail, ask: Ask) -> None:
    sent = ses.send("ann@example.org", letter())

    _, headers, html = ask(f"{sent}/")

    assert "https://press.example/x?t=1&u=2" in links(html)
    assert b"<script" not in html
    assert b"<b>" not in html
    assert "default-src 'none'" in str(headers["Content-Security-Policy"])
    assert b"X-SES-" not in html


def test_its_html_stands_in_a_frame_in_which_nothing_runs_and_links_leave_it(ses: LocalMail, ask: Ask) -> None:
    sent = ses.send("ann@example.org", letter())

    tree = html5lib.parse(ask(f"{sent}/")[2].decode(), namespaceHTMLElements=False)
    _, headers, inner = ask(f"{sent}.html")

    (frame,) = tree.iter("iframe")
    assert frame.get("src") == f"../{sent}.html"
    for rule in (frame.get("sandbox") or "", str(headers["Content-Security-Policy"])):
        assert "allow-top-navigation-by-user-activation" in rule
        assert "allow-scripts" not in rule
        assert "allow-same-origin" not in rule
    assert ATTACK.encode() in inner
    assert b'<base target="_top">' in inner


def test_a_message_of_text_alone_has_no_frame(ses: LocalMail, ask: Ask) -> None:
    html = ask(f"{ses.send('ann@example.org')}/")[2]

    assert (b"<iframe" in html, b"Hello." in html) == (False, True)


@pytest.mark.parametrize(("path", "method", "status"), [("nothing/", "GET", 404), ("x.eml", "HEAD", 404), ("", "POST", 405)])
def test_what_is_not_there_is_missing_and_nothing_can_be_done_but_read(ask: Ask, path: str, method: str, status: int) -> None:
    assert ask(path, method)[0] == status
