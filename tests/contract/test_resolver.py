"""What every implementation of a resolver promises, tested in memory and against a real nameserver."""

import struct
import time
from collections.abc import Iterator
from socket import AF_INET, SOCK_DGRAM, socket

import dns.message
import dns.rcode
import dns.rrset
import pytest

from chalicelib.cloud.dns import UDP_BYTES, DnsResolver
from chalicelib.cloud.memory import MemoryResolver
from chalicelib.cloud.ports import Resolver, UnresolvedError
from tests.contract.nameserver import HOST, Nameserver, Oddity, Records, serving
from tests.patience import PATIENCE

LONG = "a" * 60
MANY = tuple((number, f"mx{number}.{LONG}.example") for number in range(100))  # several thousand bytes
ZONE: dict[str, Records] = {
    "plain.example": ((10, "mx.plain.example."),),
    "several.example": ((20, "second.mail.example."), (10, "first.mail.example."), (20, "another.mail.example.")),
    "capitals.example": ((10, "MX.Capitals.EXAMPLE."),),
    "xn--bcher-kva.example": ((10, "mx.xn--bcher-kva.example."),),
    "null.example": ((0, "."),),
    "bare.example": (),
    "many.example": tuple((preference, f"{server}.") for preference, server in MANY),
}
SERVERS = {
    domain: tuple(name.rstrip(".").lower() for _, name in sorted(records) if name != ".") for domain, records in ZONE.items()
}
SOON = 0.3


def silent(_query: dns.message.Message, _wire: bytes) -> bytes:
    return b""


def coded(code: dns.rcode.Rcode) -> Oddity:
    def answer(query: dns.message.Message, _wire: bytes) -> bytes:
        reply = dns.message.make_response(query)
        reply.set_rcode(code)
        return bytes(reply.to_wire())

    return answer


def forged(query: dns.message.Message, _wire: bytes) -> bytes:
    """Return an answer to a question that nobody asked."""
    reply = dns.message.make_response(query)
    reply.id = (query.id + 1) % 65_536
    reply.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", "MX", "10 forged.example."))
    return bytes(reply.to_wire())


def of_another_name(query: dns.message.Message, _wire: bytes) -> bytes:
    other = dns.message.make_query("other.example", "MX", id=query.id)
    return bytes(dns.message.make_response(other).to_wire())


def cut(query: dns.message.Message, wire: bytes) -> bytes:
    return bytes(dns.message.make_response(query).to_wire())[:-3]


def noise(_query: dns.message.Message, wire: bytes) -> bytes:
    return struct.pack("!H", 0xFFFF) * 20


def in_a_loop(query: dns.message.Message, _wire: bytes) -> bytes:
    reply = dns.message.make_response(query)
    name = query.question[0].name
    reply.answer.append(dns.rrset.from_text(name, 60, "IN", "CNAME", name.to_text()))
    return bytes(reply.to_wire())


ODD: dict[str, Oddity] = {
    "silent.example": silent,
    "failing.example": coded(dns.rcode.SERVFAIL),
    "refusing.example": coded(dns.rcode.REFUSED),
    "forged.example": forged,
    "other-name.example": of_another_name,
    "cut.example": cut,
    "noise.example": noise,
    "loop.example": in_a_loop,
}


@pytest.fixture(scope="module")
def nameserver() -> Iterator[Nameserver]:
    with serving(Nameserver(ZONE, ODD)) as listening:
        yield listening


@pytest.fixture(params=["memory", "dns"])
def resolver(request: pytest.FixtureRequest, nameserver: Nameserver) -> Resolver:
    by_name: dict[str, Resolver] = {
        "memory": MemoryResolver(SERVERS, silent=ODD),
        "dns": DnsResolver(PATIENCE, [HOST], nameserver.port),
    }
    return by_name[request.param]


@pytest.mark.parametrize("domain", ZONE)
def test_a_domain_has_its_mail_servers_the_preferred_ones_first(resolver: Resolver, domain: str) -> None:
    assert resolver.mail_servers(domain) == SERVERS[domain]


@pytest.mark.parametrize("domain", ["missing.example", "null.example", "bare.example", "a.plain.example"])
def test_a_domain_that_takes_no_mail_has_none(resolver: Resolver, domain: str) -> None:
    assert resolver.mail_servers(domain) == ()


def test_a_domain_about_which_nothing_is_said_is_told_apart_from_one_without_servers() -> None:
    with pytest.raises(UnresolvedError):
        MemoryResolver(SERVERS, silent=["silent.example"]).mail_servers("silent.example")


def test_a_resolver_in_memory_without_a_list_lets_every_domain_through() -> None:
    assert MemoryResolver().mail_servers("any.example") == ("any.example",)


# ---- by DNS


@pytest.mark.parametrize("domain", ODD)
def test_whatever_a_nameserver_does_the_question_ends_in_time(nameserver: Nameserver, domain: str) -> None:
    began = time.monotonic()

    with pytest.raises(UnresolvedError):
        DnsResolver(SOON, [HOST], nameserver.port).mail_servers(domain)

    assert time.monotonic() - began < SOON + PATIENCE


def test_a_nameserver_that_is_not_there_is_no_answer() -> None:
    with socket(AF_INET, SOCK_DGRAM) as taken:
        taken.bind((HOST, 0))
        port = taken.getsockname()[1]

    with pytest.raises(UnresolvedError):
        DnsResolver(SOON, [HOST], port).mail_servers("plain.example")


def test_an_answer_too_long_for_udp_comes_by_tcp() -> None:
    with serving(Nameserver(ZONE)) as listening:
        servers = DnsResolver(PATIENCE, [HOST], listening.port).mail_servers("many.example")

    assert servers == tuple(server for _, server in MANY)
    assert sum(map(len, servers)) > UDP_BYTES
    assert listening.asked == [("many.example", "udp"), ("many.example", "tcp")]


def test_a_second_nameserver_is_asked_where_the_first_is_not_there(nameserver: Nameserver) -> None:
    resolver = DnsResolver(4, ["127.0.0.2", HOST], nameserver.port)  # half of it for the first

    assert resolver.mail_servers("plain.example") == ("mx.plain.example",)


@pytest.mark.parametrize("domain", ["a..b", "a" * 64 + ".example", ".".join(["a" * 60] * 5)])
def test_a_name_that_is_no_name_is_no_answer(nameserver: Nameserver, domain: str) -> None:
    with pytest.raises(UnresolvedError):
        DnsResolver(SOON, [HOST], nameserver.port).mail_servers(domain)
