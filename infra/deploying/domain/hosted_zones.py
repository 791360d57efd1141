"""Route 53: the hosted zones of the account, what they have at a name, and how records are added."""

from collections.abc import Collection, Iterable
from itertools import takewhile
from typing import Any

from botocore.exceptions import ClientError
from msgspec.structs import replace

from chalicelib.frozen import Frozen
from infra.aws_errors import REFUSED, code_of
from infra.deploying import UndeployableError
from infra.deploying.domain.dns import Dns
from infra.deploying.domain.records import Record, RecordSet, changes


class HostedZone(Frozen):
    """A public zone of Route 53; `servers` are its name servers."""

    id: str
    name: str
    servers: tuple[str, ...] = ()

    def holds(self, name: str) -> bool:
        return name == self.name or name.endswith(f".{self.name}")


def public_zones(route53: Any) -> tuple[HostedZone, ...]:
    """Return the account's public zones, those with the longest names first; none where the credentials may not list them."""
    try:
        pages = [*route53.get_paginator("list_hosted_zones").paginate()]
    except ClientError as error:
        if code_of(error) in REFUSED:
            return ()
        raise
    public = (zone for page in pages for zone in page["HostedZones"] if not zone.get("Config", {}).get("PrivateZone"))
    zones = (HostedZone(zone["Id"], zone["Name"].rstrip(".")) for zone in public)
    return tuple(sorted(zones, key=lambda zone: -len(zone.name)))


def zones_of(route53: Any, names: Collection[str]) -> tuple[HostedZone, ...]:
    """Return the public zones that may have some of these names, those with the longest names first, with their name servers."""
    return tuple(_with_servers(route53, zone) for zone in public_zones(route53) if any(map(zone.holds, names)))


def _with_servers(route53: Any, zone: HostedZone) -> HostedZone:
    servers = route53.get_hosted_zone(Id=zone.id)["DelegationSet"]["NameServers"]
    return replace(zone, servers=tuple(server.rstrip(".").lower() for server in servers))


def is_in_use(dns: Dns, zone: HostedZone) -> bool:
    """Return whether DNS leads to this zone."""
    return not {server.rstrip(".").lower() for server in dns.records(zone.name, "NS")}.isdisjoint(zone.servers)


def sets_at(route53: Any, zone: HostedZone, name: str) -> tuple[RecordSet, ...]:
    """Return all records that the zone has at this name."""
    pages = route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone.id, StartRecordName=name)
    sets = (each for page in pages for each in page["ResourceRecordSets"])
    return tuple(map(_record_set, takewhile(lambda each: each["Name"].rstrip(".") == name, sets)))


def _record_set(said: Any) -> RecordSet:
    values = tuple(each["Value"] for each in said.get("ResourceRecords", ()))
    return RecordSet(said["Type"], values, said.get("AliasTarget", {}).get("DNSName", ""))


def add(route53: Any, zone: HostedZone, records: Iterable[Record]) -> None:
    """Add the records, all or none; nothing that is in the zone is changed. Raises UndeployableError."""
    try:
        route53.change_resource_record_sets(HostedZoneId=zone.id, ChangeBatch={"Changes": changes(records)})
    except ClientError as error:
        if code_of(error) != "InvalidChangeBatch":
            raise
        raise UndeployableError(f"Route 53 added nothing to {zone.name}: {error}; run the same command again") from error
