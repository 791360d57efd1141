"""A proof of work answers a challenge of ours, for one post and some minutes; nothing else is a proof."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.comments.rules.proof_of_work import ALGORITHM, LONGEST, MOST, VALID, challenge, proof_in
from chalicelib.errors import Refusal
from tests.comments.proofs import packed, solved
from tests.comments.test_comments import ADDRESS
from tests.web.visitor import KEYS

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
NAME, OTHER = "ab" * 16, "/2026/11/20/pen/"


GOOD = solved(challenge(KEYS, ADDRESS, NAME, 321, NOW))


def refused(payload: str, of: str = ADDRESS, now: datetime = NOW) -> bool:
    try:
        proof_in(KEYS, payload, of, now)
    except Refusal as refusal:
        return refusal.code == "proof"
    return False


@pytest.mark.parametrize("number", [0, 1, MOST])
def test_who_finds_the_number_has_proven_the_work(number: int) -> None:
    proof = solved(challenge(KEYS, ADDRESS, NAME, number, NOW))

    assert proof["number"] == number
    assert proof_in(KEYS, packed(proof), ADDRESS, NOW) == (NAME, int((NOW + VALID).timestamp()))


def test_a_challenge_has_the_form_of_altcha() -> None:
    asked = challenge(KEYS, ADDRESS, NAME, 321, NOW)

    assert (asked["algorithm"], asked["maxnumber"]) == ("SHA-256", MOST)
    assert asked["challenge"] == hashlib.sha256(f"{asked['salt']}321".encode()).hexdigest()
    assert f"?expires={int(NOW.timestamp()) + 600}&" in str(asked["salt"])


def test_a_proof_is_valid_for_some_minutes_and_no_longer() -> None:
    assert not refused(packed(GOOD), now=NOW + VALID)
    assert refused(packed(GOOD), now=NOW + VALID + timedelta(seconds=1))


def test_a_proof_is_for_one_post() -> None:
    assert refused(packed(GOOD), OTHER)


def test_a_proof_of_an_earlier_key_is_valid_and_one_of_another_is_not() -> None:
    assert proof_in(("an earlier key", *KEYS, "a later key"), packed(GOOD), ADDRESS, NOW).name == NAME
    with pytest.raises(Refusal):
        proof_in(("another key",), packed(GOOD), ADDRESS, NOW)


def test_without_a_key_no_challenge_is_signed() -> None:
    with pytest.raises(ValueError, match="LINK_KEYS"):
        challenge(("",), ADDRESS, NAME, 1, NOW)


def signed_by(key: str, salt: str, number: int) -> Mapping[str, Any]:
    """Return a proof that a stranger signs with a key of their own."""
    hashed = hashlib.sha256(f"{salt}{number}".encode()).hexdigest()
    signature = hmac.digest(key.encode(), hashed.encode(), "sha256").hex()
    return {"algorithm": ALGORITHM, "challenge": hashed, "number": number, "salt": salt, "signature": signature}


def spliced() -> Mapping[str, Any]:
    """Return the proof with the first digits of its number moved into its salt: the same hash, and another time."""
    return {**GOOD, "salt": f"{GOOD['salt']}3", "number": 21}


WRONG: Mapping[str, object] = {
    "another number": {**GOOD, "number": 322},
    "the number as text": {**GOOD, "number": "321"},
    "the number as a fraction": {**GOOD, "number": 321.0},
    "a negative number": {**GOOD, "number": -321},
    "a flag for a number": {**GOOD, "number": True},
    "no number": {name: value for name, value in GOOD.items() if name != "number"},
    "a later time": {**GOOD, "salt": GOOD["salt"].replace("expires=1", "expires=2")},
    "another name": {**GOOD, "salt": GOOD["salt"].replace("ab", "cd", 1)},
    "another algorithm": {**GOOD, "algorithm": "SHA-1"},
    "no signature": {**GOOD, "signature": ""},
    "a damaged signature": {**GOOD, "signature": GOOD["signature"][:-1] + ("0" if GOOD["signature"][-1] != "0" else "1")},
    "a signature that is no text": {**GOOD, "signature": None},
    "a signature beyond ASCII": {**GOOD, "signature": "é" * 64},
    "a stranger's key": signed_by("guessed", GOOD["salt"], 321),
    "a challenge of a stranger's": {**GOOD, "challenge": "0" * 64},
    "a number above the largest": signed_by(KEYS[0], GOOD["salt"], MOST + 1),
    "digits moved into the salt": spliced(),
    "a list": [GOOD],
    "a text": "proof",
    "nothing": None,
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_proof_is_refused(wrong: str) -> None:
    assert refused(packed(WRONG[wrong]))


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "x",
        "é",
        "=" * 99,
        "A" * LONGEST,
        "A" * 60_000,
        packed({**GOOD, "more": "x" * LONGEST}),
        packed(GOOD)[:-4],
        packed(GOOD) + " ",
    ],
)
def test_what_is_no_proof_is_refused(payload: str) -> None:
    assert refused(payload)


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: b64encode(raw).decode()))
def test_whatever_comes_for_a_proof_is_refused(payload: str) -> None:
    assert refused(payload)


VALUES = st.none() | st.text() | st.integers() | st.floats() | st.lists(st.integers())


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), VALUES, min_size=1))
def test_whatever_is_changed_of_a_proof_it_is_refused(change: Mapping[str, Any]) -> None:
    changed = {**GOOD, **change}

    assert refused(packed(changed)) == (changed != GOOD or type(changed["number"]) is not int)
