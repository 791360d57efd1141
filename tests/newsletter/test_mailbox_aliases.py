"""Which mailbox an address leads to, for counting mails."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.newsletter.rules.address_hashes import domain_of, owner_of
from chalicelib.newsletter.rules.mailbox import read_mailbox
from chalicelib.newsletter.rules.providers import BY_DOMAIN
from chalicelib.newsletter.rules.public_suffixes import registered
from tests.each import each
from tests.newsletter.test_public_suffixes import SUFFIXES


@pytest.mark.parametrize(
    ("spellings", "owner"),
    [
        (["ann@example.org", "ANN@example.org", "ann+x@example.org", "ann+x+y@example.org"], "ann@example.org"),
        (["an.n@gmail.com", "a.n.n+x@googlemail.com", "Ann@GoogleMail.com"], "ann@gmail.com"),
        (["ann@yahoo.co.uk", "ann-shop@yahoo.co.uk", "ann+x@yahoo.co.uk"], "ann@yahoo.co.uk"),
        (["ann@outlook.com", "ann+x@outlook.com"], "ann@outlook.com"),
        (["ann@icloud.com", "ann+x@me.com", "ann@mac.com"], "ann@icloud.com"),
        (["a.n-n_@proton.me", "ann+x@pm.me", "ann@protonmail.com"], "ann@proton.me"),
        (["an.n@yandex.com", "an-n@ya.ru", "ann+x@yandex.ru"], "ann@yandex.ru"),
        (["ann@fastmail.com", "ann+x@fastmail.com", "anything@ann.fastmail.com", "x+y@z.ann.fastmail.com"], "ann@fastmail.com"),
        (["+x@example.org", "+x@example.org"], "+x@example.org"),
    ],
)
def test_all_spellings_of_a_mailbox_are_counted_together(spellings: list[str], owner: str) -> None:
    assert {owner_of(read_mailbox(spelled).key) for spelled in spellings} == {owner}


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("a.nn@example.org", "ann@example.org"),
        ("a.nn@outlook.com", "ann@outlook.com"),
        ("ann-lee@example.org", "ann@example.org"),
        ("ann@outlook.com", "ann@hotmail.com"),
        ("ann@yahoo.com", "ann@yahoo.fr"),
    ],
)
def test_addresses_that_may_be_two_peoples_are_counted_apart(one: str, another: str) -> None:
    assert owner_of(one) != owner_of(another)


@each(
    ("domain", "whole"),
    [
        ("victim.org", "victim.org"),
        ("a.b.victim.org", "victim.org"),
        ("mail.victim.co.uk", "victim.co.uk"),
        ("victim.com.br", "victim.com.br"),
        ("co.uk", "co.uk"),
        ("a.victim.de", "victim.de"),
        ("gmail.victim.org", "victim.org"),
        ("yahoo.victim.org", "victim.org"),
        ("web.nl", "web.nl"),
        ("a.id.me", "id.me"),
        ("a.github.io", "github.io"),
        *((domain, "") for domain in BY_DOMAIN),
    ],
)
def test_a_domain_is_counted_as_a_whole_unless_everybody_may_have_an_address_there(domain: str, whole: str) -> None:
    assert domain_of(f"ann@{domain}") == whole


FAMILIES = ("gmail", "googlemail", "outlook", "hotmail", "live", "msn", "yahoo", "aol", "gmx", "icloud", "proton", "yandex", "ya")


@pytest.mark.parametrize("name", FAMILIES)
def test_a_name_like_a_providers_under_any_other_suffix_is_counted_as_a_whole(name: str) -> None:
    domains = {f"{name}.{suffix}" for suffix in SUFFIXES}

    assert {domain for domain in domains if domain_of(f"ann@x.{domain}") == ""} == domains & BY_DOMAIN.keys()
    assert domains & BY_DOMAIN.keys()


LOCALS = st.text("abc.+-_'", min_size=1, max_size=12).filter(lambda text: text.strip(".") == text and ".." not in text)
DOMAINS = st.sampled_from(["example.org", "a.example.co.uk", "ya.ru", "x.fastmail.com", "yahoo.de", *BY_DOMAIN])


@given(LOCALS, DOMAINS)
def test_a_counted_mailbox_is_an_owner_of_its_own(local: str, domain: str) -> None:
    owner = owner_of(f"{local}@{domain}")

    name, _, at = owner.rpartition("@")
    assert name
    assert registered(at) == registered(domain) or at in BY_DOMAIN or at == "yandex.ru"
    assert owner_of(f"{local}+tag@{domain}") in (owner, f"{local}+tag@{at}") or local.startswith(("+", "-"))
