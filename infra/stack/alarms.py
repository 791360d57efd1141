"""Alarms, which mail the owner, each a row. Missing data counts as good. `docs/operations.md` explains each by its name.

An alarm is paid for by the metrics it watches, and ten in an account are free (https://aws.amazon.com/cloudwatch/pricing/, "per
alarm metric"): one that adds up four metrics costs as much as four alarms. So each failure is watched where it ends. If a
function fails, its message or event goes to a dead-letter queue; visitors of the API get an error; what nobody handles waits; and
ticks, which aren't queued, are counted. A site without mail has no alarms about mail.
"""

from typing import Any

from chalicelib.frozen import Frozen
from chalicelib.rendering.failures import GIVEN_UP as SAID
from infra.stack.functions import AUTHORING, IMAGES, INGEST, LETTERS, MAIL_NEWS, PRESS, TICK, Function
from infra.stack.intrinsics import Intrinsic, Resources, only_by_tls, policy, ref, resource, service, statement, sub
from infra.stack.queues import DEAD, QUEUES

FIVE_MINUTES, AN_HOUR = 300, 3600
LATEST = 15 * 60
"""Seconds by which the metrics of a queue that was quiet may come late:
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-monitoring-using-cloudwatch.html"""
BUDGET_STEPS = (("ACTUAL", 80), ("FORECASTED", 100))


class Metric(Frozen):
    """A metric, by its namespace, its name and its dimensions, and the least value that is too much."""

    namespace: Intrinsic | str
    name: str
    most: float
    dimensions: tuple[tuple[str, Any], ...] = ()

    @property
    def plain(self) -> dict[str, Any]:
        dimensions = [{"Name": name, "Value": value} for name, value in self.dimensions]
        return {"Namespace": self.namespace, "MetricName": self.name, "Dimensions": dimensions}


class Alarm(Frozen):
    """One row: what it says, the metrics, the statistic of a period, and how the shares of several metrics become one number."""

    resource: str
    says: str
    metrics: tuple[Metric, ...]
    statistic: str = "Sum"
    period: int = FIVE_MINUTES
    together: str = ""
    condition: str = ""


def of_queue(queue: str, name: str, most: float) -> Metric:
    return Metric("AWS/SQS", name, most, (("QueueName", {"Fn::GetAtt": [queue, "QueueName"]}),))


MAIL = "SendsMail"  # the condition of the stack
API = (("ApiName", ref("AWS::StackName")), ("Stage", "api"))

GIVING_UP = (INGEST, PRESS, IMAGES, LETTERS, MAIL_NEWS, TICK, AUTHORING)
GIVEN_UP = "GivenUp"
"""The metric of `given up` lines in the logs, of all functions together: without dimensions it is counted once."""

ALARMS: tuple[Alarm, ...] = (
    Alarm(
        "PutAway",
        "Something failed every time and was set aside: `presswork status --stack` shows in which queue, `presswork logs` why. "
        "Fix it, then run `presswork redrive`.",
        tuple(of_queue(name, "ApproximateNumberOfMessagesVisible", 1) for name in DEAD),
        "Maximum",
        together="SUM",
    ),
    Alarm(
        "Late",
        "Messages wait too long in a queue: `presswork status --stack` shows in which, `presswork logs` whether its function "
        f"fails or can't keep up. Too long is {', '.join(f'{queue.late:,} seconds for {queue.name}' for queue in QUEUES)}.",
        tuple(of_queue(queue.resource, "ApproximateAgeOfOldestMessage", queue.late) for queue in QUEUES),
        "Maximum",
        together="MAX",
    ),
    # of all functions together; those that may loop are never counted:
    # https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
    Alarm(
        "LoopsStopped",
        "Lambda stopped a function in this account that seemed to call itself: `presswork status --stack` shows in which queue "
        "its message was set aside, `presswork doctor --stack` whether a function has lost its permission.",
        (Metric("AWS/Lambda", "RecursiveInvocationsDropped", 1),),
    ),
    Alarm(
        "GivenUpOn",
        "A page, a letter or a source can't be made, or an image encoded: `presswork logs` shows which, the report beside the "
        "file why. Fix the file and upload it again. Or sign-ups wait, because too many of their mails came back: "
        "`presswork letters` says until when. Or many attempts to sign in to the desk failed: `presswork logs authoring`.",
        (Metric(sub("${AWS::StackName}"), GIVEN_UP, 1),),
    ),
    Alarm(
        "ClockFails",
        "Some or all of the clock's work fails every minute: see `presswork logs tick` soon.",
        (Metric("AWS/Lambda", "Errors", 3, (("FunctionName", ref(TICK.resource)),)),),
    ),
    # one is too much: a small blog has a request a day, and a visitor whose sign-up failed doesn't come again
    Alarm(
        "ApiErrors",
        "Visitors get errors from the API: see `presswork logs api_handler`.",
        (Metric("AWS/ApiGateway", "5XXError", 1, API),),
    ),
    Alarm(
        "BounceRate",
        "So much mail bounces that SES may stop sending: at 5% it reviews an account, at 10% it pauses it. See "
        "`presswork letters list`, and check your last import.",
        (Metric("AWS/SES", "Reputation.BounceRate", 0.05),),
        "Average",
        AN_HOUR,
        condition=MAIL,
    ),
    Alarm(
        "ComplaintRate",
        "So many readers complain that SES may stop sending: at 0.1% it reviews an account, at 0.5% it pauses it. See "
        "`presswork letters list`, and check that all subscribers agreed.",
        (Metric("AWS/SES", "Reputation.ComplaintRate", 0.001),),
        "Average",
        AN_HOUR,
        condition=MAIL,
    ),
)


def resources() -> Resources:
    alarms = {alarm.resource: _alarm(alarm) for alarm in ALARMS}
    return (
        alarms
        | {f"{function.resource}GivenUp": _count(function) for function in GIVING_UP}
        | _owner()
        | {"MonthlyBudget": _budget()}
    )


def _count(function: Function) -> dict[str, Any]:
    counted = {"MetricName": GIVEN_UP, "MetricNamespace": sub("${AWS::StackName}"), "MetricValue": "1"}
    properties = {"LogGroupName": ref(function.log), "FilterPattern": f'"{SAID}:"', "MetricTransformations": [counted]}
    return resource("AWS::Logs::MetricFilter", properties, **({"Condition": function.asked} if function.asked else {}))


def _alarm(alarm: Alarm) -> dict[str, Any]:
    properties = {
        "AlarmName": sub("${AWS::StackName}-" + alarm.resource),
        "AlarmDescription": alarm.says,
        **(_several(alarm) if alarm.together else _alone(alarm)),
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching",
        "AlarmActions": [ref("AlarmTopic")],
        "OKActions": [ref("AlarmTopic")],
    }
    return resource("AWS::CloudWatch::Alarm", properties, **({"Condition": alarm.condition} if alarm.condition else {}))


def _alone(alarm: Alarm) -> dict[str, Any]:
    [metric] = alarm.metrics
    return {
        **metric.plain,
        "Statistic": alarm.statistic,
        "Period": alarm.period,
        "EvaluationPeriods": 1,
        "Threshold": metric.most,
    }


def _several(alarm: Alarm) -> dict[str, Any]:
    """Return several metrics, each as its share of what is too much; one period of the last few is enough.

    A queue that nothing came to for six hours has no data, which must not hide another's, so it is filled with zeros. But data
    that come late are filled, too: the newest periods would always be zeros, and an alarm that looks at the newest alone would
    never ring. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html, at `FILL`
    """
    numbered = list(enumerate(alarm.metrics, 1))
    measured = [
        {
            "Id": f"m{number}",
            "MetricStat": {"Metric": metric.plain, "Period": alarm.period, "Stat": alarm.statistic},
            "ReturnData": False,
        }
        for number, metric in numbered
    ]
    shares = [
        {"Id": f"e{number}", "Expression": f"FILL(m{number}, 0) / {metric.most}", "ReturnData": False}
        for number, metric in numbered
    ]
    together = f"{alarm.together}([{', '.join(str(share['Id']) for share in shares)}])"
    watched = {"Id": "watched", "Expression": together, "Label": alarm.resource, "ReturnData": True}
    looked_at = {"EvaluationPeriods": 1 + LATEST // alarm.period, "DatapointsToAlarm": 1}
    return {"Metrics": [*measured, *shares, watched], "Threshold": 1, **looked_at}


def _owner() -> Resources:
    """Return the topic of alarms and of the budget.

    It isn't encrypted where it rests, and neither is the topic of mail events: CloudWatch can't publish to a topic with AWS's own
    key, whose policy nobody can change (https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns); a key of our own
    costs a dollar a month (https://aws.amazon.com/kms/pricing/). A message rests there only until it is delivered.
    """
    here = {"StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}}
    senders = [statement("Allow", service(name), "sns:Publish", ref("AlarmTopic"), **here) for name in ("cloudwatch", "budgets")]
    closed = only_by_tls("sns:Publish", ref("AlarmTopic"))
    return {
        "AlarmTopic": resource("AWS::SNS::Topic", {"TopicName": sub("${AWS::StackName}-alarms")}),
        "AlarmTopicPolicy": resource(
            "AWS::SNS::TopicPolicy", {"Topics": [ref("AlarmTopic")], "PolicyDocument": policy(closed, *senders)}
        ),
        "AlarmMail": resource(
            "AWS::SNS::Subscription", {"TopicArn": ref("AlarmTopic"), "Protocol": "email", "Endpoint": ref("Owner")}
        ),
    }


def _budget() -> dict[str, Any]:
    """Return the monthly budget of the account: a stack's own costs are known only after its cost tags were enabled by hand."""
    subscribers = [{"SubscriptionType": "SNS", "Address": ref("AlarmTopic")}]
    steps = [
        {
            "Notification": {
                "NotificationType": kind,
                "ComparisonOperator": "GREATER_THAN",
                "Threshold": percent,
                "ThresholdType": "PERCENTAGE",
            },
            "Subscribers": subscribers,
        }
        for kind, percent in BUDGET_STEPS
    ]
    budget = {
        "BudgetName": sub("${AWS::StackName}-${AWS::Region}"),
        "BudgetType": "COST",
        "TimeUnit": "MONTHLY",
        "BudgetLimit": {"Amount": ref("Budget"), "Unit": "USD"},
    }
    properties = {"Budget": budget, "NotificationsWithSubscribers": steps}
    return resource("AWS::Budgets::Budget", properties, Condition="HasBudget", DependsOn=["AlarmTopicPolicy"])
