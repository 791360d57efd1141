"""`docs/deploy.md` and `docs/operations.md` come true: the files that they show are read, and the programs are run."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.cloud.ports import Cloud
from chalicelib.partitions import HELD, OF_READERS, SAID
from infra.deploying import config
from infra.deploying.names import Names
from infra.running import rebuild
from infra.stack import table
from tests.docs import DEPLOY, OPERATIONS, titled_in
from tests.letters.blog import LetterBlog
from tests.publishing.blog import MemoryBlog, post
from tests.publishing.blog_on_moto import AwsBlog

NAME = "presswork"
CATALOG = Names(NAME, "ACCOUNT", "REGION").table


def test_the_presswork_toml_that_is_shown_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "presswork.toml"
    path.write_text(titled_in(DEPLOY, "presswork.toml"))

    said = config.read(path)

    assert list(said) == [field.name for field in config.FIELDS if field.name in said]
    assert {field.name for field in config.FIELDS if field.default is None} <= said.keys()
    assert config.Deployment(**said).parameters["Domain"] == "blog.example.org"
    assert tomllib.loads(path.read_text()) == said


def run(title: str) -> None:
    exec(compile(titled_in(OPERATIONS, title), title, "exec"), {})  # noqa: S102 - what the docs tell people to run


@pytest.fixture
def aws_blog(monkeypatch: pytest.MonkeyPatch) -> Iterator[AwsBlog]:
    """A blog on moto, in the region that the environment names."""
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


def test_all_that_the_newsletter_writes_is_kept() -> None:
    without, blog = MemoryBlog(), LetterBlog()
    without.publish({"site.yaml": "title: T\n", "a.md": post(title="A")})

    blog.follow("ada@example.org")
    blog.announce()

    assert kinds_in(blog.cloud) - kinds_in(without.cloud) <= kept_by_the_script()


def test_comments_and_all_that_is_about_readers_are_kept() -> None:

    assert {name.rstrip("#") for name in (*OF_READERS, HELD, SAID)} <= kept_by_the_script()


def kept_by_the_script() -> set[str]:
    """The words that partitions begin with that the script leaves as they are."""
    return set(re.findall(r'"(\w+)"', " ".join(re.findall(r"KEPT \|?= \{(.*)\}", OPERATIONS))))


def kinds_in(cloud: Cloud) -> set[str]:
    """The words that partitions of the table in memory begin with."""
    return {pk.partition("#")[0] for pk in vars(cloud.table)["_partitions"]}
