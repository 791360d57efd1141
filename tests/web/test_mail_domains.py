"""An address whose domain takes no mail is refused at once, and nothing else depends on the domain."""

import json
from typing import cast

import pytest
from msgspec.structs import replace

from chalicelib.cloud.memory import MemoryQueue, MemoryResolver
from chalicelib.newsletter.jobs import SignUp, job_in
from chalicelib.newsletter.rules.providers import BY_DOMAIN
from tests.newsletter.sign_ups import queued
from tests.web.visitor import Visitor, calls, new_visitor, shown

SERVERS = {
    "firm.example": ("mx1.host.example", "mx2.host.example"),
    "crowded.example": tuple(f"mx{number}.example" for number in range(13)),
}


@pytest.fixture
def visitor() -> Visitor:
    """A visitor of a site that asks the DNS."""
    made = new_visitor()
    made.cloud = replace(made.cloud, resolver=MemoryResolver(SERVERS, silent=["silent.example"]))
    return made


FORMS = {
    "a sign-up": ("/subscriptions", {}),
    "a request for a new link": ("/links", {}),
    "a change of address": ("/address", {"t": ""}),
}


@pytest.mark.parametrize("kind", FORMS)
def test_an_address_whose_domain_takes_no_mail_is_refused_at_once(visitor: Visitor, kind: str) -> None:
    visitor.follow("bob@firm.example")
    path, form = FORMS[kind]
    if "t" in form:
        form = {"t": visitor.token("account", "bob@firm.example")}

    reply = visitor.ask("POST", path, {"email": "ann@nowhere.example", **form})

    text = reply.body.decode()
    assert (reply.status, shown(reply)) == (400, "refused")
    assert "The part of the address after the @ doesn’t receive email." in text
    assert "nowhere.example" not in text
    assert visitor.waiting() == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("yaho.fr", "yahoo.fr"),
        ("nowhere.example", ""),
    ],
)
def test_a_domain_that_is_nearly_a_large_providers_is_suggested(visitor: Visitor, typed: str, meant: str) -> None:
    reply = visitor.ask("POST", "/subscriptions", {"email": f"ann@{typed}"})
    told = visitor.ask("POST", "/subscriptions", {"email": f"ann@{typed}"}, headers={"accept": "application/json"})

    assert (f"Did you mean {meant}?" in reply.body.decode()) == bool(meant)
    said = json.loads(told.body)
    assert (said["status"], said["code"], said["field"], said.get("found", "")) == (400, "domain", "email", meant)
    assert f"ann@{typed}" not in reply.body.decode() + told.body.decode()


@pytest.mark.parametrize(
    ("domain", "servers"),
    [
        ("firm.example", SERVERS["firm.example"]),
        ("silent.example", ()),
        ("crowded.example", ()),
        ("gmail.com", ("gmail.com",)),
        ("simulator.amazonses.com", ("simulator.amazonses.com",)),
    ],
)
def test_a_sign_up_goes_on_with_what_the_dns_says_in_time(visitor: Visitor, domain: str, servers: tuple[str, ...]) -> None:
    reply = visitor.sign_up(f"ann@{domain}")

    (job,) = (job_in(message.body) for message in queued(visitor))
    assert reply.status == 303
    assert cast(SignUp, job).servers == servers


@pytest.mark.parametrize("domain", ["firm.example", "gmail.com", "silent.example", "nowhere.example"])
def test_the_answer_depends_on_the_domain_and_never_on_the_mailbox(visitor: Visitor, domain: str) -> None:
    if domain in ("firm.example", "gmail.com"):
        visitor.follow(f"known@{domain}")

    answers = [
        calls(visitor, lambda one, name=name: one.ask("POST", "/subscriptions", {"email": f"{name}@{domain}"}))  # type: ignore[misc]
        for name in ("known", "unknown", "known")
    ]

    assert answers[0] == answers[1] == answers[2]
    assert answers[0][1].count("resolver.mail_servers") == int(domain not in BY_DOMAIN)


def test_a_site_that_asks_no_dns_takes_every_domain() -> None:
    visitor = new_visitor()

    visitor.sign_up("ann@nowhere.example")

    assert len(cast(MemoryQueue, visitor.cloud.letters)) == 1
