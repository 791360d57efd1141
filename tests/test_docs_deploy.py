"""`docs/deploy.md` is true: what it says of settings, parameters, records and refusals is what a deployment does."""

import json
import re
import tomllib
from functools import partial
from pathlib import Path

import pytest

from infra.deploying import UndeployableError, byhand, checks, wanted
from infra.deploying.checks import Case
from infra.deploying.names import Names
from infra.deploying.services import services
from infra.stack import mail, outputs, parameters
from tests.docs import DEPLOY, ROOT, coded, table_in, titled_in

NAME = "presswork"
rows, titled = partial(table_in, DEPLOY), partial(titled_in, DEPLOY)


def test_the_presswork_toml_that_is_shown_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "presswork.toml"
    path.write_text(titled("presswork.toml"))

    said = wanted.read(path)

    assert list(said) == [field.name for field in wanted.FIELDS]
    assert wanted.Wanted(**said).parameters["Domain"] == "blog.example.org"
    assert tomllib.loads(path.read_text()) == said


def test_every_key_of_presswork_toml_is_in_the_table_with_its_default() -> None:
    defaults = {"": "none", None: "it must be said"}

    assert [(coded(key)[0], unless.strip("`")) for key, unless, _ in rows("Key")] == [
        (field.name, defaults.get(field.default, field.default)) for field in wanted.FIELDS
    ]


def test_every_parameter_is_in_the_table_with_the_key_it_comes_from() -> None:
    keys = wanted.Wanted(**{field.name: field.name for field in wanted.FIELDS} | {"frames": "frames"}).parameters
    told = {coded(name)[0]: source for name, source in rows("Parameter")}

    assert list(told) == [parameter.name for parameter in parameters.PARAMETERS]
    assert {name: coded(told[name]) for name in keys} == {name: [key] for name, key in keys.items()}
    assert coded(told["Account"]) == [parameters.NEW, parameters.ORDINARY]


def test_the_certificate_is_requested_as_the_refusal_says() -> None:
    request = "aws acm request-certificate --region us-east-1 --validation-method DNS --domain-name blog.example.org"

    case = Case(wanted.Wanted(NAME, "eu-central-1", "o", "blog.example.org"), services("eu-central-1"), Names(NAME, "1", "r"), {})

    with pytest.raises(UndeployableError, match=re.escape(request)):
        checks.pair(case)
    assert f"\n{request}\n" in DEPLOY


def test_every_record_of_dns_is_in_the_table() -> None:
    told = [(coded(name)[0], coded(kind)[0]) for name, kind, _ in rows("Record")]
    filled = {f"Record{name}": line.replace("${MailDomain}", "example.org") for name, line in mail.records()}
    hosts = (
        (r"….\_domainkey." + host.partition(".DkimDNSToken")[0] if "Dkim" in host else host, kind)
        for host, kind, _ in outputs.records_of(filled)
    )
    senders = {sender.resource: domain for sender, domain in zip(mail.SENDERS, byhand.senders("example.org"), strict=True)}
    known = {(named(host, senders), kind) for host, kind in hosts}

    assert told[0] == ("blog.example.org", "CNAME")
    assert set(told[1:]) == known
    assert len(told) == len(set(told))


def named(host: str, senders: dict[str, str]) -> str:
    """A host, with a sender's domain in place of its resource."""
    for resource, domain in senders.items():
        host = host.replace("${" + resource, domain)
    return host


def test_the_senders_that_are_shown_are_those_that_may_send() -> None:
    allowed = json.loads((ROOT / ".chalice" / "policy-letters.json").read_text())["Statement"]
    (condition,) = (one["Condition"]["StringLike"]["ses:FromAddress"] for one in allowed if one["Sid"] == "Mail")
    patterns = {pattern["Fn::Sub"].replace("${MailDomain}", "example.org") for pattern in condition}
    shown = titled("site.yaml")

    assert patterns == {f"*@{domain}" for domain in byhand.senders("example.org")}
    for sender in mail.SENDERS:
        assert f"<{sender.address.replace('${MailDomain}', 'example.org')}>" in shown


def test_the_refusals_that_are_shown_are_made() -> None:
    made = "\n".join(path.read_text() for path in (ROOT / "infra" / "deploying").glob("*.py"))

    for says, _ in rows("It says"):
        for part in filter(None, (part.strip() for part in says.split("…"))):
            assert part in made, part
