"""What the functions log, in the order of time."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from infra.commands.aws.logs import followed
from infra.deploying import UndeployableError
from infra.deploying.operating import logs
from infra.deploying.operating.logs import LogLine
from infra.stack.functions import FUNCTIONS
from tests.deploying.deployer import Deployer


@pytest.fixture
def written(deployed: Deployer) -> Deployer:
    client = deployed.aws.logs
    for function, times in {"ingest": (1, 3), "press": (2, 4)}.items():
        group = f"/aws/lambda/presswork-{function}"
        client.create_log_group(logGroupName=group)
        client.create_log_stream(logGroupName=group, logStreamName="one")
        write(client, function, *times)
    return deployed


def write(client: Any, function: str, *seconds: int) -> None:
    events = [{"timestamp": at(one), "message": f"{function} {one}\n"} for one in seconds]
    client.put_log_events(logGroupName=f"/aws/lambda/presswork-{function}", logStreamName="one", logEvents=events)


START = int(datetime.now(UTC).timestamp()) - 60


def at(second: int) -> int:
    return (START + second) * 1000


GROUPS = {name: f"/aws/lambda/presswork-{name}" for name in ("ingest", "press")}


def test_what_all_functions_say_comes_in_the_order_of_time(written: Deployer) -> None:
    lines = list(logs.lines(written.aws.logs, GROUPS, at(2)))

    assert [line.text for line in lines] == ["press 2", "ingest 3", "press 4"]
    assert str(lines[0]).endswith("Z press       press 2")


def test_a_line_has_its_time_function_and_text_for_programs(written: Deployer) -> None:
    (first, *_) = logs.lines(written.aws.logs, GROUPS, at(2))

    assert (first.facts["at"], first.facts["function"], first.facts["text"]) == (first.at, "press", "press 2")


def test_what_comes_is_reported_once(written: Deployer) -> None:
    client = written.aws.logs
    following = logs.follow(client, GROUPS, at(0), lambda _: write(client, "ingest", 5))

    assert [next(following).text for _ in range(5)] == ["ingest 1", "press 2", "ingest 3", "press 4", "ingest 5"]


def test_the_groups_are_those_of_the_functions_or_of_one(deployed: Deployer) -> None:
    assert logs.groups(deployed.site, "press") == {"press": "/aws/lambda/presswork-press"}
    assert len(logs.groups(deployed.site)) == len(FUNCTIONS)


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("30m", 1800), ("1h", 3600), ("2d", 172_800)])
def test_a_span_is_said_as_people_do(text: str, seconds: int) -> None:
    assert logs.span(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "1", "h", "1w", "-1h"])
def test_any_other_span_is_reported(text: str) -> None:
    with pytest.raises(UndeployableError, match="say 90s, 30m, 1h or 2d"):
        logs.span(text)


def test_lines_that_are_followed_are_printed_until_ctrl_c_which_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    def lines() -> Iterator[LogLine]:
        yield LogLine(0, "ingest", "one", "started")
        raise KeyboardInterrupt

    assert followed(lines(), as_json=False) == 0

    assert capsys.readouterr().out == "1970-01-01T00:00:00Z ingest      started\n"
