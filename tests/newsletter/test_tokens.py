"""Signed links: each is valid for one purpose, and only the site can make it."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

from chalicelib.errors import Refusal
from chalicelib.newsletter.rules.tokens import A_DAY, PURPOSES, read, read_short, sign, sign_short, signed_at
from tests.each import each

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
KEYS = ("first", "second")
ID = "0123456789abcdef" * 2
PAYLOADS = {name: tuple(ID if part == "id" else part for part in row.holds) for name, row in PURPOSES.items()}
TOKENS = {name: sign(KEYS, name, payload, NOW) for name, payload in PAYLOADS.items()}


def refused(purpose: str, token: str, now: datetime = NOW, keys: tuple[str, ...] = KEYS) -> str:
    """Return the code by which a token is refused."""
    with pytest.raises(Refusal) as caught:
        read(keys, purpose, token, now)
    assert caught.value.found == ""
    return caught.value.code


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_link_holds_the_signed_values(purpose: str) -> None:
    assert read(KEYS, purpose, TOKENS[purpose], NOW) == PAYLOADS[purpose]


@given(parts=st.tuples(st.text(), st.text(), st.text()))
def test_whatever_was_signed_is_read_and_needs_no_escape_in_a_url(parts: tuple[str, str, str]) -> None:
    token = sign(KEYS, "confirm", parts, NOW)

    assert read(KEYS, "confirm", token, NOW) == parts
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


@each(("made_for", "used_for"), list(permutations(PURPOSES, 2)))
def test_a_link_of_one_purpose_is_refused_for_every_other(made_for: str, used_for: str) -> None:
    assert refused(used_for, TOKENS[made_for]) == "link"


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_link_of_other_keys_is_refused(purpose: str) -> None:
    forged = sign(("guessed",), purpose, PAYLOADS[purpose], NOW)

    assert refused(purpose, forged) == "link"


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_new_key_keeps_old_links_and_a_key_taken_away_ends_them(purpose: str) -> None:
    assert read((*KEYS, "third"), purpose, TOKENS[purpose], NOW) == PAYLOADS[purpose]
    assert refused(purpose, TOKENS[purpose], keys=("third",)) == "link"


@pytest.mark.parametrize("purpose", PURPOSES)
def test_the_last_key_signs(purpose: str) -> None:
    assert read(("second",), purpose, TOKENS[purpose], NOW) == PAYLOADS[purpose]


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_link_with_an_age_is_good_until_it_is_reached(purpose: str) -> None:
    age = timedelta(seconds=PURPOSES[purpose].age)

    assert read(KEYS, purpose, TOKENS[purpose], NOW + age) == PAYLOADS[purpose]
    assert refused(purpose, TOKENS[purpose], NOW + age + timedelta(seconds=1)) == PURPOSES[purpose].ended


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_link_holds_the_time_of_signing(purpose: str) -> None:
    assert signed_at(TOKENS[purpose]) == NOW


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_token_that_has_no_time_is_refused(purpose: str) -> None:
    untimed = URLSafeSerializer(
        "second", salt=f"presswork.{purpose}", signer_kwargs={"key_derivation": "hmac", "digest_method": sha256}
    )

    assert refused(purpose, str(untimed.dumps(list(PAYLOADS[purpose])))) in ("link", PURPOSES[purpose].ended)


def test_a_forged_link_is_not_refused_as_old() -> None:
    forged = sign(("guessed",), "confirm", PAYLOADS["confirm"], NOW - timedelta(days=30))

    assert refused("confirm", forged) == "link"


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_link_that_is_cut_anywhere_is_refused(purpose: str) -> None:
    token = TOKENS[purpose]

    assert {refused(purpose, token[:end]) for end in range(len(token))} == {"link"}
    assert {refused(purpose, token[start:]) for start in range(1, len(token))} == {"link"}


@given(data=st.data(), purpose=st.sampled_from(list(PURPOSES)))
def test_a_link_with_one_character_changed_or_added_is_refused(data: st.DataObject, purpose: str) -> None:
    token = TOKENS[purpose]
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters().filter(lambda character: character != token[at]))

    assert refused(purpose, token[:at] + other + token[at + 1 :]) == "link"
    assert refused(purpose, token + other) == "link"


@given(token=st.one_of(st.text(), st.binary().map(lambda raw: raw.decode("latin-1"))), purpose=st.sampled_from(list(PURPOSES)))
def test_a_token_that_was_never_signed_is_refused(token: str, purpose: str) -> None:
    assert refused(purpose, token) == "link"


@pytest.mark.parametrize(
    "token", ["", ".", "..", "\ud800.a", f"\ud800.{'A' * 43}", ".eJw.a", "a.b.c", "=" * 50, f"{'A' * 100_000}.{'A' * 43}"]
)
def test_an_odd_token_is_refused(token: str) -> None:
    assert {refused(purpose, token) for purpose in PURPOSES} == {"link"}


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_token_holds_only_the_values_of_its_purpose(purpose: str) -> None:
    for payload in ((), (*PAYLOADS[purpose], "more")):
        with pytest.raises(ValueError, match=f"a token for {purpose} holds {PURPOSES[purpose].holds[0]}"):
            sign(KEYS, purpose, payload, NOW)


@pytest.mark.parametrize("keys", [(), ("",), ("", "good")])
def test_without_keys_nothing_is_signed_or_read_and_the_error_names_the_setting(keys: tuple[str, ...]) -> None:
    for purpose, payload in PAYLOADS.items():
        with pytest.raises(ValueError, match="LINK_KEYS"):
            sign(keys, purpose, payload, NOW)
        with pytest.raises(ValueError, match="LINK_KEYS"):
            read(keys, purpose, TOKENS[purpose], NOW)


@given(id=st.binary(min_size=16, max_size=16).map(bytes.hex), purpose=st.sampled_from(["preferences", "unsubscribe"]))
def test_a_link_in_a_letter_is_short(id: str, purpose: str) -> None:
    address = f"https://blog.example.org/api/{purpose}?t={sign(KEYS, purpose, (id,), NOW)}"

    assert len(address) < 150


# ---- short tokens, in mail addresses

SHORT = sign_short(KEYS, "leave", ID, NOW)


def refused_short(token: str, now: datetime = NOW, keys: tuple[str, ...] = KEYS, purpose: str = "leave") -> str:
    with pytest.raises(Refusal) as caught:
        read_short(keys, purpose, token, now)
    return caught.value.code


@given(st.binary(min_size=16, max_size=16))
def test_a_short_token_holds_an_id_in_letters_and_digits_of_any_case(id: bytes) -> None:
    token = sign_short(KEYS, "leave", id.hex(), NOW)

    assert len(token) == 48
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyz234567")
    assert read_short(KEYS, "leave", token.upper(), NOW) == id.hex()


def test_a_short_token_is_refused_for_other_purposes_and_by_other_keys() -> None:
    assert refused_short(SHORT, purpose="unsubscribe") == "link"
    assert refused_short(SHORT, keys=("guessed",)) == "link"


def test_a_short_token_lives_on_with_a_new_key_and_ends_with_its_own() -> None:
    assert read_short((*KEYS, "third"), "leave", SHORT, NOW) == ID
    assert refused_short(SHORT, keys=("third",)) == "link"


def test_a_short_token_ends_after_its_days() -> None:
    age = timedelta(seconds=PURPOSES["leave"].age)

    assert read_short(KEYS, "leave", SHORT, NOW + age) == ID
    assert refused_short(SHORT, NOW + age + timedelta(seconds=A_DAY)) == "link-ended"


@pytest.mark.parametrize("position", range(0, 48, 7))
def test_a_short_token_with_one_other_letter_is_refused(position: int) -> None:
    other = "a" if SHORT[position] != "a" else "b"

    assert refused_short(SHORT[:position] + other + SHORT[position + 1 :]) == "link"


@given(st.text(max_size=60))
def test_whatever_else_stands_in_an_address_is_no_token(text: str) -> None:
    assert refused_short(text) == "link"
