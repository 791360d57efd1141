"""`presswork deploy`: a table of steps, each of which may be repeated.

The bucket of code and the two parameters with secrets are made before the stack, once. So the next run continues an interrupted
one, and a run without changes changes nothing.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import Any

from msgspec import field
from msgspec.structs import replace

from chalicelib.cloud.secrets import Secrets
from chalicelib.frozen import Frozen
from infra.deploying import (
    UndeployableError,
    billing,
    checks,
    manual_steps,
    oidc,
    ownership,
    prerequisites,
    regions,
    stack_recovery,
    waits,
)
from infra.deploying.checks import Case
from infra.deploying.config import Deployment
from infra.deploying.domain import certificates
from infra.deploying.domain.dns import Dns
from infra.deploying.domain.dns_setup import DnsSetup
from infra.deploying.mail import dmarc, receiving
from infra.deploying.mail.identities import is_verified
from infra.deploying.names import Names
from infra.deploying.plan import Plan
from infra.deploying.prompts import Terminal
from infra.deploying.services import Aws
from infra.deploying.stack import NameReservedError, Stack
from infra.deploying.waits import Wait
from infra.stack import access_logs, adopting
from infra.stack.parameters import NEW, NO, NONE, YES
from infra.terminal.progress import Progress

ORIGIN_BYTES = 32
FEW = "this account can only run a few functions at once, like all new ones, so queues use fewer; ask for 1,000 in Service Quotas"


class PackedFunctions(Frozen):
    """The functions' zips, by the stack's parameters with their keys, and the template in plain CloudFormation."""

    zips: Mapping[str, Path]
    template: Mapping[str, Any]


class Work(Frozen):
    """A deployment under way: its settings and services, and the results of the steps so far.

    With a `bar`, which shows the progress of the stack, resources aren't listed.
    """

    deployment: Deployment
    aws: Aws
    terminal: Terminal
    pack: Callable[[], PackedFunctions]
    dns: Dns
    yes: bool = False
    lose: bool = False
    is_trial: bool = False
    sleep: Callable[[float], None] = time.sleep
    bar: Callable[[int], Progress] | None = None
    names: Names = field(default_factory=lambda: Names("", "", ""))
    account_parameters: Mapping[str, str] = field(default_factory=dict)
    """The parameters of the stack that follow from the account."""
    packed: PackedFunctions | None = None
    kind: str = ""
    template: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    plan: Plan | None = None
    previous_outputs: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def stack(self) -> Stack:
        return Stack(self.aws.cloudformation, self.deployment.name, self.terminal.say, self.sleep, self.bar)

    @property
    def dns_setup(self) -> DnsSetup:
        return DnsSetup(self.dns, self.aws.route53, self.terminal, self.yes)

    def pauses(self, wait: Wait) -> Callable[[], None]:
        return waits.pauses(wait, self.terminal.say, self.sleep, domain=self.deployment.domain)

    def agreed(self, question: str) -> bool:
        return self.terminal.agreed(question, yes=self.yes)


def deploy(work: Work) -> int:
    """Take the steps; return the exit status. Raises UndeployableError."""
    for step in STEPS:
        work = step(work)
    return 0


# ---- the steps, in their order


def check_account(work: Work) -> Work:
    regions.check(work.deployment.region)
    names = Names(work.deployment.name, checks.account(work.aws), work.deployment.region)
    state = stack_recovery.when_idle(work.stack)
    if state:
        stack_recovery.check_owner(state, work.deployment.name)
    previous_outputs = state.outputs if state else {}
    checks.check(Case(work.deployment, work.aws, names, previous_outputs, work.is_trial))
    account = checks.capacity(work.aws.functions)
    work.terminal.say(f"{work.deployment.name} in {work.deployment.region}, account {names.account}")
    if account == NEW:
        work.terminal.say(FEW)
    if doubt := billing.doubt_of_plan(work.aws.freetier):
        work.terminal.say(doubt)
    for doubt in regions.doubts(work.deployment.region, receives=work.deployment.receiving == YES):
        work.terminal.say(doubt)
    for doubt in warnings_of_mailbox(work):
        work.terminal.say(doubt)
    parameters = {
        "Account": account,
        "GatewayRole": role_for_logs(work, previous_outputs),
        "MakeMailbox": checks.makes_mailbox(work.aws.sesv2, work.deployment.mail_from, previous_outputs),
        **oidc.providers(work.aws.iam, work.deployment.trusted, previous_outputs),
    }
    if work.deployment.receiving == YES:
        parameters["RuleSet"] = receiving.others(work.aws.ses, previous_outputs)
    return replace(work, names=names, account_parameters=parameters, previous_outputs=previous_outputs)


def issue_certificate(work: Work) -> Work:
    if not work.deployment.domain:
        return work
    wanted = work.deployment
    site = certificates.CertifiedSite(work.aws.acm, wanted.domain, ownership.tag(work.names), wanted.certificate)
    return replace(work, deployment=replace(wanted, certificate=certificates.issue(site, work.dns_setup, work.pauses)))


def build_package(work: Work) -> Work:
    packed = work.pack()
    regions.check_processor(work.names.region, packed.template)
    name, account, region = work.names.name, work.names.account, work.names.region
    template = adopting.written_out(packed.template, name=name, account=account, region=region)
    return replace(work, packed=replace(packed, template=template))


def code_bucket(work: Work) -> Work:
    prerequisites.code_bucket(work.aws.s3, work.names, work.terminal.say)
    return work


def upload(work: Work) -> Work:
    if work.packed is None:
        raise ValueError("build_package comes first")
    packed = work.packed
    put = partial(prerequisites.upload, work.aws.s3, work.names.code, work.terminal.say)
    codes = {parameter: put("functions", path.read_bytes(), "zip") for parameter, path in packed.zips.items()}
    template = put("templates", json.dumps(packed.template, sort_keys=True).encode(), "json")
    where = {"CodeBucket": work.names.code, **codes}
    return replace(work, template=template, parameters={**work.deployment.parameters, **where, **work.account_parameters})


def create_secrets(work: Work) -> Work:
    """Create the secrets, once; that of the CDN is also a parameter of the stack."""
    ssm = work.aws.ssm
    prerequisites.stored_parameter(ssm, work.names.secrets, lambda: Secrets.new().dumps())
    origin = prerequisites.stored_parameter(ssm, work.names.origin, lambda: token_hex(ORIGIN_BYTES))
    return replace(work, parameters={**work.parameters, "OriginSecret": origin})


def make_changeable(work: Work) -> Work:
    """Bring the stack into a state in which it can be changed."""
    return replace(work, kind=stack_recovery.make_changeable(work.stack, work.deployment.region, work.agreed))


def propose(work: Work) -> Work:
    plan = work.stack.propose(
        work.kind, {"TemplateURL": prerequisites.url(work.aws, work.names.code, work.template)}, work.parameters
    )
    if plan is None:
        work.terminal.say("nothing to change")
        return work
    for line in plan.lines(brief=work.bar is not None):
        work.terminal.say(line)
    work.terminal.say(plan.summary())
    return replace(work, plan=plan)


def agree(work: Work) -> Work:
    """Ask for agreement to the changes, and to losses apart, by the deployment's name."""
    if work.plan is None:
        return work
    try:
        ask_for_agreement(work, len(work.plan.losses))
    except (UndeployableError, KeyboardInterrupt):
        work.stack.forget(work.plan.change_set)
        raise
    return work


def change_stack(work: Work) -> Work:
    """Make the changes; if a queue was deleted too recently, wait, and make them once more."""
    try:
        return change_once(work)
    except NameReservedError as error:
        work.terminal.say(str(error))
        work = make_changeable(work)
        work.pauses(waits.QUEUE_NAME)()
        return change_once(propose(work))


def give_up_rules(work: Work) -> Work:
    """Give up the stack's own set of receipt rules if it is about to be deleted."""
    keeps = work.deployment.receiving == YES and not work.account_parameters.get("RuleSet")
    if work.plan and not keeps and receiving.end(work.aws.ses, work.previous_outputs):
        work.terminal.say(f"mail to {work.deployment.mail_domain or 'the domain'} is no longer received")
    return work


def use_rules(work: Work) -> Work:
    """Use the stack's own set of receipt rules, if it has one."""
    if receiving.begin(work.aws.ses, work.outputs):
        work.terminal.say("mail is received as soon as DNS has its record")
    return work


def change_once(work: Work) -> Work:
    state = work.stack.execute(work.plan.change_set, len(work.plan.changes)) if work.plan else work.stack.there()
    return replace(work, outputs=state.outputs)


def deploy_beside(work: Work) -> Work:
    """Create the small stack in us-east-1, for a site in another region; remove it if reads aren't counted any more."""
    if work.names.beside is None:
        return work
    small = Stack(work.aws.home, work.names.beside, work.terminal.say, work.sleep)
    if NO in (work.deployment.reads, work.deployment.cdn):
        stack_recovery.remove_own(small)
        return work
    kind = stack_recovery.make_changeable(small, access_logs.HOME, work.agreed)
    parameters = {name: work.outputs[output] for name, output in access_logs.BESIDE.items()}
    plan = small.propose(kind, {"TemplateBody": json.dumps(access_logs.beside())}, parameters)
    if plan:
        small.execute(plan.change_set, len(plan.changes))
    return work


def report(work: Work) -> Work:
    """Print the addresses, and the steps left to do by hand."""
    adopted = work.plan.adopted if work.plan else ()
    moved = work.previous_outputs.get("SiteUrl", "") not in ("", work.outputs.get("SiteUrl", ""))
    again = manual_steps.after_adoption(work.names.name, work.names.region, adopted, moved=moved)
    for line in (
        *(() if work.bar else manual_steps.addresses(work.outputs)),
        *again,
        *manual_steps.lines(open_steps(work.aws, work.deployment, work.outputs)),
    ):
        work.terminal.say(line)
    return work


def warnings_of_mailbox(work: Work) -> Iterator[str]:
    """Yield what spoils mail from the mailbox, if mail is from one."""
    mailbox = work.deployment.mail_from
    if mailbox and not checks.is_signed(work.aws.sesv2, mailbox):
        yield from dmarc.warnings(mailbox, work.dns)


def set_up_dns(work: Work) -> Work:
    """Bring the records that DNS lacks into it, and wait for them; the site is deployed, so Ctrl-C does no harm."""
    records = manual_steps.records(open_steps(work.aws, work.deployment, work.outputs))
    setup = work.dns_setup
    if missing := setup.missing(records):
        setup.offer(missing)
        if not work.aws.endpoint:  # a local AWS is in no DNS
            setup.wait(records, work.pauses(waits.DNS))
    return work


def tell(work: Work) -> Work:
    work.terminal.tell(facts(work))
    return work


def facts(work: Work) -> Mapping[str, object]:
    """Return the result for a program."""
    changes = [
        {"kind": change.kind.name.lower(), "resource": change.resource, "type": change.type, "lost": change.lost}
        for change in (work.plan.changes if work.plan else ())
    ]
    where = {"site": work.names.name, "region": work.names.region, "account": work.names.account}
    addresses = {"url": work.outputs.get("SiteUrl", ""), "content_bucket": work.outputs.get("ContentBucketName", "")}
    return {"event": "done", **where, **addresses, "changes": changes}


STEPS: tuple[Callable[[Work], Work], ...] = (
    *(check_account, issue_certificate, build_package, code_bucket, upload, create_secrets),
    *(make_changeable, propose, agree, give_up_rules, change_stack, use_rules, deploy_beside),
    *(report, set_up_dns, tell),
)


# ---- the calls of the steps


def role_for_logs(work: Work, stack_outputs: Mapping[str, str]) -> str:
    """Return the parameter about the account's role by which API Gateway writes logs."""
    if work.deployment.request_log == NO:
        return NONE
    return checks.gateway_logs(work.aws.apigateway, work.aws.iam, stack_outputs)


def ask_for_agreement(work: Work, lost: int) -> None:
    """Ask for agreement to the changes, of which so many lose data. Raises UndeployableError without it."""
    name = work.names.name
    if lost and not work.lose:
        question = f"Type the name, {name}, to make these changes and LOSE THE DATA OF {lost} OF THEM: "
        has_agreed = work.terminal.typed(question, name, option="--lose")
    else:
        has_agreed = work.agreed("Make these changes?")
    if not has_agreed:
        raise UndeployableError("nothing was changed")


def open_steps(aws: Aws, deployment: Deployment, outputs: Mapping[str, str]) -> manual_steps.OpenSteps:
    """Read the state of the steps left to do by hand."""
    return manual_steps.OpenSteps(
        deployment.region,
        outputs,
        verified=all(is_verified(checks.sender(aws.sesv2, name)) for name in deployment.identities),
        in_sandbox=bool(deployment.identities) and not aws.sesv2.get_account().get("ProductionAccessEnabled", False),
        owner_asked=deployment.owner if waits_for_owner(aws.sns, outputs.get("AlarmTopicArn", "")) else "",
        mailbox=deployment.mail_from,
    )


def waits_for_owner(sns: Any, topic: str) -> bool:
    """Return whether the owner has not confirmed the mail of alarms yet."""
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic) if topic else ()
    return any(row["SubscriptionArn"] == "PendingConfirmation" for page in pages for row in page["Subscriptions"])
