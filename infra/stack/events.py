"""Events that a service hands to a function itself, without a queue between them.

A queue is polled all day and night, and each poll is paid for (`infra.stack.queues`). So only what needs its order, delay or
batches has one. Events of mail come from their topic, files of page views from their bucket, received mail from SES, images to
encode from the function that takes them in, and ticks from the clock. Lambda keeps each event, tries it again, one minute and
then two minutes later, and in the end puts it away in a queue that nobody polls:
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html. A tick is neither tried again nor put away,
since the next one does its work; an alarm counts those that fail.
"""

from typing import Any, NamedTuple

from infra.limits import limit
from infra.stack import buckets, functions
from infra.stack.functions import Function, function_arn
from infra.stack.intrinsics import Resources, attribute, policy, ref, resource, sub

DEAD, DEAD_NAME = "EventsDeadLetters", "events-dead"
RIGHT = "EventsMayBePutAway"
A_MINUTE, SIX_HOURS = 60, limit("Lambda", "age of an event without a queue")  # the least and greatest that Lambda takes


class Handed(NamedTuple):
    """One row: the function, how often a failed event is tried again (twice at most), its greatest age, whether it is kept."""

    function: Function
    retries: int
    seconds: int
    is_kept: bool = True


HANDED: tuple[Handed, ...] = (
    Handed(functions.MAIL_NEWS, retries=2, seconds=SIX_HOURS),
    Handed(functions.POPULAR, retries=2, seconds=SIX_HOURS),
    Handed(functions.IMAGES, retries=2, seconds=SIX_HOURS),
    Handed(functions.MAIL_IN, retries=2, seconds=SIX_HOURS),
    Handed(functions.TICK, retries=0, seconds=A_MINUTE, is_kept=False),
)
KEPT: tuple[Handed, ...] = tuple(handed for handed in HANDED if handed.is_kept)


def overlays() -> Resources:
    """Return the properties that Chalice's functions lack: what becomes of an event that fails."""
    return {handed.function.resource: _overlay(handed) for handed in HANDED}


def _overlay(handed: Handed) -> dict[str, Any]:
    tries = {"MaximumRetryAttempts": handed.retries, "MaximumEventAgeInSeconds": handed.seconds}
    if not handed.is_kept:
        return {"Properties": {"EventInvokeConfig": tries}}
    put_away = {"OnFailure": {"Type": "SQS", "Destination": attribute(DEAD)}}
    return {"Properties": {"EventInvokeConfig": {**tries, "DestinationConfig": put_away}}, "DependsOn": [RIGHT]}


def resources() -> Resources:
    """Return the right to put events away, and the permissions to call functions.

    Lambda uses the right, not the code, so it isn't in the functions' own policies. The bucket is known by its name, since it
    waits for the permission, and that waits for the function. A function of ours that calls another has the right in its policy.
    """
    allowed = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": attribute(DEAD)}
    roles = [ref(handed.function.role) for handed in KEPT]
    right = {"PolicyName": "failures", "PolicyDocument": policy(allowed), "Roles": roles}
    calls_mail_news = {
        "TopicArn": ref("MailEventsTopic"),
        "Protocol": "lambda",
        "Endpoint": sub(function_arn(functions.MAIL_NEWS)),
    }
    return {
        RIGHT: resource("AWS::IAM::Policy", right),
        "MailEventsSubscription": resource("AWS::SNS::Subscription", calls_mail_news, DependsOn=["MailNewsMayBeCalled"]),
        "MailNewsMayBeCalled": _permission(functions.MAIL_NEWS, "sns", ref("MailEventsTopic")),
        buckets.LOGS.waits_for: _permission(functions.POPULAR, "s3", sub(buckets.LOGS.arn), SourceAccount=ref("AWS::AccountId")),
    }


def _permission(function: Function, sender: str, arn: Any, **more: Any) -> dict[str, Any]:
    """Let one sender call the function. A bucket's ARN has no account, so the permission names the account besides."""
    called = {"Action": "lambda:InvokeFunction", "FunctionName": ref(function.resource)}
    return resource("AWS::Lambda::Permission", {**called, "Principal": f"{sender}.amazonaws.com", "SourceArn": arn, **more})
