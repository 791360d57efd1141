"""Hashes of addresses and browsers."""

import pytest

from chalicelib.newsletter.rules.address_hashes import hashed, reader_id


def test_a_reader_is_called_by_a_hash_that_only_the_pepper_can_make() -> None:
    name = reader_id("pepper", "ann@example.org")

    assert len(bytes.fromhex(name)) == 16
    assert name != reader_id("other", "ann@example.org")
    assert name != reader_id("pepper", "bob@example.org")


def test_without_a_pepper_there_are_no_ids_and_the_error_names_the_setting() -> None:
    with pytest.raises(ValueError, match="ADDRESS_PEPPER"):
        reader_id("", "ann@example.org")


def test_a_browser_is_known_by_a_short_hash_and_none_by_nothing() -> None:
    assert hashed("token") == hashed("token") != hashed("other")
    assert len(bytes.fromhex(hashed("\ud800"))) == 8
    assert hashed("") == ""
