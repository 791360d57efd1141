"""The files by which a repository pushes its blog: that they parse, pin what they run, and have no more rights than they need."""

import re
import shlex
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from infra.authoring.create.git import hosted, root_of
from infra.authoring.create.workflows import ACTIONS, FILES, MARK, PYTHON, Source, Workflow, github, gitlab, source_of

ROLE = "arn:aws:iam::123456789012:role/journal-GithubPushRole-1ABC"
OURS = Source("https://example.org/presswork", "0f0f")
ASKED = Workflow("journal", "eu-central-1", ROLE, OURS, "main", "blog")


def parsed(text: str) -> Any:
    return yaml.safe_load(text)


def job(text: str) -> Mapping[str, Any]:
    (only,) = parsed(text)["jobs"].values()
    return only  # type: ignore[no-any-return]


def installed_into(folder: str) -> list[str]:
    pip = "python -m pip install --quiet"
    return [
        f"git clone --quiet --filter=blob:none --no-checkout https://example.org/presswork {folder}",
        f"git -C {folder} checkout --quiet --detach 0f0f",
        f"{pip} --require-hashes --no-deps -r {folder}/locks/build.txt",
        f"{pip} --require-hashes --no-deps --no-build-isolation --use-pep517 -r {folder}/locks/deploy.txt",
        f"(cd {folder} && {pip} --no-deps --no-build-isolation --editable .)",
    ]


# ---- GitHub


def test_a_workflow_of_github_runs_at_each_commit_to_one_branch() -> None:
    triggers = parsed(github(Workflow("journal", "eu-central-1", ROLE, OURS, "drafts/x")))[True]  # YAML reads `on` as true

    assert triggers == {"push": {"branches": ["drafts/x"]}, "workflow_dispatch": None}


def test_it_may_read_the_repository_and_ask_for_a_token_and_nothing_else() -> None:
    assert parsed(github(ASKED))["permissions"] == {}
    assert job(github(ASKED))["permissions"] == {"contents": "read", "id-token": "write"}


def test_every_action_is_pinned_to_a_commit() -> None:
    used = [step["uses"] for step in job(github(ASKED))["steps"] if "uses" in step]

    assert len(used) == len(ACTIONS)
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", one) for one in used)


def test_it_keeps_no_credentials_of_the_repository() -> None:
    assert job(github(ASKED))["steps"][0]["with"] == {"persist-credentials": False}


def test_it_installs_checks_takes_the_role_and_pushes_in_this_order() -> None:
    steps = job(github(ASKED))["steps"]

    assert [step.get("run", step.get("uses", "").partition("@")[0]) for step in steps[2:]] == [
        "".join(f"{command}\n" for command in installed_into('"$RUNNER_TEMP/presswork"')),
        "presswork check --format github blog",
        "aws-actions/configure-aws-credentials",
        "presswork push blog --site journal",
    ]
    assert steps[4]["with"] == {"role-to-assume": ROLE, "aws-region": "eu-central-1"}


def test_two_commits_are_pushed_one_after_the_other() -> None:
    assert parsed(github(ASKED))["concurrency"] == {"group": "presswork-journal", "cancel-in-progress": False}


# ---- GitLab


def test_a_job_of_gitlab_runs_for_one_branch_and_for_no_merge_request() -> None:
    made = parsed(gitlab(ASKED))["publish"]

    assert made["rules"] == [{"if": '$CI_PIPELINE_SOURCE != "merge_request_event" && $CI_COMMIT_BRANCH == "main"'}]
    assert made["resource_group"] == "presswork-journal"


def test_it_installs_one_commit_with_the_locks_of_that_commit_outside_of_the_blog() -> None:
    assert parsed(gitlab(ASKED))["publish"]["before_script"][:-1] == installed_into("/tmp/presswork")  # noqa: S108


def test_its_token_is_handed_to_boto3_by_a_private_file() -> None:
    made = parsed(gitlab(ASKED))["publish"]

    assert made["id_tokens"] == {"AWS_TOKEN": {"aud": "https://gitlab.com"}}
    assert made["variables"]["AWS_ROLE_ARN"] == ROLE
    assert made["before_script"][-1] == '(umask 077 && printf %s "$AWS_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE")'
    assert made["script"] == ["presswork check blog", "presswork push blog --site journal"]


# ---- both


@pytest.mark.parametrize(("path", "write"), FILES.values(), ids=FILES)
def test_a_file_is_known_as_ours_by_its_first_line(path: str, write: Callable[[Workflow], str]) -> None:
    assert write(ASKED).startswith(f"# {MARK}\n")
    assert path.endswith(".yml")


@pytest.mark.parametrize("write", [github, gitlab])
def test_what_is_deleted_leaves_the_site_only_where_that_is_asked_for(write: Callable[[Workflow], str]) -> None:
    deleting = Workflow("journal", "eu-central-1", ROLE, OURS, deletes=True)

    assert "--delete" not in write(ASKED)
    assert "presswork push . --site journal --delete --yes\n" in write(deleting)


def commands(text: str) -> list[str]:
    """The commands of a file after its installation, as the host reads them."""
    if "jobs" not in parsed(text):
        return parsed(text)["publish"]["script"]  # type: ignore[no-any-return]
    return [step["run"].replace("${{ '${{' }}", "${{") for step in job(text)["steps"] if "run" in step][1:]


NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30)


@pytest.mark.parametrize("write", [github, gitlab])
@given(name=NAMES)
@example(name="my blog #1")
@example(name="--delete")
@example(name="blog: the second")
@example(name="my blog; rm -rf $HOME")
@example(name='it\'s "mine"\n- run: curl')
@example(name="${{ secrets.KEY }}")
@example(name="café\u0085\u2028 \U0001f5de")
@example(name="\u0085")
def test_a_folder_of_any_name_is_one_word_of_one_command(write: Callable[[Workflow], str], name: str) -> None:
    odd = Workflow("journal", "eu-central-1", ROLE, OURS, folder=name)

    check, push = map(shlex.split, commands(write(odd)))

    word = f"./{name}" if name.startswith("-") else name  # else it would be read as an option
    assert check[-1:] == [word]
    assert push == ["presswork", "push", word, "--site", "journal"]


@given(name=NAMES)
@example(name="${{ secrets.KEY }}")
@example(name="${{${{")
def test_github_evaluates_nothing_in_the_name_of_a_folder(name: str) -> None:
    text = github(Workflow("journal", "eu-central-1", ROLE, OURS, folder=name))

    assert "${{" not in text.replace("${{ '${{' }}", "")


def test_the_image_of_gitlab_is_pinned_to_a_digest_of_the_same_python() -> None:
    image = parsed(gitlab(ASKED))["publish"]["image"]

    assert re.fullmatch(rf"python:{re.escape(PYTHON)}\.\d+-\w+@sha256:[0-9a-f]{{64}}", image)


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        ("presswork @ git+https://example.org/presswork@0f0f", OURS),
        ("presswork@git+https://example.org/presswork@0f0f", OURS),
        ("git+https://example.org/presswork@0f0f", OURS),
        ("git+ssh://git@example.org/presswork.git@v1.2", Source("ssh://git@example.org/presswork.git", "v1.2")),
        ("presswork==1.2", None),
        ("git+https://example.org/presswork", None),
        ("git+https://example.org/presswork@--upload-pack=x", None),
        ("git+https://example.org/presswork@0f0f#egg=presswork", None),
        ("https://example.org/presswork.whl", None),
    ],
)
def test_a_commit_of_presswork_is_named_as_pip_names_it(requirement: str, expected: Source | None) -> None:
    assert source_of(requirement) == expected


# ---- what git knows


@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        ("https://github.com/ines/blog.git", ("github", "ines/blog")),
        ("git@github.com:ines/blog.git", ("github", "ines/blog")),
        ("ssh://git@github.com/ines/blog", ("github", "ines/blog")),
        ("https://gitlab.com/press/web/blog.git", ("gitlab", "press/web/blog")),
        ("https://github.com.example.org/ines/blog.git", ("", "")),
        ("/srv/git/blog.git", ("", "")),
    ],
)
def test_the_host_of_a_repository_is_found_by_its_remote(remote: str, expected: tuple[str, str], tmp_path: Path) -> None:
    for words in (["init", "-q"], ["remote", "add", "origin", remote]):
        subprocess.run(["git", *words], check=True, cwd=tmp_path)  # noqa: S603, S607
    (tmp_path / "blog").mkdir()

    assert hosted(tmp_path / "blog") == expected
    assert root_of(tmp_path / "blog") == tmp_path


def test_a_folder_without_a_repository_has_no_host(tmp_path: Path) -> None:
    assert hosted(tmp_path) == ("", "")
    assert root_of(tmp_path) == tmp_path
