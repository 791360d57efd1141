"""AWS's list prices of the resources that the stack uses, a row each, with their date and source.

Prices of one region, in dollars before tax, of the first and dearest step. `free` is the permanent monthly allowance of
every account; offers for new accounts are left out. A row that shares another's allowance is `free_with` it, and gets what is
left.
"""

from collections.abc import Mapping
from typing import NamedTuple

AWS = "https://aws.amazon.com/"
THOUSAND, MILLION = 1_000, 1_000_000


class Price(NamedTuple):
    """One row: the service and the resource, dollars for a quantity of it, the date and source, and the free quantity."""

    service: str
    name: str
    dollars: float
    per: int
    seen: str
    page: str
    free: float = 0.0
    unit: str = ""
    free_with: str = ""

    def of(self, quantity: float) -> float:
        return quantity * self.dollars / self.per

    @property
    def shown(self) -> str:
        """The price with its unit: `$0.40 per million`."""
        many = {1: "each", THOUSAND: "per 1,000", MILLION: "per million"}
        dollars = f"{self.dollars:.2f}" if round(self.dollars, 2) == self.dollars else f"{self.dollars:g}"
        return f"${dollars} {f'per {self.unit}' if self.unit else many[self.per]}"

    @property
    def source(self) -> str:
        return f"{AWS}{self.page}/pricing/"


US_EAST_1: tuple[Price, ...] = (
    # Europe's price for requests: those of the United States cost 0.010
    Price("CloudFront", "requests of readers", 0.012, 10 * THOUSAND, "2025-06", "cloudfront", 10 * MILLION, "10,000"),
    Price("CloudFront", "GB to readers", 0.085, 1, "2025-06", "cloudfront", 1000, "GB"),
    Price("CloudFront", "edge function calls", 0.10, MILLION, "2025-06", "cloudfront", 2 * MILLION),
    Price("S3", "requests that write", 0.005, THOUSAND, "2025-06", "s3"),
    Price("S3", "requests that read", 0.0004, THOUSAND, "2025-06", "s3"),
    Price("S3", "GB kept in buckets", 0.023, 1, "2025-06", "s3", unit="GB"),
    Price("DynamoDB", "write units", 0.625, MILLION, "2025-07", "dynamodb"),
    Price("DynamoDB", "read units", 0.125, MILLION, "2025-07", "dynamodb"),
    Price("DynamoDB", "GB kept in the table", 0.25, 1, "2025-07", "dynamodb", 25, "GB"),
    Price("DynamoDB", "GB restorable to any second", 0.20, 1, "2025-07", "dynamodb", unit="GB"),
    Price("Lambda", "calls", 0.20, MILLION, "2025-06", "lambda", MILLION),
    Price("Lambda", "GB-seconds on arm64", 13.3334, MILLION, "2025-06", "lambda", 400 * THOUSAND),
    Price("SQS", "requests", 0.40, MILLION, "2025-06", "sqs", MILLION),
    # one million is free of all queues together, standard and FIFO: the free tier counts `Requests` of both
    Price("SQS", "requests to the FIFO queue", 0.50, MILLION, "2025-06", "sqs", free_with="requests"),
    Price("SES", "mails", 0.10, THOUSAND, "2025-06", "ses"),
    Price("SES", "GB of mail", 0.12, 1, "2025-06", "ses", unit="GB"),
    Price("SNS", "reports about mail", 0.50, MILLION, "2026-06", "sns", MILLION),
    Price("API Gateway", "requests to the API", 3.50, MILLION, "2025-05", "api-gateway"),
    Price("CloudWatch", "metrics that alarms watch", 0.10, 1, "2026-02", "cloudwatch", 10),
    Price("CloudWatch", "custom metrics", 0.30, 1, "2026-02", "cloudwatch", 10),
    Price("CloudWatch", "dashboards of up to 50 metrics", 3.00, 1, "2026-02", "cloudwatch", 3),
    Price("CloudWatch", "larger dashboards", 3.00, 1, "2026-02", "cloudwatch"),
    Price("CloudWatch", "GB of logs", 0.50, 1, "2026-02", "cloudwatch", 5, "GB"),
    Price("CloudWatch", "GB of the CDN's logs", 0.25, 1, "2026-02", "cloudwatch", unit="GB"),
    Price("EventBridge", "scheduled runs", 0.0, 1, "2025-06", "eventbridge"),
    Price("Systems Manager", "parameters", 0.0, 1, "2025-06", "systems-manager"),
    Price("Budgets", "budgets", 0.0, 1, "2025-06", "aws-cost-management/aws-budgets"),
)

FIREWALL: tuple[Price, ...] = (
    Price("WAF", "firewalls", 5.00, 1, "2025-06", "waf"),
    Price("WAF", "rules", 1.00, 1, "2025-06", "waf"),
    Price("WAF", "requests to the API", 0.60, MILLION, "2025-06", "waf"),
)
"""The prices of the optional firewall before the API, which has one rule: in every region the same."""

RECEIVING: tuple[Price, ...] = (
    Price("SES", "received mails", 0.10, THOUSAND, "2025-06", "ses"),
    Price("SES", "pieces of received mail", 0.09, THOUSAND, "2025-06", "ses"),
)
"""The prices of mail that a stack receives, if it does; a piece has 256 kB."""

REGIONS: Mapping[str, tuple[Price, ...]] = {"us-east-1": US_EAST_1}  # the regions whose prices are known


def seen(prices: tuple[Price, ...]) -> tuple[str, str]:
    """Return the first and the last month in which these prices were seen."""
    months = sorted(price.seen for price in prices)
    return months[0], months[-1]
