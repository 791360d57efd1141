"""`presswork destroy`: remove the stack, and on request the buckets, the table and the parameters, which otherwise stay.

Their names follow from the deployment's, so they can be removed long after the stack is gone.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.frozen import Frozen
from infra.aws_errors import code_of
from infra.deploying import UndeployableError, checks, manual_steps, ownership, site, stack_recovery, waits
from infra.deploying.domain.records import Record, of_stack, zone_file
from infra.deploying.mail import receiving
from infra.deploying.names import Names
from infra.deploying.ownership import Stranger, is_there
from infra.deploying.prompts import Terminal, terminal
from infra.deploying.services import Aws, services
from infra.deploying.stack import Stack
from infra.deploying.waits import Wait
from infra.stack import outputs

TRIES = 5  # the CDN's last logs may come while the bucket is emptied
PARAMETERS: Mapping[str, str] = {
    "secrets": "without which the links in letters already sent stop working",
    "origin": "the CDN's key to the API",
}
"""What a parameter is for, by the last part of its name."""
CHANGING = ("CREATING", "UPDATING")
CHANGING_TRIES = 180  # a quarter of an hour: a table that is restored may take longer


class Removal(Frozen):
    """A removal: its names, services and options."""

    names: Names
    aws: Aws
    terminal: Terminal
    with_data: bool = False
    yes: bool = False
    sleep: Callable[[float], None] = time.sleep

    def pauses(self, wait: Wait, **names: str) -> Callable[[], None]:
        return waits.pauses(wait, self.terminal.say, self.sleep, **names)

    @property
    def stacks(self) -> Iterator[Stack]:
        """The existing stacks, in the order of removal."""
        for client, name in ((self.aws.home, self.names.beside), (self.aws.cloudformation, self.names.name)):
            stack = Stack(client, name or "", self.terminal.say, self.sleep)
            if name and (state := stack.found()):
                stack_recovery.check_owner(state, name)
                yield stack


class Remains(Frozen):
    """Existing resources with data: buckets, the table, parameters; and those of others with such names."""

    buckets: tuple[str, ...]
    tables: tuple[str, ...]
    parameters: tuple[str, ...]
    strangers: tuple[Stranger, ...] = ()

    def lines(self) -> Iterator[str]:
        """Yield each of them, and its data."""
        yield from (f"  the bucket {name}, with all versions of all its files" for name in self.buckets)
        yield from (f"  the table {name}: all subscribers, letters and posts" for name in self.tables)
        yield from (f"  the parameter {name}, {PARAMETERS[name.rpartition('/')[2]]}" for name in self.parameters)

    def __bool__(self) -> bool:
        return bool(self.buckets or self.tables or self.parameters)


def removal(asked: site.SiteChoice, *, with_data: bool, yes: bool, as_json: bool = False) -> Removal:
    """Return the removal that was asked for."""
    name, region = site.name_and_region(asked)
    aws = services(region, site.endpoint_in(os.environ))
    return Removal(Names(name, checks.account(aws), region), aws, terminal(as_json=as_json), with_data, yes)


def destroy(work: Removal) -> int:
    """Show the losses, ask, and remove; return the exit status. Raises UndeployableError."""
    stacks, left = list(work.stacks), remains(work)
    if not stacks and not (left and work.with_data):
        rest = "; its data is still there, and `--with-data` removes it" if left else ""
        work.terminal.say(f"there's no {work.names.name} in {work.names.region}{rest}")
        for stranger in left.strangers if work.with_data else ():
            work.terminal.say(f"left alone: {stranger}")
        work.terminal.tell(facts(work, removed=False))
        return 0
    former = {name: value for stack in stacks for name, value in stack.there().outputs.items()}
    for line in losses(work, stacks, former, left):
        work.terminal.say(line)
    agree(work)
    receiving.end(work.aws.ses, former)
    for stack in stacks:
        stack.remove()
    if work.with_data:
        remove_remains(work, left)
    rest = "; `presswork deploy` uses what was kept again" if left and not work.with_data else ""
    for line in (f"{work.names.name} is gone{rest}", *obsolete(of_stack(former))):
        work.terminal.say(line)
    work.terminal.tell(facts(work, removed=True))
    return 0


def obsolete(records: Sequence[Record]) -> Iterator[str]:
    """Yield the DNS records of a stack that is gone."""
    if records:
        yield "DNS may still have these records, which lead nowhere now: remove them."
        yield from (f"  {line}" for line in zone_file(records))


def facts(work: Removal, *, removed: bool) -> Mapping[str, object]:
    """Return the result for a program."""
    where = {"site": work.names.name, "region": work.names.region}
    return {"event": "done", **where, "removed": removed, "with_data": removed and work.with_data}


def losses(work: Removal, stacks: list[Stack], stack_outputs: Mapping[str, str], left: Remains) -> Iterator[str]:
    if stacks:
        names = " and ".join(f"{stack.name} in {stack.client.meta.region_name}" for stack in stacks)
        yield f"This removes the stack {names}:"
        yield "  the site goes offline, and its CloudFront address is LOST;"
        yield "  functions, API, queues and their messages, alarms and logs are LOST;"
        yield from lost_senders(stack_outputs)
    if left:
        yield "And it deletes ALL DATA forever:" if work.with_data else "These stay:"
        yield from left.lines()
    if work.with_data:
        yield from (f"Left alone: {stranger}" for stranger in left.strangers)


def lost_senders(stack_outputs: Mapping[str, str]) -> Iterator[str]:
    """Yield what becomes of the senders that the stack has made; a mailbox has no DNS records."""
    if mailbox := stack_outputs.get(outputs.OWN_MAILBOX):
        yield f"  mail from {mailbox} ends: AWS mails it another link if you deploy again."
    elif outputs.MAILBOX not in stack_outputs and manual_steps.sender_domains(stack_outputs):
        yield "  the mail senders are LOST: they get new DNS records if you deploy again."


def agree(work: Removal) -> None:
    """Ask for agreement: for data, by the name. Raises UndeployableError without it."""
    name = work.names.name
    if not work.with_data:
        agreed = work.terminal.agreed("Remove it?", yes=work.yes)
    else:
        agreed = work.yes or work.terminal.typed(f"Type the name, {name}, to delete all this: ", name, option="--yes")
    if not agreed:
        raise UndeployableError("nothing was removed")


def remains(work: Removal) -> Remains:
    names, aws = work.names, work.aws
    strangers = tuple(ownership.strangers(names, aws))
    others = {stranger.name for stranger in strangers}
    own_buckets = (name for name in (*names.buckets, names.code) if name not in others)
    buckets = tuple(name for name in own_buckets if is_there(aws.s3.head_bucket, Bucket=name))
    has_table = names.table not in others and is_there(aws.dynamodb.describe_table, TableName=names.table)
    parameters = aws.ssm.get_parameters(Names=[names.secrets, names.origin])["Parameters"]
    return Remains(
        buckets, (names.table,) if has_table else (), tuple(sorted(parameter["Name"] for parameter in parameters)), strangers
    )


def remove_remains(work: Removal, left: Remains) -> None:
    for name in left.buckets:
        work.terminal.say(waits.EMPTYING.line(bucket=name))
        number = remove_bucket(work.aws.s3, name, work.pauses(waits.LAST_LOGS, bucket=name))
        work.terminal.say(f"  deleted the bucket {name}, with {number} versions of files")
    for name in left.tables:
        prepare_removal(work.aws.dynamodb, name, work.pauses(waits.TABLE_CHANGE, table=name))
        remove_table(work.aws.dynamodb, name, work.pauses(waits.TABLE_REMOVAL, table=name))
        work.terminal.say(f"  the table {name} is gone")
    if left.parameters:
        work.aws.ssm.delete_parameters(Names=list(left.parameters))
        work.terminal.say(f"  gone: {', '.join(left.parameters)}")


def remove_bucket(s3: Any, name: str, pause: Callable[[], None]) -> int:
    """Empty the bucket of all versions and delete it; return the number of versions."""
    number = 0
    for _ in range(TRIES):
        number += empty(s3, name)
        try:
            s3.delete_bucket(Bucket=name)
        except ClientError as error:
            if code_of(error) != "BucketNotEmpty":
                raise
            pause()
        else:
            return number
    raise UndeployableError(f"something is still writing to the bucket {name}: stop it, then run the same command again")


def empty(s3: Any, name: str) -> int:
    """Delete every version and every delete marker; return their number."""
    number = 0
    while True:
        page = s3.list_object_versions(Bucket=name)  # always the first page, since its versions are deleted
        versions = (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
        if not versions:
            return number
        names = [{"Key": version["Key"], "VersionId": version["VersionId"]} for version in versions]
        for error in s3.delete_objects(Bucket=name, Delete={"Objects": names, "Quiet": True}).get("Errors", ()):
            why = error.get("Message") or error.get("Code")
            raise UndeployableError(f"s3://{name}/{error['Key']} couldn't be deleted: {why}")
        number += len(names)


def prepare_removal(dynamodb: Any, name: str, pause: Callable[[], None]) -> None:
    """Bring the table, protected or not, into a state in which it can be deleted."""
    if idle_table(dynamodb, name, pause).get("DeletionProtectionEnabled"):
        dynamodb.update_table(TableName=name, DeletionProtectionEnabled=False)
        idle_table(dynamodb, name, pause)


def idle_table(dynamodb: Any, name: str, pause: Callable[[], None]) -> Mapping[str, Any]:
    """Return the table once it isn't being made or changed, since DynamoDB then neither changes nor deletes it.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html
    """
    for _ in range(CHANGING_TRIES):
        table = described_table(dynamodb, name)
        if table.get("TableStatus") not in CHANGING:
            return table
        pause()
    raise UndeployableError(f"the table {name} is still being changed: run the same command again later")


def remove_table(dynamodb: Any, name: str, pause: Callable[[], None]) -> None:
    """Delete the table, and wait until it is gone."""
    for _ in range(CHANGING_TRIES):
        table = described_table(dynamodb, name)
        if not table:
            return
        if table["TableStatus"] != "DELETING":
            dynamodb.delete_table(TableName=name)
        pause()
    raise UndeployableError(f"the table {name} is still being deleted: run the same command again later")


def described_table(dynamodb: Any, name: str) -> Mapping[str, Any]:
    """Return DynamoDB's description of the table; empty if there is none."""
    described: Mapping[str, Any] = ownership.description(dynamodb.describe_table, TableName=name).get("Table", {})
    return described
