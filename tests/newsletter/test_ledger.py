"""The ledger: an entry is claimed, then sent; an unsettled claim is settled by the service's events."""

from datetime import UTC, datetime, timedelta

from chalicelib.newsletter.rules.ledger import SILENCE, Entry, Progress, claimed, failed, is_unsent, opened, sent, with_event
from chalicelib.times import in_utc

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
CLAIMED = Entry("letter", "reader", "claimed", in_utc(NOW), "nonce")


def test_a_claim_is_unsent_only_after_the_silence_of_a_service_that_tells() -> None:
    assert not is_unsent(CLAIMED, NOW + SILENCE - timedelta(seconds=1), events=True)
    assert is_unsent(CLAIMED, NOW + SILENCE, events=True)
    assert not is_unsent(CLAIMED, NOW + SILENCE, events=False)


def test_a_sent_letter_is_never_sent_again_and_a_refused_letter_only_if_the_fault_was_ours() -> None:
    later = NOW + timedelta(days=1)
    assert not is_unsent(sent(CLAIMED, "m1"), later, events=True, again=True)
    assert not is_unsent(failed(CLAIMED, "no such address"), later, events=True)
    assert is_unsent(failed(CLAIMED, "no such address"), later, events=True, again=True)


def test_a_letter_that_the_service_did_not_take_is_open_and_claimed_anew() -> None:
    assert is_unsent(opened(CLAIMED), NOW, events=False)
    anew = claimed(opened(CLAIMED), in_utc(NOW + SILENCE))
    assert (anew.state, anew.at, anew.tries) == ("claimed", in_utc(NOW + SILENCE), 2)


def test_any_event_about_a_claim_means_that_the_service_took_the_letter() -> None:
    for kind in ("sent", "delivered", "hard", "soft", "complaint"):
        entry = with_event(CLAIMED, kind, "m1")
        assert (entry.state, entry.message) == ("sent", "m1")


def test_a_letter_rejected_for_its_content_failed() -> None:
    assert with_event(sent(CLAIMED, "m1"), "rejected", "m1").state == "failed"


def test_trouble_of_a_kind_is_noted_once_beside_trouble_of_another() -> None:
    once = with_event(CLAIMED, "soft", "m1")
    assert with_event(once, "soft", "m1") == once
    assert with_event(once, "complaint", "m1").trouble == "complained soft"


def test_an_event_of_a_sent_letter_keeps_its_id() -> None:
    assert with_event(sent(CLAIMED, "m1"), "sent", "m2") == sent(CLAIMED, "m1")


def test_progress_counts_entries_by_state_and_a_recount_begins_anew() -> None:
    progress = (
        Progress("letter", 3, in_utc(NOW)).counting({"sent": 2, "claimed": 1, "open": 1, "doubt": 1}).counting({"failed": 1})
    )
    assert (progress.sent, progress.failed, progress.unsettled) == (2, 1, 3)
    recounted = progress.recounted({"sent": 3, "failed": 1})
    assert (recounted.sent, recounted.failed, recounted.unsettled) == (3, 1, 0)
