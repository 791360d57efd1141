"""Additions: ministack with what it lacks, each as AWS documents it. Run it by ministack's own Python.

They reach into the release that is pinned: where a place is gone there, the server doesn't start. `differences.ADDED` names them.
"""

# mypy: disable-error-code="import-not-found"

import asyncio
import time
from contextvars import ContextVar
from typing import Any, TypeAlias

from ministack import app
from ministack.core import router
from ministack.core.concurrency import esm_wake
from ministack.core.responses import error_response_json, json_response, new_uuid
from ministack.services import apigateway_v1, dynamodb, lambda_svc, sqs
from ministack.services.cloudformation import provisioners

Plain: TypeAlias = dict[str, Any]


# ---- chains: https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html

RUNS = "presswork.runs"  # the attribute of a message, which no client is told
_runs: ContextVar[int] = ContextVar("runs")


def chains_go_on_through_queues() -> None:
    """Count the runs that led to a message, where ministack counts only those that called each other."""
    answer, attributes, run = sqs.handle_request, sqs._build_send_sys_attrs, lambda_svc._run_sqs_batch

    async def handle_request(method: str, path: str, headers: Plain, body: bytes, query: Plain) -> Any:
        before = _runs.set(lambda_svc._inbound_invoke_depth(headers))
        try:
            return await answer(method, path, headers, body, query)
        finally:
            _runs.reset(before)

    def build_send_sys_attrs(now: float, given: Plain) -> Plain:
        return {**attributes(now, given), RUNS: _runs.get(0)}

    def run_sqs_batch(mapping: Plain, function: Plain, event: Plain, batch: list[Plain], *queue: str) -> None:
        runs = max(message["sys"].get(RUNS, 0) for message in batch) + 1
        if not lambda_svc._recursive_loop_drop(mapping["FunctionName"], function, runs):
            lambda_svc._invoke_depth.set(runs)
            run(mapping, function, event, batch, *queue)

    sqs.handle_request, sqs._build_send_sys_attrs = handle_request, build_send_sys_attrs
    lambda_svc._run_sqs_batch = run_sqs_batch


def templates_say_which_functions_may_loop() -> None:
    """Take `RecursiveLoop` from a function of a template, which ministack's CloudFormation leaves there."""
    row = provisioners._RESOURCE_HANDLERS["AWS::Lambda::Function"]
    create, update = row["create"], row["update"]

    def created(logical_id: str, properties: Plain, stack: str) -> Any:
        return allowed(create(logical_id, properties, stack), properties)

    def updated(physical_id: str, old: Plain, new: Plain, stack: str, logical_id: str | None = None) -> Any:
        return allowed(update(physical_id, old, new, stack, logical_id), new)

    def allowed(made: Any, properties: Plain) -> Any:
        lambda_svc._functions[made[0]]["recursive_loop"] = properties.get("RecursiveLoop", "Terminate")
        return made

    row.update(create=created, update=updated)


# ---- moving messages: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html

A_WHILE = 1.0  # seconds for which a task runs
_tasks: list[Plain] = []
"""The tasks, the latest first."""


def queues_move_dead_letters() -> None:
    """Move dead letters back to the queues that they come from."""
    added = {"StartMessageMoveTask": start_message_move_task, "ListMessageMoveTasks": list_message_move_tasks}
    assert not added.keys() & sqs._HANDLERS.keys(), "ministack moves messages itself by now"
    sqs._HANDLERS.update(added)


def start_message_move_task(asked: Plain, _url: str) -> Plain:
    arn = asked["SourceArn"]
    found = dead_letters(arn)
    if any(task["SourceArn"] == arn and task["Status"] == "RUNNING" for task in _tasks):
        raise sqs._Err("UnsupportedOperation", f"There is already a task running for {arn}.")
    task = {"TaskHandle": new_uuid(), "Status": "RUNNING", "SourceArn": arn, "StartedTimestamp": int(time.time() * 1000)}
    task |= {"ApproximateNumberOfMessagesMoved": 0, "ApproximateNumberOfMessagesToMove": len(found["messages"])}
    _tasks.insert(0, task)
    asyncio.get_running_loop().call_later(A_WHILE, move, task, found)
    return {"TaskHandle": task["TaskHandle"]}


def list_message_move_tasks(asked: Plain, _url: str) -> Plain:
    dead_letters(asked["SourceArn"])
    listed = [dict(task) for task in _tasks if task["SourceArn"] == asked["SourceArn"]][: asked.get("MaxResults", 1)]
    for ended in (task for task in listed if task["Status"] != "RUNNING"):
        del ended["TaskHandle"]
    return {"Results": listed}


def dead_letters(arn: str) -> Any:
    """The queue with this ARN, which must be one for dead letters of queues."""
    found = sqs._queue_by_arn(arn)
    if found is None:
        raise sqs._Err("ResourceNotFoundException", "The resource that you specified for the SourceArn parameter doesn't exist.")
    if not any(arn in queue["attributes"].get("RedrivePolicy", "") for queue in sqs._queues.values()):
        raise sqs._Err("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.")
    return found


def move(task: Plain, found: Any) -> None:
    """Move what can be received. A message that was sent here ends the task, for it comes from no queue."""
    with sqs._queues_lock:
        for message in [one for one in found["messages"] if one["visible_at"] <= time.time()]:
            if not (source := sqs._queue_by_arn(message["sys"].get("DeadLetterQueueSourceArn", ""))):
                task.update(Status="FAILED", FailureReason="CouldNotDetermineMessageSource")
                return
            found["messages"].remove(message)
            source["messages"].append(anew(message))
            task["ApproximateNumberOfMessagesMoved"] += 1
    task["Status"] = "COMPLETED"
    esm_wake.set()


def anew(message: Plain) -> Plain:
    """The message with its body, attributes and group, and with an id, a time and a count of its own."""
    now = time.time()
    system = {"SenderId": message["sys"]["SenderId"], "SentTimestamp": str(int(now * 1000))}
    new = {"id": new_uuid(), "receipt_handle": None, "sent_at": now, "visible_at": now, "first_receive_at": None}
    kept = {name: value for name, value in message.items() if name != "enqueued_at"}
    return {**kept, **new, "receive_count": 0, "sys": system}


# ---- tables: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html

SLOW, CHANGING = "slow-", 4.0  # the tables whose changes take time, lest all tests do, and the seconds


def tables_take_their_time_to_change() -> None:
    """Let a table be UPDATING for a while after each change, and until then refuse to change it again, or to delete it."""
    update, delete = dynamodb._update_table, dynamodb._delete_table

    def update_table(asked: Plain) -> Any:
        answer = refused(asked) or update(asked)
        name = asked["TableName"]
        if answer[0] == 200 and name.startswith(SLOW):
            table = dynamodb._tables[name]
            table["TableStatus"] = "UPDATING"
            asyncio.get_running_loop().call_later(CHANGING, table.__setitem__, "TableStatus", "ACTIVE")
        return answer

    def refused(asked: Plain) -> Any:
        table = dynamodb._tables.get(asked["TableName"], {})
        text = f"Attempt to change a resource which is still in use: Table is being updated: {asked['TableName']}"
        return error_response_json("ResourceInUseException", text, 400) if table.get("TableStatus") == "UPDATING" else None

    dynamodb._update_table = update_table
    dynamodb._delete_table = lambda asked: refused(asked) or delete(asked)


# ---- plans: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_freetier_GetAccountPlanState.html

FREETIER = "freetier"


def accounts_have_a_plan() -> None:
    """Answer that the account is on the paid plan."""
    assert FREETIER not in app.SERVICE_HANDLERS, "ministack knows plans itself by now"

    async def handle_request(method: str, path: str, headers: Plain, body: bytes, query: Plain) -> Any:
        assert headers["x-amz-target"] == "AWSFreeTierService.GetAccountPlanState"
        return json_response({"accountId": "000000000000", "accountPlanType": "PAID", "accountPlanStatus": "ACTIVE"})

    router.SERVICE_PATTERNS[FREETIER] = {"target_prefixes": ["AWSFreeTierService"]}
    app.SERVICE_HANDLERS[FREETIER] = handle_request


# ---- accounts: https://repost.aws/knowledge-center/cloudformation-resource-creation-verification

UNVERIFIED = "unverified-"  # the stacks to which the account is one that AWS hasn't verified
REFUSAL = (
    "Access denied for operation 'AWS::CloudFront::Distribution: Your account must be verified before you can add new CloudFront"
    " resources. To verify your account, please contact AWS Support (https://console.aws.amazon.com/support/home#/) and include"
    " this error message.'."
)


def new_accounts_have_no_cdn() -> None:
    """Refuse a distribution to stacks whose name says so, as AWS does to an account that it hasn't verified."""
    row = provisioners._RESOURCE_HANDLERS["AWS::CloudFront::Distribution"]
    create = row["create"]

    def created(logical_id: str, properties: Plain, stack: str) -> Any:
        if stack.startswith(UNVERIFIED):
            raise ValueError(REFUSAL)
        return create(logical_id, properties, stack)

    row["create"] = created


# ---- definitions: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html

ANY_METHOD, BINARY = "x-amazon-apigateway-any-method", "x-amazon-apigateway-binary-media-types"


def definitions_name_any_method_and_binary_types() -> None:
    """Read from an API's definition the method that answers all others, and the types whose bodies come in Base64."""
    import_path, import_api = apigateway_v1._import_path_item, apigateway_v1._import_rest_api
    assert "any" not in apigateway_v1._OPENAPI_HTTP_METHODS, "ministack reads them itself by now"
    apigateway_v1._OPENAPI_HTTP_METHODS.add("any")

    def import_path_item(api: str, path: str, item: Plain, *more: Any) -> None:
        import_path(api, path, {"any" if method == ANY_METHOD else method: one for method, one in item.items()}, *more)

    def import_rest_api(definition: Plain, base: Plain | None = None) -> Any:
        return import_api(definition, {**(base or {}), "binaryMediaTypes": definition.get(BINARY, [])})

    apigateway_v1._import_path_item, apigateway_v1._import_rest_api = import_path_item, import_rest_api


ADDITIONS = (
    definitions_name_any_method_and_binary_types,
    chains_go_on_through_queues,
    templates_say_which_functions_may_loop,
    queues_move_dead_letters,
    tables_take_their_time_to_change,
    accounts_have_a_plan,
    new_accounts_have_no_cdn,
)

if __name__ == "__main__":
    for add in ADDITIONS:
        add()
    app.main()
