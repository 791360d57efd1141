"""`presswork destroy`: remove the site from AWS."""

import argparse
import os

from infra.deploying import site
from infra.deploying.destroy import destroy, leaving
from infra.deploying.failing import reported
from infra.deploying.services import services
from infra.deploying.terminal import terminal


def arguments(parser: argparse.ArgumentParser) -> None:
    site.arguments(parser)
    parser.add_argument("--with-data", action="store_true", help="also all files, subscribers and secrets, for ever")
    parser.add_argument("--yes", action="store_true", help="without asking")


def run(asked: argparse.Namespace) -> int:
    return reported(lambda: walk(asked))


def walk(asked: argparse.Namespace) -> int:
    name, region = site.meant(asked)
    aws = services(region, site.endpoint_in(os.environ))
    return destroy(leaving(name, aws, terminal(), with_data=asked.with_data, yes=asked.yes))
