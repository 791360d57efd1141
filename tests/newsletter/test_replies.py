"""Where a reader's mail goes: a letter names only mailboxes that are read."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from chalicelib.content.site.site import Newsletter, Sender, Site
from chalicelib.newsletter.rules.reply_addresses import Mailboxes, mailboxes, token_in
from chalicelib.newsletter.rules.tokens import read_short

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
KEYS = ("first", "second")
ID = "0123456789abcdef" * 2
HERE = "news.press.example"
SENDER = Sender("The Press", f"letters@{HERE}")
READ = replace(Site(), newsletter=Newsletter(replies="ada@press.example"))


def of(site: Site, receiving: str = "", sender: Sender = SENDER, id: str = ID) -> Mailboxes:
    return mailboxes(site, sender, receiving, KEYS, id, "the-token", NOW)


def test_where_nobody_reads_mail_a_letter_names_no_mailbox() -> None:
    assert of(Site()) == Mailboxes("", "")


def test_a_mailbox_that_is_read_gets_replies_and_wishes_to_leave() -> None:
    assert of(READ) == Mailboxes("ada@press.example", "ada@press.example?subject=unsubscribe%20the-token")


@pytest.mark.parametrize("site", [Site(), READ])
def test_where_the_stack_receives_mail_a_letter_has_an_address_of_its_own_to_leave_by(site: Site) -> None:
    found = of(site, HERE)

    assert found.reply_to == ""  # the sender's own is received
    assert read_short(KEYS, "leave", token_in(found.leave, HERE), NOW) == ID


def test_an_address_to_leave_by_fits_where_addresses_have_the_least_room() -> None:
    local, _, domain = of(Site(), HERE).leave.rpartition("@")

    assert len(local) <= 64
    assert domain == HERE


@pytest.mark.parametrize("spelled", [str.upper, str.lower, str.swapcase, " {} ".format])
def test_an_address_to_leave_by_is_read_however_its_case_has_changed(spelled: Callable[[str], str]) -> None:
    address = spelled(of(Site(), HERE).leave)

    assert read_short(KEYS, "leave", token_in(address, HERE), NOW) == ID


@pytest.mark.parametrize(
    "address", [f"letters@{HERE}", f"leave@{HERE}", f"other+x@{HERE}", "leave+x@evil.example", "leave+x", ""]
)
def test_other_addresses_hold_no_token(address: str) -> None:
    assert token_in(address, HERE) == ""


def test_replies_to_a_sender_elsewhere_are_led_to_where_mail_is_received() -> None:
    assert of(READ, HERE, Sender("", "letters@elsewhere.example")).reply_to == f"replies@{HERE}"


def test_a_preview_which_has_no_reader_has_no_address_to_leave_by() -> None:
    assert of(Site(), HERE, id="") == Mailboxes("", "")
