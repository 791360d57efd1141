"""A deployment from its first day to its last, by the owner's commands."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.store import site_files
from infra.deploying.destroy import remove_bucket
from infra.deploying.stack import Stack
from tests.aws_cli import commands_in, run
from tests.ministack.owner import Owner
from tests.ministack.server import REGION, ROOT, Server
from tests.ministack.test_publishing import post
from tests.ministack.world import World, soon
from tests.test_docs_commands import restoring

NAME = "second"
SLOW = "slow"  # the deployment whose table takes its time to change, by the server's additions


@pytest.fixture
def owner(server: Server, adapted_package: Path, tmp_path: Path) -> Iterator[Owner]:
    """An owner who has deployed nothing yet, and leaves nothing behind."""
    owner = Owner(server, tmp_path, adapted_package, NAME)
    owner.wants(owner="owner@example.org")
    yield owner
    owner.run("destroy", "--with-data", "--yes")


@pytest.fixture
def world(server: Server) -> World:
    return World(server, NAME)


def test_the_first_run_tells_every_resource_and_the_second_that_nothing_is_to_change(owner: Owner, world: World) -> None:
    first = owner.deploy()

    assert " CREATE_COMPLETE  Distribution" in first
    assert world.outputs["SiteUrl"] in first
    assert world.outputs["ContentBucketName"] in first
    assert "nothing to change" in owner.deploy()


def test_another_wish_is_carried_out(owner: Owner, world: World) -> None:
    owner.deploy()
    owner.wants(owner="owner@example.org", frames="video.example")

    actual = owner.deploy("--lose")  # ministack also replaces resources that depend on a changed one

    assert " Headers " in actual
    assert "frame-src video.example" in world.read("/").headers["Content-Security-Policy"]


def test_what_is_taken_off_keeps_its_data_and_comes_again_with_it(owner: Owner, world: World) -> None:
    owner.deploy()
    world.upload("site.yaml", "title: Kept\nlanguages: [en]\n")
    soon(lambda: world.shows("/", "Kept"))

    owner.run("destroy", "--yes")
    assert not stands(owner)
    assert world.content("site.yaml")
    for bucket in world.buckets():
        remove_bucket(world.s3, bucket, lambda: time.sleep(1))  # ministack takes up tables again, but no buckets

    assert "> Table " in owner.deploy()
    assert site_files.version_of_site(world.table)


def test_a_lost_table_that_is_restored_as_the_docs_say_is_taken_up_by_the_next_run(
    owner: Owner, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner.deploy()
    world.upload("site.yaml", "title: Kept\nlanguages: [en]\n")
    soon(lambda: world.shows("/", "Kept"))
    backup = lose_table(owner)
    for name, value in settings_of(owner).items():
        monkeypatch.setenv(name, value)

    for command in commands_in(restoring()):
        run(ours(command).replace("ARN", backup) if "--backup-arn" in command else ours(command), REGION, {})

    assert "nothing to change" in owner.deploy()
    assert site_files.version_of_site(world.table)
    world.upload("posts/after.md", post("After"))
    soon(lambda: world.shows("/2026/11/20/after/", "Kept", "After"))


def ours(command: str) -> str:
    """A command of the docs, which are about a deployment of another name."""
    return command.replace("presswork-catalog", f"{NAME}-catalog").replace("Value=presswork", f"Value={NAME}")


def lose_table(owner: Owner) -> str:
    """Delete the table, and return the backup that AWS would have made of it."""
    dynamodb, table = owner.server.client("dynamodb"), f"{NAME}-catalog"
    backup = dynamodb.create_backup(TableName=table, BackupName="last")["BackupDetails"]["BackupArn"]
    dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)
    dynamodb.delete_table(TableName=table)
    return str(backup)


def settings_of(owner: Owner) -> dict[str, str]:
    """The settings by which boto3 calls ministack."""
    known = {name.upper(): value for name, value in ROOT.items()}
    return {"AWS_ENDPOINT_URL": owner.server.url, "AWS_CA_BUNDLE": str(owner.server.certificate), **known}


def test_what_goes_with_its_data_leaves_nothing(owner: Owner, world: World) -> None:
    owner.deploy()
    world.upload("posts/a.md", "# A\n\nB.\n")

    owner.run("destroy", "--with-data", "--yes")

    assert not stands(owner)
    assert not world.buckets()
    assert not [name for name in owner.server.client("dynamodb").list_tables()["TableNames"] if name.startswith(NAME)]
    assert not owner.server.client("ssm").get_parameters(Names=[f"/{NAME}/secrets", f"/{NAME}/origin"])["Parameters"]


def test_a_table_that_is_being_changed_is_waited_for_before_it_goes(
    server: Server, adapted_package: Path, tmp_path: Path
) -> None:
    owner = Owner(server, tmp_path, adapted_package, SLOW)
    owner.wants(owner="owner@example.org")
    owner.deploy()
    dynamodb, table = server.client("dynamodb"), {"TableName": f"{SLOW}-catalog"}

    dynamodb.update_table(**table, OnDemandThroughput={"MaxReadRequestUnits": 100})
    with pytest.raises(dynamodb.exceptions.ResourceInUseException):
        dynamodb.delete_table(**table)
    said = owner.run("destroy", "--with-data", "--yes")

    assert f"the table {SLOW}-catalog is gone" in said
    with pytest.raises(dynamodb.exceptions.ResourceNotFoundException):
        dynamodb.describe_table(**table)


def stands(owner: Owner) -> bool:
    return Stack(owner.server.client("cloudformation"), NAME, print).found() is not None


def test_a_domain_gets_a_certificate_and_its_records_are_printed(owner: Owner, world: World) -> None:
    owner.wants(owner="owner@example.org", domain="second.example")

    said = owner.deploy()

    assert "requested a certificate for second.example" in said
    assert f"second.example. 300 IN CNAME {world.outputs['DistributionDomain']}." in said
    assert world.outputs["SiteUrl"] == "https://second.example"
