"""The checks of `presswork doctor --stack`, as a table, and how they are gone through.

A check reads (`ask`), and a diagnosis judges what was read. It has one row in the report for each of its subjects: each function,
each queue, each record. A check whose `needs` failed isn't tried, and says so; it may need a whole check, or one row of it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from infra.deploying import UndeployableError, byhand, checks, deploy, diagnoses, needed_rights, probes
from infra.deploying.diagnoses import Fault, Faults
from infra.deploying.failing import explained
from infra.deploying.names import Names
from infra.deploying.needed_rights import Needed
from infra.deploying.redriving import DEAD, piles
from infra.deploying.site import Site, output, queue_facts
from infra.deploying.web import Dns, Web
from infra.stack import buckets, outputs
from infra.stack.functions import FUNCTIONS, SETTINGS, Function
from infra.stack.queues import QUEUES, Queue

GOOD, WRONG, UNTRIED, UNUSED = "ok", "wrong", "not tried", "not used"


@dataclass(frozen=True, slots=True)
class Patient:
    """What is examined: a site, and the world around it; `word` is one that no page has."""

    site: Site
    names: Names
    web: Web
    dns: Dns
    word: str
    sleep: Callable[[float], None]

    @property
    def domains(self) -> tuple[str, ...]:
        return byhand.sending(self.site.outputs)


class Row(NamedTuple):
    """One line of the report."""

    group: str
    name: str
    result: str
    faults: tuple[Fault, ...] = ()


class Check(NamedTuple):
    """One row: its group, its name, what it needs, what it is about, and how it is asked and judged."""

    group: str
    name: str
    examine: Callable[[Patient, Any], Faults]
    over: Callable[[Patient], Iterable[tuple[str, Any]]]
    needs: tuple[str, ...] = ()


def examined(patient: Patient) -> Iterator[Row]:
    """Go through the table; yield the rows of the report as they are known."""
    failed: set[str] = set()
    for check in CHECKS:
        subjects = tuple(check.over(patient))
        if not subjects:
            yield Row(check.group, check.name, UNUSED)
        for name, subject in subjects:
            row = _row(patient, check, f"{check.name} {name}".strip(), subject, failed)
            yield row
            if row.result != GOOD:
                failed |= {check.name, row.name}


def _row(patient: Patient, check: Check, name: str, subject: Any, failed: set[str]) -> Row:
    lacking = [need for need in check.needs if need in failed]
    if lacking:
        return Row(check.group, name, UNTRIED, (Fault(f"it needs {', '.join(lacking)}", "mend that first"),))
    try:
        faults = tuple(check.examine(patient, subject))
    except ClientError as error:
        faults = (Fault(explained(error), _allowing(error)),)
    except UndeployableError as error:
        faults = (Fault(str(error), diagnoses.DEPLOY),)
    except (BotoCoreError, OSError, ValueError) as error:
        faults = (Fault(explained(error), "see whether this machine reaches it, and run this again"),)
    except Exception as error:  # one check that breaks must not hide the others
        faults = (Fault(f"{type(error).__name__}: {explained(error)}", diagnoses.DEPLOY),)
    return Row(check.group, name, WRONG if faults else GOOD, faults)


def _allowing(error: ClientError) -> str:
    return f"if it is these credentials that may not: allow them {error.operation_name}; else {diagnoses.DEPLOY}"


# ---- what there is


def once(_patient: Patient) -> tuple[tuple[str, None]]:
    return (("", None),)


def with_mail(patient: Patient) -> Iterable[tuple[str, None]]:
    return once(patient) if patient.domains else ()


def senders(patient: Patient) -> Iterator[tuple[str, str]]:
    return ((domain, domain) for domain in patient.domains)


def functions(_patient: Patient) -> Iterator[tuple[str, Function]]:
    return ((function.name, function) for function in FUNCTIONS)


def queues(_patient: Patient) -> Iterator[tuple[str, Queue]]:
    return ((queue.name, queue) for queue in QUEUES)


def telling(_patient: Patient) -> Iterator[tuple[str, buckets.Store]]:
    return ((store.name, store) for store in buckets.STORES if store.events)


def put_away(_patient: Patient) -> Iterator[tuple[str, str]]:
    return ((name, name) for name in DEAD)


def records(patient: Patient) -> Iterator[tuple[str, tuple[str, str, str]]]:
    return ((f"{host} {kind}", (host, kind, value)) for host, kind, value in outputs.records_of(patient.site.outputs))


# ---- how each is asked


def stack(patient: Patient, _: None) -> Faults:
    return diagnoses.stack(patient.site.standing.status, patient.site.standing.is_good)


def concurrency(patient: Patient, _: None) -> Faults:
    limit = patient.site.aws.functions.get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    return diagnoses.concurrency(limit, checks.MANY_ENOUGH)


def _configuration(patient: Patient, function: Function) -> Mapping[str, Any]:
    name = output(patient.site, outputs.FUNCTION + function.resource)
    return dict(patient.site.aws.functions.get_function_configuration(FunctionName=name))


def function(patient: Patient, which: Function) -> Faults:
    return diagnoses.function(_configuration(patient, which))


def rights(patient: Patient, which: Function) -> Faults:
    """Ask IAM what the function's own role may do, without doing it:
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html"""
    role = _configuration(patient, which)["Role"]
    mail_domain = next(iter(patient.domains), "")
    wanted = needed_rights.needed(which, patient.names, mail_domain)
    return diagnoses.rights((asked, decisions_of(patient.site.aws.iam, role, asked)) for asked in wanted)


def decisions_of(iam: Any, role: str, asked: Needed) -> Mapping[str, str]:
    context = [{"ContextKeyName": key, "ContextKeyType": kind, "ContextKeyValues": [value]} for key, kind, value in asked.context]
    pages = iam.get_paginator("simulate_principal_policy").paginate(
        PolicySourceArn=role, ActionNames=list(asked.actions), ResourceArns=[asked.on], ContextEntries=context
    )
    return {one["EvalActionName"]: one["EvalDecision"] for page in pages for one in page["EvaluationResults"]}


def mapping(patient: Patient, queue: Queue) -> Faults:
    site = patient.site
    url = output(site, outputs.output_of(f"{queue.name.replace('-', '_').upper()}_QUEUE_URL")) if queue.name in TOLD else ""
    name = output(site, outputs.FUNCTION + queue.function.resource)
    source = {"EventSourceArn": queue_facts(site.aws.sqs, url)["QueueArn"]} if url else {}
    found = site.aws.functions.list_event_source_mappings(FunctionName=name, **source)["EventSourceMappings"]
    return diagnoses.mappings(found, queue.function.name)


TOLD = frozenset(queue.name for queue in QUEUES if f"{queue.name.replace('-', '_').upper()}_QUEUE_URL" in SETTINGS)
"""The queues whose addresses are among the outputs."""


def notifications(patient: Patient, store: buckets.Store) -> Faults:
    bucket = output(patient.site, f"{store.resource}Name")
    return diagnoses.notifications(store, patient.site.aws.s3.get_bucket_notification_configuration(Bucket=bucket))


def dead(patient: Patient, name: str) -> Faults:
    return diagnoses.dead(sum(pile.many for pile in piles(patient.site, name)), name)


def owner(patient: Patient, _: None) -> Faults:
    return diagnoses.owner(deploy.waits_for_owner(patient.site.aws.sns, output(patient.site, "AlarmTopicArn")))


def record(patient: Patient, which: tuple[str, str, str]) -> Faults:
    """Ask for the record; a domain without a name before it can't have a CNAME, but addresses of the same place."""
    host, kind, value = which
    found = patient.dns.records(host, kind)
    if not found and kind == "CNAME" and _addresses(patient, host) & _addresses(patient, value):
        return iter(())
    return diagnoses.record(host, kind, value, found)


def _addresses(patient: Patient, host: str) -> frozenset[str]:
    return frozenset(address for kind in ("A", "AAAA") for address in patient.dns.records(host, kind))


def sender(patient: Patient, domain: str) -> Faults:
    return diagnoses.sender(domain, checks.identity(patient.site.aws.sesv2, domain))


def sandbox(patient: Patient, _: None) -> Faults:
    found = byhand.Found(patient.site.aws.region, patient.site.outputs, verified=True, in_sandbox=True)
    return diagnoses.sandbox(patient.site.aws.sesv2.get_account(), [*byhand.lines(found)][-1].strip())


def sending(patient: Patient, _: None) -> Faults:
    return diagnoses.sending(patient.site.aws.sesv2.get_account())


def quota(patient: Patient, _: None) -> Faults:
    return diagnoses.quota(patient.site.aws.sesv2.get_account())


def _destinations(patient: Patient) -> list[Mapping[str, Any]]:
    name = output(patient.site, outputs.output_of("CONFIGURATION_SET"))
    said = patient.site.aws.sesv2.get_configuration_set_event_destinations(ConfigurationSetName=name)
    return list(said["EventDestinations"])


def events(patient: Patient, _: None) -> Faults:
    return diagnoses.events(_destinations(patient))


def told(patient: Patient, _: None) -> Faults:
    topics = [one["SnsDestination"]["TopicArn"] for one in _destinations(patient) if "SnsDestination" in one]
    sns = patient.site.aws.sns
    return diagnoses.told(one for topic in topics for one in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"])


def letter(patient: Patient, _: None) -> Faults:
    """Send as the functions send; SES refuses it where the sender or the configuration set isn't right."""
    mailbox = output(patient.site, byhand.SENDERS[-1])
    patient.site.aws.sesv2.send_email(**probes.letter(mailbox, output(patient.site, outputs.output_of("CONFIGURATION_SET"))))
    return iter(())


def https(patient: Patient, _: None) -> Faults:
    url = f"{output(patient.site, 'SiteUrl')}/"
    return diagnoses.answered(url, patient.web.get(url)[0])


def cdn(patient: Patient, _: None) -> Faults:
    url = f"https://{output(patient.site, 'DistributionDomain')}/"
    return diagnoses.answered(url, patient.web.get(url)[0])


def deliveries(patient: Patient, _: None) -> Faults:
    pages = patient.site.aws.deliveries.get_paginator("describe_deliveries").paginate()
    found = [one for page in pages for one in page.get("deliveries", ())]
    return diagnoses.deliveries(output(patient.site, "DeliverySource"), found)


def page(patient: Patient, _: None) -> Faults:
    bucket, site = output(patient.site, "ContentBucketName"), output(patient.site, "SiteUrl")
    probe = probes.Probe(patient.site.aws.s3, bucket, site, patient.word, patient.web, patient.sleep)
    return diagnoses.page(probe.run(), bucket, site)


CHECKS: tuple[Check, ...] = (
    Check("account", "stack", stack, once),
    Check("account", "concurrency", concurrency, once),
    Check("account", "owner", owner, once),
    Check("functions", "function", function, functions),
    Check("functions", "rights", rights, functions, needs=("function",)),
    Check("functions", "messages of", mapping, queues),
    Check("functions", "notifications of", notifications, telling),
    Check("functions", "dead letters of", dead, put_away),
    Check("dns", "record", record, records),
    Check("site", "CDN", cdn, once),
    Check("site", "address", https, once, needs=("CDN",)),
    Check("site", "log delivery", deliveries, once),
    Check(
        "site",
        "probe page",
        page,
        once,
        needs=("address", "notifications of content", "messages of uploads", "messages of press"),
    ),
    Check("mail", "sender", sender, senders),
    Check("mail", "sandbox", sandbox, with_mail),
    Check("mail", "sending", sending, with_mail),
    Check("mail", "quota", quota, with_mail),
    Check("mail", "events", events, with_mail),
    Check("mail", "events' receiver", told, with_mail, needs=("events",)),
    Check("mail", "probe letter", letter, with_mail, needs=("sender", "sending")),
)
