"""The services: a client for each, created when it is first used."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import boto3
from botocore.config import Config

from chalicelib.cloud.aws import Client
from chalicelib.frozen import Frozen
from infra.stack.access_logs import HOME

PATIENT = {"mode": "standard", "max_attempts": 8}  # CloudFormation limits the rate of calls


class Aws(Frozen):
    """The clients for one region; those of `AT_HOME` are in us-east-1, where CloudFront and billing are."""

    region: str
    endpoint: str
    cloudformation: Any
    home: Any
    acm: Any
    sts: Any
    s3: Any
    ssm: Any
    sqs: Any
    sns: Any
    sesv2: Any
    ses: Any
    dynamodb: Any
    functions: Any
    logs: Any
    apigateway: Any
    cloudwatch: Any
    events: Any
    iam: Any
    budgets: Any
    freetier: Any
    deliveries: Any
    views: Any
    route53: Any


CALLED: Mapping[str, str] = {
    "home": "cloudformation",
    "functions": "lambda",
    "deliveries": "logs",
    "views": "cloudwatch",
}  # clients with another name than their service

AT_HOME = ("home", "acm", "budgets", "freetier", "deliveries", "views", "route53")
OWN = ("region", "endpoint")


def services(region: str, endpoint: str = "") -> Aws:
    """Return the clients for AWS in this region, or for one endpoint with all services."""
    session = boto3.session.Session()
    style = {"addressing_style": "path" if endpoint else "auto"}  # an endpoint on this machine has no names below its own
    config = Config(retries=PATIENT, s3=style)

    def make(service: str, where: str) -> Any:
        return session.client(service, region_name=where, endpoint_url=endpoint or None, config=config)

    names = [name for name in Aws.__struct_fields__ if name not in OWN]
    clients = {name: Client(partial(make, CALLED.get(name, name), HOME if name in AT_HOME else region)) for name in names}
    return Aws(region, endpoint, **clients)
