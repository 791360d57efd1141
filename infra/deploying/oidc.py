"""The hosts of repositories whose tokens an account trusts: it has one provider for each, whichever stack made it.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviders.html
"""

from collections.abc import Collection, Mapping
from typing import Any

from infra.stack.parameters import NO, YES
from infra.stack.repositories import HOSTS


def providers(iam: Any, trusted: Collection[str], stack_outputs: Mapping[str, str]) -> dict[str, str]:
    """Return for each of these hosts whether the stack makes the provider: where there is none, or it is the stack's own."""
    if not trusted:
        return {}
    there = {row["Arn"] for row in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]}
    found = {host: next((arn for arn in there if arn.endswith(f":oidc-provider/{host.issuer}")), "") for host in HOSTS}
    return {
        host.makes_provider: YES if found[host] in ("", stack_outputs.get(host.provider_output, "")) else NO
        for host in HOSTS
        if host.name in trusted
    }
