"""What differs from the deployed template, beside policies: failed events, the clock, the rule for received mail. Pure.

What was changed by hand stays changed when the same template is deployed again, so each fault comes with its own remedy.
"""

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from infra.deploying.doctor.diagnoses import DEPLOY, RESTORE, SIGN_IN, Fault, Faults
from infra.stack.queues import A_DAY, DEAD_DAYS

LATEST = "$LATEST"  # the version that events are handed to

LAMBDAS_OWN = (2, 21_600, "")
"""Tries and seconds of a function for which nothing is set, and no queue:
https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html"""


class FailurePolicy(NamedTuple):
    """What becomes of an event that fails: the further tries, its greatest age, and the queue in which it is put away."""

    retries: int
    seconds: int
    queue: str

    def __str__(self) -> str:
        end = f"kept in {_name(self.queue)}" if self.queue else "dropped"
        return f"tried again {self.retries} times within {self.seconds:,} seconds, then {end}"


def failure_policy(configuration: Mapping[str, Any]) -> FailurePolicy:
    """Read a configuration, declared or standing; an empty one is Lambda's own."""
    retries, seconds, queue = LAMBDAS_OWN
    end = configuration.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination", queue)
    return FailurePolicy(
        configuration.get("MaximumRetryAttempts", retries), configuration.get("MaximumEventAgeInSeconds", seconds), end
    )


def failed_events(function: str, wanted: FailurePolicy, actual: FailurePolicy, region: str) -> Faults:
    if actual != wanted:
        end = {"OnFailure": {"Destination": wanted.queue}} if wanted.queue else {}
        yield Fault(
            f"failed events are {actual}; the template says {wanted}",
            f"`aws lambda put-function-event-invoke-config --region {region} --function-name {function} --qualifier '{LATEST}'"
            f" --maximum-retry-attempts {wanted.retries} --maximum-event-age-in-seconds {wanted.seconds}"
            f" --destination-config {shlex.quote(json.dumps(end))}`",
        )


def no_queue(wanted: FailurePolicy, region: str) -> Fault:
    """Name the queue that is gone: CloudFormation doesn't make it again as long as the template is the same."""
    attributes = shlex.quote(json.dumps({"MessageRetentionPeriod": str(DEAD_DAYS * A_DAY)}))
    return Fault(
        f"the queue {_name(wanted.queue)}, which keeps failed events, doesn't exist, so they are lost",
        f"`aws sqs create-queue --region {region} --queue-name {_name(wanted.queue)} --attributes {attributes}`",
    )


def _name(queue: str) -> str:
    return queue.rpartition(":")[2]


def schedule(rule: str, state: str, targets: Iterable[Mapping[str, Any]], functions: Iterable[str], region: str) -> Faults:
    if state != "ENABLED":
        yield Fault(
            f"the clock has stopped: its rule {rule} is {state}", f"`aws events enable-rule --region {region} --name {rule}`"
        )
    called = {target["Arn"] for target in targets}
    for function in functions:
        if function not in called:
            yield Fault(f"the rule {rule} doesn't call {function}", RESTORE)


def receiving(wanted: Mapping[str, Any], own_set: str, active: Mapping[str, Any]) -> Faults:
    """Judge the rules by which SES receives mail: https://docs.aws.amazon.com/ses/latest/dg/receiving-email-concepts.html"""
    name = wanted["Name"]
    in_use = active.get("Metadata", {}).get("Name", "")
    if not in_use:
        choose = f"`aws ses set-active-receipt-rule-set --rule-set-name {own_set}`" if own_set else DEPLOY
        yield Fault("SES receives no mail: the account has no active set of receipt rules", choose)
        return
    rules = {rule["Name"]: rule for rule in active.get("Rules", ())}
    if name not in rules:
        do = f"{DEPLOY}, which adds the rule to the set in use" if in_use != own_set else RESTORE
        yield Fault(f"the active set of receipt rules, {in_use}, has no rule {name}, so no mail reaches the function", do)
        return
    for what in _differing(wanted, rules[name]):
        yield Fault(
            f"the receipt rule {name} in the set {in_use} {what}",
            f"set it in the SES console, under Email receiving, {SIGN_IN}/ses",
        )


def _differing(wanted: Mapping[str, Any], actual: Mapping[str, Any]) -> Iterator[str]:
    if not actual.get("Enabled", False):
        yield "is turned off"
    for recipient in wanted["Recipients"]:
        if recipient not in actual.get("Recipients", ()):
            yield f"isn't for {recipient}"
    for action in wanted["Actions"]:
        if not any(_does(one, action) for one in actual.get("Actions", ())):
            yield f"lacks an action: {json.dumps(action)}"


def _does(actual: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Return whether an action is the wanted one; SES adds defaults to what was given."""
    return all(actual.get(kind, {}).get(key) == value for kind, says in wanted.items() for key, value in says.items())
