"""`presswork keys`: the keys that sign links, and a new one for them.

Functions read the keys when they wake. So those that have read them are woken anew, first the one that has to believe what
the others sign.
"""

from collections.abc import Callable
from datetime import datetime

from chalicelib.cloud import secrets
from chalicelib.cloud.secrets import Secrets
from infra.deploying import UndeployableError
from infra.deploying.site import Site, output
from infra.stack import functions, outputs

KEEP = 12
READERS = (functions.API, functions.LETTERS)
"""The functions that read the keys; those that verify stand before those that sign."""


def keys(site: Site) -> Secrets:
    """The secrets. Raises UndeployableError where there are none."""
    name = output(site, "SecretsName")
    found = secrets.read(site.aws.ssm, name)
    if found is None:
        raise UndeployableError(f"there are no secrets at {name}; `presswork deploy` makes them")
    return found


def list_(site: Site, say: Callable[[str], None]) -> int:
    """Say how many there are, and never what they are."""
    many = len(keys(site).keys)
    say(f"{many} {'key' if many == 1 else 'keys'}: the newest signs, and links signed by any of them are believed")
    return 0


def rotate(site: Site, kept: int, say: Callable[[str], None], now: datetime) -> int:
    """Let a new key sign; the newest so many are believed from now on."""
    before = keys(site)
    after = before.rotated(kept)
    secrets.write(site.aws.ssm, output(site, "SecretsName"), after)
    for function in READERS:
        wake(site, output(site, outputs.FUNCTION + function.resource), f"keys of {now:%Y-%m-%d %H:%M:%S}")
    lost = len(before.keys) + 1 - len(after.keys)
    say(
        f"a new key signs; {len(after.keys)} are believed"
        + (f", {lost} no longer: links signed with it are dead" if lost else "")
    )
    return 0


def wake(site: Site, function: str, why: str) -> None:
    """Have the function start anew for whatever comes next: any change of its configuration does that."""
    site.aws.functions.update_function_configuration(FunctionName=function, Description=why)
    site.aws.functions.get_waiter("function_updated_v2").wait(FunctionName=function)
