"""Whose the account's providers of tokens are, and what a deployment asks of the stack for a repository."""

from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from infra.deploying import UndeployableError, config
from infra.deploying.config import Deployment
from infra.deploying.oidc import providers
from infra.stack.access.repositories import HOSTS

GITHUB, GITLAB = HOSTS
WANTED = Deployment("journal", "eu-central-1", "ines@example.org")


def made(iam: Any) -> str:
    answer = iam.create_open_id_connect_provider(Url=f"https://{GITHUB.issuer}", ClientIDList=[GITHUB.audience])
    return str(answer["OpenIDConnectProviderArn"])


@mock_aws
def test_an_account_without_a_provider_gets_the_stacks() -> None:
    iam = boto3.client("iam")

    assert providers(iam, ["github", "gitlab"], {}) == {"GithubProvider": "yes", "GitlabProvider": "yes"}


@mock_aws
def test_a_provider_of_anothers_is_left_alone() -> None:
    iam = boto3.client("iam")
    made(iam)

    assert providers(iam, ["github", "gitlab"], {}) == {"GithubProvider": "no", "GitlabProvider": "yes"}


@mock_aws
def test_the_stacks_own_provider_stays_its_own() -> None:
    iam = boto3.client("iam")

    assert providers(iam, ["github"], {GITHUB.provider_output: made(iam)}) == {"GithubProvider": "yes"}


def test_who_trusts_no_repository_asks_nothing_of_iam() -> None:
    assert providers(None, WANTED.trusted, {}) == {}


def test_a_repository_becomes_the_subjects_of_its_jobs() -> None:
    site = Deployment("journal", "eu-central-1", "ines@example.org", github="ines/blog", gitlab="press/blog:live")

    assert site.trusted == ("github", "gitlab")
    assert site.parameters["GithubSubjects"] == "repo:ines/blog:ref:refs/heads/main,repo:ines@*/blog@*:ref:refs/heads/main"
    assert site.parameters["GitlabSubjects"] == "project_path:press/blog:ref_type:branch:ref:live"
    assert WANTED.parameters["GithubSubjects"] == ""


@pytest.mark.parametrize("written", ["ines", "https://github.com/ines/blog", "ines/blog:"])
def test_what_is_no_repository_is_refused_with_an_example(written: str, tmp_path: Path) -> None:
    file = tmp_path / "presswork.toml"
    file.write_text(f'name = "journal"\nregion = "eu-central-1"\nowner = "ines@example.org"\ngithub = "{written}"\n')

    with pytest.raises(UndeployableError, match="owner/name"):
        config.read(file)
