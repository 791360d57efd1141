"""The limits of AWS that a site leans on: the value of each, its source, and what happens when it is met.

One table, from which `docs/limits.md` is made; a test holds each row against what the product uses at most
(`tests/test_limits.py`). Limits that the functions check themselves have their values in `chalicelib.cloud.limits`. To lean on
another limit, look it up, add a row, and measure it in the test.
"""

from collections.abc import Iterator

from chalicelib.cloud import limits as runtime
from chalicelib.frozen import Frozen
from infra.edge import functions as edge

DOCS = "https://docs.aws.amazon.com"
CDN_URL_BYTES = 8_192
HIDDEN = 43_200  # seconds

KIB, MIB = 1 << 10, 1 << 20


class AwsLimit(Frozen):
    """One row: the service, what is limited, the highest value with its unit, what happens when it is met, and the source."""

    service: str
    name: str
    value: int
    unit: str
    met: str
    source: str

    @property
    def url(self) -> str:
        return self.source if self.source.startswith("https:") else f"{DOCS}/{self.source}"


S3_META = "AmazonS3/latest/userguide/UsingMetadata.html"
S3_KEYS = "AmazonS3/latest/userguide/object-keys.html"
S3_NAMES = "AmazonS3/latest/userguide/bucketnamingrules.html"
S3_COPY = "AmazonS3/latest/API/API_CopyObject.html"
TABLE = "amazondynamodb/latest/developerguide/Constraints.html"
TABLE_WRITES = "amazondynamodb/latest/APIReference/API_BatchWriteItem.html"
TABLE_READS = "amazondynamodb/latest/APIReference/API_BatchGetItem.html"
QUEUES = "AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html"
LAMBDA = "lambda/latest/dg/gettingstarted-limits.html"
CALLS = "lambda/latest/api/API_Invoke.html"
CHAINS = "lambda/latest/dg/invocation-recursion.html"
ASYNCHRONOUS = "lambda/latest/api/API_PutFunctionEventInvokeConfig.html"
CDN = "AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"
CDN_FUNCTIONS = "AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-functions"
GATEWAY = "apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
SES = "ses/latest/dg/quotas.html"
SES_TAGS = "ses/latest/APIReference-V2/API_MessageTag.html"
STACKS = "AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"
IAM = "IAM/latest/UserGuide/reference_iam-quotas.html"
PARAMETERS = "general/latest/gr/ssm.html"
WATCH = "https://aws.amazon.com/cloudwatch/pricing/"

ROWS: tuple[AwsLimit, ...] = (
    AwsLimit(
        *("S3", "metadata of an object", runtime.META_BYTES, "bytes"),
        "A redirect keeps its address there, percent-encoded: a longer address is refused, with a report beside its source.",
        S3_META,
    ),
    AwsLimit(
        *("S3", "key", runtime.KEY_BYTES, "bytes"),
        "A source or file with a key of more than 900 bytes is refused, and so is an address that makes a longer key.",
        S3_KEYS,
    ),
    AwsLimit(
        *("S3", "keys that a call lists", runtime.LIST_MOST, "keys"),
        "The next call continues after the last one; a walk is bounded and goes on in another message.",
        "AmazonS3/latest/API/API_ListObjectsV2.html",
    ),
    AwsLimit(
        *("S3", "object that one call copies", runtime.COPY_BYTES, "bytes"),
        "Beyond 64 MiB a file is copied in parts, side by side; beyond 2 GiB it is refused, since a function lives a minute.",
        S3_COPY,
    ),
    AwsLimit(
        *("S3", "name of a bucket", 63, "characters"),
        "`presswork deploy` refuses a name of more than 27 characters: account and region are added to it.",
        S3_NAMES,
    ),
    AwsLimit(
        *("DynamoDB", "item", runtime.ITEM_BYTES, "bytes"),
        "A text, a letter, a record and the site have lower limits; beyond them the upload is refused, with a report.",
        TABLE,
    ),
    AwsLimit(
        *("DynamoDB", "partition key", runtime.PK_BYTES, "bytes"),
        "Keys contain the keys of uploads, of 900 bytes at most.",
        TABLE,
    ),
    AwsLimit(
        *("DynamoDB", "sort key", runtime.SK_BYTES, "bytes"),
        "The same, with a time or an order before it.",
        TABLE,
    ),
    AwsLimit(
        *("DynamoDB", "items that a call writes", runtime.BATCH_WRITES, "items"),
        "More are written in several calls; what a call leaves undone is sent again.",
        TABLE_WRITES,
    ),
    AwsLimit(
        *("DynamoDB", "items that a call reads", runtime.BATCH_READS, "items"),
        "More are read in several calls; what a call leaves out is asked for again.",
        TABLE_READS,
    ),
    AwsLimit(
        *("DynamoDB", "bytes that a query reads", 1 << 20, "bytes"),
        "The next call continues after the last item, but only if more items are needed.",
        "amazondynamodb/latest/developerguide/Query.Pagination.html",
    ),
    AwsLimit(
        *("DynamoDB", "bytes that a call takes or gives", runtime.TRANSFER_BYTES, "bytes"),
        "25 items of the largest size stay below it; the rest of a read is asked for again.",
        TABLE_WRITES,
    ),
    AwsLimit(
        *("SQS", "message, and all messages of a call", runtime.BATCH_BYTES, "bytes"),
        "Messages are divided into as many calls as needed; one message names a page, a source or a shard.",
        QUEUES,
    ),
    AwsLimit(
        *("SQS", "messages of a call", runtime.BATCH_SENDS, "messages"),
        "More are sent in several calls; what fails is sent again.",
        QUEUES,
    ),
    AwsLimit(
        *("SQS", "delay of a message", runtime.LONGEST_DELAY, "seconds"),
        "Anything that waits longer does so in the table, until the schedule queues it.",
        QUEUES,
    ),
    AwsLimit(
        *("SQS", "time for which a received message is hidden", HIDDEN, "seconds"),
        "Six times as long as its function may take: the longest is an hour and a half.",
        QUEUES,
    ),
    AwsLimit(
        *("SQS", "time for which a message is kept", 14 * 86_400, "seconds"),
        "A dead letter is lost after two weeks; an alarm says at once that there is one, and `presswork redrive` sends it again.",
        QUEUES,
    ),
    AwsLimit(
        *("SQS", "name of a queue", 80, "characters"),
        "The deployment fails.",
        "AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html",
    ),
    AwsLimit(
        *("SNS", "name of a topic", 256, "characters"),
        "The deployment fails.",
        "sns/latest/api/API_CreateTopic.html",
    ),
    AwsLimit(
        *("Lambda", "name of a function", 64, "characters"),
        "The deployment fails.",
        "lambda/latest/api/API_CreateFunction.html",
    ),
    AwsLimit(
        *("Lambda", "runs of a function in one chain of requests, about", 16, "runs"),
        "Lambda drops the run, and its message ends up in the dead letters, unless the function may loop, as those that queue "
        "for themselves may.",
        CHAINS,
    ),
    AwsLimit(
        *("Lambda", "age of an event without a queue", 21_600, "seconds"),
        "Lambda sets the event aside; a tick, which may be a minute old, is dropped.",
        ASYNCHRONOUS,
    ),
    AwsLimit(
        *("Lambda", "further tries of an event without a queue", 2, "tries"),
        "Lambda sets the event aside; a tick isn't tried again.",
        ASYNCHRONOUS,
    ),
    AwsLimit(
        *("Lambda", "time of a call", 900, "seconds"),
        "The function ends, and its messages are delivered again; each function has a lower limit of its own.",
        LAMBDA,
    ),
    AwsLimit(
        *("Lambda", "event of a call that nobody waits for", runtime.EVENT_BYTES, "bytes"),
        "The calling message is delivered again, and ends up in the dead letters. An event names an image by its key, or says "
        "what a card shows; those of topics, buckets and received mails are smaller.",
        CALLS,
    ),
    AwsLimit(
        *("Lambda", "environment of a function", 4 * KIB, "bytes"),
        "The deployment fails. The settings are names and numbers; secrets are in a parameter.",
        LAMBDA,
    ),
    AwsLimit(
        *("Lambda", "package, unpacked", 250 * MIB, "bytes"),
        "`presswork package` refuses a zip that is far smaller, since a cold start has to fetch it.",
        LAMBDA,
    ),
    AwsLimit(
        *("CloudFront", "function", edge.LARGEST, "bytes"),
        "The deployment fails.",
        CDN_FUNCTIONS,
    ),
    AwsLimit(
        *("CloudFront", "URL", CDN_URL_BYTES, "bytes"),
        "The reader gets an error. No address of a site, nor a link in a mail, is nearly as long.",
        CDN,
    ),
    AwsLimit(
        *("CloudFront", "cache policies of an account", 20, "policies"),
        "A site takes two, so the deployment of an eleventh site fails; AWS raises the quota on request.",
        CDN,
    ),
    AwsLimit(
        *("CloudFront", "value of a header of our own", 1_783, "characters"),
        "The deployment fails.",
        CDN,
    ),
    AwsLimit(
        *("CloudFront", "body that is compressed", 10_000_000, "bytes"),
        "It is sent uncompressed, as are bodies below 1,000 bytes and types that aren't on CloudFront's list.",
        "AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html",
    ),
    AwsLimit(
        *("API Gateway", "body of a request", 10_000_000, "bytes"),
        "The visitor gets 413; the API itself refuses far smaller bodies.",
        GATEWAY,
    ),
    AwsLimit(
        *("API Gateway", "time of an answer", 29, "seconds"),
        "The visitor gets 504. The function has ten seconds, and only queues.",
        GATEWAY,
    ),
    AwsLimit(
        *("SES", "message", 40_000_000, "bytes"),
        "SES refuses the message, and the letter fails. Its HTML and its text have two million characters each at most.",
        SES,
    ),
    AwsLimit(
        *("SES", "recipients of a message", 50, "recipients"),
        "Each message has one.",
        SES,
    ),
    AwsLimit(
        *("SES", "received mail", 40_000_000, "bytes"),
        "SES refuses it, and its sender is told. One of more than 28 MiB isn't forwarded: in Base64 it is too large to send.",
        "ses/latest/APIReference/API_S3Action.html",
    ),
    AwsLimit(
        *("SES", "name of a receipt rule, or of a set of them", 64, "characters"),
        "The deployment fails.",
        "ses/latest/APIReference/API_ReceiptRule.html",
    ),
    AwsLimit(
        *("SES", "name or value of a tag", 256, "characters"),
        "A tag with another character, or a longer one, is a bug, and the message isn't sent.",
        SES_TAGS,
    ),
    AwsLimit(
        *("SES", "line of a message, as mail itself has it", 998, "bytes"),
        "Bodies are encoded in short lines, and headers are folded.",
        "https://www.rfc-editor.org/rfc/rfc5322#section-2.1.1",
    ),
    AwsLimit(
        *("Systems Manager", "value of a parameter", 4 * KIB, "bytes"),
        "`presswork keys rotate` keeps the newest keys only, so the secrets stay below it.",
        PARAMETERS,
    ),
    AwsLimit(
        *("CloudFormation", "template in a bucket", 1_000_000, "bytes"),
        "The deployment fails.",
        STACKS,
    ),
    AwsLimit(
        *("CloudFormation", "template in a request", 51_200, "bytes"),
        "The deployment fails; only the small stack in us-east-1 is sent this way.",
        STACKS,
    ),
    AwsLimit(*("CloudFormation", "resources of a stack", 500, "resources"), "The deployment fails.", STACKS),
    AwsLimit(*("CloudFormation", "parameters of a stack", 200, "parameters"), "The deployment fails.", STACKS),
    AwsLimit(*("CloudFormation", "outputs of a stack", 200, "outputs"), "The deployment fails.", STACKS),
    AwsLimit(
        *("IAM", "policies within a role, together", 10_240, "characters"),
        "The deployment fails.",
        IAM,
    ),
    AwsLimit(
        *("IAM", "policy of its own", 6_144, "characters"),
        "The deployment fails.",
        IAM,
    ),
    AwsLimit(
        *("CloudWatch", "metrics of an alarm", 10, "metrics"),
        "The deployment fails. An alarm watches each queue, or each queue of dead letters.",
        "AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
    ),
    AwsLimit(
        *("CloudWatch", "metrics of a free dashboard", 50, "metrics"),
        "The dashboard costs three dollars a month.",
        WATCH,
    ),
)


def limit(service: str, name: str) -> int:
    """Return the value of the limit with this name."""
    (row,) = (row for row in ROWS if (row.service, row.name) == (service, name))
    return row.value


def shown() -> Iterator[tuple[str, str, str, str]]:
    """Yield the rows as the documentation shows them: the service with its source, the limit, the value, what happens."""
    for row in ROWS:
        yield f"[{row.service}]({row.url})", row.name, f"{row.value:,} {row.unit}", row.met
