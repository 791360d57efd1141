"""`presswork status --stack`: the state of a site, in lines; problems are highlighted, and make the command fail.

Each check is a row, which makes its calls and yields its findings. Problems are alarms, dead letters, and obstacles to mail.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib.frozen import Frozen
from infra.deploying import checks, deploy, manual_steps
from infra.deploying.mail.identities import identities, is_mailbox, is_verified
from infra.deploying.operating.redriving import EVENTS, dead_letters
from infra.deploying.site import Site, queue_facts
from infra.stack import outputs
from infra.stack.functions import EVERY
from infra.stack.queues import QUEUES

SPAN = timedelta(hours=24)
WRONG = "!"


class StatusLine(Frozen):
    """One finding."""

    what: str
    found: str
    wrong: bool = False

    def __str__(self) -> str:
        return f"{WRONG if self.wrong else ' '} {self.what:<12} {self.found}"


def findings(site: Site, now: datetime) -> Iterator[StatusLine]:
    """Yield the findings of all checks."""
    for check in CHECKS:
        yield from check(site, now)


def status(site: Site, say: Callable[[StatusLine], object], now: datetime) -> int:
    """Report the state; return 1 if there is a problem."""
    lines = [*findings(site, now)]
    for line in lines:
        say(line)
    return int(any(line.wrong for line in lines))


def of_stack(site: Site, _now: datetime) -> Iterator[StatusLine]:
    state = site.state
    changed = f", changed {state.changed:%Y-%m-%d %H:%M} UTC" if state.changed else ""
    yield StatusLine("stack", f"{site.name} in {site.aws.region}: {state.status}{changed}", not state.is_good)
    for line in manual_steps.addresses(site.outputs):
        yield StatusLine("", line)


def of_alarms(site: Site, _now: datetime) -> Iterator[StatusLine]:
    pages = site.aws.cloudwatch.get_paginator("describe_alarms").paginate(AlarmNamePrefix=f"{site.name}-", StateValue="ALARM")
    for page in pages:
        for alarm in page["MetricAlarms"]:
            yield StatusLine("alarm", f"{alarm['AlarmName']}: {alarm.get('AlarmDescription', '')}", wrong=True)
    if deploy.waits_for_owner(site.aws.sns, site.outputs.get("AlarmTopicArn", "")):
        yield StatusLine("alarms", "reach nobody: the owner hasn't confirmed the email from AWS yet", wrong=True)


def of_functions(site: Site, now: datetime) -> Iterator[StatusLine]:
    """Yield the functions with errors in the last day."""
    for function in EVERY:
        name = site.outputs.get(outputs.FUNCTION + function.resource)
        number = errors(site.aws.cloudwatch, name, now) if name else 0
        if number:
            yield StatusLine(
                "function", f"{function.name}: {number:,} errors in a day; see `presswork logs {function.name} --since 1d`"
            )


def errors(cloudwatch: Any, function: str, now: datetime) -> int:
    points = cloudwatch.get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName="Errors",
        Dimensions=[{"Name": "FunctionName", "Value": function}],
        StartTime=now - SPAN,
        EndTime=now,
        Period=int(SPAN.total_seconds()),
        Statistics=["Sum"],
    )["Datapoints"]
    return int(sum(point["Sum"] for point in points))


def of_queues(site: Site, _now: datetime) -> Iterator[StatusLine]:
    dead = {letters.name: letters.number for letters in dead_letters(site)}
    for queue in QUEUES:
        url = site.outputs.get(URLS[queue.name])
        if url:
            facts = queue_facts(site.aws.sqs, url)
            waiting, in_hand = (int(facts[name]) for name in WAITING)
            counts = f"{queue.name}: {waiting:,} waiting, {in_hand:,} in hand{_failed_text(dead, queue.name)}"
            yield StatusLine("queue", counts, bool(dead.get(queue.name)))
    if dead.get(EVENTS):
        yield StatusLine("events", f"{EVENTS}: {_failed_text(dead, EVENTS).removeprefix(', ')}", wrong=True)


def _failed_text(dead: Mapping[str, int], name: str) -> str:
    number = dead.get(name, 0)
    return f", {number:,} FAILED: find out why, then `presswork redrive {name}`" if number else ""


def of_mail(site: Site, _now: datetime) -> Iterator[StatusLine]:
    names = identities(site.outputs)
    if not names:
        yield StatusLine("mail", "none: neither mail_domain nor mail_from is set")
        return
    account = site.aws.sesv2.get_account()
    yield from of_account(account)
    for name in names:
        yield of_sender(name, checks.sender(site.aws.sesv2, name))


def of_account(account: Mapping[str, Any]) -> Iterator[StatusLine]:
    quota = account.get("SendQuota", {})
    sent, most, rate = (quota.get(name, 0) for name in ("SentLast24Hours", "Max24HourSend", "MaxSendRate"))
    yield StatusLine("mail", f"{sent:,.0f} of {most:,.0f} sent in a day, {rate:,.0f} a second")
    if not account.get("ProductionAccessEnabled", False):
        yield StatusLine(
            "mail", "in the sandbox: only verified addresses get mail; `presswork deploy` says how to leave it", wrong=True
        )
    if not account.get("SendingEnabled", True):
        yield StatusLine("mail", "PAUSED: AWS has stopped this account's mail; see the SES console", wrong=True)
    if account.get("EnforcementStatus", "HEALTHY") != "HEALTHY":
        yield StatusLine("mail", f"AWS says {account['EnforcementStatus']}: see the reputation in the SES console", wrong=True)


def of_sender(name: str, identity: Mapping[str, Any]) -> StatusLine:
    verified = is_verified(identity)
    if is_mailbox(identity):
        return StatusLine("sender", f"{name}: {'verified' if verified else 'open the link that AWS mailed to it'}", not verified)
    dkim = identity.get("DkimAttributes", {}).get("Status", "not there")
    bounces = identity.get("MailFromAttributes", {}).get("MailFromDomainStatus", "not there")
    end = "" if verified else "; `presswork deploy` says which records DNS needs"
    return StatusLine("sender", f"{name}: DKIM {dkim}, bounces {bounces}{end}", not verified)


WAITING = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
URLS: Mapping[str, str] = {queue.name: outputs.output_of(queue.setting) for queue in QUEUES}
"""The outputs with the queues' addresses, by the queues' names."""

CHECKS: tuple[Callable[[Site, datetime], Iterator[StatusLine]], ...] = (of_stack, of_alarms, of_functions, of_queues, of_mail)
