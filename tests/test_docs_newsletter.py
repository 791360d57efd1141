"""`docs/newsletter.md` comes true: its examples are read as an author's file, a visitor's request or a program's."""

import json
import re
import shlex
from datetime import UTC, datetime
from email import message_from_bytes
from typing import Any

import pytest

from chalicelib import codec
from chalicelib.content.site.site import Site
from chalicelib.content.site.siteyaml import read_site
from chalicelib.newsletter.mail import message
from chalicelib.newsletter.mail.message import Edition
from chalicelib.newsletter.mail.notes import NOTES
from chalicelib.newsletter.rules import ses_events, subscriber_import, subscription
from chalicelib.newsletter.rules.preferences import Wishes
from chalicelib.newsletter.rules.subscriber_import import ImportContext, ImportRow
from chalicelib.web import form_wishes, forms
from tests.docs import DEPLOY, NEWSLETTER, table_in, titled_in
from tests.letters.blog import LetterBlog

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
FENCED = re.compile(r'^( *)```\w+(?: title="([^"]+)")?\n(.*?)^\1```$', re.MULTILINE | re.DOTALL)


def example(part: str) -> str:
    """The fenced block that holds these words, without its indent."""
    found = [match for match in FENCED.finditer(NEWSLETTER) if part in match[3]]
    assert len(found) == 1, f"{len(found)} examples hold {part!r}"
    return "\n".join(line.removeprefix(found[0][1]) for line in found[0][3].splitlines()) + "\n"


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


def test_each_header_is_in_the_mails_that_the_table_says() -> None:
    made: dict[str, Any] = {"site": Site(), "sender": Site().sender("letters"), "to": "ada@example.org", "date": NOW}
    said = Edition("Subject", "<p>Text</p>", "Text", "en", "mark")
    mails = (
        message.letter(said, **made, unsubscribe="u", preferences="p", letter_id="l", reader_id="r"),
        message.note(said, **made, message_id_seed="confirm"),
        message.note(said, **made, message_id_seed="welcome", unsubscribe="u"),
    )
    rows = [(re.findall(r"`([\w-]+)`", header.partition(":")[0]), kinds) for header, kinds in table_in(NEWSLETTER, "Header")]
    kinds_of_mails = ("letters", "confirmations", "welcomes")
    told = [{name for names, kinds in rows for name in names if kind in kinds or kinds == "all"} for kind in kinds_of_mails]

    assert told == [set(message_from_bytes(mail).keys()) - {"MIME-Version", "Content-Type"} for mail in mails]
    assert [bool(NOTES[kind].why) for kind in ("confirm", "already", "welcome")] == [False, False, True]


def test_the_site_yaml_that_is_shown_is_taken() -> None:
    said = read_site(titled_in(DEPLOY, "site.yaml").encode(), lambda text, _lang: text)

    assert said.sender("letters").address == "letters@news.example.org"
    assert said.sender("confirmations").address == "confirm@example.org"


def test_the_file_that_is_shown_is_imported_without_a_refusal() -> None:
    customs = ImportContext(Site(), "pepper", NOW)

    opened = subscriber_import.opened(example("ada@example.org,en").splitlines(keepends=True), customs)
    ada, ben = opened.rows

    assert opened.unknown == ()
    assert isinstance(ada, ImportRow)
    assert isinstance(ben, ImportRow)
    assert ada.wishes == Wishes("en", categories=("machines", "workshop"), often="daily")
    assert (ben.wishes, ben.consent) == (Wishes("en"), "paper list at the fair")


def test_the_request_that_is_shown_is_taken() -> None:
    words = shlex.split(example("curl").replace("\\\n", " "))
    kind = words[words.index("-H") + 1].partition(": ")[2]

    form = forms.read_form(kind, words[words.index("-d") + 1].encode())

    assert form_wishes.wishes_in(form, ("en",), Wishes("en")) == Wishes("en", categories=("machines",), often="weekly")
    assert words[2].endswith("/api/subscriptions")


def test_who_left_or_is_suppressed_leaves_no_address_behind() -> None:
    name = "2026-11-25T12:00:00+00:00#1"
    asked = subscription.signed_up(None, "id", "ada@example.org", Wishes(), "hash", name, "secret", NOW).new
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
