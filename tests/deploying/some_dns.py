"""DNS that is played: the records that somebody has added, and those of Route 53's zones that DNS leads to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.deploying.domain.records import Record


@dataclass
class SomeDns:
    """DNS that knows these records, by host and kind; `fails` is why it doesn't answer. It notes each question's type."""

    known: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    fails: str = ""
    questions: list[str] = field(default_factory=list)

    def records(self, host: str, kind: str) -> tuple[str, ...]:
        self.questions.append(kind)
        if self.fails:
            raise OSError(self.fails)
        return self.known.get((host, kind), ())

    def add(self, *records: Record) -> None:
        """Let somebody add these records."""
        self.known = {**self.known, **{(record.name, record.type): (f"{record.value}.",) for record in records}}

    def lead_to(self, route53: Any, name: str) -> str:
        """Create a public zone of this name, to which DNS leads; return its id."""
        zone = route53.create_hosted_zone(Name=name, CallerReference=name)
        servers = tuple(f"{server.rstrip('.')}." for server in zone["DelegationSet"]["NameServers"])
        self.known = {**self.known, (name, "NS"): servers}
        return str(zone["HostedZone"]["Id"])
