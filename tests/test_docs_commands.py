"""Every command that the docs show is run, on the site that they are about: a command without a test fails here."""

import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from moto import mock_aws

from docs.known.parsers import parsers
from infra.demo.aws import NAMES as LOCAL
from infra.deploying import ownership
from infra.deploying.names import Names
from infra.deploying.services import services
from infra.stack import queues, table
from tests.aws_cli import CliError, commands_in, options, parameters, run
from tests.docs import DEMO, DEPLOY, NEWSLETTER, OPERATIONS, README, TUTORIAL
from tests.each import each

REGION, ACCOUNT = "eu-central-1", "123456789012"
NAMES = Names("presswork", ACCOUNT, REGION)
CATALOG = {"TableName": NAMES.table}
POST = "posts/2026-11-25-hello.md"

TEXTS = {
    "deploy": DEPLOY,
    "operations": OPERATIONS,
    "newsletter": NEWSLETTER,
    "demo": DEMO,
    "tutorial": TUTORIAL,
    "readme": README,
}
FENCED = re.compile(r"^ *```sh\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
BLOCKS = [(name, block) for name, text in TEXTS.items() for block in FENCED.findall(text)]
INLINE = [(name, code) for name, text in TEXTS.items() for code in re.findall(r"`(aws [^`]+)`", text)]
NOT_OURS = ("git", "make", "pipx", "pip3", "uv", "uvx", "cd", "printf", "export", "curl", "python", "mkdir", "cp")
"""Programs whose commands say nothing of AWS or of Presswork."""
OTHERS = {"openssl rand -hex 32": "0f" * 32}
"""What other programs print."""
NO_SERVICES = ("aws login", "aws sso login")  # of the command line itself


# ---- the site that the commands are about


@dataclass
class Site:
    """A deployed site on moto: all that the commands name, and what stands for their placeholders."""

    filled: dict[str, str] = field(default_factory=lambda: {"NEW-REGION": REGION, "ACCOUNT-REGION": f"{ACCOUNT}-{REGION}"})

    def client(self, service: str, region: str = REGION) -> Any:
        return boto3.client(service, region_name=region)

    def fill(self, command: str) -> str:
        for word, found in self.filled.items():
            command = re.sub(rf"(?<![A-Z_]){re.escape(word)}(?![A-Z_-])", found, command)
        return command.replace("$SECRETS", "{}")

    def run(self, block: str) -> None:
        for command in commands_in(block):
            if shlex.split(command)[0] == "aws":
                run(self.fill(command), REGION, OTHERS)


@contextmanager
def site() -> Iterator[Site]:
    with mock_aws():
        made = Site()
        _table(made)
        _buckets(made)
        _rest(made)
        yield made


def _table(made: Site) -> None:
    dynamodb, properties = made.client("dynamodb"), table.resources()["Table"]["Properties"]
    described = {key: properties[key] for key in ("BillingMode", "AttributeDefinitions", "KeySchema")}
    dynamodb.create_table(**CATALOG, **described, Tags=[ownership.tag(NAMES)])
    dynamodb.update_continuous_backups(**CATALOG, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    dynamodb.put_item(**CATALOG, Item={"pk": {"S": "READERS#07"}, "sk": {"S": "ada"}})
    made.filled["--backup-arn ARN"] = "--backup-arn " + _backup(made)


def _backup(made: Site) -> str:
    details = made.client("dynamodb").create_backup(**CATALOG, BackupName="last")["BackupDetails"]
    return str(details["BackupArn"])


def _buckets(made: Site) -> None:
    s3 = made.client("s3")
    for bucket in (*NAMES.buckets, LOCAL["CONTENT_BUCKET"]):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    content, public, _, logs, _ = NAMES.buckets
    s3.put_object(Bucket=public, Key="index.html", Body=b"")
    s3.put_bucket_versioning(Bucket=content, VersioningConfiguration={"Status": "Enabled"})
    made.filled["VERSION"] = s3.put_object(Bucket=content, Key=POST, Body=b"# Hello")["VersionId"]
    s3.put_object(Bucket=logs, Key="AWSLogs/x.gz", Body=b"")
    made.filled["KEY"] = "AWSLogs/x.gz"


def _rest(made: Site) -> None:
    for name in (NAMES.secrets, NAMES.origin):
        made.client("ssm").put_parameter(Name=name, Value="{}", Type="SecureString")
    for queue in queues.QUEUES:
        fifo = {"FifoQueue": "true"} if queue.fifo else {}
        made.client("sqs").create_queue(QueueName=f"presswork-{queue.dead_name}", Attributes=fifo)
    allowed = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}'
    policy = made.client("iam").create_policy(PolicyName="authors", PolicyDocument=allowed)["Policy"]
    made.filled["AUTHOR_POLICY_ARN"] = policy["Arn"]


# ---- every command


@each("block", [block for _, block in BLOCKS])
def test_the_commands_of_a_block_run_on_a_deployed_site(block: str) -> None:
    with site() as here:
        if "restore-table-from-backup" in block:
            here.client("dynamodb").delete_table(**CATALOG)
        if "/presswork/secrets --type" in block:  # it is written anew in another place
            here.client("ssm").delete_parameter(Name=NAMES.secrets)

        here.run(block)


@each("command", [command for _, block in BLOCKS for command in commands_in(block)])
def test_every_command_is_of_a_program_whose_commands_are_tried(command: str) -> None:
    program = shlex.split(command)[0]

    assert program in ("aws", "presswork") or program in NOT_OURS
    if program == "presswork":
        assert understood(shlex.split(command)[1:])


def understood(words: list[str]) -> bool:
    """Whether `presswork` takes these words. Raises click's error if it doesn't."""
    known = dict(parsers(words[0]))
    act = " ".join(words[:2]) if " ".join(words[:2]) in known else words[0]
    return act not in known or known[act].make_context(act, words[len(act.split()) :]) is not None


@pytest.mark.parametrize("command", [" ".join(code.split()) for _, code in INLINE])
def test_a_command_within_the_text_is_one_that_aws_takes(command: str) -> None:
    if command in NO_SERVICES:
        return
    _, service, operation, *words = shlex.split(command)
    if service == "s3":
        assert operation == "sync"
    elif words and "--" in words[0]:
        assert parameters(service, operation, options(words)) is not None
    else:  # the operation is named, without what it needs
        with pytest.raises(CliError, match="needs") if needs(service, operation) else nothing():
            parameters(service, operation, {})


def needs(service: str, operation: str) -> bool:
    try:
        parameters(service, operation, {})
    except CliError as error:
        return "needs" in str(error)
    return False


@contextmanager
def nothing() -> Iterator[None]:
    yield


@pytest.mark.parametrize(
    "wrong", ["dynamodb restore-tables", "dynamodb update-table --table x", "ssm get-parameter", "s3 mv a b"]
)
def test_a_command_that_aws_does_not_take_is_found(wrong: str) -> None:
    with site(), pytest.raises(CliError):
        run(f"aws {wrong}", REGION, OTHERS)


# ---- the lost table


def restoring() -> str:
    (block,) = (str(block) for _, block in BLOCKS if "restore-table-from-backup" in block)
    return block


def test_a_lost_table_that_is_restored_as_is_said_is_this_deployments_again() -> None:
    with site() as here:
        dynamodb = here.client("dynamodb")
        dynamodb.delete_table(**CATALOG)

        here.run(restoring())

        assert [str(one) for one in ownership.strangers(NAMES, services(REGION)) if one.name == NAMES.table] == []
        assert dynamodb.scan(**CATALOG)["Items"] == [{"pk": {"S": "READERS#07"}, "sk": {"S": "ada"}}]


def test_a_lost_table_that_is_restored_as_is_said_has_all_that_the_stack_gave_it() -> None:
    with site() as here:
        dynamodb = here.client("dynamodb")
        dynamodb.delete_table(**CATALOG)

        here.run(restoring())

        backups = dynamodb.describe_continuous_backups(**CATALOG)["ContinuousBackupsDescription"]
        assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
        expiry = dynamodb.describe_time_to_live(**CATALOG)["TimeToLiveDescription"]
        assert (expiry["TimeToLiveStatus"], expiry["AttributeName"]) == ("ENABLED", table.EXPIRES)
        assert dynamodb.describe_table(**CATALOG)["Table"]["DeletionProtectionEnabled"]


def test_a_restored_table_without_its_tag_is_refused_with_the_command_that_gives_it() -> None:
    with site() as here:
        arn = here.client("dynamodb").describe_table(**CATALOG)["Table"]["TableArn"]
        here.client("dynamodb").untag_resource(ResourceArn=arn, TagKeys=["presswork"])
        (stranger,) = (one for one in ownership.strangers(NAMES, services(REGION)) if one.name == NAMES.table)

        run(re.findall("`(.*)`", stranger.advice)[0], REGION, OTHERS)

        assert [one for one in ownership.strangers(NAMES, services(REGION)) if one.name == NAMES.table] == []
