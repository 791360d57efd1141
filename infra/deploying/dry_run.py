"""A deployment that asks no account: its package is made, and what the template would create is listed."""

from collections import Counter

from infra.deploying.config import Deployment
from infra.deploying.deploy import PackedFunctions
from infra.deploying.prompts import Terminal
from infra.terminal.exit_codes import DONE


def rehearse(site: Deployment, packed: PackedFunctions, terminal: Terminal) -> int:
    """Say what a first deployment of this site would upload and create at most; return the exit status."""
    terminal.say(f"{site.name} in {site.region}: nothing is deployed")
    for path in packed.zips.values():
        terminal.say(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")
    kinds = Counter(resource["Type"] for resource in packed.template["Resources"].values())
    for kind, number in sorted(kinds.items()):
        terminal.say(f"{number:>5} {kind}")
    terminal.say(f"{kinds.total():>5} resources at most; some depend on the settings and on the account")
    return DONE
