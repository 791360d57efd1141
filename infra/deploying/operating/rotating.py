"""`presswork keys`: the keys that sign links, and their rotation.

Functions read the keys when they start. So those with keys are restarted, first the one that verifies links, then those that sign
them.
"""

import json
from collections.abc import Callable
from datetime import datetime

from chalicelib.cloud import secrets
from chalicelib.cloud.secrets import Secrets
from infra.deploying import UndeployableError
from infra.deploying.site import Site, output
from infra.stack import functions, outputs
from infra.terminal.streams import counted

KEEP = 12
TRIES = 300  # five minutes
READERS = (functions.API, functions.LETTERS, functions.TICK)  # those with keys; who verifies comes before those that sign


def keys(site: Site) -> Secrets:
    name = output(site, "SecretsName")
    stored = secrets.read(site.aws.ssm, name)
    if stored is None:
        raise UndeployableError(f"there are no secrets at {name}; `presswork deploy` creates them")
    return stored


def list_(site: Site, say: Callable[[str], None], *, as_json: bool = False) -> int:
    """Print the number of keys, never the keys."""
    many = len(keys(site).keys)
    if as_json:
        say(json.dumps({"keys": many}))
        return 0
    say(f"{counted(many, 'key')}: the newest signs links; links signed by any of them are valid")
    return 0


def rotate(
    site: Site, keep: int, say: Callable[[str], None], now: datetime, pause: Callable[[], None], *, as_json: bool = False
) -> int:
    """Add a new key, which signs from now on; keep so many of the newest keys valid."""
    previous = keys(site)
    rotated = previous.rotated(keep)
    secrets.write(site.aws.ssm, output(site, "SecretsName"), rotated)
    for function in READERS:
        restart(site, output(site, outputs.FUNCTION + function.resource), f"keys of {now:%Y-%m-%d %H:%M:%S}", pause)
    lost = len(previous.keys) + 1 - len(rotated.keys)
    if as_json:
        say(json.dumps({"keys": len(rotated.keys), "dropped": lost}))
        return 0
    dropped = f"; links signed with {lost} other no longer work" if lost else ""
    say(f"links are now signed with a new key; {len(rotated.keys)} keys are valid{dropped}")
    return 0


def restart(site: Site, function: str, why: str, pause: Callable[[], None]) -> None:
    """Let the function restart, and wait until it has: any change of its configuration does that."""
    site.aws.functions.update_function_configuration(FunctionName=function, Description=why)
    for _ in range(TRIES):
        configuration = site.aws.functions.get_function_configuration(FunctionName=function)
        status = configuration.get("LastUpdateStatus")
        if status == "Successful":
            return
        if status == "Failed":
            why = configuration.get("LastUpdateStatusReason", status)
            raise UndeployableError(f"the function {function} couldn't restart: {why}; run the same command again")
        pause()
    raise UndeployableError(f"the function {function} hasn't restarted yet ({status}): run the same command again later")
