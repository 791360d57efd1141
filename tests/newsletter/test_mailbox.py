"""Which addresses letters can reach, and the key of each."""

import subprocess
import sys
from contextlib import suppress
from email.headerregistry import Address

import pytest
from email_validator import SPECIAL_USE_DOMAIN_NAMES
from hypothesis import assume, example, given
from hypothesis import strategies as st

from chalicelib.errors import Refusal
from chalicelib.newsletter.rules.mailbox import LONGEST, PLAIN, checked_by_library, masked, read_mailbox
from tests.each import each

ATOM = st.text("abcXYZ019!#$%&'*+-/=?^_`{|}~", min_size=1, max_size=20)
LOCALS = st.lists(ATOM, min_size=1, max_size=3).map(".".join)
DOMAINS = st.sampled_from(["example.org", "Mail.EXAMPLE.org", "bücher.example", "simulator.amazonses.com"])


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("ann@example.org", "ann@example.org"),
        ("Ann.Lee@Example.ORG", "Ann.Lee@example.org"),
        ("ann+blog@example.org", "ann+blog@example.org"),
        ("ann@BÜCHER.example", "ann@xn--bcher-kva.example"),
        ("ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example"),
        ("ann@例え.example", "ann@xn--r8jz45g.example"),
        ("bounce+7@simulator.amazonses.com", "bounce+7@simulator.amazonses.com"),
        (f"{'a' * 64}@example.org", f"{'a' * 64}@example.org"),
    ],
)
def test_an_address_keeps_its_own_part_and_its_domain_is_ascii_in_lower_case(typed: str, address: str) -> None:
    assert read_mailbox(typed).address == address


def test_spellings_of_one_address_have_one_key() -> None:
    typed = ["ann@bücher.example", "Ann@Bücher.example", "ANN@XN--BCHER-KVA.EXAMPLE"]

    assert {read_mailbox(each).key for each in typed} == {"ann@xn--bcher-kva.example"}


def test_a_tag_makes_another_key() -> None:
    assert read_mailbox("ann+x@example.org").key != read_mailbox("ann@example.org").key


@each(
    "typed",
    [
        "",
        "ann",
        "@example.org",
        "ann@",
        "ann@@example.org",
        "ann@example.org@example.org",
        "ann@example",
        "ann@localhost",
        "ann@blog.test",
        "ann@host.local",
        "ann@127.0.0.1",
        "ann@[127.0.0.1]",
        "ann@[IPv6:::1]",
        '"ann lee"@example.org',
        '"ann"@example.org',
        "Ann Lee <ann@example.org>",
        "<ann@example.org>",
        "ännchen@example.org",
        "аnn@example.org",  # Cyrillic а
        ".ann@example.org",
        "ann.@example.org",
        "an..n@example.org",
        "ann@-example.org",
        "ann@example..org",
        "ann@example.org.",
        "ann@exam_ple.org",
        f"{'a' * 65}@example.org",
        f"ann@{'a' * 64}.org",
        f"ann@{'a.' * 140}org",
        "ann@☃☃☃.example",
    ],
)
def test_an_address_that_letters_cannot_reach_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_mailbox(typed)

    assert caught.value.code == "address"
    assert caught.value.found


@each("control", ["\n", "\r\n", "\t", " ", "\0", "\x7f", "\u2028", "\u00a0", "\u202e", "\ud800"])
@each("at", [0, 2, 4, 11, 15])
def test_a_space_or_control_character_is_refused_wherever_it_stands(control: str, at: int) -> None:
    address = "ann@example.org"

    with pytest.raises(Refusal):
        read_mailbox(address[:at] + control + address[at:])


@pytest.mark.parametrize("value", [None, 7, True, b"ann@example.org", ["ann@example.org"], {"address": "ann@example.org"}])
def test_a_value_that_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(Refusal):
        read_mailbox(value)


def test_an_address_that_a_header_would_decode_is_refused() -> None:
    with pytest.raises(Refusal):
        read_mailbox("=?utf-8?q?a=0D=0ABcc?=@example.org")


@given(local=LOCALS, domain=DOMAINS)
def test_an_accepted_address_can_be_written_in_a_header_unchanged(local: str, domain: str) -> None:
    if "=?" in local or len(local) > 64:
        return

    address = read_mailbox(f"{local}@{domain}").address

    assert Address(addr_spec=address).addr_spec == address


@given(local=LOCALS, domain=DOMAINS)
def test_reading_an_address_or_a_key_again_changes_nothing(local: str, domain: str) -> None:
    if "=?" in local or len(local) > 64:
        return
    mailbox = read_mailbox(f"{local}@{domain}")

    assert read_mailbox(mailbox.address) == mailbox
    assert read_mailbox(mailbox.key).key == mailbox.key


@given(typed=st.one_of(st.text(max_size=300), st.builds("{}@{}".format, st.text(max_size=40), st.text(max_size=40))))
def test_any_text_is_read_or_refused(typed: str) -> None:
    address = ""
    with suppress(Refusal):
        address = read_mailbox(typed).address

    assert address.isascii()
    assert address.isprintable()
    assert " " not in address


@given(
    name=st.text("abcdefghijklmnopqrstuvwxyz", min_size=8, max_size=20),
    domain=st.text("abcdefghijklmnopqrstuvwxyz", min_size=8, max_size=20),
    wrong=st.sampled_from(
        ["{}@☃{}.org", "{}@{}", "{}@{}..org", "{}@xn--{}☃.org", '"{}"@{}.org', "{}@{}.test", "{}☃@{}.org", "{} {}"]
    ),
)
def test_a_refusal_repeats_neither_name_nor_domain(name: str, domain: str, wrong: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_mailbox(wrong.format(name, domain))

    assert name not in str(caught.value)
    assert domain not in str(caught.value)
    assert caught.value.__cause__ is None


PLAIN_LOCALS = st.lists(st.text("abxyz019_+-", min_size=1, max_size=40), min_size=1, max_size=3).map(".".join)
PLAIN_LABELS = st.text("abxn019-", min_size=1, max_size=70)
ENDS = st.sampled_from(["org", "example", "co.uk", "localhost.org", "test.de", "xn--p1ai", "a", "0", *SPECIAL_USE_DOMAIN_NAMES])


@given(
    local=PLAIN_LOCALS | st.sampled_from(["info", "postmaster", "a" * 64, "a" * 65, "=?x?="]),
    domain=st.builds("{}.{}".format, st.lists(PLAIN_LABELS, min_size=1, max_size=4).map(".".join), ENDS),
)
@example("ann", "a-b.c9.example.org")
@example("ann", f"{'a' * 63}.{'b' * 63}.{'c' * 63}.org")
@example("ann", f"{'a' * 64}.org")
@example("ann", "ab--c.org")
@example("ann", "localhost")
def test_an_address_that_is_read_without_the_library_is_read_alike_with_it(local: str, domain: str) -> None:
    typed = f"{local}@{domain}"
    assume(PLAIN.fullmatch(typed) and len(typed) <= LONGEST)

    assert checked_by_library(typed) == (local, domain)
    assert read_mailbox(typed).address == typed


@pytest.mark.parametrize(
    ("typed", "is_plain"),
    [
        ("ann@example.org", True),
        ("ann.lee+blog_1-2@mail.a-b.example.co.uk", True),
        (f"{'a' * 64}@{'b' * 63}.org", True),
        ("Ann@example.org", False),
        ("INFO@example.org", False),  # the library writes a few names in lower case
        ("ann@Example.org", False),
        ("o'hara@example.org", False),
        (f"{'a' * 65}@example.org", False),
        (f"ann@{'b' * 64}.org", False),
        ("ann@ab--c.org", False),
        ("ann@xn--bcher-kva.example", False),
        ("ann@example.org.", False),
        ("ann@example.o1", False),
        *((f"ann@host.{name}", False) for name in SPECIAL_USE_DOMAIN_NAMES),
        ("ann@example.org\n", False),
    ],
)
def test_only_most_usual_addresses_are_read_without_the_library(typed: str, is_plain: bool) -> None:
    assert bool(PLAIN.fullmatch(typed)) is is_plain


def test_reading_an_address_imports_no_resolver_of_names() -> None:
    code = "import sys, chalicelib.newsletter.rules.mailbox as m; m.read_mailbox('Ann@example.org'); print('dns' in sys.modules)"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 (our own text)

    assert ran.stdout == "False\n"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("ada.lovelace@example.org", "a•••@e•••.org"),
        ("b@mail.example.co.uk", "b•••@m•••.uk"),
        ("ann@xn--bcher-kva.example", "a•••@x•••.example"),
        ("", ""),
    ],
)
def test_an_owner_recognizes_a_masked_address_and_nobody_else_learns_it(address: str, shown: str) -> None:
    assert masked(address) == shown


@given(LOCALS, st.sampled_from(["example.org", "a.b", "simulator.amazonses.com"]))
def test_a_masked_address_says_no_more_for_a_long_one_than_for_a_short_one(local: str, domain: str) -> None:
    assert len(masked(f"{local}@{domain}")) == len("a•••@e•••.") + len(domain.rpartition(".")[2])
