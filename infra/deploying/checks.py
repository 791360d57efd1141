"""Checks: what can be known before anything is made. Each is a row, and raises with one line that says what to do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from botocore.exceptions import ClientError

from infra.deploying import UndeployableError, byhand, owning
from infra.deploying.failing import code_of
from infra.deploying.names import Names
from infra.deploying.owning import GONE
from infra.deploying.services import Aws, regions
from infra.deploying.wanted import Wanted
from infra.stack.functions import FUNCTIONS
from infra.stack.parameters import NEW, ORDINARY

TAKEN = ("403", "301", "400", "AccessDenied", "PermanentRedirect", "BadRequest")


@dataclass(frozen=True, slots=True)
class Case:
    """What the checks read: what is wanted, where, and the outputs of the stack of the name, if one stands."""

    wanted: Wanted
    aws: Aws
    names: Names
    told: Mapping[str, str]


def region(name: str, known: frozenset[str]) -> None:
    """Whether there is such a region; asked before any of the services is."""
    if name not in known:
        near = get_close_matches(name, known, 1)
        raise UndeployableError(f"AWS has no region {name}" + (f"; {near[0]} is meant?" if near else ""))


def account(aws: Aws) -> str:
    """The account that the credentials belong to."""
    return str(aws.sts.get_caller_identity()["Account"])


def check(case: Case) -> None:
    """Every check, in the order of the table; raises UndeployableError by the first that fails."""
    for one in CHECKS:
        one(case)


# ---- the rows


def pair(case: Case) -> None:
    """A domain has a certificate, and a certificate a domain."""
    domain, certificate = case.wanted.domain, case.wanted.certificate
    if domain and not certificate:
        request = f"aws acm request-certificate --region us-east-1 --validation-method DNS --domain-name {domain}"
        raise UndeployableError(f"{domain} needs a certificate: `{request}`, then write its ARN as certificate in presswork.toml")
    if certificate and not domain:
        raise UndeployableError("a certificate is named, and no domain: write the domain, or leave both out")


def certificate(case: Case) -> None:
    """The certificate is there, issued, and covers the domain."""
    arn = case.wanted.certificate
    if not arn:
        return
    try:
        said = case.aws.acm.describe_certificate(CertificateArn=arn)["Certificate"]
    except ClientError as error:
        if code_of(error) in GONE:
            raise UndeployableError(
                f"this account has no certificate {arn} in us-east-1: list them by `aws acm list-certificates --region us-east-1`"
            ) from error
        raise
    trouble = unfit(said, case.wanted.domain)
    if trouble:
        raise UndeployableError(trouble)


def unfit(said: Mapping[str, Any], domain: str) -> str:
    """Why this certificate can't be the domain's; nothing if it can."""
    covered = [said["DomainName"], *said.get("SubjectAlternativeNames", ())]
    if not any(covers(name, domain) for name in covered):
        return f"the certificate is for {', '.join(dict.fromkeys(covered))}, not for {domain}: request one that is"
    if said["Status"] == "PENDING_VALIDATION":
        records = "; ".join(dict.fromkeys(_record(one) for one in said.get("DomainValidationOptions", ())))
        return (
            f"the certificate isn't issued yet: DNS needs {records or 'the records that the console shows'}; then run this again"
        )
    return "" if said["Status"] == "ISSUED" else f"the certificate is {said['Status']}: request another for {domain}"


def covers(name: str, domain: str) -> bool:
    """Whether a certificate's name, maybe with a `*` for one label, is the domain's."""
    return name == domain or (name.startswith("*.") and domain.partition(".")[2] == name[2:])


def _record(option: Mapping[str, Any]) -> str:
    record = option.get("ResourceRecord")
    return f"{record['Name']} {record['Type']} {record['Value']}" if record else f"a proof of {option['DomainName']}"


def buckets(case: Case) -> None:
    """Every bucket's name is free, or ours."""
    for name in (*case.names.buckets, case.names.code):
        if not free_or_ours(case.aws.s3, name, case.names.account):
            raise UndeployableError(f"the bucket {name} belongs to somebody else: choose another name for the deployment")


def free_or_ours(s3: Any, name: str, account: str) -> bool:
    try:
        s3.head_bucket(Bucket=name, ExpectedBucketOwner=account)
    except ClientError as error:
        if code_of(error) not in (*GONE, *TAKEN):
            raise
        return code_of(error) in GONE
    return True


def owned(case: Case) -> None:
    """What stands under the deployment's names, and would be taken up, is its own."""
    for stranger in owning.strangers(case.names, case.aws):
        raise UndeployableError(str(stranger))


def senders(case: Case) -> None:
    """No other stack of the account sends from the mail's domains: an identity can't be made twice."""
    ours = byhand.sending(case.told)
    for domain in byhand.senders(case.wanted.mail_domain):
        if domain not in ours and identity(case.aws.sesv2, domain):
            gone = f"aws sesv2 delete-email-identity --region {case.wanted.region} --email-identity {domain}"
            raise UndeployableError(
                f"{domain} is a sender of this account already: choose another mail_domain, or let it go by `{gone}`"
            )


def identity(sesv2: Any, domain: str) -> Mapping[str, Any]:
    """What the mail service knows of this sender, if anything."""
    try:
        said: Mapping[str, Any] = sesv2.get_email_identity(EmailIdentity=domain)
    except ClientError as error:
        if code_of(error) in GONE:
            return {}
        raise
    return said


CHECKS: Sequence[Callable[[Case], None]] = (pair, certificate, buckets, owned, senders)


# ---- what the account allows


def capacity(functions: Any) -> str:
    """Whether the account may run as many functions as the stack's queues would, and as many again for everybody else."""
    limit = functions.get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    return ORDINARY if limit >= 2 * sum(function.at_once[0] for function in FUNCTIONS if function.at_once) else NEW


def known_regions() -> frozenset[str]:
    return regions()
