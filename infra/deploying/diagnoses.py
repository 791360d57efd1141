"""What is wrong, by what was read: pure judgements, one for each check of the doctor.

A diagnosis yields a fault for whatever is missing, with what to do about it; nothing where all is well.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from infra.deploying.needed_rights import Needed
from infra.deploying.probes import KEY, PATH, Seen
from infra.stack import mail
from infra.stack.buckets import Store

DEPLOY = "run `presswork deploy`"
SIGN_IN = "https://console.aws.amazon.com"
OK = 200
# Lambda's "Concurrent executions" in Service Quotas: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
RAISE = "aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000"
NEW = 10  # functions at once in a new account, as that page says


class Fault(NamedTuple):
    """What was found, and what to do."""

    found: str
    do: str


Faults: TypeAlias = Iterator[Fault]


# ---- the account and the stack


def stack(status: str, good: bool) -> Faults:  # noqa: FBT001 - as the stack says it
    if not good:
        yield Fault(status, f"{DEPLOY}, which says what failed")


def concurrency(limit: int, needs: int) -> Faults:
    if limit < needs:
        yield Fault(f"{limit:,} functions at once, {needs:,} are needed", f"`{RAISE}`; then {DEPLOY}")


def function(said: Mapping[str, Any]) -> Faults:
    state, update = said.get("State", "Active"), said.get("LastUpdateStatus", "Successful")
    if (state, update) != ("Active", "Successful"):
        why = said.get("StateReason") or said.get("LastUpdateStatusReason", "")
        yield Fault(f"{state}, last update {update}: {why}".rstrip(": "), DEPLOY)


def rights(answers: Iterable[tuple[Needed, Mapping[str, str]]]) -> Faults:
    """Judge the decisions of each action: `allowed`, `implicitDeny` or `explicitDeny`."""
    for asked, decisions in answers:
        for action, decision in decisions.items():
            if decision != "allowed":
                do = "find the deny in the role or the organization's policies" if decision == "explicitDeny" else DEPLOY
                yield Fault(f"{action} on {asked.on}: {decision}", do)


# ---- what calls the functions


def mappings(found: Iterable[Mapping[str, Any]], function: str) -> Faults:
    states = [(one["UUID"], one["State"]) for one in found]
    if not states:
        yield Fault(f"nothing brings its messages to {function}", DEPLOY)
    for uuid, state in states:
        if state not in ("Enabled", "Enabling", "Updating"):
            yield Fault(
                f"{state}: its messages don't reach {function}",
                f"`aws lambda update-event-source-mapping --uuid {uuid} --enabled`",
            )


def notifications(store: Store, said: Mapping[str, Any]) -> Faults:
    """Judge a bucket's notifications: each event has to go somewhere, whatever it is."""
    told = {event for kind in said.values() if isinstance(kind, list) for one in kind for event in one.get("Events", ())}
    for event in store.events:
        if event not in told:
            yield Fault(
                f"nobody is told of {event}", f"{DEPLOY}; if it changes nothing, add the notification in the console of S3"
            )


def dead(many: int, name: str) -> Faults:
    if many:
        yield Fault(f"{many:,} failed for good", f"`presswork logs`, mend the cause, `presswork redrive {name}`")


def owner(waits: bool) -> Faults:  # noqa: FBT001 - what was read
    if waits:
        yield Fault("alarms reach nobody", "confirm the mail that AWS sent to the owner")


# ---- DNS


def record(host: str, kind: str, value: str, found: Iterable[str]) -> Faults:
    """Judge a record of DNS; a name's other TXT records do no harm, and DMARC may be stricter than ours."""
    known = [_plain(one) for one in found]
    if not any(SAME.get(kind, _equal)(_plain(value), one) for one in known):
        there = f"DNS says {', '.join(known)}" if known else "DNS has no such record"
        yield Fault(there, f"set {host} {kind} {value}; see it by `dig +short {kind} {host}`. A new record takes up to an hour")


def _plain(value: str) -> str:
    return value.replace('"', "").rstrip(".").strip().lower()


def _equal(wanted: str, found: str) -> bool:
    return wanted == found


def _same_text(wanted: str, found: str) -> bool:
    """Compare the version of a text, `v=DMARC1`, and for SPF what it includes."""
    version, *more = wanted.replace(";", " ").split()
    said = found.replace(";", " ").split()
    return said[:1] == [version] and all(word in said for word in more if word.startswith("include:"))


SAME: Mapping[str, Callable[[str, str], bool]] = {"TXT": _same_text}


# ---- mail


def sender(domain: str, identity: Mapping[str, Any]) -> Faults:
    if not identity:
        yield Fault(f"SES doesn't know {domain}", DEPLOY)
        return
    dkim = identity.get("DkimAttributes", {}).get("Status", "not set")
    bounces = identity.get("MailFromAttributes", {}).get("MailFromDomainStatus", "not set")
    for what, status in (("DKIM", dkim), ("MAIL FROM", bounces)):
        if status != "SUCCESS":
            yield Fault(f"{what} of {domain} is {status}", "mend the DNS records named above; SES looks again within 72 hours")
    if not identity.get("VerifiedForSendingStatus", dkim == "SUCCESS"):
        yield Fault(f"SES sends nothing from {domain}", "the same")


def sandbox(account: Mapping[str, Any], ask: str) -> Faults:
    if not account.get("ProductionAccessEnabled", False):
        yield Fault("the account is in the sandbox: only verified addresses get mail", f"ask AWS: `{ask}`")


def sending(account: Mapping[str, Any]) -> Faults:
    if not account.get("SendingEnabled", True):
        yield Fault("AWS has paused this account's mail", f"see Account dashboard in the console of SES, {SIGN_IN}/ses")
    if (status := account.get("EnforcementStatus", "HEALTHY")) != "HEALTHY":
        yield Fault(f"AWS says {status}", f"see Reputation metrics in the console of SES, {SIGN_IN}/ses")


def quota(account: Mapping[str, Any]) -> Faults:
    """Judge what may be sent today; -1 is without a limit."""
    said = account.get("SendQuota", {})
    most, sent = said.get("Max24HourSend", 0), said.get("SentLast24Hours", 0)
    if 0 <= most <= sent:
        yield Fault(
            f"{sent:,.0f} of {most:,.0f} mails of 24 hours are sent", "wait, or ask for more in Service Quotas, under SES"
        )


def events(destinations: Iterable[Mapping[str, Any]]) -> Faults:
    wanted = {event.upper() for event in mail.EVENTS}
    told = {kind.replace("_", "") for one in destinations if one.get("Enabled") for kind in one.get("MatchingEventTypes", ())}
    if lacking := sorted(wanted - told):
        yield Fault(f"SES doesn't tell of {', '.join(lacking)}", DEPLOY)


def told(subscriptions: Iterable[Mapping[str, Any]]) -> Faults:
    if not any(one.get("SubscriptionArn", "").startswith("arn:") for one in subscriptions):
        yield Fault("what SES tells reaches nobody", DEPLOY)


# ---- the site


def answered(url: str, status: int) -> Faults:
    if status != OK:
        do = "upload site.yaml and a post" if status == 404 else "see the distribution in the console of CloudFront"  # noqa: PLR2004
        yield Fault(f"{url} answers {status}", do)


def deliveries(source: str, found: Iterable[Mapping[str, Any]]) -> Faults:
    if not any(one.get("deliverySourceName") == source for one in found):
        yield Fault(f"nothing delivers {source}, so no reads are counted", DEPLOY)


def page(seen: Seen, bucket: str, site: str) -> Faults:
    where = f"s3://{bucket}/{KEY}"
    if seen.taken:
        yield Fault(f"{where} is there, and is no probe", "give that file another name")
        return
    if seen.left:
        yield Fault(f"the probe could not be removed: {seen.left}", f"`aws s3 rm {where}`")
    if seen.report:
        yield Fault(f"the probe was refused: {seen.report}", "do what it says")
    elif not seen.came:
        yield Fault(f"{site}{PATH} never came", "`presswork logs ingest`, then `presswork logs press`; see the rows above")
    elif not seen.went:
        yield Fault(f"{site}{PATH} is still there", "`presswork logs ingest`; look again in a minute")
