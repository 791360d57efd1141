"""The files by which a repository pushes its blog at each commit. Pure.

Actions are pinned to a commit, since a tag can be moved: https://docs.github.com/actions/reference/security/secure-use
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from shlex import quote
from string import Template


@dataclass(frozen=True, slots=True)
class Workflow:
    """What a workflow needs: the site's name, its region and role, the branch, the folder of the blog, and how Presswork is
    installed (a requirement of pip's). `deletes` says that what is deleted from the repository leaves the site as well."""

    site: str
    region: str
    role: str
    install: str
    branch: str = "main"
    folder: str = "."
    deletes: bool = False

    @property
    def push(self) -> str:
        deleting = " --delete --yes" if self.deletes else ""
        return f"presswork push {quote(self.folder)} --site {self.site}{deleting}"


ACTIONS: Mapping[str, str] = {
    "checkout": "actions/checkout@8e8c483db84b4bee98b60c0593521ed34d9990e8  # v6.0.1",
    "python": "actions/setup-python@83679a892e2d95755f2dac6acb0bfd1e9ac5d548  # v6.1.0",
    "aws": "aws-actions/configure-aws-credentials@61815dcd50bd041e203e49132bacad1fd04d2708  # v5.1.1",
}
PYTHON = "3.13"
MARK = "Publishes this blog at each commit. Written by `presswork deploy-action`, which overwrites it."
"""The first line of our files, by which they are known."""


def github(asked: Workflow) -> str:
    """Return a workflow of GitHub's."""
    return Template(_GITHUB).substitute(_values(asked), **ACTIONS)


_GITHUB = """\
# $mark
name: Publish

on:
  push:
    branches: ['$branch']
  workflow_dispatch:

permissions: {}

concurrency:
  group: presswork-$site
  cancel-in-progress: false

jobs:
  push:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    permissions:
      contents: read
      id-token: write  # to take the role, without a key of AWS
    steps:
      - uses: $checkout
        with:
          persist-credentials: false
      - uses: $python
        with:
          python-version: "$version"
      - run: pip install --disable-pip-version-check $install
      - run: presswork check --format github $folder
      - uses: $aws
        with:
          role-to-assume: $role
          aws-region: $region
      - run: $push
"""


def gitlab(asked: Workflow) -> str:
    """Return a job of GitLab's."""
    return Template(_GITLAB).substitute(_values(asked))


_GITLAB = """\
# $mark
publish:
  image: python:$version-slim
  rules:
    - if: $$CI_PIPELINE_SOURCE != "merge_request_event" && $$CI_COMMIT_BRANCH == "$branch"
  resource_group: presswork-$site
  interruptible: false
  timeout: 1 hour
  id_tokens:
    AWS_TOKEN:
      aud: https://gitlab.com
  variables:
    AWS_ROLE_ARN: $role
    AWS_REGION: $region
    AWS_WEB_IDENTITY_TOKEN_FILE: /tmp/aws-token
  before_script:
    - apt-get update -q && apt-get install -qy --no-install-recommends git
    - pip install --disable-pip-version-check $install
    - (umask 077 && printf %s "$$AWS_TOKEN" > "$$AWS_WEB_IDENTITY_TOKEN_FILE")
  script:
    - presswork check $folder
    - $push
"""


def _values(asked: Workflow) -> Mapping[str, str]:
    return {
        "mark": MARK,
        "site": asked.site,
        "region": asked.region,
        "role": asked.role,
        "branch": asked.branch,
        "install": quote(asked.install),
        "folder": quote(asked.folder),
        "push": asked.push,
        "version": PYTHON,
    }


FILES: Mapping[str, tuple[str, Callable[[Workflow], str]]] = {
    "github": (".github/workflows/presswork.yml", github),
    "gitlab": (".gitlab-ci.yml", gitlab),
}
"""The file of each host, and what is in it."""
