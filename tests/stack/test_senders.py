"""Senders: whatever address the code may send from, the policies of the functions that send allow; and they allow no other."""

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from chalicelib import codec
from chalicelib.content.site.senders import DEFAULTS
from chalicelib.content.site.siteyaml import read_site
from chalicelib.store.site_files import site_in
from infra.stack.functions import FUNCTIONS, SETTINGS, Function

PROJECT = Path(__file__).resolve().parents[2]
MAIL_DOMAIN, HOST = "example.org", "https://blog.example.org"
WRITTEN: dict[str, bool] = {  # a sender in site.yaml, and whether AWS takes it
    "": True,
    "The Press <letters@example.org>": True,
    "The Press <ann@news.example.org>": True,
    "ann@Example.org": True,
    "letters@blog.example.org": False,
    "letters@mail.news.example.org": False,
    "letters@notexample.org": False,
    "letters@example.com": False,
}


def patterns_of(function: Function) -> Iterator[str]:
    """Yield the patterns of the addresses that a function may send from."""
    policy = json.loads((PROJECT / f".chalice/policy-{function.name}.json").read_text())
    for statement in policy["Statement"]:
        for pattern in statement.get("Condition", {}).get("StringLike", {}).get("ses:FromAddress", ()):
            yield pattern["Fn::Sub"].replace("${MailDomain}", MAIL_DOMAIN)


SENDING = [function for function in FUNCTIONS if any(patterns_of(function))]


def test_some_functions_send_and_all_know_the_mail_domain() -> None:
    assert {function.name for function in SENDING} >= {"letters", "mail_in"}
    assert SETTINGS["MAIL_DOMAIN"] == {"Ref": "MailDomain"}


@pytest.mark.parametrize("function", SENDING, ids=lambda function: function.name)
@pytest.mark.parametrize("kind", DEFAULTS)
@pytest.mark.parametrize("written", WRITTEN)
def test_a_sender_is_refused_by_aws_exactly_where_its_author_is_warned(function: Function, kind: str, written: str) -> None:
    newsletter = f"newsletter:\n  {kind}: {written}\n" if written else ""
    site = read_site(f"title: The Press\nurl: {HOST}\n{newsletter}".encode(), lambda text, _lang: text)
    deployed = site_in(codec.dumps(site), HOST, MAIL_DOMAIN)

    address = deployed.sender(kind).address
    is_allowed = any(fnmatchcase(address, pattern) for pattern in patterns_of(function))

    assert is_allowed is WRITTEN[written]
    assert deployed.refused_senders == (() if is_allowed else (address,))
