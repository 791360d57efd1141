"""The site that a command works on: that of the environment, else the demo in this folder, else that of `presswork.toml`."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from chalicelib.cloud.bootstrap import cloud
from chalicelib.cloud.ports import Cloud
from chalicelib.settings import NEEDED as OF_A_CLOUD
from infra.deploying import site
from infra.deploying.site import Asked
from infra.exits import UNABLE
from infra.terminal import CannotError

DEMO = Path(".presswork/demo.json")
DEPLOYED = Path("presswork.toml")
NEEDED = (*OF_A_CLOUD, "LINK_KEYS", "ADDRESS_PEPPER")


def cloud_here() -> Cloud:
    """Return the running site. Raises CannotError where there is none."""
    return cloud({"LOG_LEVEL": "WARNING", **settings_here(os.environ)})


def settings_here(environment: Mapping[str, str]) -> Mapping[str, str]:
    """Return the settings of the running site. Raises CannotError where there is none."""
    if not environment.get("TABLE") and DEMO.exists():
        return settings_of_demo()
    if not environment.get("TABLE") and DEPLOYED.exists():
        return settings_deployed()
    if missing := [name for name in NEEDED if not environment.get(name)]:
        raise CannotError(
            f"no site found: start `presswork demo` here, run this in the folder of your {DEPLOYED}, "
            f"or set {', '.join(missing)} as its functions have them",
            UNABLE,
        )
    return environment


def settings_of_demo() -> Mapping[str, str]:
    try:
        settings: Mapping[str, str] = json.loads(DEMO.read_text())["settings"]
    except (OSError, ValueError, KeyError) as error:
        raise CannotError(f"can't read the running demo's {DEMO}: {error}", UNABLE) from error
    os.environ.update(settings)  # boto3 reads its own keys there
    return settings


def settings_deployed() -> Mapping[str, str]:
    """Return the settings of the site that was deployed from here."""
    try:
        return site.settings(site.asked_site(Asked(DEPLOYED)))
    except CannotError as error:
        raise CannotError(str(error), UNABLE) from error
