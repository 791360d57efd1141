"""One stack of CloudFormation: it is found, changed by a change set, followed while it changes, and removed.

`plan` reads change sets; this module only decides when a change has ended.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import takewhile
from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError
from msgspec import field

from chalicelib.frozen import Frozen
from infra.aws_errors import code_of
from infra.deploying import UndeployableError, billing, plan, waits
from infra.deploying.manual_steps import ASK_AWS
from infra.deploying.ownership import OURS
from infra.deploying.plan import Plan
from infra.deploying.waits import Wait, pauses
from infra.terminal.progress import NoProgress, Progress

QUIET = 10  # reads without an event, before the slow resource is reported
STACK = "AWS::CloudFormation::Stack"
UNDER_WAY = "_IN_PROGRESS"
REVIEWED = "REVIEW_IN_PROGRESS"
CHANGE_SET_PREFIX = "presswork-"  # the beginning of our change sets' names
GOOD_STATUSES = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE", "DELETE_COMPLETE")
DETAILS_ELSEWHERE = "DescribeEvents"  # where CloudFormation reports the errors that it found before it began
CONSEQUENCES = ("cancelled", "Cancelled")  # in the reasons of failures that another failure caused
NAME_ERRORS = ("QueueDeletedRecently", "wait 60 seconds after deleting a queue")
"""What CloudFormation reports where a queue of this name was deleted less than a minute ago."""
UNVERIFIED = "Your account must be verified"
"""What CloudFormation reports where AWS hasn't verified the account, as the whole of it: …before you can add new CloudFront
resources."""
REMEDY = "Fix that, and run the same command again"
ADVICE: Mapping[str, str] = {
    billing.LINKED: f"The {billing.NO_BUDGETS}, and run the same command again",
    UNVERIFIED: f"{ASK_AWS}, and run the same command again when they answer; until then, `presswork deploy --trial` serves a"
    " trial without CloudFront, and `presswork demo` runs all of it on this machine",
    "service control policy": "The account's organization forbids it: ask who manages the organization to allow it, and run the"
    " same command again",
    "needs a subscription for the service": "The account isn't activated yet: finish signing up at https://console.aws.amazon.com,"
    " wait for the email that says so, and run the same command again",
    "more buckets than": "The account has as many buckets as it may: delete some, or ask for more under Amazon S3 in Service"
    " Quotas, and run the same command again",
}
"""What to do about a cause that lies in the account, by the words that it holds."""


class NoCdnError(UndeployableError):
    """The account may not have a CDN yet, since AWS hasn't verified it."""


class NameReservedError(UndeployableError):
    """The name of a queue can't be taken yet, since a queue of this name was deleted less than a minute ago."""


KINDS: Mapping[str, type[UndeployableError]] = {
    UNVERIFIED: NoCdnError,
    **dict.fromkeys(NAME_ERRORS, NameReservedError),
}
"""The errors after which a deployment goes on, by the words that a cause holds."""


class StackState(Frozen):
    """The state of a stack."""

    id: str
    status: str
    ours: bool = False
    outputs: Mapping[str, str] = field(default_factory=dict)
    changed: datetime | None = None

    @property
    def under_way(self) -> bool:
        return self.status.endswith(UNDER_WAY) and self.status != REVIEWED

    @property
    def is_settled(self) -> bool:
        return not self.status.endswith(UNDER_WAY)

    @property
    def is_good(self) -> bool:
        return self.status in GOOD_STATUSES


class StackEvent(Frozen):
    """The change of one resource."""

    id: str
    resource: str
    type: str
    status: str
    reason: str

    @property
    def through(self) -> bool:
        """Whether the change of a resource has ended; the stack itself is no resource."""
        return not self.status.endswith(UNDER_WAY) and self.type != STACK

    @property
    def failed(self) -> bool:
        return self.status.endswith("_FAILED") and not any(word in self.reason for word in CONSEQUENCES)


class Stack(Frozen):
    """The stack of this name; `say` gets the progress.

    A `bar` of so many resources shows it instead; then only failures have a line.
    """

    client: Any
    name: str
    say: Callable[[str], None]
    sleep: Callable[[float], None] = time.sleep
    bar: Callable[[int], Progress] | None = None

    def pauses(self, wait: Wait, **names: str) -> Callable[[], None]:
        return pauses(wait, self.say, self.sleep, stack=self.name, **names)

    def found(self, id: str = "") -> StackState | None:
        """Return the state of the stack, if it exists; with an id, also of one that is gone."""
        try:
            stacks = self.client.describe_stacks(StackName=id or self.name)["Stacks"]
        except ClientError as error:
            if code_of(error) == "ValidationError" and "does not exist" in str(error):
                return None
            raise
        return _stack_state(stacks[0])

    def there(self) -> StackState:
        """Return the state of the stack. Raises UndeployableError if it is missing."""
        state = self.found()
        if state is None:
            raise UndeployableError(f"there's no stack {self.name}; `presswork deploy` creates it")
        return state

    def events(self, of: str, since: str = "") -> Sequence[StackEvent]:
        """Return the events after the event `since`, the oldest first."""
        pages = self.client.get_paginator("describe_stack_events").paginate(StackName=of)
        newest_first = (event for page in pages for event in page["StackEvents"])
        return [*map(_event, takewhile(lambda event: event["EventId"] != since, newest_first))][::-1]

    def newest(self, of: str) -> str:
        events = self.client.describe_stack_events(StackName=of)["StackEvents"]
        return str(events[0]["EventId"]) if events else ""

    def propose(self, kind: str, template: Mapping[str, str], parameters: Mapping[str, str]) -> Plan | None:
        """Create a change set and return its plan; without changes, return None and delete it."""
        name = f"{CHANGE_SET_PREFIX}{uuid4().hex[:12]}"
        own_parameters = [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]
        self.client.create_change_set(
            StackName=self.name,
            ChangeSetName=name,
            ChangeSetType=kind,
            Capabilities=["CAPABILITY_IAM"],
            Parameters=own_parameters,
            Tags=[{"Key": OURS, "Value": self.name}],
            ImportExistingResources=True,
            **template,
        )
        pause = self.pauses(waits.CHANGE_SET)
        description, changes = self._description_of(name)
        while description["Status"].endswith(("_PENDING", UNDER_WAY)):
            pause()
            description, changes = self._description_of(name)
        if description["Status"] != "FAILED":
            return plan.read(name, changes)
        reason = self.full_reason(description.get("StatusReason", "no reason given"), StackName=self.name, ChangeSetName=name)
        self.forget(name)
        if plan.is_empty(reason):
            return None
        raise UndeployableError(f"CloudFormation rejects the template: {reason}")

    def _description_of(self, change_set: str) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
        """Return the description of the change set, and its changes from all pages."""
        names = {"StackName": self.name, "ChangeSetName": change_set}
        description = self.client.describe_change_set(**names)
        changes, more = list(description.get("Changes", ())), description.get("NextToken")
        while more:
            page = self.client.describe_change_set(**names, NextToken=more)
            changes, more = [*changes, *page.get("Changes", ())], page.get("NextToken")
        return description, changes

    def forget(self, change_set: str) -> None:
        """Delete a change set, and a stack that consists only of our proposals."""
        self.client.delete_change_set(StackName=self.name, ChangeSetName=change_set)
        state = self.found()
        if state and state.status == REVIEWED and not self.others():
            self.client.delete_stack(StackName=self.name)

    def others(self) -> Sequence[str]:
        pages = self.client.get_paginator("list_change_sets").paginate(StackName=self.name)
        names = (str(summary["ChangeSetName"]) for page in pages for summary in page["Summaries"])
        return [name for name in names if not name.startswith(CHANGE_SET_PREFIX)]

    def execute(self, change_set: str, number: int) -> StackState:
        """Execute a change set of so many changes; return the state of the stack. Raises UndeployableError if it fails.

        Then buckets and tables that it has created are deleted, though a deletion of the stack keeps them: they are empty, and
        the next try creates them again.
        """
        state = self.there()
        since = self.newest(state.id)
        self.client.execute_change_set(StackName=self.name, ChangeSetName=change_set, RetainExceptOnCreate=True)
        return self.follow(state.id, since, waits.CHANGE, number)

    def remove(self) -> None:
        """Remove the stack. Raises UndeployableError if a part of it can't be removed."""
        state = self.there()
        if state.status == REVIEWED and (others := self.others()):
            raise UndeployableError(
                f"the stack {self.name} is only proposed, also by {others[0]}, which isn't Presswork's, so it stays"
            )
        since = self.newest(state.id)
        self.client.delete_stack(StackName=self.name)
        self.follow(state.id, since, waits.REMOVAL)

    def follow(self, id: str, since: str, wait: Wait, number: int = 0) -> StackState:
        """Report the events until the change has ended. Raises UndeployableError, with the first cause, if it failed."""
        with self.bar(number) if self.bar else NoProgress() as bar:
            return self._follow(id, since, wait, partial(self._report, bar, number))

    def _report(self, bar: Progress, number: int, seen: Sequence[StackEvent], new: Sequence[StackEvent]) -> None:
        """Report the new events, after those seen already."""
        for line in progress(seen, [event for event in new if event.failed] if self.bar else new, 0 if self.bar else number):
            self.say(line)
        bar.update(sum(event.through for event in new))

    def _follow(self, id: str, since: str, wait: Wait, report: Callable[..., None]) -> StackState:
        seen: list[StackEvent] = []
        quiet = 0
        pause = self.pauses(wait)
        while True:
            state = self.found(id)  # before its events, so that none of them is missed
            new = self.events(id, seen[-1].id if seen else since)
            report(seen, new)
            seen += new
            if state is None or (state.is_settled and state.status == last_stack_status(seen, self.name)):
                return self._ended(state or StackState(id, "DELETE_COMPLETE"), seen)
            quiet = 0 if new else quiet + 1
            if quiet and quiet % QUIET == 0:
                self.say(f"  … {', '.join(waiting(seen)) or 'CloudFormation'} is still working")
            pause()

    def _ended(self, state: StackState, seen: Sequence[StackEvent]) -> StackState:
        if state.is_good:
            return state
        first = next((event for event in seen if event.failed), StackEvent("", self.name, STACK, "", "no reason given"))
        cause = f"{first.resource} ({first.type}): {self.full_reason(first.reason, StackName=state.id)}"
        kind = next((error for words, error in KINDS.items() if words in cause), UndeployableError)
        remedy = next((advice for words, advice in ADVICE.items() if words in cause), REMEDY)
        raise kind(f"{cause}; the stack {self.name} is now {state.status}. {remedy}")

    def full_reason(self, reason: str, **where: str) -> str:
        """Return the reason, or the errors to which it refers."""
        if DETAILS_ELSEWHERE not in reason:
            return reason
        pages = self.client.get_paginator("describe_events").paginate(**where, Filters={"FailedEvents": True})
        failed = [event for page in pages for event in page["OperationEvents"] if event.get("ValidationStatus") == "FAILED"]
        return "; ".join(f"{event['LogicalResourceId']}: {event['ValidationStatusReason']}" for event in failed) or reason


def progress(seen: Sequence[StackEvent], new: Sequence[StackEvent], total: int) -> Iterator[str]:
    """Yield a line for each resource that the new events complete, after those seen already."""
    done = sum(event.through for event in seen)
    for number, event in enumerate((event for event in new if event.through), done + 1):
        share = f"{min(number, total)}/{total} " if total else ""
        why = f": {event.reason}" if event.status.endswith("_FAILED") and event.reason else ""
        yield f"  {share}{event.status:<16} {event.resource}{why}"


def last_stack_status(seen: Sequence[StackEvent], name: str) -> str:
    """Return the last event's status of the stack as a whole; just after a change began, the stack still has its old one."""
    return next((event.status for event in reversed(seen) if (event.type, event.resource) == (STACK, name)), "")


def waiting(seen: Sequence[StackEvent]) -> Sequence[str]:
    """Return the resources whose change has begun and not ended."""
    last = {event.resource: event for event in seen if event.type != STACK}
    return sorted(name for name, event in last.items() if not event.through)


def _stack_state(said: Mapping[str, Any]) -> StackState:
    outputs = {output["OutputKey"]: output["OutputValue"] for output in said.get("Outputs", ())}
    changed = said.get("LastUpdatedTime") or said.get("CreationTime")
    ours = any(tag["Key"] == OURS for tag in said.get("Tags", ()))
    return StackState(said["StackId"], said["StackStatus"], ours, outputs, changed)


def _event(said: Mapping[str, Any]) -> StackEvent:
    rest = (said.get(name) or "" for name in ("ResourceType", "ResourceStatus", "ResourceStatusReason"))
    return StackEvent(said["EventId"], said["LogicalResourceId"], *rest)
