"""How the checks of `presswork doctor --stack` are asked: each reads what is there, and a diagnosis judges it.

The questions about keys and the table are in `deploying.doctor.core_checks`, those against the template in
`deploying.doctor.against_template`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib.cloud.aws import AwsTable
from chalicelib.cloud.items import At
from chalicelib.content.site.senders import is_mailbox
from chalicelib.store import item_keys
from chalicelib.store.site_files import site_in
from infra.deploying import billing, checks, deploy
from infra.deploying.doctor import diagnoses, needed_rights, probes
from infra.deploying.doctor.check_context import CheckContext
from infra.deploying.doctor.diagnoses import Faults, Findings
from infra.deploying.domain import dns
from infra.deploying.domain.records import Record
from infra.deploying.operating.redriving import dead_letters
from infra.deploying.site import output, queue_facts
from infra.stack import buckets, outputs
from infra.stack.functions import LETTERS, SETTINGS, Function
from infra.stack.queues import QUEUES, Queue


def stack(context: CheckContext, _: None) -> Faults:
    return diagnoses.stack(context.site.state.status, context.site.state.is_good)


def concurrency(context: CheckContext, _: None) -> Faults:
    said = context.site.aws.functions.get_account_settings()["AccountLimit"]
    limit = said["ConcurrentExecutions"]
    return diagnoses.concurrency(limit, said.get("UnreservedConcurrentExecutions", limit), checks.MANY_ENOUGH)


def account_plan(context: CheckContext, _: None) -> Faults:
    return diagnoses.account_plan(billing.free_plan(context.site.aws.freetier))


def _configuration(context: CheckContext, function: Function) -> Mapping[str, Any]:
    name = output(context.site, outputs.FUNCTION + function.resource)
    return dict(context.site.aws.functions.get_function_configuration(FunctionName=name))


def function(context: CheckContext, which: Function) -> Faults:
    return diagnoses.function(_configuration(context, which))


def rights(context: CheckContext, which: Function) -> Faults:
    """Ask IAM what the function's own role may do, without doing it."""
    role = _configuration(context, which)["Role"]
    wanted = needed_rights.needed(which, context.names, context.sends_from)
    return diagnoses.rights((asked, needed_rights.decisions_of(context.site.aws.iam, role, asked)) for asked in wanted)


def mapping(context: CheckContext, queue: Queue) -> Faults:
    site = context.site
    url = output(site, outputs.output_of(queue.setting)) if queue.name in TOLD else ""
    name = output(site, outputs.FUNCTION + queue.function.resource)
    source = {"EventSourceArn": queue_facts(site.aws.sqs, url)["QueueArn"]} if url else {}
    mappings = site.aws.functions.list_event_source_mappings(FunctionName=name, **source)["EventSourceMappings"]
    return diagnoses.mappings(mappings, queue.function.name)


TOLD = frozenset(queue.name for queue in QUEUES if queue.setting in SETTINGS)
"""The queues whose addresses are among the outputs."""


def notifications(context: CheckContext, store: buckets.Store) -> Faults:
    bucket = output(context.site, f"{store.resource}Name")
    return diagnoses.notifications(store, context.site.aws.s3.get_bucket_notification_configuration(Bucket=bucket))


def dead(context: CheckContext, name: str) -> Faults:
    return diagnoses.dead(sum(letters.number for letters in dead_letters(context.site, name)), name)


def owner(context: CheckContext, _: None) -> Faults:
    return diagnoses.owner(deploy.waits_for_owner(context.site.aws.sns, output(context.site, "AlarmTopicArn")))


def record(context: CheckContext, wanted: Record) -> Faults:
    answers = context.dns.records(wanted.name, wanted.type)
    return iter(()) if dns.has(context.dns, wanted, answers) else diagnoses.record(wanted, answers)


def own_senders(context: CheckContext, _: None) -> Faults:
    """Read the site that is in force, and the senders that its `site.yaml` names."""
    table = AwsTable(context.site.aws.dynamodb, output(context.site, "TableName"))
    item = table.get(At(item_keys.SITE))
    site = site_in(item.text("value") if item else "", sends_from=context.sends_from)
    return diagnoses.own_senders(site.refused_senders)


def sender(context: CheckContext, domain: str) -> Faults:
    return diagnoses.sender(domain, checks.sender(context.site.aws.sesv2, domain), context.site.aws.region)


def sandbox(context: CheckContext, _: None) -> Faults:
    return diagnoses.sandbox(context.site.aws.sesv2.get_account())


def sending(context: CheckContext, _: None) -> Faults:
    return diagnoses.sending(context.site.aws.sesv2.get_account())


def quota(context: CheckContext, _: None) -> Findings:
    return diagnoses.quota(context.site.aws.sesv2.get_account())


def _destinations(context: CheckContext) -> list[Mapping[str, Any]]:
    name = output(context.site, outputs.output_of("CONFIGURATION_SET"))
    said = context.site.aws.sesv2.get_configuration_set_event_destinations(ConfigurationSetName=name)
    return list(said["EventDestinations"])


def events(context: CheckContext, _: None) -> Faults:
    return diagnoses.events(_destinations(context))


def told(context: CheckContext, _: None) -> Faults:
    topics = [one["SnsDestination"]["TopicArn"] for one in _destinations(context) if "SnsDestination" in one]
    sns = context.site.aws.sns
    return diagnoses.reports(one for topic in topics for one in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"])


def letter(context: CheckContext, mailbox: str) -> Findings:
    """Ask whether the function that sends may; then send, which SES refuses where sender or configuration set isn't right.

    Nobody but Lambda can take the function's role, so what is sent is sent with the caller's rights.
    """
    configuration_set = output(context.site, outputs.output_of("CONFIGURATION_SET"))
    role = _configuration(context, LETTERS)["Role"]
    identity = context.sends_from if is_mailbox(context.sends_from) else mailbox.partition("@")[2]
    wanted = needed_rights.of_letter(context.names, mailbox, identity, configuration_set)
    answers = [(asked, needed_rights.decisions_of(context.site.aws.iam, role, asked)) for asked in wanted]
    if lacking := tuple(diagnoses.rights(answers)):
        return iter(lacking)
    context.site.aws.sesv2.send_email(**probes.letter(mailbox, configuration_set))
    return diagnoses.letter(mailbox, LETTERS.name)


def https(context: CheckContext, _: None) -> Faults:
    url = f"{output(context.site, 'SiteUrl')}/"
    return diagnoses.cdn_answer(url, context.web.get(url)[0])


def cdn(context: CheckContext, _: None) -> Faults:
    url = f"https://{output(context.site, 'DistributionDomain')}/"
    return diagnoses.cdn_answer(url, context.web.get(url)[0])


def deliveries(context: CheckContext, _: None) -> Faults:
    """Follow the deliveries of the site's source to the resources at both ends:
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html"""
    logs, site = context.site.aws.deliveries, context.site
    wanted = diagnoses.Delivery(*(output(site, name) for name in ("DeliverySource", "DistributionArn", "LogBucketArn")))
    sources = _listed(logs, "describe_delivery_sources", "deliverySources")
    ends = _listed(logs, "describe_delivery_destinations", "deliveryDestinations")
    of = {one["name"]: one["resourceArns"][0] for one in sources}
    to = {one["arn"]: one["deliveryDestinationConfiguration"]["destinationResourceArn"] for one in ends}
    all_deliveries = _listed(logs, "describe_deliveries", "deliveries")
    ours = [one for one in all_deliveries if one["deliverySourceName"] == wanted.source]
    return diagnoses.deliveries(wanted, [(of.get(wanted.source, ""), to.get(one["deliveryDestinationArn"], "")) for one in ours])


def _listed(client: Any, call: str, name: str) -> list[Mapping[str, Any]]:
    return [one for page in client.get_paginator(call).paginate() for one in page.get(name, ())]


LOGGED = timedelta(days=buckets.LOGS_DAYS - 1)
"""How far back log files are looked for: older ones are deleted."""


def log_files(context: CheckContext, _: None) -> Findings:
    newest = _newest(context.site.aws.s3, output(context.site, "LogBucketName"))
    return diagnoses.log_files(newest, _views(context), context.now)


def _newest(s3: Any, bucket: str) -> datetime | None:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return max((one["LastModified"] for page in pages for one in page.get("Contents", ())), default=None)


def _views(context: CheckContext) -> Mapping[datetime, float]:
    """Return the requests of each hour, which CloudFront counts in us-east-1:
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html"""
    of = {"DistributionId": output(context.site, "DistributionId"), "Region": "Global"}
    points = context.site.aws.views.get_metric_statistics(
        Namespace="AWS/CloudFront",
        MetricName="Requests",
        Dimensions=[{"Name": name, "Value": value} for name, value in of.items()],
        StartTime=context.now - LOGGED,
        EndTime=context.now,
        Period=3600,
        Statistics=["Sum"],
    )["Datapoints"]
    return {point["Timestamp"]: point["Sum"] for point in points}


def page(context: CheckContext, _: None) -> Faults:
    bucket, site = output(context.site, "ContentBucketName"), output(context.site, "SiteUrl")
    probe = probes.Probe(context.site.aws.s3, bucket, site, context.word, context.web, context.sleep, context.remark)
    return diagnoses.page(probe.run(), bucket, site)
