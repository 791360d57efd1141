"""Pushing from a repository: a role that a workflow takes at each commit, without a key of AWS kept anywhere.

GitHub and GitLab sign a token for each job, which says of which repository and branch it is. An account has one provider for all
the tokens of a host, which the stack makes unless there is one. The role trusts one branch of one repository, and may do what
`presswork push` does: list, read and write the content bucket, read what becomes of it, and find the stack. It may not write a
report, delete an old version, or read anything about subscribers.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
"""

from typing import Any

from infra.stack.access.repositories import HOSTS, Host
from infra.stack.access.rights import REPORTS
from infra.stack.access.roles import allow, following
from infra.stack.buckets import CONTENT
from infra.stack.intrinsics import Resources, either, policy, ref, resource, sub


def resources() -> Resources:
    declared: Resources = {}
    for host in HOSTS:
        provider = {"Url": f"https://{host.issuer}", "ClientIdList": [host.audience]}
        declared[host.provider] = resource("AWS::IAM::OIDCProvider", provider, Condition=host.is_ours)
        declared[host.role] = _role(host)
    return declared


def _role(host: Host) -> dict[str, Any]:
    properties = {
        "Description": sub("${AWS::StackName}: pushes from " + host.name),
        "AssumeRolePolicyDocument": policy(_trust(host)),
        "Policies": [{"PolicyName": "push", "PolicyDocument": policy(*rights())}],
    }
    return resource("AWS::IAM::Role", properties, Condition=host.is_trusted)


def _trust(host: Host) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"Federated": either(host.is_ours, ref(host.provider), sub(host.arn))},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {f"{host.issuer}:aud": host.audience},
            "StringLike": {f"{host.issuer}:sub": ref(host.subjects)},
        },
    }


def rights() -> list[dict[str, Any]]:
    """Return what `presswork push` calls, and no more."""
    reports = [sub(f"{CONTENT.arn}/{pattern}") for pattern in REPORTS]
    return [
        allow(["s3:ListBucket"], sub(CONTENT.arn)),
        allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], sub(f"{CONTENT.arn}/*")),
        {"Effect": "Deny", "Action": ["s3:PutObject", "s3:DeleteObject"], "Resource": reports},
        *following(),
    ]
