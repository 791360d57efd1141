"""`presswork deploy-action` in a repository, for a stack with a role, and without one."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import boto3
import pytest
import yaml
from moto import mock_aws

from infra.command import main
from infra.deploying.ownership import OURS
from infra.stack.access.repositories import HOSTS

REGION, FROM = "eu-central-1", "presswork @ git+https://example.org/presswork@0f0f"
GITHUB, GITLAB = HOSTS
ROLE = "arn:aws:iam::123456789012:role/journal-GithubPushRole-1ABC"


def run(*words: str) -> int:
    return main(["deploy-action", "--name", "journal", "--region", REGION, "--from", FROM, *words])


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A repository at GitHub with a blog in a folder, where the command is run; on AWS there is nothing."""
    for words in (["init", "-q"], ["remote", "add", "origin", "git@github.com:ines/blog.git"]):
        subprocess.run(["git", *words], check=True, cwd=tmp_path)  # noqa: S603, S607
    (tmp_path / "words").mkdir()
    (tmp_path / "words/site.yaml").write_text("title: T\n")
    monkeypatch.chdir(tmp_path / "words")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "any")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield tmp_path


def deploy(outputs: Mapping[str, str]) -> None:
    said = {name: {"Value": value} for name, value in outputs.items()}
    template = json.dumps({"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}, "Outputs": said})
    client = boto3.client("cloudformation", region_name=REGION)
    client.create_stack(StackName="journal", TemplateBody=template, Tags=[{"Key": OURS, "Value": "journal"}])


def test_the_workflow_is_written_at_the_top_of_the_repository(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deploy({GITHUB.role_output: ROLE})

    assert run() == 0

    path = repository / ".github/workflows/presswork.yml"
    steps = yaml.safe_load(path.read_text())["jobs"]["push"]["steps"]
    assert steps[-1] == {"run": "presswork push words --site journal"}
    assert steps[-2]["with"] == {"role-to-assume": ROLE, "aws-region": REGION}
    assert capsys.readouterr().out == f"{path}\n"


def test_as_json_it_is_the_file_and_its_text(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deploy({GITHUB.role_output: ROLE})
    path = repository / ".github/workflows/presswork.yml"

    assert run("--print", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    was_there = path.exists()
    assert run("--json") == 0
    written = json.loads(capsys.readouterr().out)

    assert (shown["written"], was_there, written["written"]) == (False, False, True)
    assert written == {**shown, "written": True, "site": "journal", "host": "github", "file": str(path), "text": path.read_text()}


def test_it_is_written_anew_over_its_own_and_never_over_anothers(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deploy({GITHUB.role_output: ROLE, GITLAB.role_output: ROLE})
    (repository / ".gitlab-ci.yml").write_text("test: {}\n")

    assert [run("--delete"), run(), run("--gitlab")] == [0, 0, 2]

    assert "--delete" not in (repository / ".github/workflows/presswork.yml").read_text()
    assert (repository / ".gitlab-ci.yml").read_text() == "test: {}\n"
    assert "add to it what `presswork deploy-action --gitlab --print` prints" in capsys.readouterr().err


def test_printed_it_writes_nothing(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deploy({GITLAB.role_output: ROLE})

    assert run("--gitlab", "--print") == 0

    assert yaml.safe_load(capsys.readouterr().out)["publish"]["variables"]["AWS_ROLE_ARN"] == ROLE
    assert not (repository / ".gitlab-ci.yml").exists()


def test_the_branch_is_the_one_that_the_role_trusts(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deploy({GITHUB.role_output: ROLE})
    Path("presswork.toml").write_text('github = "ines/blog:live"\n')

    assert run("--print") == 0

    assert yaml.safe_load(capsys.readouterr().out)[True]["push"] == {"branches": ["live"]}


def test_a_release_by_name_is_not_installed_since_it_has_no_locks(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deploy({GITHUB.role_output: ROLE})

    assert run("--from", "presswork==1.2") == 2
    assert "--from 'presswork==1.2' doesn't name a commit; say it as" in capsys.readouterr().err
    assert not (repository / ".github").exists()


def test_without_a_role_it_says_which_line_makes_one(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deploy({})

    assert run() == 2
    assert 'write github = "ines/blog" into presswork.toml, run `presswork deploy`' in capsys.readouterr().err
    assert not (repository / ".github").exists()


def test_without_a_remote_it_asks_for_the_host(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    subprocess.run(["git", "remote", "remove", "origin"], check=True, cwd=repository)  # noqa: S607

    assert run() == 2
    assert "use --github or --gitlab" in capsys.readouterr().err
