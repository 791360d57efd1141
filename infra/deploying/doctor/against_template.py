"""Checks that compare what is there with the template that was deployed: what they are about, and how each is asked."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from botocore.exceptions import ClientError

from infra.aws_errors import code_of
from infra.deploying.doctor import comparisons, diagnoses, needed_rights, statements
from infra.deploying.doctor.check_context import CheckContext
from infra.deploying.doctor.comparisons import LATEST, FailurePolicy
from infra.deploying.doctor.diagnoses import Faults
from infra.deploying.doctor.needed_rights import Needed
from infra.deploying.doctor.template_reader import Declared
from infra.stack import inbound

NO_QUEUE = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
NONE_SET = ("ResourceNotFoundException",)
GONE = ("DELETE_COMPLETE",)


def declared(context: CheckContext) -> Declared:
    """Read the deployed template, and what was made of it; it has no transforms, so it is as it was handed over:
    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html"""
    client, name = context.site.aws.cloudformation, context.site.name
    template = client.get_template(StackName=name)["TemplateBody"]
    pages = client.get_paginator("list_stack_resources").paginate(StackName=name)
    resources = (one for page in pages for one in page["StackResourceSummaries"] if one["ResourceStatus"] not in GONE)
    made = {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in resources if one.get("PhysicalResourceId")}
    (stack,) = client.describe_stacks(StackName=name)["Stacks"]
    parameters = {one["ParameterKey"]: one["ParameterValue"] for one in stack.get("Parameters", ())}
    return Declared(template, made, parameters, context.names)


# ---- what there is


def policies(context: CheckContext) -> Iterator[tuple[str, statements.Policy]]:
    return statements.declared_in(declared(context))


def failing(context: CheckContext) -> Iterator[tuple[str, tuple[str, FailurePolicy]]]:
    """Yield the functions that are handed events without a queue, and what becomes of the events that fail."""
    of = declared(context)
    for _, properties in of.of_type("AWS::Lambda::EventInvokeConfig"):
        function = of.filled(properties["FunctionName"])
        yield properties["FunctionName"]["Ref"], (function, comparisons.failure_policy(of.filled(properties)))


def clocks(context: CheckContext) -> Iterator[tuple[str, tuple[str, list[str]]]]:
    of = declared(context)
    for name, properties in of.of_type("AWS::Events::Rule"):
        yield name, (of.ref(name), [of.filled(target["Arn"]) for target in properties["Targets"]])


def receipts(context: CheckContext) -> Iterator[tuple[str, Mapping[str, Any]]]:
    of = declared(context)
    for _, properties in of.of_type("AWS::SES::ReceiptRule"):
        rule = of.filled(properties["Rule"])
        yield rule["Name"], rule


# ---- how each is asked


def policy(context: CheckContext, which: statements.Policy) -> Faults:
    return statements.compare(which, statements.current_statements(context.site.aws, which), context.site.aws.region)


def failed_events(context: CheckContext, which: tuple[str, FailurePolicy]) -> Faults:
    """Look at the function's settings, at the queue, and at the right of the function's role to send there, which Lambda uses:
    https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html"""
    function, wanted = which
    actual = comparisons.failure_policy(_set_for(context, function))
    differing = comparisons.failed_events(function, wanted, actual, context.site.aws.region)
    return chain(differing, _put_away(context, function, wanted) if wanted.queue else ())


def _set_for(context: CheckContext, function: str) -> Mapping[str, Any]:
    try:
        return dict(context.site.aws.functions.get_function_event_invoke_config(FunctionName=function, Qualifier=LATEST))
    except ClientError as error:
        if code_of(error) in NONE_SET:
            return {}
        raise


def _put_away(context: CheckContext, function: str, wanted: FailurePolicy) -> Faults:
    try:
        context.site.aws.sqs.get_queue_url(QueueName=wanted.queue.rpartition(":")[2])
    except ClientError as error:
        if code_of(error) not in NO_QUEUE:
            raise
        yield comparisons.no_queue(wanted, context.site.aws.region)
    role = context.site.aws.functions.get_function_configuration(FunctionName=function)["Role"]
    asked = Needed(("sqs:SendMessage",), wanted.queue)
    yield from diagnoses.rights([(asked, needed_rights.decisions_of(context.site.aws.iam, role, asked))])


def clock(context: CheckContext, which: tuple[str, list[str]]) -> Faults:
    rule, functions = which
    events = context.site.aws.events
    state = events.describe_rule(Name=rule)["State"]
    targets = events.list_targets_by_rule(Rule=rule)["Targets"]
    return comparisons.schedule(rule, state, targets, functions, context.site.aws.region)


def receipt(context: CheckContext, rule: Mapping[str, Any]) -> Faults:
    own = context.site.outputs.get(inbound.RULES, "")
    return comparisons.receiving(rule, own, context.site.aws.ses.describe_active_receipt_rule_set())
