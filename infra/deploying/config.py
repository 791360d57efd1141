"""The settings of a deployment: they are asked for once, and stored in `presswork.toml`.

Each field is a row: its question, its default, and its pattern. The stack's own parameters have the same patterns, so a
value that passes here isn't refused there.
"""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from chalicelib.frozen import Frozen
from infra.deploying import UndeployableError, manual_steps, regions
from infra.deploying.prompts import Terminal
from infra.stack import parameters
from infra.stack.access.repositories import HOSTS
from infra.terminal.exit_codes import UNABLE

FILE = Path("presswork.toml")

RESERVED = ("aws", "ssm", "amazon", "xn--", "sthree-", "amzn-s3-demo-")  # of names of parameters or buckets
NAME = rf"^(?!{'|'.join(RESERVED)})[a-z][a-z0-9-]{{1,25}}[a-z0-9]$"  # with account and region, 63 characters
REGION = r"^[a-z]{2}-[a-z]+-[0-9]$"
CHOICE = rf"^({parameters.NO}|{parameters.YES})$"
REPOSITORY = "a repository is written as owner/name, or owner/name:branch for another branch than main"
NO_BUDGET = "none"
DOLLARS = rf"^({NO_BUDGET}|[1-9][0-9]{{0,6}})$"


class Deployment(Frozen):
    """A deployment: its name and region, the domains of site and mail, the owner's address, and the monthly budget."""

    name: str
    region: str
    owner: str
    domain: str = ""
    certificate: str = ""
    mail_domain: str = ""
    mail_from: str = ""
    budget: str = "10"
    frames: str = ""
    roles: str = parameters.NO
    firewall: str = parameters.NO
    receiving: str = parameters.NO
    desk: str = parameters.NO
    cdn: str = parameters.YES
    dashboard: str = parameters.YES
    reads: str = parameters.YES
    request_log: str = parameters.YES
    github: str = ""
    gitlab: str = ""

    @property
    def trusted(self) -> tuple[str, ...]:
        """The hosts of repositories that may push, by name."""
        return tuple(host.name for host in HOSTS if getattr(self, host.name))

    @property
    def identities(self) -> tuple[str, ...]:
        """The senders as SES knows them: two domains, or one mailbox."""
        return (self.mail_from,) if self.mail_from else manual_steps.senders(self.mail_domain)

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of the stack that follow from these settings."""
        return {
            "Domain": self.domain,
            "Certificate": self.certificate,
            "MailDomain": self.mail_domain,
            "MailFrom": self.mail_from,
            "Owner": self.owner,
            "Budget": parameters.NO_BUDGET if self.budget == NO_BUDGET else self.budget,
            "FrameHosts": self.frames,
            "Roles": self.roles,
            "ApiFirewall": self.firewall,
            "Receiving": self.receiving,
            "Desk": self.desk,
            "Cdn": self.cdn,
            "MakeDashboard": self.dashboard,
            "CountReads": self.reads,
            **{host.subjects: host.subjects_of(getattr(self, host.name)) for host in HOSTS},
        }


class ConfigField(NamedTuple):
    """A setting. Without a default it is required; `asked` decides from the earlier fields whether to ask for it.

    `check` refuses a value that has the form, but can't be deployed; it gets the beginning of its error, too.
    """

    name: str
    question: str
    like: str
    why: str
    default: str | None = None
    asked: Callable[[Mapping[str, str]], bool] = lambda _: True
    check: Callable[[str, str], None] = lambda *_: None


FIELDS: tuple[ConfigField, ...] = (
    ConfigField(
        "name",
        "Name of the deployment",
        NAME,
        "names have 3 to 27 lowercase letters, digits and hyphens, and don't start with "
        f"{', '.join(RESERVED[:-1])} or {RESERVED[-1]}",
        "presswork",
    ),
    ConfigField("region", "AWS region", REGION, "a region looks like eu-central-1 or us-east-1", check=regions.check),
    ConfigField(
        "domain", "The site's domain (none: CloudFront's own)", parameters.HOST, "a domain looks like blog.example.org", ""
    ),
    ConfigField(
        "certificate",
        "The ARN of its certificate, in us-east-1 (none: it is found, or requested)",
        parameters.CERTIFICATE,
        "a certificate's ARN looks like arn:aws:acm:us-east-1:123456789012:certificate/…: "
        "CloudFront only accepts certificates from us-east-1, so request one there",
        "",
        lambda _: False,
    ),
    ConfigField(
        "mail_domain", "The domain to send mail from (none: no mail)", parameters.HOST, "a domain looks like example.org", ""
    ),
    ConfigField(
        "mail_from",
        "One mailbox to send mail from",
        parameters.MAILBOX,
        "a mailbox looks like you@example.org, with its domain in lower case",
        "",
        lambda _: False,
    ),
    ConfigField("owner", "The email address for alarms", parameters.ADDRESS, "an email address looks like you@example.org"),
    ConfigField(
        "budget",
        f"Monthly budget in dollars, beyond which you get an email ({NO_BUDGET}: no budget)",
        DOLLARS,
        f"a budget is a whole number of dollars, or {NO_BUDGET}",
        "10",
    ),
    ConfigField("frames", "Hosts of frames", parameters.HOSTS, "hosts are separated by spaces", "", lambda _: False),
    *(
        ConfigField(name, "", CHOICE, "write yes or no", default, lambda _: False)
        for name, default in (
            ("roles", parameters.NO),
            ("firewall", parameters.NO),
            ("receiving", parameters.NO),
            ("desk", parameters.NO),
            ("cdn", parameters.YES),
            ("dashboard", parameters.YES),
            ("reads", parameters.YES),
            ("request_log", parameters.YES),
        )
    ),
    *(ConfigField(host.name, f"The repository at {host.name}", host.like, REPOSITORY, "", lambda _: False) for host in HOSTS),
)


def read(path: Path) -> Mapping[str, str]:
    """Read and check the file; empty if there is none. Raises UndeployableError."""
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise UndeployableError(f"can't read {path}: {error}", UNABLE) from error
    fields = {field.name: field for field in FIELDS}
    for name, value in values.items():
        if name not in fields:
            raise UndeployableError(f"{path}: {_unknown(name, fields)}", UNABLE)
        _check(fields[name], str(value), f"{path}: ")
    return {name: str(value) for name, value in values.items()}


def _unknown(name: str, fields: Mapping[str, Any]) -> str:
    near = get_close_matches(name, fields, 1)
    return f"unknown key `{name}`. " + (f"Did you mean `{near[0]}`?" if near else f"Known: {', '.join(fields)}.")


def _check(field: ConfigField, value: str, where: str = "") -> None:
    if not re.fullmatch(field.like, value) or "\n" in value:
        raise UndeployableError(f"{where}{field.name} can't be {value!r}: {field.why}", UNABLE)


def deployment_in(
    path: Path, terminal: Terminal, suggested: Mapping[str, str], preset: Mapping[str, str] | None = None, *, saves: bool = True
) -> Deployment:
    """Read the deployment in this file; missing fields are asked for, with a suggestion, and written into it if it `saves`.

    A `preset` value isn't asked for; with presets, neither is any field that has a default. Nothing is written that can't be.
    """
    values = dict(read(path))
    new = {name: value for name, value in (preset or {}).items() if name not in values}
    asks_all = not (values or new)
    values |= new
    for field in FIELDS:
        if field.name in values:
            continue
        ask = field.asked(values) and (asks_all or field.default is None)
        values[field.name] = asked(field, path, terminal, suggested) if ask else field.default or ""
        new |= {field.name: values[field.name]} if ask else {}
    for field in FIELDS:
        field.check(values[field.name], "" if field.name in new else f"{path}: ")
    if new and saves:
        with path.open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in new.items())
        terminal.say(f"saved to {path}")
    return Deployment(**values)


def asked(field: ConfigField, path: Path, terminal: Terminal, suggested: Mapping[str, str]) -> str:
    """Ask for a field that the file lacks, until an answer fits it."""
    if not terminal.is_interactive:
        missing = f"{path} has no {field.name}" if path.exists() else f"there's no {path}"
        remedy = "write it, with at least name, region and owner"
        raise UndeployableError(f"{missing}, and there's no terminal to ask on: {remedy}", UNABLE)
    default = suggested.get(field.name) or field.default
    while True:
        value = terminal.answer(f"{field.question}{f' [{default}]' if default else ''}: ").strip() or default or ""
        try:
            _check(field, value)
            field.check(value, "")
        except UndeployableError as error:
            terminal.say(str(error))
        else:
            return value
