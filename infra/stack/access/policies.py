"""Policies: the rights of the table (`infra.stack.access.rights`) in IAM's language, one file for each function.

`python -m infra.stack.access.policies`, a part of `make docs`, writes the files. Chalice puts each into the role of its function;
those of functions which Chalice doesn't know are in the template (`infra.stack.site_function`).
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from chalicelib.partitions import pattern
from infra.stack import mail, secrets
from infra.stack.access.rights import RIGHTS, Rights
from infra.stack.buckets import STORES
from infra.stack.functions import EVERY, Function, function_arn
from infra.stack.intrinsics import Intrinsic, policy, sub
from infra.stack.queues import QUEUES, Queue

FOLDER = Path(__file__).resolve().parents[3] / ".chalice"
HERE = "${AWS::Partition}:%s:${AWS::Region}:${AWS::AccountId}:"
TABLE = f"arn:{HERE % 'dynamodb'}table/${{AWS::StackName}}-catalog"
LEADING = "dynamodb:LeadingKeys"
ACTIONS: Mapping[str, str] = {  # the action behind each method of the table's port
    "get": "GetItem",
    "get_many": "BatchGetItem",
    "query": "Query",
    "put": "PutItem",
    "put_many": "BatchWriteItem",
    "delete": "DeleteItem",
    "add": "UpdateItem",
    "change": "UpdateItem",
}


def policy_of(function: Function) -> dict[str, Any]:
    """Return the function's policy."""
    rights = RIGHTS[function.name]
    parts = (_items(rights.items), _objects(rights), _mails(rights), _secrets(rights), _queues(function), _log(function))
    return policy(*(statement for part in parts for statement in part))


# ---- the table


def _items(rows: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield one statement for each action: a batch is allowed only where one statement allows all of its keys.

    Actions on the same partitions share a statement.
    """
    actions = defaultdict(list)
    for method in ACTIONS:
        partitions = tuple(partition for partition, methods in rows.items() if method in methods.split())
        actions[partitions].append(method)
    for partitions, methods in actions.items():
        if partitions:
            yield items(methods, partitions)


def items(methods: Iterable[str], partitions: Iterable[str]) -> dict[str, Any]:
    """Return the statement that allows these methods on these partitions.

    `ForAllValues` is true of a request without any keys, such as a scan, so the request must have one.
    """
    keys = {"ForAllValues:StringLike": {LEADING: sorted(map(pattern, partitions))}, "Null": {LEADING: "false"}}
    return _allow("Items", [f"dynamodb:{ACTIONS[method]}" for method in methods], sub(TABLE), **keys)


# ---- everything else


def _objects(rights: Rights) -> Iterator[dict[str, Any]]:
    arns = {store.name: store.arn for store in STORES}
    for row in rights.objects:
        yield _allow(
            row.bucket.title(),
            [f"s3:{action}" for action in row.actions.split()],
            _one_or_more([sub(f"{arns[row.bucket]}/{key}") for key in row.keys]),
        )
    if rights.lists:
        yield _allow("Keys", ["s3:ListBucket"], _one_or_more([sub(arns[bucket]) for bucket in rights.lists]))
    if rights.versions:
        beginnings = {"s3:prefix": list(rights.versions)}
        yield _allow("Versions", ["s3:ListBucketVersions"], sub(arns["content"]), StringLike=beginnings)


def _mails(rights: Rights) -> Iterator[dict[str, Any]]:
    """Yield the rights to send: who writes is limited by the sender, the domain's or the mailbox, not by the identity, which in
    SES's sandbox may be the recipient's. They are needed to send raw mail, too, and through the configuration set."""
    sending = ["ses:SendEmail", "ses:SendRawEmail"]
    if rights.mails:
        ours = {"ses:FromAddress": [*(sub(f"*@{sender.domain}") for sender in mail.SENDERS), sub("${MailFrom}")]}
        yield _allow("MailFromUs", sending, sub(f"arn:{HERE % 'ses'}identity/*"), StringLike=ours)
        yield _allow("MailWithEvents", sending, sub(f"arn:{HERE % 'ses'}configuration-set/${{AWS::StackName}}"))
    if rights.asks_for_quota:
        yield _allow("Mail", ["ses:GetAccount"], "*")


def _secrets(rights: Rights) -> Iterator[dict[str, Any]]:
    if rights.reads_secrets:
        yield _allow("Secrets", ["ssm:GetParameter"], sub(secrets.ARN))


def _queues(function: Function) -> Iterator[dict[str, Any]]:
    """Yield the rights to queue, to call functions, and to handle the messages of the function's own queue."""
    sends = [_arn_of(queue) for queue in QUEUES if queue.resource in function.sends]
    if sends:
        yield _allow("Queues", ["sqs:SendMessage"], _one_or_more(sends))
    if function.calls:
        yield _allow("Calls", ["lambda:InvokeFunction"], _one_or_more([sub(function_arn(called)) for called in function.calls]))
    for queue in QUEUES:
        if queue.function is function:
            handling = ("ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage")
            yield _allow("Queues", [f"sqs:{action}" for action in handling], _arn_of(queue))


def _arn_of(queue: Queue) -> Intrinsic:
    return sub(f"arn:{HERE % 'sqs'}${{AWS::StackName}}-{queue.full_name}")


def _log(function: Function) -> Iterator[dict[str, Any]]:
    own = f"arn:{HERE % 'logs'}log-group:/aws/lambda/${{AWS::StackName}}-{function.name}:*"
    yield _allow("Log", ["logs:CreateLogStream", "logs:PutLogEvents"], sub(own))


def _allow(about: str, actions: list[str], on: Any, **conditions: Any) -> dict[str, Any]:
    """Return a statement, named by what it is about and its actions."""
    name = about + "".join(action.partition(":")[2] for action in actions)
    under = {"Condition": conditions} if conditions else {}
    return {"Sid": name, "Effect": "Allow", "Action": actions, "Resource": on, **under}


def _one_or_more(resources: list[Any]) -> Any:
    return resources[0] if len(resources) == 1 else resources


# ---- files


def file_of(function: Function) -> Path:
    return FOLDER / f"policy-{function.name}.json"


def text_of(function: Function) -> str:
    """Return the function's policy as its file has it."""
    return json.dumps(policy_of(function), indent=2) + "\n"


def main() -> int:
    """Write the policies of all functions."""
    for function in EVERY:
        file_of(function).write_text(text_of(function), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
