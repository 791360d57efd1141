"""The files by which a repository pushes its blog at each commit. Pure.

Presswork is installed there from a fixed commit, with that commit's own locks, so a job runs the versions that were tested
together, whatever was released last night.

Actions are pinned to a commit, and the image to a digest, since a tag can be moved:
https://docs.github.com/actions/reference/security/secure-use

A command passes through three languages: a folder's name is quoted for the shell, the command as a scalar of YAML, and GitHub's
`${{` is written as an expression, since GitHub evaluates expressions in every scalar.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from shlex import quote
from string import Template

import yaml

from chalicelib.frozen import Frozen
from infra.terminal.invocation import word


class Source(Frozen):
    """A commit of Presswork, or a tag or branch, and the repository that has it."""

    url: str
    commit: str


SOURCE = re.compile(r"(?:presswork\s*@\s*)?git\+(?P<url>\w+://[^\s#]+)@(?P<commit>\w[\w./+-]*)")


def source_of(requirement: str) -> Source | None:
    """Return the commit that a requirement of pip's names, as in `presswork @ git+https://…@COMMIT`; None if it names none."""
    match = SOURCE.fullmatch(requirement.strip())
    return Source(match["url"], match["commit"]) if match else None


class Workflow(Frozen):
    """The options of a workflow: the site's name, its region and role, the Presswork to install, the branch, and the blog's
    folder. With `deletes`, files that are deleted from the repository leave the site as well."""

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
        return f"presswork push {word(self.folder)} --site {self.site}{deleting}"


ACTIONS: Mapping[str, str] = {
    "checkout": "actions/checkout@8e8c483db84b4bee98b60c0593521ed34d9990e8  # v6.0.1",
    "python": "actions/setup-python@83679a892e2d95755f2dac6acb0bfd1e9ac5d548  # v6.1.0",
    "aws": "aws-actions/configure-aws-credentials@61815dcd50bd041e203e49132bacad1fd04d2708  # v5.1.1",
}
PYTHON = "3.13"
IMAGE = "python:3.13.15-bookworm@sha256:933b46a028fd786c9c3d426ebabc237e29a15912231ea8de576e95f0e4f41a4c"
"""The image of GitLab's job: the full one, since installing needs git."""
MARK = "Publishes this blog at each commit. Written by `presswork deploy-action`, which overwrites it."
"""The first line of our files, by which they are recognized."""


def installing(source: Source, folder: str) -> Sequence[str]:
    """Return the commands that get Presswork into this new folder (a word of the shell), and install it with its locks."""
    words = {"url": quote(source.url), "commit": quote(source.commit), "folder": folder}
    return [Template(command).substitute(words) for command in INSTALL]


INSTALL = (
    "git clone --quiet --filter=blob:none --no-checkout $url $folder",
    "git -C $folder checkout --quiet --detach $commit",
    "python -m pip install --quiet --require-hashes --no-deps -r $folder/locks/build.txt",
    "python -m pip install --quiet --require-hashes --no-deps --no-build-isolation --use-pep517 -r $folder/locks/deploy.txt",
    "(cd $folder && python -m pip install --quiet --no-deps --no-build-isolation --editable .)",
)
"""As in the Makefile: what builds packages comes first, and Presswork stays in its folder, where its templates are."""


def github(workflow: Workflow) -> str:
    """Return a workflow of GitHub's."""
    steps = {"check": f"presswork check --format github {word(workflow.folder)}", "push": workflow.push}
    install = _lines(workflow, '"$RUNNER_TEMP/presswork"', "\n          ")
    values = {name: _scalar(_without_expressions(step)) for name, step in steps.items()}
    return Template(_GITHUB).substitute(_names(workflow), **ACTIONS, **values, install=_without_expressions(install))


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
      - run: $check
      - uses: $aws
        with:
          role-to-assume: $role
          aws-region: $region
      - run: $push
"""


def gitlab(workflow: Workflow) -> str:
    """Return a job of GitLab's."""
    values = {
        "check": _scalar(f"presswork check {word(workflow.folder)}"),
        "push": _scalar(workflow.push),
        "install": _lines(workflow, "/tmp/presswork", "\n    - ", _scalar),  # noqa: S108 - the job's own
    }
    return Template(_GITLAB).substitute(_names(workflow), **values)


_GITLAB = """\
# $mark
publish:
  image: $image
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
    - $check
    - $push
"""


def _lines(workflow: Workflow, folder: str, separator: str, write: Callable[[str], str] = str) -> str:
    """Return the commands that install, in a folder outside of the blog, so that they are no part of it."""
    return separator.join(map(write, installing(workflow.source, folder)))


def _scalar(text: str) -> str:
    """Return a text as YAML writes it on one line: plain where that is possible, with escapes if it has Unicode's line breaks."""
    is_one_line = len(text.splitlines()) == 1
    return yaml.safe_dump(text, width=float("inf"), allow_unicode=is_one_line).removesuffix("...\n").rstrip("\n")


def _without_expressions(text: str) -> str:
    return text.replace("${{", "${{ '${{' }}")


def _names(workflow: Workflow) -> Mapping[str, str]:
    """Return the values that need no quotes, since their sources restrict their characters."""
    return {
        "mark": MARK,
        "site": workflow.site,
        "region": workflow.region,
        "role": workflow.role,
        "branch": workflow.branch,
        "version": PYTHON,
        "image": IMAGE,
    }


FILES: Mapping[str, tuple[str, Callable[[Workflow], str]]] = {
    "github": (".github/workflows/presswork.yml", github),
    "gitlab": (".gitlab-ci.yml", gitlab),
}
"""The file of each host, and what is in it."""
