"""A deployment that asks no account: its package is made, and what the template would create is listed.

The account decides a little of it: whether it has a mailbox, a role for logs, or providers for tokens already. Here it has none.
"""

from collections import Counter
from collections.abc import Mapping

from infra.deploying.config import Deployment
from infra.deploying.deploy import PackedFunctions
from infra.deploying.prompts import Terminal
from infra.stack.conditions import effective
from infra.stack.parameters import NO, NONE, YES
from infra.terminal.exit_codes import DONE


def rehearse(site: Deployment, packed: PackedFunctions, terminal: Terminal) -> int:
    """Say what a first deployment of this site would upload and create; return the exit status."""
    terminal.say(f"{site.name} in {site.region}: nothing is deployed")
    for path in packed.zips.values():
        terminal.say(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")
    kinds = Counter(resource["Type"] for resource in effective(packed.template, **parameters(site))["Resources"].values())
    for kind, number in sorted(kinds.items()):
        terminal.say(f"{number:>5} {kind}")
    terminal.say(f"{kinds.total():>5} resources; fewer if the account has some of them already")
    return DONE


def parameters(site: Deployment) -> Mapping[str, str]:
    """Return the parameters of the stack in an account that has nothing yet."""
    gateway = NONE if site.request_log == NO else YES
    return {**site.parameters, "GatewayRole": gateway, "AWS::Region": site.region}
