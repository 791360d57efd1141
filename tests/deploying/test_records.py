"""DNS records: what a site needs, as text and as calls, and what DNS may already have."""

import re
from collections.abc import Iterator
from itertools import product

import dns.rdatatype
import dns.zone
import pytest

from infra.deploying.domain.records import (
    CDN_ZONE,
    PURPOSES,
    SITE,
    Record,
    RecordSet,
    changes,
    is_in_zone,
    obstacles,
    of_certificate,
    of_stack,
    zone_file,
)
from infra.stack import inbound, mail, outputs

DOMAIN, CDN = "press.example", "d1.cloudfront.net"


def filled(line: str) -> str:
    """Return a line of the template's outputs as CloudFormation fills it."""
    line = line.replace("${MailDomain}", DOMAIN).replace("${AWS::Region}", "eu-central-1")
    line = re.sub(r"\$\{(\w)\w+Identity\.DkimDNSTokenName(\d)\}", rf"\1\2._domainkey.{DOMAIN}", line)
    return re.sub(r"\$\{(\w)\w+Identity\.DkimDNSTokenValue(\d)\}", r"\1\2.dkim.amazonses.com", line)


STACK = {
    **{f"{outputs.RECORD}{name}": filled(line) for name, line in (*mail.records(), inbound.record())},
    "RecordSite": f"www.{DOMAIN} CNAME {CDN}",
    "SiteUrl": "https://www.press.example",
}
RECORDS = of_stack(STACK)


def test_a_stack_that_has_everything_needs_a_record_of_each_kind_with_its_purpose() -> None:
    assert len(RECORDS) == len(STACK) - 1
    assert {record.purpose for record in RECORDS} == {*PURPOSES.values()}
    assert RECORDS[0].aims_at_cdn


def test_every_record_in_the_templates_outputs_has_a_purpose() -> None:
    names = {name.removeprefix(outputs.RECORD).rstrip("123") for name in outputs.outputs() if name.startswith(outputs.RECORD)}

    assert names == {*PURPOSES}


def test_the_zone_file_is_one_that_a_nameserver_reads() -> None:
    zone = dns.zone.from_text("\n".join(zone_file(RECORDS)), origin=".", relativize=False, check_origin=False)

    read = {
        (name.to_text().rstrip("."), dns.rdatatype.to_text(data.rdtype), data.to_text().rstrip("."))
        for name, _, data in zone.iterate_rdatas()
    }
    assert read == {(record.name, record.type, record.value) for record in RECORDS}


def test_a_certificate_is_validated_by_the_records_that_acm_names_each_once() -> None:
    option = {"ResourceRecord": {"Name": "_a.press.example.", "Type": "CNAME", "Value": "_b.acm-validations.aws."}}

    (record,) = of_certificate({"DomainValidationOptions": [option, option, {"DomainName": "not yet named"}]})

    assert (record.name, record.type, record.value) == ("_a.press.example", "CNAME", "_b.acm-validations.aws")


# ---- beside what a zone has

SETS = (
    RecordSet("A", ("192.0.2.1",)),
    RecordSet("AAAA", ("2001:db8::1",)),
    RecordSet("A", (), "d2.cloudfront.net."),
    RecordSet("CNAME", ("elsewhere.example",)),
    RecordSet("MX", ("10 mx.elsewhere.example",)),
    RecordSet("TXT", ('"a proof of something"',)),
)
EXCLUDED = {  # by RFC 1034, 3.6.2, and since a zone has one set of a type at a name
    "the site": ("A", "AAAA", "CNAME"),
    "CNAME": ("A", "AAAA", "CNAME", "MX", "TXT"),
    "MX": ("MX", "CNAME"),
    "TXT": ("TXT", "CNAME"),
}


def cases() -> Iterator[tuple[Record, RecordSet]]:
    return product({record.purpose: record for record in RECORDS}.values(), SETS)


@pytest.mark.parametrize(("record", "other"), [*cases()], ids=lambda case: getattr(case, "text", getattr(case, "purpose", "")))
def test_whatever_else_is_at_a_name_is_no_record_of_ours_and_excludes_it_by_its_type(record: Record, other: RecordSet) -> None:
    kind = "the site" if record.aims_at_cdn else record.type

    assert not is_in_zone(record, [other])
    assert obstacles(record, [other]) == ((other,) if other.type in EXCLUDED[kind] else ())


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_a_zone_that_has_exactly_what_is_added_has_the_record(record: Record) -> None:
    added = [each["ResourceRecordSet"] for each in changes([record])]

    sets = [
        RecordSet(
            each["Type"],
            tuple(value["Value"] for value in each.get("ResourceRecords", ())),
            each.get("AliasTarget", {}).get("DNSName", ""),
        )
        for each in added
    ]
    assert is_in_zone(record, sets)


@pytest.mark.parametrize(
    ("record", "actual"),
    [
        (Record("_dmarc.press.example", "TXT", '"v=DMARC1; p=none"'), RecordSet("TXT", ('"v=DMARC1; p=reject"',))),
        (
            Record("a.example", "TXT", '"v=spf1 include:a.example ~all"'),
            RecordSet("TXT", ('"x"', '"v=spf1 include:a.example -all"')),
        ),
        (Record("a.example", "MX", "10 b.example"), RecordSet("MX", ("20 B.example.",))),
        (RECORDS[0], RecordSet("CNAME", (f"{CDN}.",))),
    ],
)
def test_a_record_that_does_the_same_is_enough(record: Record, actual: RecordSet) -> None:
    assert is_in_zone(record, [actual])


@pytest.mark.parametrize("record", [record for record in RECORDS if record.type == "TXT"], ids=lambda record: record.name)
def test_a_text_that_dns_divides_anywhere_is_the_same(record: Record) -> None:
    text = record.value.strip('"')
    divided = [f'"{text[:place]}" "{text[place:]}"' for place in range(1, len(text))]

    assert [one for one in divided if not is_in_zone(record, [RecordSet("TXT", (one,))])] == []


def test_records_are_only_ever_created_and_the_sites_is_an_alias_that_may_be_at_the_top_of_a_zone() -> None:
    everything = changes(RECORDS)

    assert {change["Action"] for change in everything} == {"CREATE"}
    assert [change["ResourceRecordSet"] for change in everything[:2]] == [
        {
            "Name": f"www.{DOMAIN}",
            "Type": kind,
            "AliasTarget": {"HostedZoneId": CDN_ZONE, "DNSName": CDN, "EvaluateTargetHealth": False},
        }
        for kind in ("A", "AAAA")
    ]
    assert PURPOSES[SITE] == RECORDS[0].purpose
