"""What `presswork push` asks of AWS is what the role of a repository may do, and it may do nothing that no push asks for.

An editor may push as well, except what the site looks like.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import botocore
import pytest
from moto import mock_aws

from infra.authoring.push.push import PushOptions, push
from infra.authoring.push.push_session import PushEnvironment
from infra.authoring.target.content_bucket import S3Contents
from infra.authoring.target.destination import Destination
from infra.stack.access.pushing import rights
from infra.stack.template import merge_template
from tests.publishing.blog import NOW, post
from tests.publishing.blog_on_moto import AwsBlog
from tests.stack.iam import Request, allows, several
from tests.stack.policies import LEADING, partitions
from tests.stack.reading import of
from tests.stack.test_pushing import BUCKET, NAMES, TABLE

NEEDS: Mapping[str, tuple[str, ...]] = {
    "s3.ListObjectsV2": ("s3:ListBucket",),
    "s3.HeadBucket": ("s3:ListBucket",),
    "s3.HeadObject": ("s3:GetObject",),
    "s3.PutObject": ("s3:PutObject", "s3:GetObject"),  # on the condition of an ETag, reading as well
    "s3.DeleteObject": ("s3:DeleteObject",),
    "dynamodb.BatchGetItem": ("dynamodb:BatchGetItem",),
    "dynamodb.Query": ("dynamodb:Query",),
}
"""The rights that each operation of a push needs. One that isn't here is an error, to be thought about."""


class Call(NamedTuple):
    """An operation with its service, and what it was asked with."""

    operation: str
    asked: Mapping[str, Any]


CALLS: list[Call] = []
"""What was called by any client since the list was emptied."""


def _note(params: Mapping[str, Any], model: Any, **_: Any) -> None:
    CALLS.append(Call(f"{model.service_model.service_name}.{model.name}", params))


botocore.register_initializer(lambda session: session.register("before-parameter-build", _note))


@contextmanager
def aside(calls: list[Call]) -> Iterator[None]:
    """Note nothing of what the site's own functions call meanwhile."""
    before = calls.copy()
    yield
    calls[:] = before


class Contents(S3Contents):
    """A bucket on moto, whose answers in one process have no time."""

    def now(self) -> datetime:
        self._client.head_bucket(Bucket=self._bucket)
        return NOW


def pushed(folder: Path, blog: AwsBlog, files: Mapping[str, str | None], *, delete: bool = False) -> int:
    """Push these files (None: without them), while the site's functions work."""

    def settled(_: float) -> None:
        with aside(CALLS):
            blog.settle()

    for key, text in files.items():
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text) if text is not None else path.unlink()
    site = Destination("presswork", "stack", folder, blog.settings)
    world = PushEnvironment(Contents(site.s3, site.content_bucket), lambda _: None, sleep=settled)
    return push(site, PushOptions(delete=delete, agree=lambda *_, **__: True), world)


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> list[Call]:
    """The calls of pushes that do all there is to do: new files, edits, a move, a refusal, a deletion, a conflict."""
    folder = tmp_path_factory.mktemp("blog")
    with mock_aws():
        blog = AwsBlog()
        CALLS.clear()
        statuses = [
            pushed(folder, blog, {"site.yaml": "title: T\n", "posts/a.md": post(title="A"), "b.txt": "x", "posts/w.md": "# W"}),
            pushed(folder, blog, {"posts/a.md": post("Edited.", title="A", slug="moved"), "b.txt": "y"}),
            pushed(folder, blog, {"b.txt": None}, delete=True),
        ]
        with aside(CALLS):
            blog.upload("posts/a.md", "# Another's")
            blog.settle()
        statuses.append(pushed(folder, blog, {"posts/a.md": post("Mine.", title="A")}))
        assert statuses == [1, 1, 1, 1]  # posts/w.md is refused, as it has no date
        return CALLS.copy()


def request_of(call: Call, action: str) -> Request:
    """Return the call as IAM sees it, in a stack named as in `NAMES`."""
    if action.startswith("dynamodb:"):
        return Request(action, TABLE, {LEADING: tuple(partitions(call.asked))})
    if action == "s3:ListBucket":
        return Request(action, BUCKET, {"s3:prefix": (call.asked["Prefix"],)} if "Prefix" in call.asked else {})
    return Request(action, f"{BUCKET}/{call.asked['Key']}")


@pytest.mark.slow
def test_every_call_of_a_push_is_allowed(calls: list[Call]) -> None:
    refused = [
        (call.operation, action)
        for call in calls
        for action in NEEDS[call.operation]
        if not allows(rights(), request_of(call, action), NAMES)
    ]

    assert calls
    assert refused == []


@pytest.mark.slow
def test_nothing_is_allowed_that_no_push_asks_for(calls: list[Call]) -> None:
    needed = {action for call in calls for action in NEEDS[call.operation]}
    allowed = {action for one in rights() if one["Effect"] == "Allow" for action in several(one["Action"])}

    assert allowed - needed == {"cloudformation:DescribeStacks"}  # by which the site is found


@pytest.mark.slow
def test_an_editor_may_push_everything_but_templates_and_site_yaml(calls: list[Call]) -> None:
    editor = of(merge_template()["Resources"], "EditorPolicy")["PolicyDocument"]["Statement"]
    asked = [call for call in calls if call.operation != "s3.HeadBucket"]  # whoever may not call it learns the time all the same

    refused = [
        (call.operation, call.asked.get("Key"))
        for call in asked
        if not all(allows(editor, request_of(call, action), NAMES) for action in NEEDS[call.operation])
    ]

    assert refused == [("s3.PutObject", "site.yaml")]
