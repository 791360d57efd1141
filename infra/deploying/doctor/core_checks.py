"""The parts that everything leans on: the secrets, the table, the API, and what was set for a function by hand.

Each part is read by a function that the doctor's table names, and judged by a pure one. Nothing here is mended by a deployment of
the same template, so each fault has its own command.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from chalicelib.cloud.secrets import Secrets
from infra.aws_errors import code_of
from infra.deploying.doctor.check_context import CheckContext
from infra.deploying.doctor.diagnoses import OK, Fault, Faults, Findings, Remark
from infra.deploying.site import output
from infra.stack import outputs, table
from infra.stack.functions import Function

API_PAGE = "/api/subscriptions/sent"  # it takes no token, and changes nothing
RESTORING = "see `The table` under Restoring in the docs of Operations"
NONE_THERE = ("ResourceNotFoundException", "ParameterNotFound")


class TableState(NamedTuple):
    """What DynamoDB says of a table: its description, what it forgets by itself, and its backups."""

    said: Mapping[str, Any]
    forgets: Mapping[str, Any]
    backups: Mapping[str, Any]


# ---- how each is asked


def keys(context: CheckContext, _: None) -> Faults:
    """Read the secrets as the functions do. They are never printed."""
    name = output(context.site, "SecretsName")
    return secrets(name, _or_none(context.site.aws.ssm.get_parameter, Name=name, WithDecryption=True))


def catalog(context: CheckContext, _: None) -> Faults:
    name, dynamodb = output(context.site, "TableName"), context.site.aws.dynamodb
    description = _or_none(dynamodb.describe_table, TableName=name)
    if description is None:
        return iter((Fault(f"there's no table {name}", f"{RESTORING}: its last backup is kept for 35 days"),))
    forgets = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    return table_state(name, TableState(description["Table"], forgets, backups))


def visited(context: CheckContext, _: None) -> Faults:
    domain = context.site.outputs.get("DistributionDomain")  # none: a function serves the site at its only address
    url = (f"https://{domain}" if domain else output(context.site, "SiteUrl")) + API_PAGE
    return api(url, context.web.get(url)[0], context.names.origin)


def reserved(context: CheckContext, which: Function) -> Findings:
    name = output(context.site, outputs.FUNCTION + which.resource)
    return reservation(name, context.site.aws.functions.get_function_concurrency(FunctionName=name))


def leave(context: CheckContext, which: Function) -> Faults:
    name = output(context.site, outputs.FUNCTION + which.resource)
    return loop(name, context.site.aws.functions.get_function_recursion_config(FunctionName=name))


def _or_none(call: Callable[..., Any], **asked: Any) -> Mapping[str, Any] | None:
    """Return the answer; None for what isn't there."""
    try:
        return dict(call(**asked))
    except ClientError as error:
        if code_of(error) in NONE_THERE:
            return None
        raise


# ---- how each is judged


def secrets(name: str, said: Mapping[str, Any] | None) -> Faults:
    """Judge the parameter with the keys and the pepper."""
    put = f'`aws ssm put-parameter --name {name} --type SecureString --overwrite --value "$SECRETS"`'
    copy = f"restore your copy of it: {put}. Without one, `presswork deploy` creates new secrets, and subscribers' links fail"
    if said is None:
        yield Fault(f"there's no parameter {name}, so links can't be signed or read, and nobody can sign up", copy)
    elif not _is_whole(said["Parameter"]["Value"]):
        yield Fault(f'the parameter {name} has something other than {{"keys": […], "pepper": "…"}}', copy)


def _is_whole(text: str) -> bool:
    try:
        stored = Secrets.loads(text)
    except (ValueError, KeyError, TypeError):
        return False
    return bool(stored.keys and all(stored.keys) and stored.pepper)


def table_state(name: str, state: TableState) -> Faults:
    """Judge the table by what the stack gave it."""
    if (status := state.said["TableStatus"]) != "ACTIVE":
        yield Fault(f"the table {name} is {status}", f"`aws dynamodb wait table-exists --table-name {name}`, and run this again")
    if (keys := {key["AttributeName"]: key["KeyType"] for key in state.said["KeySchema"]}) != table.KEYS:
        yield Fault(f"the keys of the table {name} are {', '.join(keys)}, not {', '.join(table.KEYS)}", RESTORING)
    if not state.said.get("DeletionProtectionEnabled", False):
        protect = f"`aws dynamodb update-table --table-name {name} --deletion-protection-enabled`"
        yield Fault(f"the table {name} isn't protected from deletion", protect)
    if (state.forgets.get("TimeToLiveStatus"), state.forgets.get("AttributeName")) not in FORGETTING:
        forget = f"--time-to-live-specification Enabled=true,AttributeName={table.EXPIRES}"
        yield Fault(
            f"the table {name} doesn't delete expired items, such as counts of visitors",
            f"`aws dynamodb update-time-to-live --table-name {name} {forget}`",
        )
    if state.backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus") != "ENABLED":
        back_up = "--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true"
        yield Fault(
            f"the table {name} can't be restored to an earlier time",
            f"`aws dynamodb update-continuous-backups --table-name {name} {back_up}`",
        )


FORGETTING = {(status, table.EXPIRES) for status in ("ENABLED", "ENABLING")}


def api(url: str, status: int, origin: str) -> Faults:
    if status != OK:
        another = f'`aws ssm put-parameter --name {origin} --type SecureString --overwrite --value "$(openssl rand -hex 32)"`'
        found, do = API_ANSWERS.get(status, UNREADABLE if status >= SERVERS else OTHERS)
        yield Fault(f"{url} answers {status}: {found}", do.format(another=another))


SERVERS = 500
API_ANSWERS: Mapping[int, tuple[str, str]] = {
    403: (
        "the API refuses the CDN, whose `x-api-key` it doesn't know, or the firewall refuses this machine",
        "give both a new key: {another}, then `presswork deploy`",
    ),
    404: ("the API has no such page", "check that the CDN sends `/api/*` to the API, and that its stage `api` exists"),
    429: ("the API gets more requests than it lets through", "run this again in a minute"),
}
UNREADABLE = ("the API's function fails, or can't be called", "`presswork logs api_handler`; fix the rows of api_handler")
OTHERS = ("that isn't a page of the API", "`presswork logs api_handler`")


def reservation(name: str, said: Mapping[str, Any]) -> Findings:
    """Judge what is reserved for a function, which also bounds it:
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"""
    free = f"`aws lambda delete-function-concurrency --function-name {name}`"
    most = said.get("ReservedConcurrentExecutions")
    if most == 0:
        yield Fault("it's stopped: its reserved concurrency is 0, so every call is throttled", free)
    elif most is not None:
        yield Remark(f"its reserved concurrency limits it to {most:,} at once; {free} removes the limit")


def loop(name: str, said: Mapping[str, Any]) -> Faults:
    """Judge the leave of a function that queues for itself:
    https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html"""
    if said.get("RecursiveLoop") != "Allow":
        yield Fault(
            "Lambda stops it after some 16 runs in one chain of requests, though it queues for itself",
            f"`aws lambda put-function-recursion-config --function-name {name} --recursive-loop Allow`",
        )
