"""Hosts of repositories whose jobs may push: how a job is named in the tokens that its host signs for it.

A repository is written as `OWNER/NAME`, and `OWNER/NAME:BRANCH` for another branch than `main`. The tokens of newer repositories
of GitHub hold numbers as well (`OWNER@1/NAME@2`), which nobody can take over with the name; where they are given, only they are
trusted.

https://docs.github.com/actions/reference/openid-connect-reference, https://docs.gitlab.com/ci/secrets/id_token_authentication
"""

import re
from collections.abc import Callable
from typing import NamedTuple

MAIN = "main"
PART, BRANCH = r"[A-Za-z0-9._-]+", r"[A-Za-z0-9._/-]+"
OF_GITHUB = rf"^$|^[A-Za-z0-9-]+(@[0-9]+)?/{PART}(@[0-9]+)?(:{BRANCH})?$"
OF_GITLAB = rf"^$|^{PART}(/{PART})+(:{BRANCH})?$"


class Repository(NamedTuple):
    """A repository by its path, and the branch of which each commit is pushed."""

    path: str
    branch: str


def repository(text: str) -> Repository:
    path, _, branch = text.partition(":")
    return Repository(path, branch or MAIN)


def jobs_of_github(of: Repository) -> list[str]:
    """Return the subjects of the branch's jobs: with numbers, or, where none are given, with any or none."""
    bare = re.sub("@[0-9]+", "", of.path)
    paths = [of.path] if bare != of.path else [bare, "@*/".join(bare.split("/")) + "@*"]
    return [f"repo:{path}:ref:refs/heads/{of.branch}" for path in paths]


def jobs_of_gitlab(of: Repository) -> list[str]:
    return [f"project_path:{of.path}:ref_type:branch:ref:{of.branch}"]


class Host(NamedTuple):
    """One row: a host, who issues its tokens, for whom they are signed, how a repository is written, and its jobs' subjects."""

    resource: str
    name: str
    issuer: str
    audience: str
    like: str
    jobs: Callable[[Repository], list[str]]

    @property
    def subjects(self) -> str:
        """The parameter with the jobs that are trusted; none: the stack has no role for this host."""
        return f"{self.resource}Subjects"

    @property
    def makes_provider(self) -> str:
        """The parameter that says whether the stack makes the account's provider."""
        return f"{self.resource}Provider"

    @property
    def role(self) -> str:
        return f"{self.resource}PushRole"

    @property
    def role_output(self) -> str:
        return f"{self.role}Arn"

    @property
    def provider(self) -> str:
        return f"{self.resource}Tokens"

    @property
    def provider_output(self) -> str:
        return f"{self.provider}Arn"

    @property
    def arn(self) -> str:
        """The account's provider, whoever made it."""
        return "arn:${AWS::Partition}:iam::${AWS::AccountId}:oidc-provider/" + self.issuer

    @property
    def is_trusted(self) -> str:
        return f"PushesFrom{self.resource}"

    @property
    def is_ours(self) -> str:
        return f"Makes{self.provider}"

    def subjects_of(self, text: str) -> str:
        """Return the value of the parameter for a repository as it is written; empty for none."""
        return ",".join(self.jobs(repository(text))) if text else ""


HOSTS: tuple[Host, ...] = (
    Host("Github", "github", "token.actions.githubusercontent.com", "sts.amazonaws.com", OF_GITHUB, jobs_of_github),
    Host("Gitlab", "gitlab", "gitlab.com", "https://gitlab.com", OF_GITLAB, jobs_of_gitlab),
)
SUBJECT = r"^$|^(repo|project_path):[A-Za-z0-9._/-]+(@(\*|[0-9]+)/[A-Za-z0-9._-]+@(\*|[0-9]+))?(:[A-Za-z0-9._/_-]+)+$"
"""What a subject looks like; a `*` only means a number."""
