"""Bringing records into DNS: Route 53 gets those that it can take, others are printed, and all are waited for by name."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from chalicelib.frozen import Frozen
from infra.deploying.domain import hosted_zones
from infra.deploying.domain.dns import Dns, has
from infra.deploying.domain.hosted_zones import HostedZone
from infra.deploying.domain.records import Record, is_in_zone, obstacles, zone_file
from infra.deploying.prompts import Terminal

BY_HAND = (
    "Add these records to DNS, as a zone file, or in a form without the dots at the end of names (at the top of a zone, use ALIAS"
    " or ANAME in place of a CNAME):"
)


class Missing(Frozen):
    """A record that DNS lacks, and why: other records, zones of Route 53 that DNS doesn't use, or nobody who answered.

    `zone` can take it.
    """

    record: Record
    instead: tuple[str, ...] = ()
    zone: HostedZone | None = None
    unused: tuple[HostedZone, ...] = ()
    doubt: str = ""

    @property
    def line(self) -> str:
        why = self.doubt or (f"there is {'; '.join(self.instead)}" if self.instead else "")
        return f"  not there yet: {self.record.name} {self.record.type}{f' ({why})' if why else ''}"


class DnsSetup(Frozen):
    """The outside world of DNS, and the person who is asked; `yes` agrees beforehand."""

    dns: Dns
    route53: Any
    terminal: Terminal
    yes: bool = False

    @property
    def may_ask(self) -> bool:
        return self.yes or self.terminal.is_interactive

    def missing(self, records: Sequence[Record]) -> tuple[Missing, ...]:
        """Return the records that neither DNS nor the zone has from which DNS gets them. Where DNS doesn't answer, all are."""
        try:
            return tuple(self._missing(records))
        except OSError as error:
            return tuple(Missing(record, doubt=str(error)) for record in records)

    def _missing(self, records: Sequence[Record]) -> Iterator[Missing]:
        answers = {record: self.dns.records(record.name, record.type) for record in records}
        unanswered = [record for record in records if not has(self.dns, record, answers[record])]
        zones = self._zones_of(unanswered)
        for record in unanswered:
            own = tuple(zone for zone in zones if zone.holds(record.name))
            zone = next((each for each in own if zones[each]), None)
            if zone is None:
                yield Missing(record, answers[record], unused=own)
                continue
            at_name = hosted_zones.sets_at(self.route53, zone, record.name)
            if not is_in_zone(record, at_name):
                others = tuple(each.text for each in obstacles(record, at_name))
                yield Missing(record, others, None if others else zone)

    def _zones_of(self, records: Collection[Record]) -> Mapping[HostedZone, bool]:
        """Return the zones that may have these records, those with the longest names first, each with whether DNS uses it."""
        zones = hosted_zones.zones_of(self.route53, {record.name for record in records}) if records else ()
        return {zone: hosted_zones.is_in_use(self.dns, zone) for zone in zones}

    def offer(self, missing: Sequence[Missing]) -> None:
        """Show the records; add to Route 53 those that it can take, after agreement. Raises UndeployableError."""
        for zone in dict.fromkeys(each.zone for each in missing if each.zone):
            self._offer_zone(zone, [each.record for each in missing if each.zone == zone])
        by_hand = [each for each in missing if not each.zone]
        if by_hand:
            self._show(BY_HAND, [each.record for each in by_hand])
        for zone in dict.fromkeys(zone for each in by_hand for zone in each.unused):
            servers = " ".join(zone.servers)
            self.terminal.say(f"  Route 53 has a zone {zone.name}, but DNS doesn't ask its name servers, {servers}:")
            self.terminal.say(
                "  enter these where the domain is registered, and run the same command again to have the records added."
            )
        for each in by_hand:
            if each.instead:
                name = f"{each.record.name} {each.record.type}"
                self.terminal.say(f"  {name} is yours to change: there is {'; '.join(each.instead)}, which stays as it is")

    def _offer_zone(self, zone: HostedZone, records: Sequence[Record]) -> None:
        self._show(f"Route 53 has the zone {zone.name}, which lacks these records:", records)
        if not self.may_ask:
            self.terminal.say("Add them, or run `presswork deploy --yes`, which does it.")
        elif self.terminal.agreed("Add them to Route 53?", yes=self.yes):
            hosted_zones.add(self.route53, zone, records)
            self.terminal.say(f"records added to {zone.name}: {len(records)}")

    def _show(self, heading: str, records: Sequence[Record]) -> None:
        self.terminal.say(heading)
        for line in zone_file(records):
            self.terminal.say(f"  {line}")

    def wait(self, records: Sequence[Record], pause: Callable[[], None]) -> None:
        """Wait until DNS has the records, and name those that it lacks whenever these change; without a terminal, don't wait."""
        missing, said = self.missing(records), tuple[str, ...]()
        while missing and self.terminal.is_interactive:
            pause()
            missing = self.missing(records)
            said = self.say_if_changed([each.line for each in missing], said)
        if missing:
            self.terminal.say("Run the same command again when DNS has them: it checks each.")

    def say_if_changed(self, lines: Sequence[str], said: tuple[str, ...]) -> tuple[str, ...]:
        """Print the lines unless they are those that were said last; return what was said last then."""
        if tuple(lines) != said:
            for line in lines:
                self.terminal.say(line)
        return tuple(lines)
