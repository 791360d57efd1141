"""The certificate of a domain: one that is there already, or a new one, until it is issued."""

from typing import Any

import pytest
from msgspec.structs import replace

from infra.deploying import UndeployableError
from infra.deploying.deploy import Work, deploy, set_up_dns
from infra.deploying.destroy import destroy
from infra.deploying.domain import certificates
from infra.deploying.domain.certificates import ADVICE, NEW, TRIES
from infra.deploying.domain.dns import dns_beside
from infra.deploying.domain.records import Record
from tests.deploying.deployer import ACCOUNT, PLAIN, Deployer

DOMAIN = "press.example"
WANTED = replace(PLAIN, domain=DOMAIN)
CNAME = Record(  # moto's own
    f"_d930b28be6c5927595552b219965053e.{DOMAIN}",
    "CNAME",
    "_c9edd76ee4a0e2a74388032f3861cc50.ykybfrwcxw.acm-validations.aws",
)


def arns(deployer: Deployer) -> list[str]:
    return [each["CertificateArn"] for each in deployer.aws.acm.list_certificates()["CertificateSummaryList"]]


def watched(deployer: Deployer) -> None:
    """Let a person watch, who is asked nothing."""
    deployer.answers = []


# ---- from a domain alone


def test_a_domain_gets_a_certificate_which_the_stack_is_told(deployer: Deployer) -> None:
    assert deploy(deployer.work(WANTED)) == 0

    (arn,) = arns(deployer)
    assert deployer.stack.parameters["Certificate"] == arn
    assert deployer.aws.acm.list_tags_for_certificate(CertificateArn=arn)["Tags"] == [{"Key": "presswork", "Value": "presswork"}]
    assert f"requested a certificate for {DOMAIN}" in deployer.printed()


def test_the_next_run_finds_the_same_certificate_and_says_nothing_of_it(deployer: Deployer) -> None:
    deploy(deployer.work(WANTED))
    deployer.printed()

    deploy(deployer.work(WANTED))

    assert deployer.stack.parameters["Certificate"] == arns(deployer)[0]
    assert len(arns(deployer)) == 1
    said = deployer.printed()
    assert "certificate" not in said


def test_a_certificate_that_somebody_deletes_meanwhile_is_reported(deployer: Deployer) -> None:
    deployer.acm.status = "PENDING_VALIDATION"

    def sleep(seconds: float) -> None:
        for arn in arns(deployer) if seconds >= 60 else ():
            deployer.aws.acm.delete_certificate(CertificateArn=arn)

    with pytest.raises(UndeployableError, match=f"the certificate for {DOMAIN} is gone: run `presswork deploy` again"):
        deploy(deployer.work(WANTED, sleep=sleep))


def test_the_record_is_printed_and_whether_it_is_there_is_said_when_that_changes_until_it_is_issued(deployer: Deployer) -> None:
    watched(deployer)
    deployer.acm.status = "PENDING_VALIDATION"
    minutes: list[float] = []

    def sleep(seconds: float) -> None:
        minutes.extend([seconds] if seconds >= 60 else [])
        if len(minutes) == 3:
            deployer.dns.add(CNAME)
        if len(minutes) == 5:
            deployer.acm.status = "ISSUED"

    deploy(deployer.work(WANTED, sleep=sleep))

    said = deployer.printed()
    assert f"{CNAME.name}. 300 IN CNAME {CNAME.value}." in said
    assert f"waiting for the certificate of {DOMAIN}; this usually takes" in said
    assert said.count(f"  not there yet: {CNAME.name} CNAME") == 1
    assert said.count("DNS has the record of the certificate; AWS is checking it") == 1


def test_where_route_53_has_the_zone_the_record_is_added_to_it(deployer: Deployer) -> None:
    zone = deployer.dns.lead_to(deployer.aws.route53, DOMAIN)
    deployer.acm.status = "PENDING_VALIDATION"

    def sleep(seconds: float) -> None:
        deployer.acm.status = "ISSUED" if seconds >= 60 else "PENDING_VALIDATION"

    deploy(deployer.work(WANTED, sleep=sleep))

    sets = deployer.aws.route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    assert f"{CNAME.name}." in [each["Name"] for each in sets]
    assert f"records added to {DOMAIN}: 1" in deployer.printed()


# ---- that is never issued


def test_without_a_terminal_the_wait_ends_and_says_what_to_do(deployer: Deployer) -> None:
    deployer.acm.status = "PENDING_VALIDATION"
    waits: list[float] = []

    with pytest.raises(UndeployableError, match="isn't issued yet: run the same command again once DNS has its record"):
        deploy(deployer.work(WANTED, sleep=waits.append))

    assert waits.count(60.0) == TRIES
    assert not deployer.stack.status


@pytest.mark.parametrize("reason", ["OTHER", *ADVICE])
def test_a_request_that_failed_says_why_and_the_next_run_requests_another(deployer: Deployer, reason: str) -> None:
    deployer.acm.status, deployer.acm.reason = "FAILED", reason

    with pytest.raises(UndeployableError) as raised:
        deploy(deployer.work(WANTED))

    assert str(raised.value) == f"the certificate is FAILED ({reason}): {ADVICE.get(reason, NEW)}"
    assert not deployer.stack.status


def test_a_request_after_a_failed_one_is_not_taken_for_the_same() -> None:
    asked: list[str] = []

    class Acm:
        def request_certificate(self, IdempotencyToken: str, **_: Any) -> Any:  # noqa: N803 - as boto3 calls it
            asked.append(IdempotencyToken)
            return {"CertificateArn": "arn"}

    for failed in (0, 0, 1):
        certificates.request(Acm(), DOMAIN, {}, failed)

    assert asked[0] == asked[1] != asked[2]


def test_a_certificate_whose_record_acm_never_names_is_reported(deployer: Deployer) -> None:
    deployer.acm.status = "PENDING_VALIDATION"
    deployer.acm.looks = -1000

    with pytest.raises(UndeployableError, match=f"ACM names no DNS record for arn:aws:acm:us-east-1:{ACCOUNT}:certificate/"):
        deploy(deployer.work(WANTED))


# ---- of several


def listed(name: str, status: str = "ISSUED", *, used: bool = False, kind: str = "AMAZON_ISSUED") -> dict[str, Any]:
    return {"CertificateArn": f"{name} {status} {used}", "DomainName": name, "Status": status, "InUse": used, "Type": kind}


class Listing:
    """ACM with these certificates, one on a page."""

    def __init__(self, *certificates: dict[str, Any]) -> None:
        self._certificates = certificates

    def get_paginator(self, name: str) -> "Listing":
        assert name == "list_certificates"
        return self

    def paginate(self, CertificateStatuses: list[str], Includes: dict[str, list[str]]) -> Any:  # noqa: N803 - as boto3 calls it
        assert "RSA_2048" in Includes["keyTypes"]
        return [{"CertificateSummaryList": [each]} for each in self._certificates if each["Status"] in CertificateStatuses]


BEST = {
    "one that is issued": (listed(DOMAIN), listed(DOMAIN, "PENDING_VALIDATION")),
    "one in use": (listed(f"*.{DOMAIN}", used=True), listed(f"*.{DOMAIN}")),
    "one of this domain alone": (listed(f"blog.{DOMAIN}"), listed(f"*.{DOMAIN}")),
}


@pytest.mark.parametrize("why", BEST)
@pytest.mark.parametrize("turned", [False, True])
def test_of_several_the_best_is_taken_whatever_the_order(why: str, turned: bool) -> None:
    best, other = BEST[why]
    domain = DOMAIN if why == "one that is issued" else f"blog.{DOMAIN}"

    acm = Listing(*((other, best) if turned else (best, other)))

    assert (certificates.best_certificate(acm, domain), certificates.failed_requests(acm, domain)) == (best["CertificateArn"], 0)


@pytest.mark.parametrize(
    ("other", "failed"),
    [
        (listed("other.example"), 0),
        (listed(f"*.{DOMAIN}"), 0),
        (listed(DOMAIN, kind="PRIVATE"), 0),
        (listed(DOMAIN, "FAILED"), 1),
        (listed(DOMAIN, "VALIDATION_TIMED_OUT"), 1),
        (listed(DOMAIN, "EXPIRED"), 0),
    ],
)
def test_one_that_browsers_would_refuse_is_not_taken(other: dict[str, Any], failed: int) -> None:
    assert (certificates.best_certificate(Listing(other), DOMAIN), certificates.failed_requests(Listing(other), DOMAIN)) == (
        "",
        failed,
    )


def test_one_that_is_chosen_is_used_though_another_is_there(deployer: Deployer) -> None:
    acm = deployer.aws.acm
    first, second = (
        acm.request_certificate(DomainName=name, ValidationMethod="DNS")["CertificateArn"] for name in (f"*.{DOMAIN}", DOMAIN)
    )

    deploy(deployer.work(replace(WANTED, domain=f"blog.{DOMAIN}", certificate=first)))

    assert deployer.stack.parameters["Certificate"] == first != second


# ---- the other records


def with_record(work: Work) -> Work:
    """Let the stack name the site's record."""
    packed = work.pack()
    outputs = {**packed.template["Outputs"], "RecordSite": {"Value": f"{DOMAIN} CNAME d1.cloudfront.net"}}
    return replace(work, pack=lambda: replace(packed, template={**packed.template, "Outputs": outputs}))


def test_after_the_stack_its_records_are_added_to_route_53_too(deployer: Deployer) -> None:
    zone = deployer.dns.lead_to(deployer.aws.route53, DOMAIN)

    deploy(with_record(deployer.work(WANTED)))

    sets = deployer.aws.route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    assert [each["Type"] for each in sets if each.get("AliasTarget", {}).get("DNSName", "").startswith("d1.")] == ["A", "AAAA"]
    deployer.printed()
    deploy(with_record(deployer.work(WANTED)))
    assert "DNS" not in deployer.printed()


def test_beside_a_local_aws_records_are_printed_and_not_waited_for(deployer: Deployer) -> None:
    watched(deployer)
    work, local = deployer.work(WANTED, sleep=lambda _: pytest.fail("it waits")), "http://127.0.0.1"
    outputs = {"RecordSite": f"{DOMAIN} CNAME d1.cloudfront.net"}

    set_up_dns(replace(work, aws=replace(work.aws, endpoint=local), dns=dns_beside(local), outputs=outputs))

    assert f"{DOMAIN}. 300 IN CNAME d1.cloudfront.net." in deployer.printed()


def test_a_removal_names_the_records_that_lead_nowhere_now(deployer: Deployer) -> None:
    deploy(with_record(deployer.work(WANTED)))
    deployer.printed()

    destroy(deployer.leaving())

    assert f"remove them.\n  ; the site is at CloudFront\n  {DOMAIN}. 300 IN CNAME d1.cloudfront.net." in deployer.printed()


def test_after_the_stack_its_records_are_waited_for_and_each_is_named(deployer: Deployer) -> None:
    watched(deployer)
    minutes: list[float] = []

    def sleep(seconds: float) -> None:
        minutes.extend([seconds] if seconds >= 60 else [])
        if len(minutes) == 2:
            deployer.dns.add(Record(DOMAIN, "CNAME", "d1.cloudfront.net"))

    assert deploy(with_record(deployer.work(WANTED, sleep=sleep))) == 0

    said = deployer.printed()
    assert f"{DOMAIN}. 300 IN CNAME d1.cloudfront.net." in said
    assert said.count(f"  not there yet: {DOMAIN} CNAME") == 1
    assert len(minutes) == 2


def test_a_site_whose_records_are_all_there_waits_for_nothing_and_prints_nothing_of_them(deployer: Deployer) -> None:
    watched(deployer)
    deployer.dns.add(Record(DOMAIN, "CNAME", "d1.cloudfront.net"))

    deploy(with_record(deployer.work(WANTED, sleep=lambda seconds: pytest.fail("it waits") if seconds >= 60 else None)))

    assert "DNS" not in deployer.printed().replace("for ACM to name the DNS record", "")
