"""Registered domains, after each rule of the public suffix list."""

from collections import Counter
from pathlib import Path

import publicsuffixlist
import pytest

from chalicelib.newsletter.rules.providers import BY_SERVER, PROVIDERS
from chalicelib.newsletter.rules.public_suffixes import registered

LIST = Path(publicsuffixlist.__file__).with_name("public_suffix_list.dat").read_text("utf-8")
RULES = [line for line in LIST.partition("===END ICANN DOMAINS===")[0].splitlines() if line and not line.startswith("//")]
SUFFIXES = [rule for rule in RULES if rule.isascii() and rule[0] not in "*!"]
"""The suffixes under which registries register names; those with wildcards are left out."""


def test_of_every_public_suffix_one_label_more_is_registered() -> None:
    assert len(SUFFIXES) > 5_000
    assert [suffix for suffix in SUFFIXES if registered(f"mail.presswork.{suffix}") != f"presswork.{suffix}"] == []
    assert [suffix for suffix in SUFFIXES if registered(suffix) not in (suffix, suffix.partition(".")[2])] == []


LABELS = ("ac", "co", "com", "edu", "go", "gov", "id", "info", "me", "med", "ne", "net", "or", "org", "school", "web")
COUNTRIES = [suffix for suffix in SUFFIXES if len(suffix) == 2]


@pytest.mark.parametrize("label", LABELS)
def test_no_label_is_part_of_a_suffix_but_where_the_list_says_so(label: str) -> None:
    """A wildcard counts, too: everything under `.er` is a suffix."""
    others = [country for country in COUNTRIES if f"{label}.{country}" not in RULES and f"*.{country}" not in RULES]

    assert len(others) > 50
    assert [country for country in others if registered(f"a.{label}.{country}") != f"{label}.{country}"] == []


@pytest.mark.parametrize(
    ("domain", "whole"),
    [
        ("a.b.example", "b.example"),  # a suffix that the list doesn't have
        ("xyz.a-v1.mx.microsoft", "mx.microsoft"),
        ("firm-com.mail.protection.outlook.com", "outlook.com"),
        ("a.www.ck", "www.ck"),  # an exception
        ("a.b.c.ck", "b.c.ck"),  # a wildcard
        ("a.xn--p1ai", "a.xn--p1ai"),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_a_registered_domain_is_what_was_registered(domain: str, whole: str) -> None:
    assert registered(domain) == whole


def test_providers_are_listed_by_registered_domains_each_once() -> None:
    domains = Counter(domain for row in PROVIDERS for domain in {*row.domains, *row.servers})

    assert [domain for domain in BY_SERVER if registered(domain) != domain] == []
    assert [domain for domain, rows in domains.items() if rows > 1] == []
