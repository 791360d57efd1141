"""`presswork destroy`: remove the site from AWS."""

import argparse
import os

from infra.deploying import checks, site
from infra.deploying.destroy import Leaving, destroy
from infra.deploying.failing import reported
from infra.deploying.names import Names
from infra.deploying.services import services
from infra.deploying.terminal import terminal


def arguments(parser: argparse.ArgumentParser) -> None:
    site.arguments(parser)
    parser.add_argument("--with-data", action="store_true", help="also all files, subscribers and secrets, for ever")
    parser.add_argument("--yes", action="store_true", help="without asking")


@reported
def run(asked: argparse.Namespace) -> int:
    name, region = site.meant(asked)
    aws = services(region, site.endpoint_in(os.environ))
    names = Names(name, checks.account(aws), region)
    return destroy(Leaving(names, aws, terminal(), asked.with_data, asked.yes))
