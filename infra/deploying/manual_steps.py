"""The steps left to do by hand, as lines. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from chalicelib.frozen import Frozen
from infra.deploying.domain.records import Record, of_stack
from infra.deploying.mail import production_access
from infra.stack import inbound, mail, outputs

SITE = f"{outputs.RECORD}Site"
INBOUND = f"{outputs.RECORD}{inbound.MX}"  # no sender tells whether DNS has it
SENDERS = ("ConfirmationsSender", "LettersSender")  # the outputs with the sender addresses of mail
ASK_AWS = (
    "CloudFront only works in a new account once AWS has verified it: open a case with AWS Support, under Account and"
    " billing, to ask for that"
)


class OpenSteps(Frozen):
    """The state of the steps that a person, DNS or AWS's support has to finish."""

    region: str
    outputs: Mapping[str, str]
    verified: bool = False
    in_sandbox: bool = False
    owner_asked: str = ""
    mailbox: str = ""


def senders(mail_domain: str) -> tuple[str, ...]:
    return tuple(sender.domain.replace("${MailDomain}", mail_domain) for sender in mail.SENDERS) if mail_domain else ()


def sender_domains(stack_outputs: Mapping[str, str]) -> tuple[str, ...]:
    """Return the domains of a stack's senders."""
    return tuple(stack_outputs[sender].partition("@")[2] for sender in SENDERS if sender in stack_outputs)


def addresses(stack_outputs: Mapping[str, str]) -> Iterator[str]:
    yield f"site      {stack_outputs.get('SiteUrl', '')}"
    yield f"write to  s3://{stack_outputs.get('ContentBucketName', '')}"


def lines(steps: OpenSteps) -> Iterator[str]:
    if steps.mailbox:
        yield from _mailbox(steps)
    elif steps.in_sandbox:
        yield from _sandbox(steps)
    if steps.owner_asked:
        yield f"Confirm the email that AWS sent to {steps.owner_asked}, or nobody gets the alarms."


def after_adoption(name: str, region: str, adopted: Sequence[str], *, moved: bool) -> Iterator[str]:
    """Yield the steps after resources were adopted, or after the site's address has changed."""
    if adopted:
        stack = f"--region {region} --stack-name {name}"
        yield f"Kept as they were, and NOT changed to match the template: {', '.join(adopted)}. To see what differs:"
        yield f"  aws cloudformation detect-stack-drift {stack}"
        yield f"  aws cloudformation describe-stack-resource-drifts --stack-resource-drift-status-filters MODIFIED {stack}"
    if adopted or moved:
        why = "Files may have changed in the meantime" if adopted else "The site has a new address"
        yield f"{why}: run `presswork rebuild sources --site {name}`, then `presswork rebuild pages --site {name}`."


def records(steps: OpenSteps) -> tuple[Record, ...]:
    """Return the records that DNS may lack: where SES has verified the senders, it has seen theirs."""
    unknown = {name: line for name, line in steps.outputs.items() if not steps.verified or name in (SITE, INBOUND)}
    return of_stack(unknown)


def _mailbox(steps: OpenSteps) -> Iterator[str]:
    if not steps.verified:
        yield f"Open the link in the email that AWS sent to {steps.mailbox}: until then, no mail is sent from there."
    if steps.in_sandbox:
        yield f"Mail only reaches addresses that are verified at AWS, so follow the blog as {steps.mailbox}."
        yield "To write to everybody, use mail_domain in place of mail_from, and leave SES's sandbox."


def _sandbox(steps: OpenSteps) -> Iterator[str]:
    yield "Mail is in SES's sandbox, so it only reaches addresses you have verified."
    if not steps.verified:
        yield "Once DNS has the records of the mail domain, run `presswork deploy` again: it prints the request to leave it."
        return
    url = steps.outputs.get("SiteUrl", "")
    confirmations, letters = (steps.outputs.get(sender, "") for sender in SENDERS)
    yield "To leave the sandbox, read this request, correct what isn't so, and send it to AWS:"
    yield f"  {production_access.command(steps.region, url, production_access.description(url, letters, confirmations))}"
