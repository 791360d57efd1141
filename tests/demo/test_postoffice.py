"""The local post office: mail has the fate that SES gives it, and its events are published."""

import pytest

from chalicelib.cloud.ports import Outgoing
from chalicelib.cloud.ses import AwsMail
from infra.demo import aws
from infra.demo.postoffice import TAGS
from tests.demo.conftest import LocalMail

SIMULATOR = "simulator.amazonses.com"
FATES = [
    ("ann@example.org", ["Send", "Delivery"]),
    (f"success@{SIMULATOR}", ["Send", "Delivery"]),
    (f"bounce@{SIMULATOR}", ["Send", "Bounce"]),
    (f"bounce+ann@{SIMULATOR}", ["Send", "Bounce"]),
    (f"Complaint+x@{SIMULATOR.upper()}", ["Send", "Delivery", "Complaint"]),
    (f"ooto@{SIMULATOR}", ["Send", "Delivery", "Bounce"]),
    (f"suppressionlist@{SIMULATOR}", ["Send", "Bounce"]),
    (f"nobody@{SIMULATOR}", ["Send", "Delivery"]),
    ("bounce@example.org", ["Send", "Delivery"]),
    (f"bounce@{SIMULATOR}.example.org", ["Send", "Delivery"]),
]


@pytest.mark.parametrize(("to", "fate"), FATES)
def test_a_message_has_the_fate_of_its_address(ses: LocalMail, to: str, fate: list[str]) -> None:
    sent = ses.send(to)

    assert ses.office.deliver() == 1

    actual = ses.events()
    assert [event["eventType"] for event in actual] == fate
    assert {event["mail"]["messageId"] for event in actual} == {sent}
    assert all(event["mail"]["destination"] == [to] and event["eventType"].lower() in event for event in actual)


@pytest.mark.parametrize(
    ("mailbox", "kind"),
    [("bounce", ("Permanent", "General")), ("suppressionlist", ("Permanent", "Suppressed")), ("ooto", ("Transient", "General"))],
)
def test_a_bounce_says_whom_it_did_not_reach_and_whether_it_ever_will(
    ses: LocalMail, mailbox: str, kind: tuple[str, str]
) -> None:
    ses.send(f"{mailbox}@{SIMULATOR}")

    ses.office.deliver()

    bounce = ses.events()[-1]["bounce"]
    assert (bounce["bounceType"], bounce["bounceSubType"]) == kind
    assert [one["emailAddress"] for one in bounce["bouncedRecipients"]] == [f"{mailbox}@{SIMULATOR}"]


def test_a_complaint_says_who_complains(ses: LocalMail) -> None:
    ses.send(f"complaint@{SIMULATOR}")

    ses.office.deliver()

    complaint = ses.events()[-1]["complaint"]
    assert complaint["complainedRecipients"] == [{"emailAddress": f"complaint@{SIMULATOR}"}]
    assert complaint["complaintFeedbackType"] == "abuse"


def test_the_tags_of_a_message_come_back_with_all_that_is_reported_of_it(ses: LocalMail) -> None:
    mail = AwsMail(aws.client("sesv2", ""), rate=14)

    sent = mail.send(
        Outgoing("letters@press.example", f"bounce@{SIMULATOR}", b"Subject: x\r\n\r\nx", {"letter": "7f", "reader": "a-b"})
    )
    ses.office.deliver()

    for event in ses.events():
        tags = event["mail"]["tags"]
        assert (event["mail"]["messageId"], tags["letter"], tags["reader"]) == (sent, ["7f"], ["a-b"])


def test_an_event_tells_when_its_message_was_sent(ses: LocalMail) -> None:
    ses.send("ann@example.org")

    ses.office.deliver()

    assert {event["mail"]["timestamp"] for event in ses.events()} == {"2026-11-25T12:00:00.000Z"}


def test_each_message_is_reported_of_once(ses: LocalMail) -> None:
    ses.send("ann@example.org")
    ses.office.posted()  # a reader opens the inbox

    assert [ses.office.deliver(), ses.office.deliver()] == [1, 0]
    ses.send("bob@example.org")
    assert ses.office.deliver() == 1
    assert [event["mail"]["destination"] for event in ses.events()] == [
        [f"{name}@example.org"] for name in ("ann", "ann", "bob", "bob")
    ]


def test_the_receiver_is_the_envelopes_whatever_the_header_says(ses: LocalMail) -> None:
    ses.send("ann@example.org", b"To: Somebody Else <else@example.org>\r\n\r\nx")

    assert [one.to for one in ses.office.posted()] == ["ann@example.org"]


def test_headers_that_only_the_service_reads_are_gone_and_the_rest_is_as_it_was_sent(ses: LocalMail) -> None:
    tags = f"{TAGS}: letter=1,\r\n reader=2\r\nx-ses-configuration-set: presswork\r\n".encode()
    before, after = "Subject: Grüße\r\n".encode(), b"To: a@example.org\r\n\r\nX-SES-NOT: a header\r\n"

    ses.send("a@example.org", before + tags + after)

    (posted,) = ses.office.posted()
    assert (posted.raw, posted.tags) == (before + after, {"letter": "1", "reader": "2"})


def test_a_sender_of_any_domain_is_let_through(ses: LocalMail) -> None:
    mail = AwsMail(aws.client("sesv2", ""), rate=14)

    for domain in ("press.example", "localhost", "xn--bcher-kva.example"):
        assert mail.send(Outgoing(f"letters@{domain}", "ann@example.org", b"Subject: x\r\n\r\nx"))
