"""`docs/operations.md` is true: its tables say what the stack and the commands are, and the programs it shows are run."""

import argparse
import importlib
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.publishing import messages
from infra import command
from infra.deploying import redriving, rotating, site
from infra.deploying.names import Names
from infra.stack import access_logs, alarms, api, buckets, queues, table
from infra.stack.alarms import Alarm
from infra.stack.functions import FUNCTIONS
from infra.stack.functions import KEPT_DAYS as LOGS_KEPT
from infra.verbs import rebuild
from tests.docs import ARCHITECTURE, DEPLOY, OPERATIONS, coded, prose_of, table_in, titled_in
from tests.publishing.blog import AwsBlog, post

PROSE, DEPLOY_PROSE = prose_of(OPERATIONS), prose_of(DEPLOY)
NAME = "presswork"
CATALOG = Names(NAME, "ACCOUNT", "REGION").table
rows, titled = partial(table_in, OPERATIONS), partial(titled_in, OPERATIONS)


# ---- alarms and queues

PUT_AWAY = {queue.dead: queue.dead_name for queue in queues.QUEUES} | {"TickDeadLetters": "tick-dead"}


def goes_off(alarm: Alarm) -> str:
    """From which value on, in the words of the table."""
    if alarm.metric == "ApproximateNumberOfMessagesVisible":
        return f"{alarm.most} message in `{PUT_AWAY[alarm.resource.removesuffix('Filled')]}`"
    if alarm.metric == "ApproximateAgeOfOldestMessage":
        return f"{alarm.most} seconds"
    return f"{alarm.most} in {alarm.period // 60} minutes" if alarm.statistic == "Sum" else f"{alarm.most * 100:g} %"


def test_every_alarm_is_in_the_table_with_what_it_goes_off_at() -> None:
    told = [(coded(name)[0], at) for name, at, _, _ in rows("Alarm")]

    assert told == [(alarm.resource, goes_off(alarm)) for alarm in alarms.alarms()]
    assert all(means and do for _, _, means, do in rows("Alarm"))


def test_the_budget_tells_as_is_said() -> None:
    assert alarms.BUDGET_STEPS == (("ACTUAL", 80), ("FORECASTED", 100))
    assert "has cost 80 % of it" in PROSE
    assert "has cost 80 % of it" in DEPLOY_PROSE


def test_every_queue_is_in_the_table_with_its_numbers() -> None:
    told = [tuple(cell.strip("`") for cell in row) for row in rows("Queue")]

    assert told == [
        (
            queue.full_name,
            queue.function.name,
            f"{queue.tries}",
            f"{queue.hidden} s",
            f"{queue.late} s",
            queue.dead_name,
        )
        for queue in queues.QUEUES
    ]
    assert f"waits is kept for {queues.WAITING_DAYS} days, what was put away for {queues.DEAD_DAYS}" in PROSE
    assert queues.HIDDEN == 6


def test_a_page_that_fails_holds_its_group_for_as_long_as_is_said() -> None:
    (press,) = (queue for queue in queues.QUEUES if queue.fifo)

    assert f"up to {press.tries} × {press.hidden} seconds, {press.tries * press.hidden // 60} minutes" in PROSE
    assert f"there are {messages.GROUPS} groups" in PROSE
    assert press.late < press.tries * press.hidden, "the alarm rings before the message is put away"


def test_every_function_is_in_the_table_with_its_limits() -> None:
    told = [(coded(name)[0], *numbers) for name, *numbers, _ in rows("Function")]

    assert told == [(one.name, f"{one.seconds}", f"{one.memory}", *map(str, one.at_once or ("", ""))) for one in FUNCTIONS]


# ---- commands

SITES = ["--config", "--name", "--region"]
WITHOUT_A_SITE = ("deploy", "package", "cost", "phrases")


def parsers(verb: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """The verb's parser by what is typed for it, or one for each of its acts."""
    parser = argparse.ArgumentParser()
    importlib.import_module(f"infra.verbs.{verb}").arguments(parser)
    acts = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    yield from ((f"{verb} {name}", one) for act in acts for name, one in act.choices.items()) if acts else [(verb, parser)]


def arguments(parser: argparse.ArgumentParser) -> tuple[list[str], list[str]]:
    """What stands without a name, in brackets where it may be left out, and the options."""
    found = [action for action in parser._actions if action.dest != "help"]
    positional = [f"[{one.metavar}]" if one.nargs == "?" else str(one.metavar) for one in found if not one.option_strings]
    return positional, [action.option_strings[0] for action in found if action.option_strings]


def test_every_command_is_in_the_table_with_its_options() -> None:
    told = {coded(name)[0]: coded(options) for name, options, _ in rows("Command")}
    verbs = list(dict.fromkeys(typed.split()[1] for typed in told))
    known = {
        " ".join(["presswork", name, *positional]): [one for one in options if verb in WITHOUT_A_SITE or one not in SITES]
        for verb in verbs
        for name, parser in parsers(verb)
        for positional, options in [arguments(parser)]
    }

    assert told == known
    assert set(command.VERBS) <= set(verbs)


def test_commands_about_a_site_are_told_which_one() -> None:
    for verb in ("destroy", "status", "logs", "redrive", "keys"):
        for _, parser in parsers(verb):
            assert set(SITES) <= set(arguments(parser)[1])
    assert site.NAME == NAME


def test_every_command_in_the_text_is_one() -> None:
    others = {"build", "demo", "subscribers", "letters"}
    known = {coded(name)[0].split()[1] for name, _, _ in rows("Command")} | others

    for text in (OPERATIONS, DEPLOY):
        assert set(re.findall(r"`(?:\.venv/bin/)?presswork ([a-z]+)", " ".join(text.split()))) <= known


def test_what_is_redriven_is_called_as_in_the_text() -> None:
    assert list(redriving.DEAD) == ["uploads", "press", "letters", "mail-events", "logs", "tick"]
    for name in re.findall(r"`presswork redrive (\w[\w-]*)`", PROSE):
        assert name in {*redriving.DEAD, "QUEUE"}


def test_every_function_whose_logs_are_named_has_some() -> None:
    named = set(re.findall(r"`presswork logs ([a-z]\w*)", PROSE))

    assert named == {function.name for function in FUNCTIONS}


def test_options_of_deploy_are_in_its_table() -> None:
    ((_, parser),) = parsers("deploy")

    assert [coded(option)[0].split()[0] for option, _ in table_in(DEPLOY, "Option")] == arguments(parser)[1]


# ---- logs


def test_logs_are_where_and_for_as_long_as_is_said() -> None:
    told = [(coded(where)[0], kept) for where, _, kept in rows("Where")]
    filled = Names(NAME, "ACCOUNT", "REGION")
    request = api.resources()["RequestLog"]["Properties"]

    assert told == [
        (f"/aws/lambda/{NAME}-FUNCTION", f"{LOGS_KEPT} days"),
        (request["LogGroupName"]["Fn::Sub"].replace("${AWS::StackName}", NAME), f"{request['RetentionInDays']} days"),
        (filled.buckets[2], f"{buckets.LOGS_DAYS} days"),
    ]


def test_no_log_of_requests_knows_who_asked() -> None:
    noted = " ".join([*access_logs.FIELDS, *api.NOTED.values()]).lower()

    assert not re.search(r"c-ip|forwarded|identity|sourceip|cookie|query|referer", noted)


# ---- getting things back


def test_what_is_kept_is_kept_for_as_long_as_is_said() -> None:
    protection = table.resources()["Table"]["Properties"]

    assert f"keeps what was replaced or deleted for {buckets.OLD_VERSIONS_DAYS} days" in PROSE
    assert f"Enabled=true,AttributeName={table.EXPIRES}" in PROSE
    assert protection["DeletionProtectionEnabled"]
    assert protection["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]


def run(title: str) -> None:
    exec(compile(titled(title), title, "exec"), {})  # noqa: S102 - what the docs tell people to run


@pytest.fixture
def aws_blog(monkeypatch: pytest.MonkeyPatch) -> Iterator[AwsBlog]:
    """A house on moto, in the region that the environment names."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield AwsBlog()


@pytest.mark.slow
def test_the_pages_are_made_anew_as_is_said(aws_blog: AwsBlog) -> None:
    about_site = "title: Ours\nnewsletter: {grace: 60}\n"
    posts: dict[str, str | bytes] = {"posts/a.md": post(title="A"), "posts/b.md": post(title="B"), "posts/p.png": b"p"}
    aws_blog.publish({"site.yaml": about_site, **posts})
    before = aws_blog.objects()
    catalog = boto3.resource("dynamodb").Table(CATALOG)
    catalog.put_item(Item={"pk": "READERS#07", "sk": "somebody"})

    run("forget_site.py")
    for key in before:
        aws_blog.cloud.public.delete(key)
    aws_blog.publish({"site.yaml": about_site})
    rebuild.sources(aws_blog.cloud)
    aws_blog.settle()

    assert aws_blog.objects() == before
    assert "Item" in catalog.get_item(Key={"pk": "READERS#07", "sk": "somebody"})


def test_what_is_kept_of_the_table_is_all_that_is_mails() -> None:
    (kept,) = re.findall(r"KEPT = \{(.*)\}", OPERATIONS)

    assert set(re.findall(r'"(\w+)"', kept)) == {coded(row[0])[0].partition("#")[0] for row in table_in(ARCHITECTURE, "pk")}


def test_subscribers_come_back_and_nobody_is_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    ada, ben, page = ({"pk": pk, "sk": sk} for pk, sk in (("READERS#07", "ada"), ("READERS#09", "ben"), ("SOURCE#a.md", "-")))
    with mock_aws():
        was, now = (made_table(name) for name in (f"{CATALOG}-before", CATALOG))
        for item in (ada, ben, page):
            was.put_item(Item={**item, "state": "following"})
        now.put_item(Item={**ben, "state": "left"})

        run("put_back.py")
        found = {item["sk"]: item["state"] for item in now.scan()["Items"]}

    assert found == {"ada": "following", "ben": "left"}


def made_table(name: str) -> Any:
    properties = table.resources()["Table"]["Properties"]
    described = {key: properties[key] for key in ("BillingMode", "AttributeDefinitions", "KeySchema")}
    return boto3.resource("dynamodb").create_table(TableName=name, **described)


# ---- keys


def test_as_many_keys_are_believed_as_is_said() -> None:
    assert f"still believed, {rotating.KEEP} in all with the new one" in PROSE
    assert [one.name for one in rotating.READERS] == coded("`api_handler` and `letters`")
    assert "`api_handler` and `letters` are woken anew" in PROSE


def test_secrets_stand_where_is_said() -> None:
    named = Names(NAME, "ACCOUNT", "REGION")

    assert f"`{named.secrets}` holds the keys" in PROSE
    assert f"is `{named.origin}`" in PROSE
    assert f"`{named.code.replace(NAME, 'NAME')}`" in DEPLOY_PROSE
    assert f"s3://{named.buckets[0]}" in DEPLOY
    assert f"s3://{named.buckets[1]}" in OPERATIONS
