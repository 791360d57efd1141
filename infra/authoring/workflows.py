"""The files by which a repository pushes its blog at each commit. Pure.

Presswork is installed there from one commit, with that commit's own locks: so a job runs the versions that were tested together,
whatever was released last night.

Actions are pinned to a commit, since a tag can be moved: https://docs.github.com/actions/reference/security/secure-use
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from shlex import quote
from string import Template


@dataclass(frozen=True, slots=True)
class Source:
    """A commit of Presswork, or a tag or branch, and the repository that has it."""

    url: str
    commit: str


SOURCE = re.compile(r"(?:presswork\s*@\s*)?git\+(?P<url>\w+://[^\s#]+)@(?P<commit>\w[\w./+-]*)")


def source_of(requirement: str) -> Source | None:
    """Return the commit that a requirement of pip's names, as in `presswork @ git+https://…@COMMIT`; None if it names none."""
    found = SOURCE.fullmatch(requirement.strip())
    return Source(found["url"], found["commit"]) if found else None


@dataclass(frozen=True, slots=True)
class Workflow:
    """What a workflow needs: the site's name, its region and role, the Presswork to install, the branch, and the blog's folder.
    `deletes` says that what is deleted from the repository leaves the site as well."""

    site: str
    region: str
    role: str
    source: Source
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


def installing(source: Source, folder: str) -> Sequence[str]:
    """Return the commands that get Presswork into this new folder (a word of the shell), and install it with its locks."""
    named = {"url": quote(source.url), "commit": quote(source.commit), "folder": folder}
    return [Template(command).substitute(named) for command in INSTALL]


INSTALL = (
    "git clone --quiet --filter=blob:none --no-checkout $url $folder",
    "git -C $folder checkout --quiet --detach $commit",
    "python -m pip install --quiet --require-hashes --no-deps -r $folder/locks/build.txt",
    "python -m pip install --quiet --require-hashes --no-deps --no-build-isolation --use-pep517 -r $folder/locks/deploy.txt",
    "(cd $folder && python -m pip install --quiet --no-deps --no-build-isolation --editable .)",
)
"""As in the Makefile: what builds packages comes first, and Presswork stays in its folder, where its templates are."""


def github(asked: Workflow) -> str:
    """Return a workflow of GitHub's."""
    return Template(_GITHUB).substitute(
        _values(asked), **ACTIONS, install=_lines(asked, '"$RUNNER_TEMP/presswork"', "\n          ")
    )


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
      - name: Install Presswork with its locks
        run: |
          $install
      - run: presswork check --format github $folder
      - uses: $aws
        with:
          role-to-assume: $role
          aws-region: $region
      - run: $push
"""


def gitlab(asked: Workflow) -> str:
    """Return a job of GitLab's."""
    return Template(_GITLAB).substitute(_values(asked), install=_lines(asked, "/tmp/presswork", "\n    - "))  # noqa: S108 - the job's own


_GITLAB = """\
# $mark
publish:
  image: python:$version
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
    - $install
    - (umask 077 && printf %s "$$AWS_TOKEN" > "$$AWS_WEB_IDENTITY_TOKEN_FILE")
  script:
    - presswork check $folder
    - $push
"""


def _lines(asked: Workflow, folder: str, between: str) -> str:
    """The commands that install; outside of the blog, so that they are no part of it."""
    return between.join(installing(asked.source, folder))


def _values(asked: Workflow) -> Mapping[str, str]:
    return {
        "mark": MARK,
        "site": asked.site,
        "region": asked.region,
        "role": asked.role,
        "branch": asked.branch,
        "folder": quote(asked.folder),
        "push": asked.push,
        "version": PYTHON,
    }


FILES: Mapping[str, tuple[str, Callable[[Workflow], str]]] = {
    "github": (".github/workflows/presswork.yml", github),
    "gitlab": (".gitlab-ci.yml", gitlab),
}
"""The file of each host, and what is in it."""
