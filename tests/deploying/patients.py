"""Patients for the doctor: a site in an account in which every call is played, a pipeline that shows a page, and some DNS."""

# ruff: noqa: N803, ARG002 - arguments are called, and given, as boto3 has them

import json
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore import xform_name

from infra.deploying.doctor import diagnoses
from infra.deploying.doctor.check_context import CheckContext
from infra.deploying.doctor.probes import KEY, PATH
from infra.deploying.names import Names
from tests.aws_cli import options
from tests.deploying.deployer import error
from tests.deploying.some_dns import SomeDns

BUCKET, SITE, WORD = "content", "https://blog.example.org", "a-word-of-its-own"
NAMES = Names("presswork", "123456789012", "eu-central-1")


def found(findings: Iterator[diagnoses.Fault | diagnoses.Remark]) -> str:
    return "; ".join(one.found for one in findings if isinstance(one, diagnoses.Fault))


def remarked(findings: Iterator[diagnoses.Fault | diagnoses.Remark]) -> str:
    """What is said where nothing is wrong."""
    (one,) = findings
    assert isinstance(one, diagnoses.Remark)
    return one.says


@dataclass
class Pipeline:
    """A bucket, and a site that shows what lies in it; `fails` says what a read of the site does instead."""

    objects: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    fails: Callable[[], tuple[int, bytes]] | None = None

    def head_object(self, Bucket: str, Key: str) -> Mapping[str, Any]:
        if Key not in self.objects:
            raise error("404", "HeadObject")
        return self.objects[Key]

    def put_object(self, Bucket: str, **given: Any) -> None:
        self.objects[given["Key"]] = given

    def delete_object(self, Bucket: str, Key: str) -> None:
        del self.objects[Key]

    def get_object(self, Bucket: str, Key: str) -> Mapping[str, Any]:
        raise error("NoSuchKey", "GetObject")

    def get(self, url: str) -> tuple[int, bytes]:
        if self.fails:
            return self.fails()
        assert url == SITE + PATH
        return (200, self.objects[KEY]["Body"]) if KEY in self.objects else (404, b"")


@dataclass
class Account:
    """An account in which every call is refused but for what is played here: `answers` by the call's name."""

    answers: Mapping[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*_: Any, **__: Any) -> Any:
            if name in self.answers:
                return self.answers[name]
            raise error("AccessDenied", name)

        return call


@dataclass
class Standing:
    """A stack with its outputs."""

    outputs: Mapping[str, str]
    status: str = "CREATE_COMPLETE"
    is_good: bool = True


@dataclass
class Site:
    """A site in that account."""

    aws: Any
    state: Standing
    name: str = "presswork"

    @property
    def outputs(self) -> Mapping[str, str]:
        return self.state.outputs


@dataclass
class Services:
    """Every service is the account."""

    account: Account
    region: str = "eu-central-1"

    def __getattr__(self, name: str) -> Account:
        return self.account


BLOG, CDN = "blog.example.org", "d1.cloudfront.net"


def patient(
    outputs: Mapping[str, str], dns: Mapping[tuple[str, str], tuple[str, ...]] | None = None, **answers: Any
) -> CheckContext:
    site: Any = Site(Services(Account(answers)), Standing(outputs))
    return CheckContext(site, NAMES, Pipeline(fails=lambda: (404, b"")), SomeDns(dns or {}), WORD, lambda _: None)


def mended(command: str, region: str) -> None:
    """Run a command of AWS's command line, as a report advises it in backticks, with structures as JSON."""
    _, service, operation, *words = shlex.split(command.strip("`"))
    given = {name: value for name, (value,) in options(words).items() if name != "region"}
    client = boto3.client({"s3api": "s3"}.get(service, service), region_name=region)
    call = operation.replace("-", "_")
    shapes = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[call]).input_shape.members
    names = {xform_name(name, "-"): name for name in shapes}
    getattr(client, call)(**{names[name]: read(shapes[names[name]].type_name, value) for name, value in given.items()})


def read(kind: str, value: str) -> Any:
    return int(value) if kind == "integer" else json.loads(value) if kind in ("map", "structure") else value
