"""Waiting: each wait says what for and how long it usually takes, and after Ctrl-C the same command goes on."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import infra
import infra.deploying
from infra.deploying import waits
from infra.deploying.deploy import deploy
from infra.deploying.destroy import Removal, destroy
from infra.deploying.doctor.probes import Probe
from infra.deploying.domain.records import Record
from infra.deploying.operating import rotating
from infra.deploying.waits import WAITS, Wait
from infra.package.zips import needed
from tests.deploying.clouds import working
from tests.deploying.deployer import Deployer, error
from tests.deploying.patients import BUCKET, SITE, WORD, Pipeline
from tests.deploying.test_certificates import DOMAIN, WANTED, with_record
from tests.deploying.test_rotating import NOW
from tests.deploying.test_scenarios import HELD

MODULES = sorted(Path(infra.deploying.__file__).parent.rglob("*.py"))
ENDLESS = {"logs.py": "`presswork logs --follow` prints what comes until Ctrl-C"}


# ---- the table


@pytest.mark.parametrize("wait", WAITS, ids=lambda wait: wait.what)
def test_a_wait_says_what_for_and_how_long_it_usually_takes(wait: Wait) -> None:
    said: list[str] = []
    pause = waits.pauses(wait, said.append, lambda _: None, **dict.fromkeys(NAMES, "X"))

    for _ in range(3):
        pause()

    (line,) = said
    assert line.startswith("waiting ")
    assert "; this usually takes " in line
    assert "{" not in line


NAMES = ("stack", "status", "bucket", "table", "verb", "domain", "size")


def test_every_wait_is_in_the_table() -> None:
    assert {*WAITS} == {wait for wait in vars(waits).values() if isinstance(wait, Wait)}


@pytest.mark.parametrize("name", [name for name, wait in vars(waits).items() if isinstance(wait, Wait)])
def test_every_wait_of_the_table_is_somewhere_waited(name: str) -> None:
    others = [path.read_text() for path in Path(infra.__file__).parent.rglob("*.py") if path.name != "waits.py"]

    assert any(re.search(rf"\bwaits\.{name}\b|\bwaits import .*\b{name}\b", text) for text in others)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_nothing_sleeps_without_saying_why(path: Path) -> None:
    if path.name in ENDLESS:
        return
    sleeps = [*calls(path, "sleep"), *calls(path, "get_waiter")]

    assert sleeps == ([] if path.name != "waits.py" else ["sleep"])


def calls(path: Path, name: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and name in (getattr(node.func, "attr", ""), getattr(node.func, "id", "")):
            yield name


def test_uploads_and_the_emptying_of_buckets_are_announced(deployer: Deployer) -> None:
    deploy(deployer.work())
    first = deployer.printed()
    deploy(deployer.work())
    again = deployer.printed()
    destroy(deployer.leaving(with_data=True))

    assert first.count("MB to be uploaded to the bucket presswork-code-") == len(needed(desk=False)) + 1
    assert "uploaded" not in again
    assert "waiting for all files of the bucket presswork-content-" in deployer.printed()


# ---- Ctrl-C during each of them

Sleep = Callable[[float], None]


class Client:
    """A client of AWS, of which some calls are played."""

    def __init__(self, client: Any, **played: Any) -> None:
        self.__dict__.update(played)
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


def first_deployment(deployer: Deployer) -> Callable[[Sleep], int]:
    return lambda sleep: deploy(deployer.work(sleep=sleep))


def deployment_beside_another(deployer: Deployer) -> Callable[[Sleep], int]:
    deploy(deployer.work())
    deployer.stack.coming = list(working("presswork", "UPDATE", {"Press": "AWS::Lambda::Function"}))
    deployer.stack.status = "UPDATE_IN_PROGRESS"
    return first_deployment(deployer)


def deployment_after_a_removal(deployer: Deployer) -> Callable[[Sleep], int]:
    deployer.stack.breaks = {"PressQueue": HELD}

    def run(sleep: Sleep) -> int:
        def slept(seconds: float) -> None:
            if seconds >= waits.QUEUE_NAME.seconds:
                deployer.stack.breaks = {}
            sleep(seconds)

        return deploy(deployer.work(sleep=slept))

    return run


def removal(deployer: Deployer) -> Callable[[Sleep], int]:
    deploy(deployer.work())
    return lambda sleep: destroy(replace(deployer.leaving(with_data=True), sleep=sleep))


def removal_while_something(deployer: Deployer, service: str, **played: Any) -> Callable[[Sleep], int]:
    deploy(deployer.work())
    leaving = deployer.leaving(with_data=True)
    client = Client(getattr(leaving.aws, service), **played)
    work: Removal = replace(leaving, aws=replace(leaving.aws, **{service: client}))
    return lambda sleep: destroy(replace(work, sleep=sleep))


def removal_while_logs_come(deployer: Deployer) -> Callable[[Sleep], int]:
    s3, late = deployer.aws.s3, ["a", "b"]

    def delete_bucket(Bucket: str) -> None:  # noqa: N803 - as boto3 calls it
        if late:
            s3.put_object(Bucket=Bucket, Key=late.pop(), Body=b"")
            raise error("BucketNotEmpty", "DeleteBucket")
        s3.delete_bucket(Bucket=Bucket)

    return removal_while_something(deployer, "s3", delete_bucket=delete_bucket)


def removal_while_the_table_changes(deployer: Deployer) -> Callable[[Sleep], int]:
    dynamodb, statuses = deployer.aws.dynamodb, ["UPDATING"] * 5

    def describe_table(TableName: str) -> Mapping[str, Any]:  # noqa: N803 - as boto3 calls it
        table = dynamodb.describe_table(TableName=TableName)["Table"]
        return {"Table": {**table, "TableStatus": statuses.pop() if statuses else table["TableStatus"]}}

    return removal_while_something(deployer, "dynamodb", describe_table=describe_table)


def deployment_with_a_certificate(deployer: Deployer) -> Callable[[Sleep], int]:
    deployer.answers, deployer.acm.status = [], "PENDING_VALIDATION"

    def run(sleep: Sleep) -> int:
        def slept(seconds: float) -> None:
            sleep(seconds)
            deployer.acm.status = "ISSUED" if seconds >= waits.CERTIFICATE.seconds else deployer.acm.status

        return deploy(deployer.work(WANTED, sleep=slept))

    return run


def deployment_with_records(deployer: Deployer) -> Callable[[Sleep], int]:
    deployer.answers = []

    def run(sleep: Sleep) -> int:
        def slept(seconds: float) -> None:
            sleep(seconds)
            if seconds >= waits.DNS.seconds:
                deployer.dns.add(Record(DOMAIN, "CNAME", "d1.cloudfront.net"))

        return deploy(with_record(deployer.work(WANTED, sleep=slept)))

    return run


def rotation(deployer: Deployer) -> Callable[[Sleep], int]:
    deploy(deployer.work())

    def run(sleep: Sleep) -> int:
        pause = waits.pauses(waits.RESTART, deployer.said.append, sleep)
        return rotating.rotate(deployer.site, 12, deployer.said.append, NOW, pause)

    return run


def probe(deployer: Deployer) -> Callable[[Sleep], int]:
    pages = iter([(404, b"")] * 2 + [(200, WORD.encode())])
    late = Pipeline(fails=lambda: next(pages, (404, b"")))
    return lambda sleep: int(not Probe(late, BUCKET, SITE, WORD, late, sleep, deployer.said.append).run().came)


COMMANDS: Mapping[Wait, Callable[[Deployer], Callable[[Sleep], int]]] = {
    waits.CHANGE_SET: first_deployment,
    waits.OTHER_CHANGE: deployment_beside_another,
    waits.CHANGE: first_deployment,
    waits.REMOVAL: removal,
    waits.QUEUE_NAME: deployment_after_a_removal,
    waits.CERTIFICATE_RECORD: deployment_with_a_certificate,
    waits.CERTIFICATE: deployment_with_a_certificate,
    waits.DNS: deployment_with_records,
    waits.LAST_LOGS: removal_while_logs_come,
    waits.TABLE_CHANGE: removal_while_the_table_changes,
    waits.TABLE_REMOVAL: removal,
    waits.RESTART: rotation,
    waits.PROBE: probe,
}
"""A command that has each wait."""


@pytest.mark.parametrize("wait", [wait for wait in WAITS if wait.seconds], ids=lambda wait: wait.what)
def test_after_ctrl_c_during_a_wait_the_same_command_goes_on(deployer: Deployer, wait: Wait) -> None:
    run = COMMANDS[wait](deployer)
    beginning = f"waiting {wait.what.partition('{')[0]}"

    def interrupted(_: float) -> None:
        if deployer.said[-1].startswith(beginning):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(interrupted)

    assert run(lambda _: None) == 0
