"""The hosts of repositories whose tokens an account trusts: it has a provider for each, whichever stack created it.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviders.html
"""

from collections.abc import Collection, Mapping
from typing import Any

from infra.stack.access.repositories import HOSTS
from infra.stack.parameters import NO, YES


def providers(iam: Any, trusted: Collection[str], stack_outputs: Mapping[str, str]) -> dict[str, str]:
    """Return for each of these hosts whether the stack creates the provider: if there is none, or if it is the stack's own."""
    if not trusted:
        return {}
    arns = {row["Arn"] for row in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]}
    existing = {host: next((arn for arn in arns if arn.endswith(f":oidc-provider/{host.issuer}")), "") for host in HOSTS}
    return {
        host.makes_provider: YES if existing[host] in ("", stack_outputs.get(host.provider_output, "")) else NO
        for host in HOSTS
        if host.name in trusted
    }
