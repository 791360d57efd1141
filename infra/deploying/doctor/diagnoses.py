"""The diagnoses of the doctor: pure judgements of answers, one for each check.

A diagnosis yields a fault with its remedy for everything that is missing; if all is well, nothing or a remark.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeAlias

from chalicelib.diagnostics import CAUTIONS
from infra.deploying.billing import UPGRADE, AccountPlan, closing_of
from infra.deploying.doctor.needed_rights import Needed
from infra.deploying.doctor.probes import KEY, PATH, ProbeResult
from infra.deploying.domain.records import Record, is_answered, plain
from infra.deploying.mail.identities import is_mailbox, is_verified
from infra.stack import mail
from infra.stack.buckets import Store

DEPLOY = "run `presswork deploy`"
DRIFT = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html"
RESTORE = (
    f"{DEPLOY}. If that changes nothing, someone changed this by hand: restore it with a drift-aware change set of the existing"
    f" template, {DRIFT}"
)
"""CloudFormation compares templates, so a resource that was changed by hand stays so when its template is deployed again."""
SIGN_IN = "https://console.aws.amazon.com"
OK = 200
# Lambda's "Concurrent executions" in Service Quotas: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
RAISE = "aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000"
AN_HOUR, LATEST = timedelta(hours=1), timedelta(hours=24)


class Fault(NamedTuple):
    """A fault, and its remedy."""

    found: str
    do: str


class Delivery(NamedTuple):
    """A delivery of access logs: its source, its distribution, and its bucket."""

    source: str
    distribution: str
    bucket: str


class Remark(NamedTuple):
    """A fact worth knowing where nothing is wrong."""

    says: str


Faults: TypeAlias = Iterator[Fault]
Findings: TypeAlias = Iterator[Fault | Remark]


# ---- the account and the stack


def stack(status: str, good: bool) -> Faults:  # noqa: FBT001 - as the stack says it
    if not good:
        yield Fault(f"the stack is {status}", f"{DEPLOY}, which says what failed")


def account_plan(plan: AccountPlan | None) -> Faults:
    if plan:
        yield Fault(closing_of(plan), UPGRADE)


def concurrency(limit: int, free: int, needs: int) -> Faults:
    """Judge how many functions may run at once; `free` are those that no function of the account has reserved for itself."""
    if limit < needs:
        yield Fault(f"this account can run {limit:,} functions at once, but {needs:,} are needed", f"`{RAISE}`; then {DEPLOY}")
    elif free < needs:
        yield Fault(
            f"other functions reserve all but {free:,} of {limit:,} functions at once, but {needs:,} are needed",
            f"`{RAISE}`, or remove a reservation: `aws lambda delete-function-concurrency --function-name NAME`",
        )


def function(configuration: Mapping[str, Any]) -> Faults:
    """Judge the states of a function and of its last update: https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html"""
    name = configuration.get("FunctionName", "NAME")
    state, update = configuration.get("State", "Active"), configuration.get("LastUpdateStatus", "Successful")
    if state != "Active":
        yield Fault(_because(state, configuration.get("StateReason")), STATES.get(state, AGAIN).format(name=name))
    if update != "Successful":
        why = _because(f"last update {update}", configuration.get("LastUpdateStatusReason"))
        yield Fault(why, UPDATES.get(update, AGAIN).format(name=name))


def _because(what: str, why: str | None) -> str:
    return f"{what}: {why}" if why else what


AGAIN = "run this again in a minute"
STATES: Mapping[str, str] = {
    "Pending": "`aws lambda wait function-active-v2 --function-name {name}`, and " + AGAIN,
    "Inactive": "nothing: its next call fails, wakes it and is retried; " + AGAIN,
    "Failed": "`aws lambda delete-function --function-name {name}`, then create it again with a drift-aware change set of the"
    f" existing template, {DRIFT}",
}
"""The remedies of a function's states; a deployment of the same template changes none."""

UPDATES: Mapping[str, str] = {
    "InProgress": "`aws lambda wait function-updated-v2 --function-name {name}`, and " + AGAIN,
    "Failed": "it runs as before. Upload its code again: `presswork package OUT`, then `aws lambda update-function-code"
    " --function-name {name} --zip-file fileb://OUT/functions.zip`",
}


DECISIONS: Mapping[str, str] = {"implicitDeny": "no policy allows it", "explicitDeny": "a policy denies it"}
"""The meaning of IAM's words: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"""


def rights(answers: Iterable[tuple[Needed, Mapping[str, str]]]) -> Faults:
    """Judge the decisions of each action: `allowed`, `implicitDeny` or `explicitDeny`."""
    for asked, decisions in answers:
        for action, decision in decisions.items():
            if decision != "allowed":
                do = "find the Deny in the role's or the organization's policies" if decision == "explicitDeny" else RESTORE
                yield Fault(f"its role isn't allowed to {action} on {asked.on}: {DECISIONS.get(decision, decision)}", do)


# ---- the callers of functions


def mappings(mappings_of_queue: Iterable[Mapping[str, Any]], function: str) -> Faults:
    states = [(one["UUID"], one["State"]) for one in mappings_of_queue]
    if not states:
        yield Fault(f"its messages don't reach {function}", RESTORE)
    for uuid, state in states:
        if state not in ("Enabled", "Enabling", "Updating"):
            yield Fault(
                f"{state}: its messages don't reach {function}",
                f"`aws lambda update-event-source-mapping --uuid {uuid} --enabled`",
            )


def notifications(store: Store, said: Mapping[str, Any]) -> Faults:
    """Judge a bucket's notifications: each event has to go somewhere, whatever it is."""
    notified = {event for kind in said.values() if isinstance(kind, list) for one in kind for event in one.get("Events", ())}
    for event in store.events:
        if event not in notified:
            yield Fault(f"nobody is notified of {event}", RESTORE)


def dead(many: int, name: str) -> Faults:
    if many:
        do = f"find out why with `presswork logs --since 2d`, fix it, and retry them with `presswork redrive {name}`"
        yield Fault(f"{many:,} messages failed every time, and were set aside", do)


def owner(waits: bool) -> Faults:  # noqa: FBT001 - what was read
    if waits:
        yield Fault("nobody gets the alarms", "confirm the email that AWS sent to the owner")


# ---- DNS


def record(wanted: Record, answers: Iterable[str]) -> Faults:
    """Judge a record of DNS."""
    if not is_answered(wanted, answers):
        texts, where = [*map(plain, answers)], f"{wanted.name} {wanted.type}"
        problem = f"DNS says {', '.join(texts)}" if texts else "DNS has no such record"
        check = f"dig +short {wanted.type} {wanted.name}"
        yield Fault(problem, f"set {where} {wanted.value}; check it with `{check}`. A new record takes up to an hour")


# ---- mail


def own_senders(refused: Iterable[str]) -> Faults:
    """Judge the senders of `site.yaml` that the functions may not send from."""
    for address in refused:
        yield Fault(f"site.yaml sends from {address}: {CAUTIONS['sender'].why}", f"{CAUTIONS['sender'].instead} Push site.yaml")


def sender(domain: str, identity: Mapping[str, Any], region: str = "") -> Faults:
    if not identity:
        yield Fault(f"SES doesn't know {domain}", RESTORE)
        return
    if is_mailbox(identity):
        if not is_verified(identity):
            again = f"`aws ses verify-email-identity --region {region} --email-address {domain}` has another one sent"
            yield Fault(f"nobody has opened the link that AWS mailed to {domain}", f"open it; {again}")
        return
    dkim = identity.get("DkimAttributes", {}).get("Status", "not set")
    bounces = identity.get("MailFromAttributes", {}).get("MailFromDomainStatus", "not set")
    for what, status in (("DKIM", dkim), ("MAIL FROM", bounces)):
        if status != "SUCCESS":
            yield Fault(
                f"{what} of {domain} is {status}",
                "fix the rows `record` above; if they are ok, wait: SES keeps looking for 72 hours",
            )
    if not identity.get("VerifiedForSendingStatus", dkim == "SUCCESS"):
        yield Fault(f"SES sends nothing from {domain}", f"see the identity {domain} in the SES console, {SIGN_IN}/ses")


def sandbox(account: Mapping[str, Any]) -> Faults:
    if not account.get("ProductionAccessEnabled", False):
        yield Fault("mail is in the sandbox: only verified addresses get it", f"{DEPLOY}, which says how to leave it")


def sending(account: Mapping[str, Any]) -> Faults:
    if not account.get("SendingEnabled", True):
        yield Fault("AWS has paused this account's mail", f"see the Account dashboard in the SES console, {SIGN_IN}/ses")
    if (status := account.get("EnforcementStatus", "HEALTHY")) != "HEALTHY":
        yield Fault(f"AWS says {status}", f"see Reputation metrics in the SES console, {SIGN_IN}/ses")


def quota(account: Mapping[str, Any]) -> Findings:
    """Judge what may be sent today, and how fast; -1 is without a limit."""
    limits = account.get("SendQuota", {})
    most, sent, rate = (limits.get(name, 0) for name in ("Max24HourSend", "SentLast24Hours", "MaxSendRate"))
    if 0 <= most <= sent:
        yield Fault(
            f"{sent:,.0f} of the {most:,.0f} emails allowed in 24 hours are sent",
            "wait, or ask for more in Service Quotas, under SES",
        )
        return
    limit = "without a limit" if most < 0 else f"of {most:,.0f}"
    yield Remark(f"{sent:,.0f} {limit} emails sent in 24 hours; up to {rate:,.0f} a second")


def letter(mailbox: str, function: str) -> Findings:
    yield Remark(
        f"SES took a letter from {mailbox} to its simulator, sent with your own rights. That the function {function} may send it"
        " is what IAM's simulation of its role says; to see it send, sign up on the site"
    )


def events(destinations: Iterable[Mapping[str, Any]]) -> Faults:
    wanted = {event.upper() for event in mail.EVENTS}
    reported = {kind.replace("_", "") for one in destinations if one.get("Enabled") for kind in one.get("MatchingEventTypes", ())}
    if lacking := sorted(wanted - reported):
        yield Fault(f"SES doesn't report {', '.join(lacking)}", RESTORE)


def reports(subscriptions: Iterable[Mapping[str, Any]]) -> Faults:
    if not any(one.get("SubscriptionArn", "").startswith("arn:") for one in subscriptions):
        yield Fault("SES's reports reach nobody", RESTORE)


# ---- the site


ANSWERS: Mapping[int, str] = {
    404: "upload site.yaml and a post; `presswork logs press` shows whether a page was made",
    403: "fix the row `policy PublicBucketPolicy`; if it's ok, check the distribution's alternate names in CloudFront",
}
"""The remedies of answers of the CDN."""


def cdn_answer(url: str, status: int) -> Faults:
    if status != OK:
        yield Fault(f"{url} answers {status}", ANSWERS.get(status, f"see the distribution in {SIGN_IN}/cloudfront"))


def deliveries(wanted: Delivery, actual: Sequence[tuple[str, str]]) -> Faults:
    """Judge what the source delivers: from which distribution, to which bucket."""
    if not actual:
        yield Fault(f"{wanted.source} isn't delivered, so no page views are counted", RESTORE)
    elif (wanted.distribution, wanted.bucket) not in actual:
        others = "; ".join(f"{distribution} to {bucket}" for distribution, bucket in actual)
        yield Fault(f"{wanted.source} delivers {others}, not {wanted.distribution} to {wanted.bucket}", RESTORE)


def log_files(newest: datetime | None, views: Mapping[datetime, float], now: datetime) -> Findings:
    """Judge the newest log file by the requests of each hour that CloudFront counted, known by when the hour began.

    A file comes within an hour, but may be late by a day:
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
    """
    since = {hour: many for hour, many in views.items() if newest is None or hour > newest}
    overdue = sum(many for hour, many in since.items() if hour + AN_HOUR + LATEST < now)
    last = f"the newest log file is from {newest:%Y-%m-%d %H:%M} UTC" if newest else "there's no log file"
    if overdue:
        yield Fault(
            f"{last}, though the CDN answered {overdue:,.0f} requests since, more than a day ago",
            "fix the rows `log delivery` and `policy LogBucketPolicy`; if both are ok, look for a Deny on"
            " delivery.logs.amazonaws.com in the bucket's or the organization's policies",
        )
    elif newest:
        yield Remark(last)
    elif coming := sum(since.values()):
        yield Remark(f"no log file yet: the CDN answered {coming:,.0f} requests in the last day, and a file may take a day")
    else:
        yield Remark("no log file, and none expected: nobody has opened the site. Open it, and run this again tomorrow")


def page(seen: ProbeResult, bucket: str, site: str) -> Faults:
    where = f"s3://{bucket}/{KEY}"
    if seen.taken:
        yield Fault(f"{where} exists, and isn't a probe", "give that file another name")
        return
    if seen.left:
        yield Fault(f"the probe couldn't be removed: {seen.left}", f"`aws s3 rm {where}`")
    if seen.report:
        yield Fault(f"the probe was refused: {seen.report}", "do what it says")
    elif not seen.came:
        yield Fault(
            f"{site}{PATH} never came",
            "fix the rows above; if all are ok, look in `presswork logs ingest`, then in `presswork logs press`",
        )
    elif not seen.went:
        yield Fault(f"{site}{PATH} is still there", "look in `presswork logs ingest`, and check again in a minute")
