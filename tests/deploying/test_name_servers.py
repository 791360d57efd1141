"""DNS as it is asked: the name servers of a name's own zone, since a resolver remembers that a record wasn't there."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest
from dns.resolver import Resolver

from infra.deploying.domain.dns import NameServers
from tests.contract.nameserver import HOST, Nameserver, serving

OWN = "127.0.0.2"
Texts = dict[tuple[str, str], list[str]]
DELEGATED: Texts = {
    ("press.example.", "SOA"): ["ns.press.example. me.press.example. 1 1 1 1 1"],
    ("press.example.", "NS"): ["ns.press.example."],
    ("ns.press.example.", "A"): [OWN],
}
NEW: Texts = {
    ("press.example.", "TXT"): ['"a proof"', '"v=spf1 include:amazonses.com ~all"'],
    ("press.example.", "MX"): ["10 mx.press.example."],
    ("www.press.example.", "CNAME"): ["d1.cloudfront.net."],
}


@dataclass
class AnyKind(Nameserver):
    """A nameserver with records of any kind."""

    texts: Texts = field(default_factory=dict)

    def answer(self, wire: bytes, way: str, most: int) -> bytes:  # noqa: ARG002 - as the other has it
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name, kind = question.name.to_text(), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        reply = dns.message.make_response(query, recursion_available=True)
        if texts := self.texts.get((name, kind)):
            reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *texts))
        elif not any(known == name for known, _ in self.texts):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return bytes(reply.to_wire())


@pytest.fixture
def servers() -> Iterator[tuple[AnyKind, AnyKind, NameServers]]:
    """This machine's resolver, which has heard of no new record; the zone's own name server; and what asks them."""
    with ExitStack() as stack:
        machine = stack.enter_context(serving(AnyKind({}, texts=dict(DELEGATED))))
        own = AnyKind({}, texts={**DELEGATED, **NEW})
        if sys.platform.startswith("linux"):  # others have one address of their own
            stack.enter_context(serving(own, OWN, machine.port))
        resolver = Resolver(configure=False)
        resolver.nameservers, resolver.port = [HOST], machine.port
        assert isinstance(machine, AnyKind)
        yield machine, own, NameServers(resolver)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux answers at 127.0.0.2 without being set up")
@pytest.mark.parametrize(("name", "kind"), NEW)
def test_a_record_that_this_machines_resolver_has_not_heard_of_is_found(
    servers: tuple[AnyKind, AnyKind, NameServers], name: str, kind: str
) -> None:
    _, _, asking = servers

    assert sorted(asking.records(name.rstrip("."), kind)) == NEW[name, kind]


def test_a_name_that_is_not_there_has_no_records(servers: tuple[AnyKind, AnyKind, NameServers]) -> None:
    _, _, asking = servers

    assert asking.records("nothing.press.example", "CNAME") == ()
    assert asking.records("press.example", "AAAA") == ()


def test_the_servers_of_a_zone_are_looked_up_once(servers: tuple[AnyKind, AnyKind, NameServers]) -> None:
    machine, _, asking = servers

    for _ in range(3):
        asking.records("www.press.example", "CNAME")

    assert machine.asked.count(("press.example.", "NS")) == 1


@pytest.mark.parametrize("wrong", [("ns.press.example.", "A"), ("press.example.", "NS"), ("press.example.", "SOA")])
def test_where_the_zones_own_servers_cannot_be_asked_this_machines_resolver_is(
    servers: tuple[AnyKind, AnyKind, NameServers], wrong: tuple[str, str]
) -> None:
    machine, _, asking = servers
    machine.texts = {**DELEGATED, **NEW, wrong: []}

    assert asking.records("www.press.example", "CNAME") == ("d1.cloudfront.net.",)


def test_where_nobody_answers_that_is_an_error_of_the_network() -> None:
    nobody = Resolver(configure=False)
    nobody.nameservers, nobody.port, nobody.timeout, nobody.lifetime = [HOST], 9, 0.1, 0.2

    with pytest.raises(OSError, match=r"^no name server answers for press\.example"):
        NameServers(nobody, seconds=0.2).records("press.example", "MX")
