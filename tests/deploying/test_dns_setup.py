"""Records on their way into DNS: into Route 53 after agreement, or printed; nothing that is there is changed."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import pytest

from infra.deploying import UndeployableError
from infra.deploying.domain import hosted_zones
from infra.deploying.domain.dns_setup import DnsSetup
from infra.deploying.domain.hosted_zones import HostedZone
from infra.deploying.domain.records import Record, of_stack
from tests.deploying.deployer import Deployer, error
from tests.deploying.some_dns import SomeDns
from tests.deploying.test_records import CDN, DOMAIN, RECORDS

Sets = list[Mapping[str, Any]]


@pytest.fixture
def route53(deployer: Deployer) -> Any:
    return deployer.aws.route53


def setup(deployer: Deployer, *answers: str, yes: bool = False, watched: bool = True) -> DnsSetup:
    deployer.answers = [*answers] if watched else None
    return DnsSetup(deployer.dns, deployer.aws.route53, deployer.terminal, yes)


def offer(dns: DnsSetup, records: tuple[Record, ...] = RECORDS) -> None:
    dns.offer(dns.missing(records))


def sets(route53: Any, zone: str) -> Sets:
    return [
        each
        for each in route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
        if each["Type"] not in ("NS", "SOA")
    ]


def put(route53: Any, zone: str, name: str, kind: str, value: str) -> None:
    """Let the zone already have a record."""
    record = {"Name": name, "Type": kind, "TTL": 60, "ResourceRecords": [{"Value": value}]}
    route53.change_resource_record_sets(
        HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
    )


# ---- Route 53


def test_the_records_are_shown_and_with_a_persons_word_added_to_route_53(deployer: Deployer, route53: Any) -> None:
    zone = deployer.dns.lead_to(route53, DOMAIN)
    dns = setup(deployer, "y")

    offer(dns)

    shown, _, after = deployer.printed().partition("Add them to Route 53? [y/N] ")
    assert all(f"{record.name}. " in shown and record.value in shown for record in RECORDS)
    assert f"records added to {DOMAIN}: {len(RECORDS)}" in after
    assert {(each["Name"].rstrip("."), each["Type"]) for each in sets(route53, zone)} == {
        *((record.name, record.type) for record in RECORDS[1:]),
        *((f"www.{DOMAIN}", kind) for kind in ("A", "AAAA")),
    }
    assert dns.missing(RECORDS) == ()


def test_a_record_that_somebody_adds_meanwhile_stays_and_the_refusal_says_what_to_do() -> None:
    class Taken:
        def change_resource_record_sets(self, **_: Any) -> None:
            raise error("InvalidChangeBatch", "ChangeResourceRecordSets", "it already exists")

    with pytest.raises(UndeployableError, match=r"^Route 53 added nothing to press\.example: .*; run the same command again$"):
        hosted_zones.add(Taken(), HostedZone("id", DOMAIN), RECORDS)


def test_without_a_persons_word_nothing_is_added(deployer: Deployer, route53: Any) -> None:
    zone = deployer.dns.lead_to(route53, DOMAIN)

    offer(setup(deployer, "n"))

    assert sets(route53, zone) == []


def test_nobody_is_asked_where_yes_was_said_beforehand(deployer: Deployer, route53: Any) -> None:
    zone = deployer.dns.lead_to(route53, DOMAIN)

    offer(setup(deployer, yes=True, watched=False))

    assert len(sets(route53, zone)) == len(RECORDS) + 1


def test_without_a_terminal_nothing_is_added_and_a_line_says_how(deployer: Deployer, route53: Any) -> None:
    zone = deployer.dns.lead_to(route53, DOMAIN)

    offer(setup(deployer, watched=False))

    assert sets(route53, zone) == []
    assert "or run `presswork deploy --yes`" in deployer.printed()


OTHERS = {"CNAME": "elsewhere.example", "MX": "5 mx.elsewhere.example", "TXT": '"a proof of something"', "A": "192.0.2.1"}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"{record.name} {record.type}")
def test_what_is_at_a_records_name_stays_and_is_named_with_the_record(deployer: Deployer, route53: Any, record: Record) -> None:
    zone = deployer.dns.lead_to(route53, DOMAIN)
    kind = "A" if record.aims_at_cdn else record.type
    put(route53, zone, record.name, kind, OTHERS[kind])
    before = sets(route53, zone)

    offer(setup(deployer, yes=True), (record,))

    said = deployer.printed()
    assert sets(route53, zone) == before
    assert f"{record.name} {record.type} is yours to change: there is {kind} {OTHERS[kind]}, which stays as it is" in said
    assert record.value in said


def test_a_stricter_dmarc_record_stays_and_is_enough(deployer: Deployer, route53: Any) -> None:
    zone = deployer.dns.lead_to(route53, DOMAIN)
    put(route53, zone, f"_dmarc.{DOMAIN}", "TXT", '"v=DMARC1; p=reject"')

    offer(setup(deployer, yes=True))

    (dmarc,) = [each for each in sets(route53, zone) if each["Name"] == f"_dmarc.{DOMAIN}."]
    assert dmarc["ResourceRecords"] == [{"Value": '"v=DMARC1; p=reject"'}]


def not_led_to(deployer: Deployer, route53: Any) -> str:
    zone = deployer.dns.lead_to(route53, DOMAIN)
    deployer.dns.known = {(DOMAIN, "NS"): ("ns1.elsewhere.example.",)}
    return zone


def private(deployer: Deployer, route53: Any) -> str:
    vpc = {"VPCRegion": "eu-central-1", "VPCId": "vpc-1"}
    zone = route53.create_hosted_zone(Name=DOMAIN, CallerReference="x", HostedZoneConfig={"PrivateZone": True}, VPC=vpc)
    return str(zone["HostedZone"]["Id"])


def of_another_domain(deployer: Deployer, route53: Any) -> str:
    return deployer.dns.lead_to(route53, "xpress.example")


def test_a_zone_that_dns_does_not_lead_to_is_named_with_its_name_servers(deployer: Deployer, route53: Any) -> None:
    zone = not_led_to(deployer, route53)
    servers = route53.get_hosted_zone(Id=zone)["DelegationSet"]["NameServers"]

    offer(setup(deployer, yes=True))

    said = deployer.printed()
    assert f"Route 53 has a zone {DOMAIN}, but DNS doesn't ask its name servers, {' '.join(servers)}:" in said
    assert said.count("where the domain is registered") == 1


@pytest.mark.parametrize("other", [not_led_to, private, of_another_domain])
def test_a_zone_in_which_dns_does_not_look_for_a_name_gets_nothing(
    deployer: Deployer, route53: Any, other: Callable[[Deployer, Any], str]
) -> None:
    zone = other(deployer, route53)
    before = sets(route53, zone)

    offer(setup(deployer, yes=True))

    assert sets(route53, zone) == before
    assert "Add these records to DNS" in deployer.printed()


def test_a_record_goes_into_the_zone_with_the_longest_name(deployer: Deployer, route53: Any) -> None:
    outer, inner = (deployer.dns.lead_to(route53, name) for name in (DOMAIN, f"news.{DOMAIN}"))

    offer(setup(deployer, yes=True))

    assert sets(route53, inner)
    assert all(each["Name"].endswith(f"news.{DOMAIN}.") for each in sets(route53, inner))
    assert not any(each["Name"].endswith(f"news.{DOMAIN}.") for each in sets(route53, outer))
    assert len(sets(route53, inner)) + len(sets(route53, outer)) == len(RECORDS) + 1


def test_a_longer_zone_that_dns_does_not_lead_to_is_no_obstacle(deployer: Deployer, route53: Any) -> None:
    inner = deployer.dns.lead_to(route53, f"news.{DOMAIN}")
    deployer.dns.known = {}
    outer = deployer.dns.lead_to(route53, DOMAIN)

    offer(setup(deployer, yes=True))

    assert (len(sets(route53, outer)), sets(route53, inner)) == (len(RECORDS) + 1, [])


def test_credentials_that_may_not_list_zones_get_the_records_printed(deployer: Deployer) -> None:
    class Closed:
        def get_paginator(self, _name: str) -> Any:
            raise error("AccessDenied", "ListHostedZones")

    deployer.answers = []
    offer(DnsSetup(deployer.dns, Closed(), deployer.terminal, yes=True))

    assert "Add these records to DNS" in deployer.printed()


# ---- elsewhere


def test_where_dns_has_all_records_route_53_is_not_even_asked(deployer: Deployer) -> None:
    deployer.dns.add(*RECORDS)

    assert DnsSetup(deployer.dns, None, deployer.terminal).missing(RECORDS) == ()


def test_the_top_of_a_zone_is_at_cloudfront_where_it_has_addresses_of_cloudfront(deployer: Deployer) -> None:
    (site,) = of_stack({"RecordSite": f"{DOMAIN} CNAME {CDN}"})
    deployer.dns.known = {(DOMAIN, "A"): ("192.0.2.1",), (CDN, "A"): ("192.0.2.2", "192.0.2.1")}

    assert setup(deployer).missing((site,)) == ()


def test_the_top_of_a_zone_is_at_cloudfront_where_its_addresses_are_named_for_it(deployer: Deployer) -> None:
    (site,) = of_stack({"RecordSite": f"{DOMAIN} CNAME {CDN}"})
    deployer.dns.known = {
        (DOMAIN, "A"): ("192.0.2.1",),
        ("1.2.0.192.in-addr.arpa", "PTR"): ("server-192-0-2-1.r.cloudfront.net.",),
    }
    elsewhere = SomeDns({**deployer.dns.known, ("1.2.0.192.in-addr.arpa", "PTR"): ("cloudfront.net.elsewhere.example.",)})

    assert setup(deployer).missing((site,)) == ()
    assert DnsSetup(elsewhere, deployer.aws.route53, deployer.terminal).missing((site,)) != ()


def test_dns_that_does_not_answer_leaves_every_record_open_with_the_reason_and_is_asked_once(deployer: Deployer) -> None:
    deployer.dns = SomeDns(fails="no name server answers")

    missing = setup(deployer).missing(RECORDS)

    assert [each.record for each in missing] == [*RECORDS]
    assert missing[0].line == f"  not there yet: www.{DOMAIN} CNAME (no name server answers)"
    assert len(deployer.dns.questions) == 1


def test_each_minute_names_each_record_that_dns_lacks_until_it_has_all(deployer: Deployer) -> None:
    added = iter(RECORDS)

    def pause() -> None:
        deployer.said.append("a minute later")
        deployer.dns.add(next(added))

    setup(deployer).wait(RECORDS, pause)

    _, *minutes = deployer.printed().split("a minute later")
    assert [minute.split("\n")[1:-1] for minute in minutes[:-1]] == [
        [f"  not there yet: {record.name} {record.type}" for record in RECORDS[number:]] for number in range(1, len(RECORDS))
    ]
    assert minutes[-1] == ""


def test_a_minute_in_which_nothing_changes_says_nothing(deployer: Deployer) -> None:
    minutes: list[int] = []

    def pause() -> None:
        minutes.append(len(deployer.said))
        if len(minutes) == 3:
            deployer.dns.add(*RECORDS[1:])
        if len(minutes) == 5:
            deployer.dns.known = {(f"www.{DOMAIN}", "CNAME"): ("elsewhere.example.",), **deployer.dns.known}
        if len(minutes) == 7:
            deployer.dns.add(*RECORDS)

    setup(deployer).wait(RECORDS, pause)

    lines = [after - before for before, after in pairwise([*minutes, len(deployer.said)])]
    assert lines == [len(RECORDS), 0, 1, 0, 1, 0, 0]


class Counted:
    """A client of Route 53 that notes which of its methods are taken."""

    def __init__(self, client: Any) -> None:
        self.client, self.taken = client, list[str]()

    def __getattr__(self, name: str) -> Any:
        self.taken.append(name)
        return getattr(self.client, name)


def test_each_zone_is_asked_for_once_however_many_records_are_missing(deployer: Deployer, route53: Any) -> None:
    zones = (DOMAIN, f"news.{DOMAIN}")
    for name in (*zones, "other.example"):
        deployer.dns.lead_to(route53, name)
    counted = Counted(route53)

    missing = DnsSetup(deployer.dns, counted, deployer.terminal).missing(RECORDS)

    assert len(missing) == len(RECORDS)
    assert counted.taken.count("get_hosted_zone") == len(zones)
    assert deployer.dns.questions.count("NS") == len(zones)


def test_a_record_that_is_wrong_is_named_with_what_dns_says(deployer: Deployer) -> None:
    deployer.dns.known = {(f"www.{DOMAIN}", "CNAME"): ("elsewhere.example.",)}

    (missing,) = setup(deployer).missing(RECORDS[:1])

    assert missing.line == f"  not there yet: www.{DOMAIN} CNAME (there is elsewhere.example.)"


def test_without_a_terminal_nobody_waits(deployer: Deployer) -> None:
    def pause() -> None:
        raise AssertionError("it waits")

    setup(deployer, watched=False).wait(RECORDS, pause)

    assert deployer.printed() == "Run the same command again when DNS has them: it checks each."
