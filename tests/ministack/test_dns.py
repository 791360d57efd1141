"""The certificate and the records of DNS on another AWS than the one that all other tests have."""

import pytest

from infra.deploying import UndeployableError
from infra.deploying.domain import certificates, hosted_zones
from infra.deploying.domain.dns_setup import DnsSetup
from infra.deploying.domain.hosted_zones import HostedZone
from infra.deploying.domain.records import of_certificate
from infra.deploying.prompts import Terminal
from tests.deploying.some_dns import SomeDns
from tests.deploying.test_records import DOMAIN, RECORDS
from tests.ministack.server import Server


def test_the_records_of_a_site_are_added_to_a_zone_once(server: Server) -> None:
    route53, dns, said = server.client("route53"), SomeDns(), list[str]()
    zone = HostedZone(dns.lead_to(route53, DOMAIN), DOMAIN)
    setup = DnsSetup(dns, route53, Terminal(said.append), yes=True)

    setup.offer(setup.missing(RECORDS))

    assert setup.missing(RECORDS) == ()
    with pytest.raises(UndeployableError, match=r"^Route 53 added nothing to press\.example"):
        hosted_zones.add(route53, zone, RECORDS)


def test_a_certificate_is_requested_and_found_again(server: Server) -> None:
    acm = server.client("acm")
    assert certificates.best_certificate(acm, DOMAIN) == ""

    arn = certificates.request(acm, DOMAIN, {"Key": "presswork", "Value": "second"}, 0)

    assert certificates.best_certificate(acm, DOMAIN) == arn
    description = certificates.description_of(acm, arn)
    assert certificates.fault(description, DOMAIN) == ""
    assert [record.type for record in of_certificate(description)] == ["CNAME"]
