"""Checks before anything is created. Each is a row, and raises an error of one line with the remedy."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.content.site.senders import is_mailbox
from chalicelib.frozen import Frozen
from infra.aws_errors import code_of
from infra.deploying import UndeployableError, billing, manual_steps, ownership
from infra.deploying.config import NO_BUDGET, Deployment
from infra.deploying.domain import certificates
from infra.deploying.mail import identities
from infra.deploying.names import Names
from infra.deploying.ownership import GONE, is_there
from infra.deploying.services import Aws
from infra.stack import outputs
from infra.stack.parameters import NEW, NO, ORDINARY, YES

TAKEN = ("403", "301", "400", "AccessDenied", "PermanentRedirect", "BadRequest")


class Case(Frozen):
    """The input of the checks: the wanted deployment, its place, and the outputs of the stack with its name, if there is one.

    Whether it is a trial, its settings don't tell.
    """

    deployment: Deployment
    aws: Aws
    names: Names
    outputs: Mapping[str, str]
    is_trial: bool = False


def account(aws: Aws) -> str:
    return str(aws.sts.get_caller_identity()["Account"])


def check(case: Case) -> None:
    """Run the checks in the order of the table. Raises UndeployableError by the first that fails."""
    for each in CHECKS:
        each(case)


def cdn(case: Case) -> None:
    """Refuse a site without a CDN, unless it is a trial without a domain."""
    if case.deployment.cdn == NO and not case.is_trial:
        raise UndeployableError('only a trial works without CloudFront: leave out cdn = "no", or run `presswork deploy --trial`')
    if case.deployment.cdn == NO and case.deployment.domain:
        raise UndeployableError('a site without CloudFront can\'t have a domain: leave out the domain, or cdn = "no"')


def certificate(case: Case) -> None:
    """Refuse a certificate that is missing, is for another domain, or can't be issued any more."""
    arn, domain = case.deployment.certificate, case.deployment.domain
    if not arn:
        return
    if not domain:
        raise UndeployableError("there's a certificate, but no domain: add the domain, or leave both out")
    description = certificates.description_of(case.aws.acm, arn)
    if not description:
        remedy = "list them with `aws acm list-certificates --region us-east-1`, or leave certificate out"
        raise UndeployableError(f"no certificate {arn} in us-east-1: {remedy}")
    if fault := certificates.fault(description, domain):
        raise UndeployableError(fault)


def buckets(case: Case) -> None:
    """Refuse a bucket name that another account has."""
    for name in (*case.names.buckets, case.names.code):
        if not free_or_ours(case.aws.s3, name, case.names.account):
            raise UndeployableError(f"the bucket {name} belongs to someone else: choose another name for the deployment")


def free_or_ours(s3: Any, name: str, account: str) -> bool:
    try:
        s3.head_bucket(Bucket=name, ExpectedBucketOwner=account)
    except ClientError as error:
        if code_of(error) not in (*GONE, *TAKEN):
            raise
        return code_of(error) in GONE
    return True


def ownership_of_resources(case: Case) -> None:
    """Refuse existing resources with the deployment's names that aren't its own."""
    for stranger in ownership.strangers(case.names, case.aws):
        raise UndeployableError(str(stranger))


def senders(case: Case) -> None:
    """Refuse two places to send mail from, and a mail domain that is already a sender: an identity can't be made twice."""
    if case.deployment.mail_from and case.deployment.mail_domain:
        raise UndeployableError("mail comes from mail_domain or from mail_from: leave out one of them")
    ours = identities.identities(case.outputs)
    for domain in manual_steps.senders(case.deployment.mail_domain):
        if domain not in ours and identity(case.aws.sesv2, domain):
            removal = f"aws sesv2 delete-email-identity --region {case.deployment.region} --email-identity {domain}"
            raise UndeployableError(
                f"{domain} already sends mail for this account: choose another mail_domain, or remove it with `{removal}`"
            )


def identity(sesv2: Any, domain: str) -> Mapping[str, Any]:
    """Return the mail service's description of this sender; empty if there is none."""
    return ownership.description(sesv2.get_email_identity, EmailIdentity=domain)


def sender(sesv2: Any, name: str) -> Mapping[str, Any]:
    """Return the mail service's description of a domain or mailbox; a mailbox without its own is sent from by its domain's."""
    own = identity(sesv2, name)
    if own or not is_mailbox(name):
        return own
    domain = identity(sesv2, name.partition("@")[2])
    return {**domain, **identities.OF_MAILBOX} if domain.get("VerifiedForSendingStatus") else {}


def is_signed(sesv2: Any, mailbox: str) -> bool:
    """Return whether SES signs mail from the mailbox in the name of its domain, which is verified in this account, too."""
    dkim = identity(sesv2, mailbox.partition("@")[2]).get("DkimAttributes", {})
    return dkim.get("Status") == "SUCCESS" and bool(dkim.get("SigningEnabled"))


def receiving(case: Case) -> None:
    """Refuse to receive mail without a domain. Whether SES receives mail in the region is only doubted (`regions.doubts`)."""
    if case.deployment.receiving != NO and not case.deployment.mail_domain:
        raise UndeployableError("receiving is yes, but there's no mail_domain: add one, or leave receiving out")


def budget(case: Case) -> None:
    """Refuse a budget that the organization of the account doesn't allow: the stack would roll back."""
    if case.deployment.budget != NO_BUDGET and not billing.may_make_budgets(case.aws.budgets, case.names.account):
        raise UndeployableError(f"this {billing.NO_BUDGETS}, or ask the owner of the management account to allow them")


CHECKS: Sequence[Callable[[Case], None]] = (cdn, certificate, receiving, budget, buckets, ownership_of_resources, senders)


def gateway_logs(apigateway: Any, iam: Any, stack_outputs: Mapping[str, str]) -> str:
    """Return whether the stack is to set the account's role for the logs of API Gateway: where none is set, its own is, or one
    that was deleted.

    It is one for all APIs of the account in the region:
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-account.html
    """
    role = apigateway.get_account().get("cloudwatchRoleArn", "")
    is_ours = role in ("", stack_outputs.get(outputs.GATEWAY_LOGS, ""))
    return YES if is_ours or not is_there(iam.get_role, RoleName=role.rpartition("/")[2]) else NO


def makes_mailbox(sesv2: Any, mailbox: str, stack_outputs: Mapping[str, str]) -> str:
    """Return whether the stack is to make this mailbox a sender of the account: where there is none, or it is the stack's own."""
    is_ours = stack_outputs.get(outputs.OWN_MAILBOX) == mailbox
    return YES if is_ours or not (mailbox and sender(sesv2, mailbox)) else NO


MANY_ENOUGH = 100
"""Functions at once that an ordinary account runs at least: AWS allows 1,000, but a new account ten, and raises that by steps:
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""


def capacity(functions: Any) -> str:
    """Return the kind of account: one that may run many functions at once, or a new one."""
    limit = functions.get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    return ORDINARY if limit >= MANY_ENOUGH else NEW
