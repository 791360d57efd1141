"""Senders: whatever address the code may send from, the policies of the functions that send allow; and they allow no other."""

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from chalicelib import codec
from chalicelib.content.site.senders import DEFAULTS
from chalicelib.content.site.siteyaml import read_site
from chalicelib.store.site_files import site_in
from infra.stack.functions import FUNCTIONS, SETTINGS, Function

PROJECT = Path(__file__).resolve().parents[2]
MAIL_DOMAIN, MAILBOX, HOST = "example.org", "ann+blog@example.org", "https://blog.example.org"
PARAMETERS: Mapping[str, Mapping[str, str]] = {
    MAIL_DOMAIN: {"MailDomain": MAIL_DOMAIN, "MailFrom": ""},
    MAILBOX: {"MailDomain": "", "MailFrom": MAILBOX},
}
"""The stack's parameters by where a deployment sends from."""
WRITTEN: dict[str, frozenset[str]] = {  # a sender in site.yaml, and the deployments in which AWS takes it
    "": frozenset({MAIL_DOMAIN, MAILBOX}),
    "The Press <letters@example.org>": frozenset({MAIL_DOMAIN}),
    "The Press <ann@news.example.org>": frozenset({MAIL_DOMAIN}),
    "ann@Example.org": frozenset({MAIL_DOMAIN}),
    "The Press <ann+blog@example.org>": frozenset({MAIL_DOMAIN, MAILBOX}),
    "Ann+blog@example.org": frozenset({MAIL_DOMAIN}),
    "letters@blog.example.org": frozenset(),
    "letters@mail.news.example.org": frozenset(),
    "letters@notexample.org": frozenset(),
    "letters@example.com": frozenset(),
}


def patterns_of(function: Function, sends_from: str) -> Iterator[str]:
    """Yield the patterns of the addresses that a function may send from."""
    policy = json.loads((PROJECT / f".chalice/policy-{function.name}.json").read_text())
    for statement in policy["Statement"]:
        for pattern in statement.get("Condition", {}).get("StringLike", {}).get("ses:FromAddress", ()):
            text = pattern["Fn::Sub"]
            for name, value in PARAMETERS[sends_from].items():
                text = text.replace(f"${{{name}}}", value)
            yield text


SENDING = [function for function in FUNCTIONS if any(patterns_of(function, MAIL_DOMAIN))]


def test_some_functions_send_and_all_know_where_from() -> None:
    assert {function.name for function in SENDING} >= {"letters", "mail_in"}
    assert SETTINGS["SENDS_FROM"] == {"Fn::If": ["HasMailbox", {"Ref": "MailFrom"}, {"Ref": "MailDomain"}]}


@pytest.mark.parametrize("sends_from", PARAMETERS)
@pytest.mark.parametrize("function", SENDING, ids=lambda function: function.name)
@pytest.mark.parametrize("kind", DEFAULTS)
@pytest.mark.parametrize("written", WRITTEN)
def test_a_sender_is_refused_by_aws_exactly_where_its_author_is_warned(
    function: Function, kind: str, written: str, sends_from: str
) -> None:
    newsletter = f"newsletter:\n  {kind}: {written}\n" if written else ""
    site = read_site(f"title: The Press\nurl: {HOST}\n{newsletter}".encode(), lambda text, _lang: text)
    deployed = site_in(codec.dumps(site), HOST, sends_from)

    address = deployed.sender(kind).address
    is_allowed = any(fnmatchcase(address, pattern) for pattern in patterns_of(function, sends_from))

    assert is_allowed is (sends_from in WRITTEN[written])
    assert deployed.refused_senders == (() if is_allowed else (address,))
