"""Checks: bad input is reported on one line, before anything is made."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from msgspec.structs import replace

from infra.deploying import UndeployableError, checks
from infra.deploying.deploy import deploy
from infra.deploying.domain import certificates
from infra.deploying.names import Names
from infra.stack import outputs
from infra.stack.parameters import NEW, NO, ORDINARY, YES
from tests.deploying.deployer import ACCOUNT, PLAIN, REGION, Deployer, Functions, error, foreign_bucket, foreign_table, sender


@pytest.fixture(autouse=True)
def nothing_made(deployer: Deployer) -> Iterator[None]:
    """After each of these, nothing is there that wasn't before."""
    yield
    assert deployer.stack.sets == {}
    assert not deployer.stack.status
    assert deployer.aws.ssm.describe_parameters()["Parameters"] == []


def refused(deployer: Deployer, **wanted: str) -> str:
    with pytest.raises(UndeployableError) as raised:
        deploy(deployer.work(replace(PLAIN, **wanted)))
    assert "\n" not in str(raised.value)
    assert deployer.packages == 0
    return str(raised.value)


def test_a_region_that_is_not_there(deployer: Deployer) -> None:
    assert refused(deployer, region="eu-centrall-1") == "AWS has no region eu-centrall-1. Did you mean eu-central-1?"


@pytest.mark.parametrize("domain", ["", "press.example"])
def test_a_site_that_is_no_trial_needs_a_cdn(deployer: Deployer, domain: str) -> None:
    assert refused(deployer, cdn=NO, domain=domain).startswith("only a trial works without CloudFront")


def test_a_certificate_without_a_domain(deployer: Deployer) -> None:
    assert "no domain" in refused(deployer, certificate="arn:aws:acm:us-east-1:123456789012:certificate/a")


def test_a_certificate_that_is_not_there(deployer: Deployer) -> None:
    arn = f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/a"

    assert f"no certificate {arn} in us-east-1" in refused(deployer, domain="press.example", certificate=arn)


def test_a_certificate_for_another_domain(deployer: Deployer) -> None:
    arn = deployer.aws.acm.request_certificate(DomainName="other.example", ValidationMethod="DNS")["CertificateArn"]

    said = refused(deployer, domain="press.example", certificate=arn)

    assert said == "the certificate is for other.example, not for press.example: request one for it"


@pytest.mark.parametrize(
    ("name", "domain", "fits"),
    [
        ("press.example", "press.example", True),
        ("*.press.example", "blog.press.example", True),
        ("*.press.example", "press.example", False),
        ("*.press.example", "a.blog.press.example", False),
        ("press.example", "blog.press.example", False),
    ],
)
def test_a_star_stands_for_one_label(name: str, domain: str, fits: bool) -> None:
    assert certificates.covers(name, domain) is fits


class Taken:
    """S3, where one bucket belongs to another account."""

    def __init__(self, s3: Any, name: str, code: str) -> None:
        self._s3, self._name, self._code = s3, name, code

    def head_bucket(self, Bucket: str, **more: str) -> Any:  # noqa: N803 - as boto3 calls it
        if self._name == Bucket:
            raise error(self._code, "HeadBucket")
        return self._s3.head_bucket(Bucket=Bucket, **more)


@pytest.mark.parametrize("code", ["403", "301"])
@pytest.mark.parametrize("which", ["content", "code"])
def test_a_bucket_that_is_taken(deployer: Deployer, code: str, which: str) -> None:
    name = f"presswork-{which}-{ACCOUNT}-{REGION}"
    work = deployer.work()

    with pytest.raises(UndeployableError, match=f"the bucket {name} belongs to someone else"):
        deploy(replace(work, aws=replace(work.aws, s3=Taken(work.aws.s3, name, code))))


def test_a_sender_that_the_account_has_already(deployer: Deployer) -> None:
    deployer.mail.senders["news.press.example"] = sender("SUCCESS", "SUCCESS")

    said = refused(deployer, mail_domain="press.example")

    assert said.startswith("news.press.example already sends mail for this account")


@pytest.mark.parametrize("which", ["content", "public", "logs", "code"])
def test_a_bucket_of_the_accounts_own_that_is_not_the_deployments(deployer: Deployer, which: str) -> None:
    name = f"presswork-{which}-{ACCOUNT}-{REGION}"
    foreign_bucket(deployer, name)

    said = refused(deployer)

    assert said.startswith(
        f"the bucket {name} has no tag presswork=presswork, so it isn't this deployment's: choose another name"
    )
    assert f"`aws s3api put-bucket-tagging --bucket {name} --tagging 'TagSet=[{{Key=presswork,Value=presswork}}]'`" in said


def test_a_table_of_another_deployment(deployer: Deployer) -> None:
    foreign_table(deployer, "presswork-catalog")

    said = refused(deployer)

    assert said.startswith("the table presswork-catalog has no tag presswork=presswork")
    assert f"--resource-arn arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/presswork-catalog --tags Key=presswork,Value=" in said


def test_a_table_with_other_keys_whatever_its_tag(deployer: Deployer) -> None:
    foreign_table(deployer, "presswork-catalog", ("id",), tag="presswork")

    assert refused(deployer).startswith("the table presswork-catalog doesn't have the keys pk and sk")


def test_a_sender_that_only_a_standing_stacks_outputs_name_is_its_own(deployer: Deployer) -> None:
    deployer.mail.senders = {name: sender("SUCCESS", "SUCCESS") for name in ("press.example", "news.press.example")}
    names = Names("presswork", ACCOUNT, REGION)
    actual = {"ConfirmationsSender": "confirm@press.example", "LettersSender": "letters@news.press.example"}
    wanted = replace(PLAIN, mail_domain="press.example")

    checks.senders(checks.Case(wanted, deployer.aws, names, actual))
    with pytest.raises(UndeployableError, match=r"^press\.example already sends mail for this account"):
        checks.senders(checks.Case(wanted, deployer.aws, names, {"SiteUrl": "https://d1.cloudfront.net"}))


def test_a_stack_of_somebody_elses(deployer: Deployer) -> None:
    deployer.stack.status, deployer.stack.tags = "CREATE_COMPLETE", [{"Key": "team", "Value": "shop"}]

    assert refused(deployer) == "the stack presswork already exists, and isn't Presswork's: choose another name"
    deployer.stack.status = ""


@pytest.mark.parametrize(("limit", "account"), [(10, NEW), (99, NEW), (100, ORDINARY), (1000, ORDINARY)])
def test_an_account_is_new_where_the_queues_would_take_all_of_it(limit: int, account: str) -> None:
    assert checks.capacity(Functions(limit)) == account


# ---- the account's role for the logs of API Gateway

OURS = "arn:aws:iam::123456789012:role/presswork-GatewayLogsRole-1"
THEIRS = "arn:aws:iam::123456789012:role/shop-logs"


@pytest.mark.parametrize(
    ("role", "stack", "exists", "told"),
    [
        ("", "", False, YES),
        (OURS, OURS, True, YES),
        (THEIRS, "", True, NO),
        (THEIRS, OURS, True, NO),
        (OURS, "", True, NO),
        ("", OURS, True, YES),
        (THEIRS, "", False, YES),
        (THEIRS, OURS, False, YES),
    ],
)
def test_the_accounts_role_for_logs_is_set_unless_somebody_elses_is_set_and_exists(
    deployer: Deployer, role: str, stack: str, exists: bool, told: str
) -> None:
    iam = deployer.aws.iam
    if exists and role:
        iam.create_role(RoleName=role.rpartition("/")[2], AssumeRolePolicyDocument="{}")
    client = boto3.client("apigateway", region_name=REGION)
    with Stubber(client) as stubber:
        stubber.add_response("get_account", {"cloudwatchRoleArn": role} if role else {}, {})

        actual = checks.gateway_logs(client, iam, {outputs.GATEWAY_LOGS: stack} if stack else {})

    assert actual == told
