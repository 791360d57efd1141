"""A deployer: moto's AWS, a terminal that records, and a small stack.

Two services are simulated, which moto lacks in part: the account's limits and functions, and the state of mail.
"""

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from msgspec.structs import replace

from infra.deploying import manual_steps
from infra.deploying.config import Deployment
from infra.deploying.deploy import PackedFunctions, Work
from infra.deploying.destroy import Removal
from infra.deploying.names import Names
from infra.deploying.prompts import Terminal
from infra.deploying.services import Aws, services
from infra.deploying.site import Site, site
from infra.package.zips import FUNCTIONS as FUNCTIONS_ZIP
from infra.package.zips import needed
from infra.stack import buckets, outputs, queues, table
from infra.stack.functions import FUNCTIONS
from infra.stack.parameters import CONDITIONS
from tests.deploying.clouds import CloudFormation
from tests.deploying.some_dns import SomeDns

REGION = "eu-central-1"
OWNER = "owner@press.example"
PROFILE = {"region": REGION}
"""The owner of a trial, and the profile that it is tried with."""
ACCOUNT = "123456789012"
PLAIN = Deployment("presswork", REGION, "owner@press.example")
OWN = ("Type", "Properties", "DeletionPolicy", "UpdateReplacePolicy")


def error(code: str, operation: str, message: str = "") -> ClientError:
    """What boto3 raises when a service says no."""
    return ClientError({"Error": {"Code": code, "Message": message or code}}, operation)


# ---- services that moto lacks


@dataclass
class Functions:
    """Lambda, as far as a deployment asks it."""

    limit: int = 1000
    woken: list[tuple[str, str]] = field(default_factory=list)
    invoked: list[tuple[str, Any]] = field(default_factory=list)
    refuses: str = ""
    restarting: bool = False
    restarted: Mapping[str, str] = field(default_factory=lambda: {"LastUpdateStatus": "Successful"})

    def invoke(self, FunctionName: str, InvocationType: str, Payload: str) -> None:  # noqa: N803
        assert InvocationType == "Event"
        if self.refuses:
            raise error(self.refuses, "Invoke")
        self.invoked.append((FunctionName, json.loads(Payload)))

    def get_account_settings(self) -> Mapping[str, Any]:
        return {"AccountLimit": {"ConcurrentExecutions": self.limit}}

    def update_function_configuration(self, FunctionName: str, Description: str) -> None:  # noqa: N803 - as boto3 calls them
        self.woken.append((FunctionName, Description))

    def get_function_configuration(self, FunctionName: str) -> Mapping[str, Any]:  # noqa: N803
        """Say once that the function is still restarting."""
        self.restarting = not self.restarting
        assert FunctionName == self.woken[-1][0]
        return {"LastUpdateStatus": "InProgress"} if self.restarting else self.restarted


@dataclass
class Mail:
    """The mail service's own state, and that of its senders."""

    account: dict[str, Any] = field(default_factory=lambda: {"ProductionAccessEnabled": True, "SendingEnabled": True})
    senders: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def get_account(self) -> Mapping[str, Any]:
        return self.account

    def get_email_identity(self, EmailIdentity: str) -> Mapping[str, Any]:  # noqa: N803
        if EmailIdentity not in self.senders:
            raise error("NotFoundException", "GetEmailIdentity")
        return self.senders[EmailIdentity]


@dataclass
class FreeTier:
    """The account's plan; without one, the account is older than plans are."""

    plan: Mapping[str, Any] | None = None
    refuses: str = ""

    def get_account_plan_state(self) -> Mapping[str, Any]:
        if self.refuses or self.plan is None:
            raise error(self.refuses or "ResourceNotFoundException", "GetAccountPlanState")
        return self.plan


@dataclass
class Budgets:
    """The account's budgets; `refuses` is why the account may have none."""

    refuses: str = ""

    def describe_budgets(self, AccountId: str, MaxResults: int) -> Mapping[str, Any]:  # noqa: N803 - as boto3 calls it
        assert (AccountId, MaxResults) == (ACCOUNT, 1)
        if self.refuses:
            raise error("AccessDeniedException", "DescribeBudgets", self.refuses)
        return {"Budgets": []}


@dataclass
class Acm:
    """ACM as moto has it; `status` is that of all certificates, which name their records at the second look."""

    moto: Any
    status: str = "ISSUED"
    reason: str = ""
    looks: int = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.moto, name)

    def describe_certificate(self, CertificateArn: str) -> Mapping[str, Any]:  # noqa: N803 - as boto3 calls it
        self.looks += 1
        described = self.moto.describe_certificate(CertificateArn=CertificateArn)["Certificate"]
        options = described["DomainValidationOptions"] if self.looks > 1 else []
        reason = {"FailureReason": self.reason} if self.reason else {}
        return {"Certificate": {**described, "Status": self.status, "DomainValidationOptions": options, **reason}}


def sender(dkim: str, bounces: str) -> Mapping[str, Any]:
    return {"DkimAttributes": {"Status": dkim}, "MailFromAttributes": {"MailFromDomainStatus": bounces}}


# ---- a stack that moto can make


def template(*more: str) -> dict[str, Any]:
    """Our buckets, table and queues, with their outputs; and a topic of each further name."""
    kinds = ("AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::DynamoDB::Table")
    everything = {**buckets.resources(), **queues.resources(), **table.resources()}
    made = {name: only(one) for name, one in everything.items() if one["Type"] in kinds}
    for bucket in ("ContentBucket", "LogBucket"):
        made[bucket]["Properties"].pop("NotificationConfiguration")  # moto asks whether the queue is there
    topics = {name: {"Type": "AWS::SNS::Topic", "Properties": {}} for name in ("AlarmTopic", *more)}
    parameters = {name: {"Type": "String", "Default": ""} for name in PARAMETERS}
    return {
        "Description": "A Presswork site",
        "Parameters": parameters,
        "Conditions": {"HasDesk": CONDITIONS["HasDesk"]},
        "Resources": made | topics,
        "Outputs": stack_outputs(),
    }


PARAMETERS = (
    *("CodeBucket", "CodeKey", "ImagesCodeKey", "Owner", "OriginSecret", "Domain", "Certificate"),
    *("MailDomain", "FrameHosts", "Budget", "Account", "GatewayRole", "ApiFirewall", "Receiving", "RuleSet"),
    *("MakeDashboard", "CountReads", "Cdn", "MailFrom", "MakeMailbox", "Desk"),
)


def only(resource: Mapping[str, Any]) -> dict[str, Any]:
    return copy.deepcopy({name: value for name, value in resource.items() if name in OWN})


def stack_outputs() -> dict[str, Any]:
    """The outputs as the true stack has them, where what they refer to is here."""
    here = {name: one for name, one in outputs.outputs().items() if not unknown(one)}
    functions = {outputs.FUNCTION + one.resource: {"Value": f"presswork-{one.name}"} for one in FUNCTIONS}
    played = {name: {"Value": value} for name, value in PLAYED.items()}
    return {**here, **functions, **played}


def with_mail(template: dict[str, Any], domain: str) -> dict[str, Any]:
    """The template, with the outputs that name whom mail is from where it comes from somewhere."""
    senders = zip(manual_steps.SENDERS, manual_steps.senders(domain), strict=False)
    return {**template, "Outputs": template["Outputs"] | {output: {"Value": f"x@{one}"} for output, one in senders}}


def with_mailbox(template: dict[str, Any], mailbox: str) -> dict[str, Any]:
    """The template, with the outputs of a stack that has made a mailbox its sender."""
    named = (outputs.MAILBOX, outputs.OWN_MAILBOX, *manual_steps.SENDERS) if mailbox else ()
    return {**template, "Outputs": template["Outputs"] | {output: {"Value": mailbox} for output in named}}


PLAYED = {
    "SiteUrl": "https://d1.cloudfront.net",
    "DeliverySource": "presswork-eu-central-1-reads",
    "DistributionArn": "arn:aws:cloudfront::123456789012:distribution/D1",
    "LogBucketArn": "arn:aws:s3:::presswork-logs-123456789012-eu-central-1",
}


def unknown(output: Mapping[str, Any]) -> bool:
    text = json.dumps(output)
    return "Condition" in output or any(
        word in text for word in ("Distribution", "Log", "Dashboard", "ConfigurationSet", "Fn::If")
    )


# ---- the deployer


def cloudformation(region: str) -> CloudFormation:
    made = services(region)
    return CloudFormation(made.cloudformation, made.s3)


@dataclass
class Deployer:
    """A deployer: its printed lines, what it tells programs, and its answers."""

    folder: Path
    said: list[str] = field(default_factory=list)
    told: list[Mapping[str, Any]] = field(default_factory=list)
    answers: list[str] | None = None
    stack: CloudFormation = field(default_factory=lambda: cloudformation(REGION))
    beside: CloudFormation = field(default_factory=lambda: cloudformation("us-east-1"))
    functions: Functions = field(default_factory=Functions)
    mail: Mail = field(default_factory=Mail)
    budgets: Budgets = field(default_factory=Budgets)
    freetier: FreeTier = field(default_factory=FreeTier)
    dns: SomeDns = field(default_factory=SomeDns)
    acm: Acm = field(default_factory=lambda: Acm(services(REGION).acm))
    packages: int = 0

    @property
    def aws(self) -> Aws:
        played = replace(services(REGION), cloudformation=self.stack, home=self.beside)
        played = replace(played, acm=self.acm)
        return replace(played, functions=self.functions, sesv2=self.mail, budgets=self.budgets, freetier=self.freetier)

    @property
    def terminal(self) -> Terminal:
        return Terminal(self.said.append, None if self.answers is None else self._answer, self.told.append)

    def _answer(self, question: str) -> str:
        self.said.append(question)
        assert self.answers, f"asked once more: {question}"
        return self.answers.pop(0)

    def work(
        self,
        wanted: Deployment = PLAIN,
        *more: str,
        yes: bool = True,
        lose: bool = False,
        zip: bytes = b"zip",
        sleep: Callable[[float], None] = lambda _: None,
    ) -> Work:
        pack = self.packed(zip, *more, mail=wanted.mail_domain, mailbox=wanted.mail_from)
        return Work(wanted, self.aws, self.terminal, pack, self.dns, yes, lose, sleep=sleep)

    def packed(self, zip: bytes, *more: str, mail: str = "", mailbox: str = "") -> Callable[[], PackedFunctions]:
        def pack() -> PackedFunctions:
            self.packages += 1
            zips = {each.parameter: self.folder / each.name for each in needed(desk=False)}
            for path in zips.values():
                path.write_bytes(zip if path.name == FUNCTIONS_ZIP.name else b"images")
            return PackedFunctions(zips, with_mailbox(with_mail(template(*more), mail), mailbox))

        return pack

    def leaving(self, *, with_data: bool = False, yes: bool = True) -> Removal:
        names = Names("presswork", ACCOUNT, REGION)
        return Removal(names, self.aws, self.terminal, with_data, yes, sleep=lambda _: None)

    @property
    def site(self) -> Site:
        return site("presswork", self.aws)

    def printed(self) -> str:
        """Return the lines since the last call."""
        said = "\n".join(self.said)
        self.said.clear()
        return said


# ---- resources of others


def foreign_bucket(deployer: Deployer, name: str) -> None:
    """A bucket of this name, with the tag of another team."""
    deployer.aws.s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    deployer.aws.s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": [{"Key": "team", "Value": "shop"}]})
    deployer.aws.s3.put_object(Bucket=name, Key="theirs", Body=b"theirs")


def foreign_table(deployer: Deployer, name: str, keys: tuple[str, ...] = tuple(table.KEYS), tag: str = "another") -> None:
    """A table of this name of another deployment, or of none."""
    deployer.aws.dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, table.KEYS.values(), strict=False)],
        Tags=[{"Key": "presswork", "Value": tag}],
    )


def put(site: Site, output: str, many: int) -> None:
    """Let this many messages wait in the queue with this output."""
    for number in range(many):
        site.aws.sqs.send_message(QueueUrl=site.outputs[output], MessageBody=str(number))
