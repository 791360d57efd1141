"""A push to a stack that was removed says so, whatever it has to do, and whatever is cached."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from infra.authoring.push import push_index
from infra.authoring.push.push_index import Index, Pushed
from infra.authoring.target import stack_cache
from infra.authoring.target.destination import REQUIRED_SETTINGS
from infra.authoring.target.remembered_site import REMEMBERED_FILE
from infra.command import main
from infra.deploying.ownership import OURS
from infra.files.blog_folder import Look
from infra.stack.outputs import output_of

REGION = "eu-central-1"
POST = "---\ntitle: Hello\ndate: 2026-11-20\n---\nSome text.\n"


@pytest.fixture
def blog(tmp_path: Path) -> Iterator[Path]:
    """A blog whose files are all on a stack, which is cached, and which was removed since."""
    (tmp_path / "site.yaml").write_text("title: Journal\n")
    (tmp_path / REMEMBERED_FILE).write_text(f'site = "journal"\nregion = "{REGION}"\n')
    outputs = {output_of(name): {"Value": f"the-{name.lower().replace('_', '-')}"} for name in REQUIRED_SETTINGS}
    template = json.dumps({"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}, "Outputs": outputs})
    with mock_aws():
        client = boto3.client("cloudformation", region_name=REGION)
        client.create_stack(StackName="journal", TemplateBody=template, Tags=[{"Key": OURS, "Value": "journal"}])
        note_as_pushed(tmp_path, "site.yaml")
        client.delete_stack(StackName="journal")
        yield tmp_path


def note_as_pushed(blog: Path, key: str) -> None:
    stat = (blog / key).stat()
    pushed = Pushed(Look(stat.st_size, stat.st_mtime_ns), "digest", "etag")
    push_index.save(stack_cache.find_cached("", blog), Index({key: pushed}, known=True))


def no_change(_blog: Path) -> None: ...


def new_post(blog: Path) -> None:
    (blog / "posts").mkdir()
    (blog / "posts" / "hello.md").write_text(POST)


def lost_index(blog: Path) -> None:
    for file in (blog / ".presswork").glob("push-*.json"):
        file.unlink()


@pytest.mark.parametrize("changes", [no_change, new_post, lost_index])
@pytest.mark.parametrize("options", [(), ("--dry-run",), ("--force",)])
def test_an_author_is_told_that_the_stack_was_removed(
    blog: Path, changes: Callable[[Path], None], options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    changes(blog)

    assert main(["push", str(blog), *options]) != 0

    told = capsys.readouterr()
    assert f"there's no stack journal in {REGION}; `presswork deploy` creates it" in told.err
    assert "nothing to push" not in told.err + told.out


def test_a_stack_that_cannot_be_looked_up_is_not_taken_for_removed(blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    destination = stack_cache.find_cached("", blog)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("AWS_PROFILE", "unknown")

        stack_cache.demand(destination)

    assert stack_cache.find_cached("", blog) == destination
