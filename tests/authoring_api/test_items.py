"""Items of the table over the API: what an editor reads to push, and what an author doesn't."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.authoring.grants import Role
from chalicelib.cloud.items import At, Item
from chalicelib.cloud.ports import Cloud
from chalicelib.partitions import PUBLISH, READERS, SITE, SOURCE
from chalicelib.publishing import previews
from chalicelib.store.item_keys import FAILURE, PREVIEWS
from tests.authoring_api.authors import ask, token_of, with_api
from tests.publishing.blog import MemoryBlog, post

LONG = "x" * 3_000
MINE, THEIRS = "posts/ann/a.md", "posts/bob/b.md"


@pytest.fixture
def cloud() -> Cloud:
    blog = MemoryBlog()
    blog.publish({"site.yaml": "title: Ours\n", MINE: post(title="Mine", draft="yes"), THEIRS: post(title="Theirs", draft="yes")})
    previews.renew(replace(blog.cloud, keys=("a key",)))
    blog.cloud.table.put(Item(At(SITE, f"{FAILURE}preview {THEIRS}"), {"stamp": "1", "value": ""}))
    return with_api(blog)


def items(cloud: Cloud, role: Role, asked: Mapping[str, Any], status: int = 200) -> list[tuple[str, str]]:
    """Return the keys of the items that a person in this role gets."""
    token = token_of(cloud, "ann", role)
    reply = ask(cloud, "POST", "/items", json.dumps(asked).encode(), authorization=f"Bearer {token}")
    assert reply.status == status, reply.body
    return [(item["pk"], item["sk"]) for item in json.loads(reply.body).get("items", ())]


def test_an_editor_reads_what_a_push_reads(cloud: Cloud) -> None:
    asked = {"get": [[f"{SOURCE}{MINE}", "-"], [f"{SOURCE}{THEIRS}", "-"], list(PREVIEWS)]}

    assert items(cloud, "editor", asked) == [(f"{SOURCE}{MINE}", "-"), (f"{SOURCE}{THEIRS}", "-"), tuple(PREVIEWS)]


def test_an_author_reads_records_of_their_own_files_alone(cloud: Cloud) -> None:
    asked = {"get": [[f"{SOURCE}{MINE}", "-"], [f"{SOURCE}{THEIRS}", "-"], list(PREVIEWS)]}

    assert items(cloud, "author", asked) == [(f"{SOURCE}{MINE}", "-")]


@pytest.mark.parametrize("limit", [None, 1, 2, 100])
def test_an_author_reads_the_settings_without_what_names_or_opens_drafts_of_others(cloud: Cloud, limit: int | None) -> None:
    token = token_of(cloud, "ann", "author")
    asked = json.dumps({"query": SITE, "limit": limit}).encode()

    reply = ask(cloud, "POST", "/items", asked, authorization=f"Bearer {token}")

    assert [item["sk"] for item in json.loads(reply.body)["items"]] == ["-"]
    assert b"bob" not in reply.body
    assert json.loads(reply.body)["next"] == ""


@pytest.mark.parametrize("partition", [f"{READERS}07", f"{SOURCE}{THEIRS}", "LIST#en:preview:", "DUE"])
def test_an_author_queries_no_partition_of_others(cloud: Cloud, partition: str) -> None:
    items(cloud, "author", {"query": partition}, 403)


def test_nobody_reads_subscribers(cloud: Cloud) -> None:
    items(cloud, "owner", {"query": f"{READERS}07"}, 403)


@pytest.mark.parametrize(
    "asked",
    [
        {"query": ""},
        {"query": PUBLISH + "x" * 9_999},
        {"get": [["", "-"]]},
        {"get": [[SITE, ""]]},
        {"get": [[SITE, "x" * 1_100]]},
    ],
)
def test_a_key_that_the_table_does_not_take_is_refused(cloud: Cloud, asked: Mapping[str, Any]) -> None:
    items(cloud, "editor", asked, 400)


@pytest.mark.parametrize("limit", [-5, 0, 1])
def test_a_query_gives_at_least_one_item(cloud: Cloud, limit: int) -> None:
    assert len(items(cloud, "editor", {"query": SITE, "limit": limit})) >= 1
