"""The role of a repository: which jobs may take it, and what they may do then, by an evaluator of IAM's language."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from chalicelib.partitions import OF_READERS
from infra.stack.access.pushing import rights
from infra.stack.access.repositories import HOSTS, SUBJECT, Host
from infra.stack.parameters import CONDITIONS, PARAMETERS
from infra.stack.template import merge_template
from tests.stack.iam import Request, allows
from tests.stack.reading import of

NAMES = {"AWS::Partition": "aws", "AWS::Region": "eu-west-1", "AWS::AccountId": "1", "AWS::StackName": "site"}
BUCKET = "arn:aws:s3:::site-content-1-eu-west-1"
TABLE = "arn:aws:dynamodb:eu-west-1:1:table/site-catalog"
GITHUB, GITLAB = HOSTS


def takes(host: Host, written: str, subject: str, audience: str = "") -> bool:
    """Whether a job with this subject may take the role of a stack that was deployed for a repository."""
    (trust,) = of(merge_template()["Resources"], host.role)["AssumeRolePolicyDocument"]["Statement"]
    condition = {**trust["Condition"], "StringLike": {f"{host.issuer}:sub": host.subjects_of(written).split(",")}}
    asked = {f"{host.issuer}:sub": (subject,), f"{host.issuer}:aud": (audience or host.audience,)}
    return allows([{**trust, "Resource": "*", "Condition": condition}], Request(trust["Action"], "role", asked), NAMES)


MAIN = ":ref:refs/heads/main"
OF_GITHUB: Sequence[tuple[str, str, bool]] = (
    ("ines/blog", f"repo:ines/blog{MAIN}", True),
    ("ines/blog", f"repo:ines@12/blog@34{MAIN}", True),
    ("ines/blog:drafts/x", "repo:ines/blog:ref:refs/heads/drafts/x", True),
    ("ines@12/blog@34", f"repo:ines@12/blog@34{MAIN}", True),
    ("ines@12/blog@34", f"repo:ines@13/blog@34{MAIN}", False),
    ("ines@12/blog@34", f"repo:ines/blog{MAIN}", False),
    ("ines/blog", "repo:ines/blog:ref:refs/heads/other", False),
    ("ines/blog", "repo:ines/blog:pull_request", False),
    ("ines/blog", "repo:ines/blog:ref:refs/tags/main", False),
    ("ines/blog", "repo:ines/blog:environment:main", False),
    ("ines/blog", f"repo:ines/blog2{MAIN}", False),
    ("ines/blog", f"repo:inesita/blog{MAIN}", False),
    ("ines/blog", f"repo:mallory@1/blog@2{MAIN}", False),
    ("ines/blog", f"repo:Ines/blog{MAIN}", False),
)
OF_GITLAB: Sequence[tuple[str, str, bool]] = (
    ("press/blog", "project_path:press/blog:ref_type:branch:ref:main", True),
    ("press/web/blog:live", "project_path:press/web/blog:ref_type:branch:ref:live", True),
    ("press/blog", "project_path:press/blog:ref_type:tag:ref:main", False),
    ("press/blog", "project_path:press/blog:ref_type:branch:ref:other", False),
    ("press/blog", "project_path:mallory/blog:ref_type:branch:ref:main", False),
)


@pytest.mark.parametrize(("written", "subject", "taken"), OF_GITHUB)
def test_a_job_of_github_takes_the_role_only_for_the_branch_of_its_repository(written: str, subject: str, taken: bool) -> None:
    assert takes(GITHUB, written, subject) is taken


@pytest.mark.parametrize(("written", "subject", "taken"), OF_GITLAB)
def test_a_job_of_gitlab_takes_the_role_only_for_the_branch_of_its_project(written: str, subject: str, taken: bool) -> None:
    assert takes(GITLAB, written, subject) is taken


def test_a_token_for_another_service_is_not_taken() -> None:
    assert not takes(GITHUB, "ines/blog", f"repo:ines/blog{MAIN}", audience="https://github.com/ines")


@pytest.mark.parametrize(
    "written", ["ines/*", "*/blog", "ines/blog:*", "ines", "ines/blog:ma in", "ines@*/blog@*", "ines/blog,x/y", "ines/?"]
)
def test_what_would_trust_several_repositories_cannot_be_written(written: str) -> None:
    assert not any(re.fullmatch(host.like, written) for host in HOSTS)


@pytest.mark.parametrize(("host", "cases"), [(GITHUB, OF_GITHUB), (GITLAB, OF_GITLAB)], ids=["github", "gitlab"])
def test_what_can_be_written_is_what_the_stack_takes(host: Host, cases: Sequence[tuple[str, str, bool]]) -> None:
    for written, _, _ in cases:
        assert re.fullmatch(host.like, written)
        assert all(re.fullmatch(SUBJECT, subject) for subject in host.subjects_of(written).split(","))
    assert re.fullmatch(SUBJECT, host.subjects_of(""))


# ---- what it may do

GET, PUT, DELETE = "s3:GetObject", "s3:PutObject", "s3:DeleteObject"
KEYS: Mapping[str, tuple[str, ...]] = {
    "posts/x.md": (GET, PUT, DELETE),
    "site.yaml": (GET, PUT, DELETE),
    "templates/post.html": (GET, PUT, DELETE),
    "posts/x.md.error.txt": (GET,),
    "posts/x.md.warning.txt": (GET,),
}


def may(action: str, on: str, **knows: tuple[str, ...]) -> bool:
    return allows(rights(), Request(action, on, {f"dynamodb:{name}": values for name, values in knows.items()}), NAMES)


@pytest.mark.parametrize(("key", "allowed"), KEYS.items())
def test_it_writes_all_but_reports(key: str, allowed: tuple[str, ...]) -> None:
    assert tuple(action for action in (GET, PUT, DELETE) if may(action, f"{BUCKET}/{key}")) == allowed


@pytest.mark.parametrize(
    ("action", "on"),
    [
        ("s3:DeleteObjectVersion", f"{BUCKET}/posts/x.md"),
        ("s3:PutBucketVersioning", BUCKET),
        ("s3:PutLifecycleConfiguration", BUCKET),
        ("s3:GetObject", "arn:aws:s3:::site-public-1-eu-west-1/index.html"),
        ("s3:PutObject", "arn:aws:s3:::site-public-1-eu-west-1/index.html"),
        ("dynamodb:PutItem", TABLE),
        ("dynamodb:DeleteItem", TABLE),
        ("dynamodb:Scan", TABLE),
        ("dynamodb:Query", "arn:aws:dynamodb:eu-west-1:1:table/other-catalog"),
        ("ssm:GetParameter", "arn:aws:ssm:eu-west-1:1:parameter/site/secrets"),
        ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:1:site-press.fifo"),
        ("cloudformation:UpdateStack", "arn:aws:cloudformation:eu-west-1:1:stack/site/x"),
        ("cloudformation:DescribeStacks", "arn:aws:cloudformation:eu-west-1:1:stack/other/x"),
    ],
)
def test_it_may_do_nothing_else(action: str, on: str) -> None:
    assert not may(action, on, LeadingKeys=("SITE",))


@pytest.mark.parametrize("of_readers", OF_READERS)
def test_it_reads_nothing_about_subscribers(of_readers: str) -> None:
    key = f"{of_readers}7" if of_readers.endswith("#") else of_readers

    assert may("dynamodb:Query", TABLE, LeadingKeys=("SITE",))
    assert not may("dynamodb:Query", TABLE, LeadingKeys=(key,))
    assert not may("dynamodb:BatchGetItem", TABLE, LeadingKeys=("SITE", key))


# ---- the template


def test_a_stack_has_neither_role_nor_provider_unless_that_is_asked_for() -> None:
    template = merge_template()
    defaults = {parameter.name: parameter.default for parameter in PARAMETERS}

    for host in HOSTS:
        assert defaults[host.subjects] == ""
        assert template["Resources"][host.role]["Condition"] == host.is_trusted
        assert template["Resources"][host.provider]["Condition"] == host.is_ours
        assert {"Condition": host.is_trusted} in CONDITIONS[host.is_ours]["Fn::And"]
        assert template["Outputs"][host.role_output]["Condition"] == host.is_trusted


def test_the_parameters_take_what_a_deployment_gives_them() -> None:
    given: Mapping[str, Any] = {parameter.name: parameter.declaration for parameter in PARAMETERS}

    for host in HOSTS:
        assert given[host.subjects]["Type"] == "CommaDelimitedList"
        assert given[host.subjects]["AllowedPattern"] == SUBJECT
        assert given[host.makes_provider]["AllowedValues"] == ["no", "yes"]
