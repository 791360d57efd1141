"""Rights: what a function needs for each of its calls.

Calls of boto3's become rights by one table, `RIGHTS`. What Lambda does in a function's name is never seen among the calls, and
stands in a second one, `by_lambda`. Both use the template's own names, so a policy with another table is wrong.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple, TypeAlias

from chalicelib.authoring.grants import FOLDERS, PAGES, SITE_FILE
from chalicelib.content.site.site import Site
from chalicelib.model import Page
from chalicelib.rendering.page_kinds import KINDS as KINDS_OF_PAGES
from infra.stack import mail, secrets
from infra.stack.functions import AUTHORING, IMAGES, OWN, SETTINGS, Function, function_arn
from infra.stack.queues import QUEUES
from tests.stack.reading import of, of_type
from tests.stack.recorded_site import Recorded
from tests.stack.recording import Call

HERE = "${AWS::Region}:${AWS::AccountId}"

Asked: TypeAlias = Mapping[str, Any]
Arn: TypeAlias = Callable[[str], str]
"""The ARN of the site's resource with this name: a table, a bucket, a queue's address."""


class Right(NamedTuple):
    """An action on a resource, by its ARN as the template would write it; `when` is a condition, as JSON."""

    action: str
    on: str
    when: str = ""


# ---- which rights a call needs


def table(action: str) -> Callable[[Asked, Arn], Iterator[Right]]:
    def rights(asked: Asked, arn: Arn) -> Iterator[Right]:
        names = asked.get("RequestItems") or {asked["TableName"]: {}}
        yield from (Right(f"dynamodb:{action}", arn(name)) for name in names)

    return rights


def objects(*actions: str) -> Callable[[Asked, Arn], Iterator[Right]]:
    return lambda asked, arn: (Right(action, f"{arn(asked['Bucket'])}/*") for action in actions)


def changing(action: str) -> Callable[[Asked, Arn], Iterator[Right]]:
    """A report is put and deleted by its ending, so that nothing else of the content bucket can be."""

    def rights(asked: Asked, arn: Arn) -> Iterator[Right]:
        ending = next((ending for ending in REPORTS if asked["Key"].endswith(ending)), "")
        yield Right(action, f"{arn(asked['Bucket'])}/*{ending}")

    return rights


REPORTS = tuple(KINDS_OF_PAGES[kind].address(Page(kind), Site()).removeprefix("/") for kind in ("report", "warnings"))


def reading(asked: Asked, arn: Arn) -> Iterator[Right]:
    yield Right("s3:GetObjectVersion" if "VersionId" in asked else "s3:GetObject", f"{arn(asked['Bucket'])}/*")


def listing_versions(asked: Asked, arn: Arn) -> Iterator[Right]:
    """Only versions of what people write may be listed."""
    yield Right("s3:ListBucketVersions", arn(asked["Bucket"]), json.dumps({"StringLike": {"s3:prefix": WRITTEN}}))


WRITTEN = [*(f"{folder}/*" for folder in FOLDERS), PAGES, SITE_FILE]


def listing(asked: Asked, arn: Arn) -> Iterator[Right]:
    yield Right("s3:ListBucket", arn(asked["Bucket"]))


COPIED: Mapping[str, tuple[str, str]] = {  # what of the source comes along unless the call says this
    "ObjectTagging": ("TaggingDirective", "REPLACE"),
    "ObjectAnnotation": ("AnnotationDirective", "EXCLUDE"),
}


def copying(asked: Asked, arn: Arn) -> Iterator[Right]:
    """A copy reads and writes, tags and annotations too: where the source has any, it needs the right to them."""
    along = [what for what, (directive, none) in COPIED.items() if asked.get(directive) != none]
    for what in ("Object", *along):
        yield Right(f"s3:Get{what}", f"{arn(asked['CopySource']['Bucket'])}/*")
        yield Right(f"s3:Put{what}", f"{arn(asked['Bucket'])}/*")


def copying_a_part(asked: Asked, arn: Arn) -> Iterator[Right]:
    yield Right("s3:GetObject", f"{arn(asked['CopySource']['Bucket'])}/*")
    yield Right("s3:PutObject", f"{arn(asked['Bucket'])}/*")


def sending(asked: Asked, arn: Arn) -> Iterator[Right]:
    yield Right("sqs:SendMessage", arn(asked["QueueUrl"]))


def hiding(asked: Asked, arn: Arn) -> Iterator[Right]:
    yield Right("sqs:ChangeMessageVisibility", arn(asked["QueueUrl"]))


def mailing(asked: Asked, arn: Arn) -> Iterator[Right]:
    """A whole message needs the right to send raw mail; who may write is limited by the sender, and not by the identity.

    In the sandbox SES also requires the right to the recipient's identity, which may be any.
    """
    senders = [*({"Fn::Sub": f"*@{sender.domain}"} for sender in mail.SENDERS), {"Fn::Sub": "${MailFrom}"}]
    ours = json.dumps({"StringLike": {"ses:FromAddress": senders}})
    for action in ("ses:SendEmail", "ses:SendRawEmail"):
        yield Right(action, f"arn:${{AWS::Partition}}:ses:{HERE}:identity/*", ours)
        yield Right(action, arn(asked["ConfigurationSetName"]))


def account(_asked: Asked, _arn: Arn) -> Iterator[Right]:
    yield Right("ses:GetAccount", "*")


def parameter(asked: Asked, arn: Arn) -> Iterator[Right]:
    """No right to the key is needed: every reader of the parameter may use AWS's own, `aws/ssm`."""
    yield Right("ssm:GetParameter", arn(asked["Name"]))


def calling(asked: Asked, arn: Arn) -> Iterator[Right]:
    yield Right("lambda:InvokeFunction", arn(asked["FunctionName"]))


RIGHTS: Mapping[str, Callable[[Asked, Arn], Iterator[Right]]] = {
    **{f"dynamodb.{name}": table(name) for name in ("BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem")},
    **{f"dynamodb.{name}": table(name) for name in ("Query", "UpdateItem")},
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
    "s3.GetObject": reading,
    "s3.HeadObject": objects("s3:GetObject"),
    "s3.PutObject": changing("s3:PutObject"),
    "s3.DeleteObject": changing("s3:DeleteObject"),
    "s3.CopyObject": copying,
    "s3.CreateMultipartUpload": objects("s3:PutObject"),
    "s3.UploadPartCopy": copying_a_part,
    "s3.CompleteMultipartUpload": objects("s3:PutObject"),
    "s3.AbortMultipartUpload": objects("s3:AbortMultipartUpload"),
    "s3.ListObjectsV2": listing,
    "s3.ListObjectVersions": listing_versions,
    # the batches need the rights of single calls:
    # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
    "sqs.SendMessageBatch": sending,
    "sqs.ChangeMessageVisibilityBatch": hiding,
    # https://anymail.dev/en/stable/esps/amazon_ses/#iam-permissions documents SES's checks, which Amazon doesn't
    "sesv2.SendEmail": mailing,
    "sesv2.GetAccount": account,
    "ssm.GetParameter": parameter,
    "lambda.Invoke": calling,
}

WHERE_NOTHING_IS: Mapping[str, Callable[[Asked, Arn], Iterator[Right]]] = {"s3.GetObject": listing, "s3.HeadObject": listing}
"""Without this right, what isn't there would be forbidden, and not missing."""


# ---- what Lambda does in a function's name


def by_lambda(function: Function, arn: Callable[[str], str]) -> Iterator[Right]:
    """It takes messages for the function, and writes its log, whose group the stack makes.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html: no right to hide messages, which functions do
    themselves, after a failure.
    """
    for queue in QUEUES:
        if queue.function is function:
            for action in ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes"):
                yield Right(f"sqs:{action}", arn(queue.resource))
    for action in ("CreateLogStream", "PutLogEvents"):
        yield Right(f"logs:{action}", arn(function.log) + ":*")


# ---- names

KINDS: Mapping[str, tuple[str, str]] = {  # what an ARN begins with, and the property with the name
    "AWS::DynamoDB::Table": (f"dynamodb:{HERE}:table/", "TableName"),
    "AWS::S3::Bucket": ("s3:::", "BucketName"),
    "AWS::SQS::Queue": (f"sqs:{HERE}:", "QueueName"),
    "AWS::SES::ConfigurationSet": (f"ses:{HERE}:configuration-set/", "Name"),
    "AWS::Logs::LogGroup": (f"logs:{HERE}:log-group:", "LogGroupName"),
}


def arn_of(resource: str, resources: Mapping[str, Any]) -> str:
    """The ARN of a resource of the template, by its name."""
    begins, name = KINDS[resources[resource]["Type"]]
    return "arn:${AWS::Partition}:" + begins + str(of(resources, resource)[name]["Fn::Sub"])


def arn_in(blog: Recorded, resources: Mapping[str, Any]) -> Arn:
    """A resource of the site is known by the setting with its name, and the template has the value of that setting."""
    named = {**SETTINGS, **{setting: value for own in OWN.values() for setting, value in own.items()}}
    settings = {value: setting for setting, value in blog.settings.items() if setting in named}

    def arn(name: str) -> str:
        setting = settings[name]
        value = named[setting]
        if setting == "IMAGES_FUNCTION":  # Chalice makes the functions, so none is among our resources
            return function_arn(IMAGES)
        return secrets.ARN if setting == "SECRETS" else arn_of(value["Ref"] if "Ref" in value else called(value), resources)

    def called(name: Mapping[str, Any]) -> str:
        """The bucket of this name: the function that it calls knows it by no other way."""
        return next(bucket for bucket, made in of_type(resources, "AWS::S3::Bucket").items() if made["BucketName"] == name)

    return arn


# ---- what a function needs


def rights_for(function: Function, calls: Iterable[Call], arn: Arn, resources: Mapping[str, Any]) -> Iterator[Right]:
    for call in calls:
        if call.function == function.name:
            yield from rights_of(call, arn)
    yield from by_lambda(function, lambda name: arn_of(name, resources))


def rights_of(call: Call, arn: Arn) -> Iterator[Right]:
    rights = RIGHTS[call.operation](call.asked, arn)
    yield from (in_folder(right, call) for right in rights) if call.function == AUTHORING.name else rights
    if call.status == HTTPStatus.NOT_FOUND and (more := WHERE_NOTHING_IS.get(call.operation)):
        yield from more(call.asked, arn)


def in_folder(right: Right, call: Call) -> Right:
    """Return the right to objects in the folder of the object that was asked for: people write in some of the content bucket."""
    if not right.on.endswith("/*") or "-content-" not in right.on:
        return right
    key = call.asked["Key"]
    keys = f"{key.partition('/')[0]}/*" if "/" in key else PAGES if key.endswith(".md") else key
    return right._replace(on=f"{right.on.removesuffix('*')}{keys}")
