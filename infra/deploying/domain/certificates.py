"""The site's certificate, which is in us-east-1: one that the account has already, or a new one.

None is written down: the next run lists them again, and finds the same. `certificate` in `presswork.toml` chooses one.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256
from itertools import count
from typing import Any

from chalicelib.frozen import Frozen
from infra.deploying import UndeployableError, ownership, waits
from infra.deploying.domain.dns_setup import DnsSetup
from infra.deploying.domain.records import of_certificate
from infra.deploying.waits import Wait

KEY_TYPES = ("RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1")
"""Those that CloudFront takes; without a list, ACM leaves some out:
https://docs.aws.amazon.com/acm/latest/APIReference/API_ListCertificates.html"""

ISSUED, PENDING = "ISSUED", "PENDING_VALIDATION"
ENDED = ("FAILED", "VALIDATION_TIMED_OUT")
VALIDATING = "  DNS has the record of the certificate; AWS is checking it"
TOKEN_LENGTH = 32
TRIES = 30  # half an hour
RECORD_TRIES = 40  # two minutes
NEW = "run `presswork deploy` again, which requests another"
ADVICE: Mapping[str, str] = {
    "CAA_ERROR": 'a CAA record in DNS forbids it: add `0 issue "amazon.com"` to these records, and run the same command again',
    "ADDITIONAL_VERIFICATION_REQUIRED": "AWS wants to verify the domain: open a case with AWS Support, and run the same command"
    " again when they answer",
    "DOMAIN_NOT_ALLOWED": "the domain is on a list of unsafe ones: see virustotal.com, and open a case with AWS Support",
}
"""What to do about ACM's reasons: https://docs.aws.amazon.com/acm/latest/userguide/troubleshooting-failed.html"""


class CertifiedSite(Frozen):
    """A site that needs a certificate: the client of ACM, the tag of a new one, and the ARN of one that was chosen."""

    acm: Any
    domain: str
    tag: Mapping[str, str]
    certificate: str = ""


def best_certificate(acm: Any, domain: str) -> str:
    """Return the ARN of the account's best certificate for the domain, issued or pending; empty if it has none.

    An issued one is better than a pending one, then one in use, then one that is named after the domain itself.
    """
    best = max(_covering(acm, domain, ISSUED, PENDING), key=lambda each: _rank(each, domain), default=None)
    return str(best["CertificateArn"]) if best else ""


def failed_requests(acm: Any, domain: str) -> int:
    """Return how many requests of a certificate for the domain have failed, as long as ACM lists them."""
    return len(_covering(acm, domain, *ENDED))


def _covering(acm: Any, domain: str, *statuses: str) -> list[Mapping[str, Any]]:
    """Return the public certificates in one of these states that cover the domain."""
    pages = acm.get_paginator("list_certificates").paginate(CertificateStatuses=[*statuses], Includes={"keyTypes": [*KEY_TYPES]})
    listed = [each for page in pages for each in page["CertificateSummaryList"] if each.get("Type") != "PRIVATE"]
    return [each for each in listed if any(covers(name, domain) for name in _names(each))]


def _names(listed: Mapping[str, Any]) -> tuple[str, ...]:
    return (listed["DomainName"], *listed.get("SubjectAlternativeNameSummaries", ()))


def _rank(listed: Mapping[str, Any], domain: str) -> tuple[bool, bool, bool, str]:
    is_issued, is_used = listed["Status"] == ISSUED, bool(listed.get("InUse"))
    return is_issued, is_used, listed["DomainName"] == domain, str(listed["CertificateArn"])


def covers(name: str, domain: str) -> bool:
    """Return whether a certificate's name, which may have a `*` for one label, covers the domain."""
    return name == domain or (name.startswith("*.") and domain.partition(".")[2] == name[2:])


def request(acm: Any, domain: str, tag: Mapping[str, str], failed: int) -> str:
    """Request a certificate, once: after an interruption the token leads to the same one, unless a request failed since."""
    token = sha256(f"{domain} {failed}".encode()).hexdigest()[:TOKEN_LENGTH]
    requested = acm.request_certificate(DomainName=domain, ValidationMethod="DNS", IdempotencyToken=token, Tags=[tag])
    return str(requested["CertificateArn"])


def description_of(acm: Any, arn: str) -> Mapping[str, Any]:
    """Return ACM's description of a certificate; empty if there is none, also for seconds after it was requested."""
    described: Mapping[str, Any] = ownership.description(acm.describe_certificate, CertificateArn=arn).get("Certificate", {})
    return described


def fault(certificate: Mapping[str, Any], domain: str) -> str:
    """Return why this certificate can't be the domain's, now or later; empty if it can."""
    if not certificate:
        return f"the certificate for {domain} is gone: {NEW}"
    covered = [certificate["DomainName"], *certificate.get("SubjectAlternativeNames", ())]
    if not any(covers(name, domain) for name in covered):
        return f"the certificate is for {', '.join(dict.fromkeys(covered))}, not for {domain}: request one for it"
    if certificate["Status"] in (ISSUED, PENDING):
        return ""
    reason = certificate.get("FailureReason", "")
    return f"the certificate is {certificate['Status']}{f' ({reason})' if reason else ''}: {ADVICE.get(reason, NEW)}"


def with_records(acm: Any, arn: str, pause: Callable[[], None]) -> Mapping[str, Any]:
    """Return the description of a certificate once it names the record that validates it. Raises UndeployableError."""
    for _ in range(RECORD_TRIES):
        certificate = description_of(acm, arn)
        options = certificate.get("DomainValidationOptions", ())
        if certificate.get("Status") not in (None, PENDING) or any("ResourceRecord" in option for option in options):
            return certificate
        pause()
    raise UndeployableError(f"ACM names no DNS record for {arn}: validate it in the console in us-east-1, or delete it there")


# ---- the whole of it


def issue(site: CertifiedSite, setup: DnsSetup, pauses: Callable[[Wait], Callable[[], None]]) -> str:
    """Return the ARN of the site's certificate once it is issued; request one if there is none. Raises UndeployableError."""
    arn = site.certificate
    if not arn:
        arn = best_certificate(site.acm, site.domain)
        if not arn:
            arn = request(site.acm, site.domain, site.tag, failed_requests(site.acm, site.domain))
            setup.terminal.say(f"requested a certificate for {site.domain}, which costs nothing")
    certificate = with_records(site.acm, arn, pauses(waits.CERTIFICATE_RECORD))
    if why := fault(certificate, site.domain):
        raise UndeployableError(why)
    if certificate["Status"] != ISSUED:
        setup.offer(setup.missing(of_certificate(certificate)))
        wait_until_issued(site, arn, setup, pauses(waits.CERTIFICATE))
    return arn


def wait_until_issued(site: CertifiedSite, arn: str, setup: DnsSetup, pause: Callable[[], None]) -> None:
    """Wait until the certificate is issued, and name its records that DNS lacks whenever these change.

    Without a terminal, the wait ends. Raises UndeployableError.
    """
    said: tuple[str, ...] = ()
    for _ in count() if setup.terminal.is_interactive else range(TRIES):
        certificate = description_of(site.acm, arn)
        if why := fault(certificate, site.domain):
            raise UndeployableError(why)
        if certificate["Status"] == ISSUED:
            return
        pause()
        missing = setup.missing(of_certificate(certificate))
        said = setup.say_if_changed([each.line for each in missing] or [VALIDATING], said)
    raise UndeployableError("the certificate isn't issued yet: run the same command again once DNS has its record")
