"""What the code knows of `docs/deploy.md`."""

from collections import Counter
from collections.abc import Iterator

from docs.generate import WRITTEN, Row, coded
from infra.deploying import config, manual_steps
from infra.deploying.domain.records import SITE, of_stack
from infra.stack import alarms, mail, outputs
from infra.stack.access import roles

DEFAULTS = {"": "none", None: "required"}
HOST, MAIL = "blog.example.org", "example.org"
TIMES = {3: "three of "}


def keys() -> Iterator[Row]:
    for field in config.FIELDS:
        yield coded(field.name), DEFAULTS.get(field.default) or coded(str(field.default)), WRITTEN


def records() -> Iterator[Row]:
    """Yield the DNS records; the names of DKIM's records differ only in their first part."""
    domains = {sender.resource: domain for sender, domain in zip(mail.SENDERS, manual_steps.senders(MAIL), strict=True)}
    stack = {f"{outputs.RECORD}{name}": line.replace("${MailDomain}", MAIL) for name, line in mail.records()}
    site = {f"{outputs.RECORD}{SITE}": f"{HOST} CNAME d1.cloudfront.net"}
    times = Counter((_named(record.name, domains), record.type, record.purpose) for record in of_stack(site | stack))
    yield from ((f"{TIMES.get(number, '')}`{host}`", coded(kind), purpose) for (host, kind, purpose), number in times.items())


def _named(host: str, domains: dict[str, str]) -> str:
    for resource, domain in domains.items():
        if resource in host and ".DkimDNSToken" in host:
            return rf"….\_domainkey.{domain}"
    return host


TABLES = {
    "keys": keys,
    "records": records,
    "policies": lambda: [[coded(f"{role.resource}Arn"), WRITTEN] for role in roles.ROLES],
}
VALUES = {
    "budget-step": lambda: f"{dict(alarms.BUDGET_STEPS)['ACTUAL']} %",
}
