"""DNS, asked which records a name has."""

from contextlib import suppress
from typing import Protocol

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver, zone_for_name
from dns.reversename import from_address

from infra.deploying.domain.records import Record, is_answered

SECONDS = 5.0  # for one question
MOST_SERVERS = 2
FAILURES = (DNSException, OSError, ValueError)  # dnspython lets some errors of sockets and of texts through


class Dns(Protocol):
    """Knows the records of names."""

    def records(self, host: str, kind: str) -> tuple[str, ...]:
        """Return the values of a name's records of this type; OSError where nobody answers."""
        ...


class NameServers:
    """Asks the name servers of a name's own zone: others remember for up to a day that a record wasn't there.

    Where these can't be reached, the resolver of this machine is asked, or the one given.
    """

    def __init__(self, resolver: Resolver | None = None, seconds: float = SECONDS) -> None:
        self._given, self._seconds = resolver, seconds
        self._of_zones: dict[str, Resolver] = {}

    def records(self, host: str, kind: str) -> tuple[str, ...]:
        try:
            return self._answers(host, kind)
        except (NXDOMAIN, NoAnswer):
            return ()
        except FAILURES as error:
            raise OSError(f"no name server answers for {host}: {type(error).__name__}") from error

    def _answers(self, host: str, kind: str) -> tuple[str, ...]:
        machine = self._given or Resolver()
        with suppress(*FAILURES):  # a network may let nobody ask them
            own = self._of_zone(host, machine)
            try:
                return self._asked(own, host, kind)
            except (NXDOMAIN, NoAnswer):
                return ()
        return self._asked(machine, host, kind)

    def _of_zone(self, host: str, machine: Resolver) -> Resolver:
        """Return a resolver that asks the name servers of the zone of this name."""
        zone = zone_for_name(f"{host}.", resolver=machine, lifetime=self._seconds).to_text()
        if zone not in self._of_zones:
            servers = self._asked(machine, zone, "NS")[:MOST_SERVERS]
            own = Resolver(configure=False)
            own.nameservers = [address for server in servers for address in self._asked(machine, server, "A")]
            own.port = machine.port
            self._of_zones[zone] = own
        return self._of_zones[zone]

    def _asked(self, resolver: Resolver, host: str, kind: str) -> tuple[str, ...]:
        answer = resolver.resolve(f"{host.rstrip('.')}.", kind, lifetime=self._seconds)
        return tuple(record.to_text() for record in answer)


class NoDns:
    """DNS beside a local AWS: it has no records, and nobody is asked."""

    def records(self, host: str, kind: str) -> tuple[str, ...]:  # noqa: ARG002 - as the others have it
        return ()


def dns_beside(endpoint: str) -> Dns:
    """Return the DNS that belongs to AWS, or to the local AWS at this endpoint."""
    return NoDns() if endpoint else NameServers()


def has(dns: Dns, record: Record, answers: tuple[str, ...]) -> bool:
    """Return whether DNS has the record: at the top of a zone, no CNAME is allowed, but addresses of the same place."""
    if is_answered(record, answers):
        return True
    if answers or record.type != "CNAME":
        return False
    own = _addresses(dns, record.name)
    return not own.isdisjoint(_addresses(dns, record.value)) or any(_is_named(dns, address, record.value) for address in own)


def _addresses(dns: Dns, host: str) -> frozenset[str]:
    return frozenset(address for kind in ("A", "AAAA") for address in dns.records(host, kind))


def _is_named(dns: Dns, address: str, host: str) -> bool:
    """Return whether an address is named for the same domain as the host: CloudFront answers each asker with other addresses."""
    domain = host.rstrip(".").partition(".")[2]
    names = dns.records(from_address(address).to_text(omit_final_dot=True), "PTR")
    return any(name.rstrip(".").lower().endswith(f".{domain}") for name in names)
