"""Which site a command is about: named, remembered, or that of the folder."""

import json
import os
import socket
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from chalicelib.cloud.sqlite import SqliteTable
from infra.authoring.target import destination
from infra.authoring.target.demo_folder import DemoFolder, beside
from infra.authoring.target.destination import Destination, find, has_ended, key_of, remember, was_restarted
from infra.authoring.target.remembered_site import blog_of
from infra.build.build import build
from infra.deploying.ownership import OURS
from infra.stack.outputs import output_of
from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError
from tests.ports import unasked_port

HERE: Mapping[str, str] = {"AWS_REGION": "eu-central-1"}
SETTINGS = {name: f"the {name.lower()}" for name in destination.REQUIRED_SETTINGS}


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "mine" / "blog"
    folder.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "any")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "any")
    return folder


@pytest.fixture
def stack(blog: Path) -> Iterator[str]:
    """The name of a stack with these settings in its outputs."""
    outputs = {output_of(name): {"Value": value} for name, value in SETTINGS.items()}
    queue = {"Queue": {"Type": "AWS::SQS::Queue"}}
    with mock_aws():
        client = boto3.client("cloudformation", region_name=HERE["AWS_REGION"])
        template = json.dumps({"Resources": queue, "Outputs": outputs})
        client.create_stack(StackName="journal", TemplateBody=template, Tags=[{"Key": OURS, "Value": "journal"}])
        yield "journal"


def run_a_demo_in(place: Path, **said: object) -> None:
    (place / ".presswork").mkdir()
    (place / DemoFolder().state).write_text(json.dumps({"settings": SETTINGS, **said}))


def build_the(blog: Path, out: Path) -> None:
    (blog / "hello.md").write_text("# Hello\n\nText.\n")
    build(blog, out, url="https://x.example", now=datetime(2026, 11, 27, tzinfo=UTC))


def test_a_name_is_a_stack_whose_outputs_are_the_settings(stack: str, blog: Path) -> None:
    found = find(stack, blog, HERE)

    assert (found.name, found.kind, found.content_bucket) == ("journal", "stack", "the content_bucket")
    assert found.settings["AWS_REGION"] == "eu-central-1"


def test_a_stack_that_isnt_there_is_said(stack: str, blog: Path) -> None:
    with pytest.raises(CannotError, match=f"there's no stack {stack}s in eu-central-1"):
        find(f"{stack}s", blog, HERE)


def test_demo_is_the_demo_that_runs_here_or_beside_the_blog(blog: Path) -> None:
    with pytest.raises(CannotError, match="no demo is running"):
        find("demo", blog, {})

    run_a_demo_in(blog.parent, since="noon")

    found = find("demo", blog, {})
    assert (found.kind, found.content_bucket) == ("demo", "the content_bucket")
    assert "noon" in found.identity


def test_of_several_demos_it_is_the_one_that_publishes_the_blog_and_else_the_first(blog: Path, tmp_path: Path) -> None:
    run_a_demo_in(blog, folder=str(tmp_path / "other"), since="first")
    second = blog / beside(8001).state
    second.parent.mkdir()
    second.write_text(json.dumps({"settings": SETTINGS, "folder": str(blog.resolve()), "since": "second"}))

    assert find("demo", blog, {}).since == "second"

    second.write_text("{")
    assert find("demo", blog, {}).since == "first"


def test_a_file_of_a_demo_is_in_the_folder_that_it_publishes(blog: Path, tmp_path: Path) -> None:
    run_a_demo_in(tmp_path, folder=str(blog))

    found = find("demo", Path(), {})

    assert found.folder == Path("mine/blog")
    assert key_of(found, Path("posts/a.md")) == "posts/a.md"
    assert key_of(found, Path("mine/blog/posts/a.md")) == "posts/a.md"
    with pytest.raises(CannotError, match=f"isn't in the folder of the blog, {blog}"):
        key_of(found, Path("/elsewhere/a.md"))
    with pytest.raises(CannotError, match="this name isn't UTF-8, so it is on no site; rename it"):
        key_of(found, Path(os.fsdecode(b"caf\xe9.jpg")))


def test_a_path_is_a_folder_of_a_build(blog: Path, tmp_path: Path) -> None:
    build_the(blog, tmp_path / "out")

    found = find("./out", blog, {})

    assert (found.kind, found.cloud.url) == ("build", "https://x.example")
    assert found.cloud.content.read("hello.md") is not None
    assert found.cloud.public.read("hello/index.html") is not None
    assert isinstance(found.cloud.table, SqliteTable)
    found.cloud.table.close()


def test_a_name_without_a_path_is_a_folder_if_a_build_made_it(blog: Path, tmp_path: Path) -> None:
    build_the(blog, tmp_path / "out")

    assert find("out", blog, {}).kind == "build"


def test_a_folder_of_something_else_is_never_built_into(blog: Path) -> None:
    (blog / "draft.md").write_text("mine")

    with pytest.raises(CannotError, match="isn't a folder that `presswork build` made"):
        find("./mine/blog", blog, {})


@pytest.mark.parametrize("name", ["My Blog", "x", "-a-"])
def test_what_can_be_no_site_is_said(blog: Path, name: str) -> None:
    with pytest.raises(CannotError, match="isn't a site"):
        find(name, blog, HERE)


def test_a_site_is_remembered_beside_the_blog_and_said_once(stack: str, blog: Path) -> None:
    file = remember(find(stack, blog, HERE))

    assert file == blog / ".presswork.toml"
    assert file.read_text() == 'site = "journal"\nregion = "eu-central-1"\n'
    again = find("", blog, {})
    assert (again.name, again.remembered) == ("journal", True)
    assert remember(again) is None


def test_another_site_for_once_changes_nothing_that_is_remembered(stack: str, blog: Path, tmp_path: Path) -> None:
    remember(find(stack, blog, HERE))
    build_the(blog, tmp_path / "out")

    assert remember(find("./out", blog, {})) is None
    assert find("", blog, {}).name == "journal"


def test_a_remembered_folder_is_meant_from_the_blog(blog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_the(blog, tmp_path / "out")
    remember(find("./out", blog, {}))
    monkeypatch.chdir(blog)

    found = find("", Path(), {})

    assert found.out is not None
    assert found.out.resolve() == tmp_path / "out"


def test_a_demo_that_left_its_file_behind_and_runs_no_more_is_said_to_have_ended(blog: Path) -> None:
    with socket.create_server(("127.0.0.1", unasked_port())) as alive:
        endpoint = f"http://127.0.0.1:{alive.getsockname()[1]}"
        run_a_demo_in(blog, settings={**SETTINGS, "AWS_ENDPOINT_URL": endpoint})
        assert find("demo", blog, {}).kind == "demo"

    with pytest.raises(CannotError, match="was stopped from outside; start it again with `presswork demo`"):
        find("demo", blog, {})


def test_a_demo_that_was_started_anew_is_another_site(blog: Path) -> None:
    run_a_demo_in(blog, since="noon")
    found = find("demo", blog, {})

    assert not was_restarted(found)
    state = blog / DemoFolder().state
    state.unlink()
    assert not was_restarted(found)
    state.write_text(json.dumps({"settings": SETTINGS, "since": "one"}))
    assert was_restarted(found)


def test_a_demo_has_ended_once_its_file_is_gone(blog: Path) -> None:
    run_a_demo_in(blog)
    found = find("demo", blog, {})
    assert not has_ended(found)

    (blog / DemoFolder().state).unlink()

    assert has_ended(found)


def test_a_stack_has_not_ended_because_no_demo_runs(blog: Path) -> None:
    assert not has_ended(find("", blog, SETTINGS))


def test_a_demo_is_not_remembered_since_it_ends(blog: Path) -> None:
    run_a_demo_in(blog)

    assert remember(find("demo", blog, {})) is None
    assert find("", blog, {}).kind == "demo"


def test_without_a_name_the_environment_comes_first(blog: Path) -> None:
    run_a_demo_in(blog)

    assert find("", blog, SETTINGS).name == "the table"


def test_settings_that_the_environment_lacks_are_named(blog: Path) -> None:
    with pytest.raises(CannotError, match="not CONTENT_BUCKET, PUBLIC_BUCKET, "):
        find("", blog, {"TABLE": "presswork"})


def test_without_a_name_the_site_that_was_deployed_from_here_is_meant(stack: str, blog: Path) -> None:
    (blog.parent / "presswork.toml").write_text(f'name = "{stack}"\nregion = "eu-central-1"\n')

    assert find("", blog, {}).name == stack


@pytest.mark.parametrize(("file", "other"), [("trial.toml", "presswork.toml"), ("presswork.toml", "trial.toml")])
def test_a_named_stack_is_in_the_region_of_the_file_that_names_it(stack: str, blog: Path, file: str, other: str) -> None:
    Path(file).write_text(f'name = "{stack}"\nregion = "eu-central-1"\n')
    Path(other).write_text('name = "another"\nregion = "eu-west-1"\n')

    assert find(stack, blog, {}).settings["AWS_REGION"] == "eu-central-1"


def test_where_there_is_no_site_the_ways_to_name_one_are_said(blog: Path) -> None:
    with pytest.raises(CannotError, match="no site here") as refused:
        find("", blog, {})

    assert refused.value.status == UNABLE


@pytest.mark.parametrize("text", ["site = ", "\xff"])
def test_a_file_that_cant_be_read_is_named(blog: Path, text: str) -> None:
    (blog / ".presswork.toml").write_bytes(text.encode("latin-1"))

    with pytest.raises(CannotError, match=r"can't read .*presswork\.toml"):
        find("", blog, {})


def test_a_file_belongs_to_the_blog_with_the_nearest_site_yaml(blog: Path) -> None:
    (blog / "site.yaml").write_text("title: X\n")
    (blog / "posts" / "2026").mkdir(parents=True)

    assert blog_of(blog / "posts" / "2026" / "a.md") == blog.resolve()
    assert blog_of(blog) == blog


def test_a_build_has_no_client_of_s3(blog: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotError, match="has no bucket"):
        _ = Destination("out", "build", blog, out=tmp_path).s3
