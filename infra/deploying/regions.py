"""Regions: one that lacks a service which a site needs is refused before anything is created.

boto3's own data of endpoints says in which regions a service is. No data says what it can do there, so the exceptions are a table
here. A region that AWS may have added to a short list is doubted, and not refused.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

from chalicelib.frozen import Frozen
from infra.deploying import UndeployableError
from infra.stack import inbound
from infra.terminal.exit_codes import UNABLE

PARTITION = "aws"
"""The partition of regions with a CDN of their own account's: China's needs a licence for each domain, others have none."""


class Need(Frozen):
    """A service that has to be in the region: boto3's name of it, the kinds of resources that it makes, and its name in words."""

    service: str
    resources: str
    words: str


NEEDS: tuple[Need, ...] = (
    Need("lambda", "AWS::Lambda", "Lambda"),
    # "FIFO queues are available in all Regions where Amazon SQS is available": https://aws.amazon.com/sqs/faqs/
    Need("sqs", "AWS::SQS", "SQS"),
    Need("sesv2", "AWS::SES", "SES, the mail service"),
    Need("dynamodb", "AWS::DynamoDB", "DynamoDB"),
    Need("s3", "AWS::S3", "S3"),
    Need("apigateway", "AWS::ApiGateway", "API Gateway"),
    Need("events", "AWS::Events", "EventBridge"),
    Need("sns", "AWS::SNS", "SNS"),
    Need("logs", "AWS::Logs", "CloudWatch Logs"),
    Need("cloudwatch", "AWS::CloudWatch", "CloudWatch"),
    Need("cloudformation", "AWS::CloudFormation", "CloudFormation"),
    Need("ssm", "AWS::SSM", "Systems Manager"),
    Need("sts", "AWS::STS", "STS"),
    Need("wafv2", "AWS::WAFv2", "WAF, for the firewall"),  # which is optional, but all of these regions have it
)

GLOBAL: frozenset[str] = frozenset({"AWS::CloudFront", "AWS::IAM", "AWS::Budgets"})
"""Services that are in no region, but in all. CloudFront's certificates and logs are in us-east-1, for a site in any region: its
buckets may be anywhere (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html)."""

LACKING_PROCESSOR: Mapping[str, frozenset[str]] = {"arm64": frozenset({"ca-west-1"})}
"""The regions whose functions don't run on a processor.

"The arm64 architecture is available in most AWS Regions" (https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html);
which they are, only Lambda's price list says. It is assumed that a region lacks it where AWS's own Powertools have a layer for
x86_64 and none for arm64.
"""

OTHER = "x86_64"  # the processor that all regions have


def check(name: str, where: str = "") -> None:
    """Raise UndeployableError for a name that is no region, and for a region outside of this partition or without a service.

    `where` begins the error: the file that names the region.
    """
    names = regions()
    if name not in names:
        raise UndeployableError(f"{where}{_unknown(name, names)}", UNABLE)
    if missing := [need.words for need in NEEDS if name not in regions_with(need.service)]:
        raise UndeployableError(f"{where}{name} has no {', no '.join(missing)}: choose another region", UNABLE)


def check_processor(name: str, template: Mapping[str, Any]) -> None:
    """Raise UndeployableError if a function of the template runs on a processor that the region lacks."""
    for processor in sorted(set(processors(template))):
        if name in LACKING_PROCESSOR.get(processor, ()):
            raise UndeployableError(
                f"Lambda has no {processor} in {name}: add `--arch {OTHER}`, to `presswork package` too, if you use it"
            )


def doubts(name: str, *, receives: bool) -> Iterator[str]:
    """Yield what to look up before a site is deployed in this region: no data says in which ones SES receives mail, and AWS adds
    some. Where it receives none, the deployment fails at the receipt rule, and is rolled back."""
    if receives and name not in inbound.REGIONS:
        receiving = ", ".join(sorted(inbound.REGIONS))
        yield (
            f"Does SES receive mail in {name}? It isn't in Presswork's list, which may be out of date: look for"
            f" inbound-smtp.{name}.amazonaws.com in {inbound.ENDPOINTS}. If it isn't there, leave out receiving,"
            f" or choose one of {receiving}"
        )


def processors(template: Mapping[str, Any]) -> Iterator[str]:
    for resource in template.get("Resources", {}).values():
        yield from resource.get("Properties", {}).get("Architectures", ())


def regions() -> frozenset[str]:
    """Return the regions of the partition, as far as boto3 knows."""
    return regions_with("ec2")


@cache
def regions_with(service: str) -> frozenset[str]:
    """Return the regions that have the service, as far as boto3 knows."""
    import boto3  # noqa: PLC0415 - authors without it read a deployment's file, too

    return frozenset(boto3.session.Session().get_available_regions(service, PARTITION))


def _unknown(name: str, names: frozenset[str]) -> str:
    import boto3  # noqa: PLC0415 - as above

    session = boto3.session.Session()
    partitions = session.get_available_partitions()
    others = {region: other for other in partitions for region in session.get_available_regions("ec2", other)}
    if other := others.get(name):
        return f"{name} is in AWS's partition {other}, where Presswork can't be deployed: choose a region of {PARTITION}"
    near = get_close_matches(name, names, 1)
    return f"AWS has no region {name}" + (f". Did you mean {near[0]}?" if near else "")
