"""`presswork keys`: the keys that sign links, and their rotation.

Functions read the keys when they start. So those with keys are restarted, first the one that verifies links, then those that sign
them.
"""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime

from chalicelib.cloud import secrets
from chalicelib.cloud.secrets import Secrets
from infra.deploying import UndeployableError
from infra.deploying.failing import reported
from infra.deploying.site import Site, asked_site, output, site_arguments
from infra.stack import functions, outputs

KEEP = 12
READERS = (functions.API, functions.LETTERS, functions.TICK)  # those with keys; who verifies comes before those that sign


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(metavar="ACT", required=True)
    listing = acts.add_parser("list", help="print how many there are", description="Print how many keys there are.")
    rotation = acts.add_parser("rotate", help="sign links with a new key", description="Sign links with a new key.")
    kept = f"how many keys stay valid, including the new one (default: {KEEP})"
    rotation.add_argument("--keep", type=several, default=KEEP, metavar="N", help=kept)
    listing.set_defaults(act=lambda asked: list_(asked_site(asked), print))
    rotation.set_defaults(act=lambda asked: rotate(asked_site(asked), asked.keep, print, datetime.now(UTC)))
    for act_parser in (listing, rotation):
        site_arguments(act_parser)


def several(text: str) -> int:
    """Read the number of keys to keep: at least two, since the last links were signed with the key before the new one."""
    if not text.isdecimal() or int(text) < 2:  # noqa: PLR2004 - said above
        raise argparse.ArgumentTypeError(f"{text!r} must be a number, 2 or more")
    return int(text)


@reported
def run(asked: argparse.Namespace) -> int:
    return int(asked.act(asked))


def keys(site: Site) -> Secrets:
    name = output(site, "SecretsName")
    found = secrets.read(site.aws.ssm, name)
    if found is None:
        raise UndeployableError(f"there are no secrets at {name}; `presswork deploy` creates them")
    return found


def list_(site: Site, say: Callable[[str], None]) -> int:
    """Print the number of keys, never the keys."""
    many = len(keys(site).keys)
    say(f"{many} {'key' if many == 1 else 'keys'}: the newest signs links; links signed by any of them are valid")
    return 0


def rotate(site: Site, kept: int, say: Callable[[str], None], now: datetime) -> int:
    """Add a new key, which signs from now on; keep so many of the newest keys valid."""
    before = keys(site)
    after = before.rotated(kept)
    secrets.write(site.aws.ssm, output(site, "SecretsName"), after)
    for function in READERS:
        restart(site, output(site, outputs.FUNCTION + function.resource), f"keys of {now:%Y-%m-%d %H:%M:%S}")
    lost = len(before.keys) + 1 - len(after.keys)
    dropped = f"; links signed with {lost} other no longer work" if lost else ""
    say(f"links are now signed with a new key; {len(after.keys)} keys are valid{dropped}")
    return 0


def restart(site: Site, function: str, why: str) -> None:
    """Let the function start anew: any change of its configuration does that."""
    site.aws.functions.update_function_configuration(FunctionName=function, Description=why)
    site.aws.functions.get_waiter("function_updated_v2").wait(FunctionName=function)
