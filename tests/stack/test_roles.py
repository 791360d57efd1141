"""Roles: who may read and write which keys of the content bucket, held against the policies by an evaluator of IAM's language."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.media.files import sort_of
from chalicelib.partitions import OF_READERS
from infra.stack.access.rights import REPORTS
from infra.stack.access.roles import ROLES, TAG, WRITING
from infra.stack.template import merge_template
from tests.each import each
from tests.stack.iam import Request, allows
from tests.stack.reading import of, of_type

NAMES = {"AWS::Partition": "aws", "AWS::Region": "eu-west-1", "AWS::AccountId": "1", "AWS::StackName": "site"}
BUCKET = "arn:aws:s3:::site-content-1-eu-west-1"
TABLE = "arn:aws:dynamodb:eu-west-1:1:table/site-catalog"
POLICIES: Mapping[str, Any] = {
    role.resource: of(merge_template()["Resources"], role.resource)["PolicyDocument"]["Statement"] for role in ROLES
}
INES = {f"aws:PrincipalTag/{TAG}": ("ines",)}
PEOPLE: Mapping[str, tuple[str, Mapping[str, tuple[str, ...]]]] = {
    "an author": ("AuthorPolicy", INES),
    "an author without a tag": ("AuthorPolicy", {}),
    "an editor": ("EditorPolicy", {}),
    "a designer": ("DesignerPolicy", {}),
}
GET, PUT, DELETE = "s3:GetObject", "s3:PutObject", "s3:DeleteObject"
ALL, NONE = (GET, PUT, DELETE), ()
KEYS: tuple[tuple[str, Mapping[str, tuple[str, ...]]], ...] = (  # what each may do with a key; who isn't named may do nothing
    ("posts/ines/x.md", {"an author": ALL, "an editor": ALL}),
    ("posts/ines/img/p.png", {"an author": ALL, "an editor": ALL}),
    ("posts/ines/templates/post.html", {"an author": ALL, "an editor": ALL}),
    ("posts/ines/../../site.yaml", {"an author": ALL, "an editor": ALL}),  # a key like any other: S3 resolves no dots
    ("posts/ines/x.md.error.txt", {"an author": (GET, DELETE), "an editor": (GET, DELETE)}),
    ("posts/ines/x.md.warning.txt", {"an author": (GET, DELETE), "an editor": (GET, DELETE)}),
    ("posts/inesita/x.md", {"an editor": ALL}),
    ("posts/INES/x.md", {"an editor": ALL}),
    ("posts/ola/x.md", {"an editor": ALL}),
    ("posts/x.md", {"an editor": ALL}),
    ("posts//x.md", {"an editor": ALL}),
    ("about.md", {"an editor": ALL}),
    ("img/logo.svg", {"an editor": ALL}),
    ("site.yaml", {"an editor": (GET,), "a designer": ALL}),
    ("site.yaml.error.txt", {"an editor": (GET, DELETE), "a designer": (GET,)}),
    ("templates/post.html", {"an editor": (GET,), "a designer": ALL}),
    ("templates/static/style.css", {"an editor": (GET,), "a designer": ALL}),
    ("templates/post.html.error.txt", {"an editor": (GET,), "a designer": (GET, DELETE)}),
)


def may(person: str, action: str, key: str) -> bool:
    policy, knows = PEOPLE[person]
    return allows(POLICIES[policy], Request(action, f"{BUCKET}/{key}", knows), NAMES)


def may_list(person: str, *prefix: str) -> bool:
    policy, knows = PEOPLE[person]
    return allows(POLICIES[policy], Request("s3:ListBucket", BUCKET, {**knows, "s3:prefix": prefix}), NAMES)


@each("person", PEOPLE)
@each(("key", "rights"), KEYS)
def test_each_may_do_with_a_key_what_the_table_says(person: str, key: str, rights: Mapping[str, tuple[str, ...]]) -> None:
    assert tuple(action for action in ALL if may(person, action, key)) == rights.get(person, NONE)


@pytest.mark.slow
@given(st.text(st.sampled_from("abines/.*?${}%") | st.characters(codec="utf-8"), max_size=30))
def test_an_author_writes_in_no_other_folder_and_what_is_written_there_rules_nobody_elses_pages(rest: str) -> None:
    inside = f"posts/ines/{rest}"

    assert may("an author", PUT, inside) != inside.endswith(tuple(ending.removeprefix("*") for ending in REPORTS))
    assert sort_of(inside) in ("source", "file", "ignored")
    assert rest.startswith("posts/ines/") or not may("an author", PUT, rest)
    assert not any(may("an author without a tag", action, key) for action in ALL for key in (rest, inside, "posts//" + rest))


@pytest.mark.parametrize("tag", ["*", "?", "ine*", "${aws:username}", ""])
def test_a_tag_is_read_letter_by_letter(tag: str) -> None:
    request = Request(PUT, f"{BUCKET}/posts/ines/x.md", {f"aws:PrincipalTag/{TAG}": (tag,)})

    assert not allows(POLICIES["AuthorPolicy"], request, NAMES)


LISTED: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (  # who may list what begins so; without a prefix, all of it
    (("posts/ines/",), ("an author", "an editor")),
    (("posts/ines/img/",), ("an author", "an editor")),
    (("posts/ines",), ("an editor",)),
    (("posts/",), ("an editor",)),
    (("",), ("an editor",)),
    (("templates/",), ("an editor", "a designer")),
    ((), ()),
)


@pytest.mark.parametrize(("prefix", "people"), LISTED)
def test_each_lists_only_what_is_its_own(prefix: tuple[str, ...], people: tuple[str, ...]) -> None:
    assert tuple(person for person in PEOPLE if may_list(person, *prefix)) == people


@pytest.mark.parametrize("person", PEOPLE)
def test_nobody_deletes_old_versions_or_touches_another_bucket(person: str) -> None:
    policy, knows = PEOPLE[person]
    others = [Request(f"s3:{name}", f"{BUCKET}/posts/ines/x.md", knows) for name in ("DeleteObjectVersion", "PutObjectAcl")]
    others += [Request(action, "arn:aws:s3:::site-public-1-eu-west-1/posts/ines/x.md", knows) for action in (*ALL, *WRITING)]

    assert [request for request in others if allows(POLICIES[policy], request, NAMES)] == []


ITEMS = ("SOURCE#0", "SITE", *(f"{partition}0" if partition.endswith("#") else partition for partition in OF_READERS))


@each("action", ["dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:PutItem"])
@each("item", ITEMS)
@each("person", PEOPLE)
def test_only_an_editor_reads_what_becomes_of_a_file_and_nobody_anything_about_subscribers(
    person: str, item: str, action: str
) -> None:
    policy, knows = PEOPLE[person]
    request = Request(action, TABLE, {**knows, "dynamodb:LeadingKeys": (item,)})

    is_allowed = person == "an editor" and item in ("SOURCE#0", "SITE") and action in ("dynamodb:BatchGetItem", "dynamodb:Query")
    assert allows(POLICIES[policy], request, NAMES) is is_allowed


def test_no_role_is_made_unless_it_is_asked_for(template: Mapping[str, Any]) -> None:
    assert set(of_type(template["Resources"], "AWS::IAM::ManagedPolicy")) == {role.resource for role in ROLES}
    assert {template["Resources"][role.resource]["Condition"] for role in ROLES} == {"HasRoles"}
    assert template["Parameters"]["Roles"]["Default"] == "no"
