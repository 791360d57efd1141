"""`presswork status`: report whether the site works."""

import argparse
from datetime import UTC, datetime

from infra.deploying import site
from infra.deploying.failing import reported
from infra.deploying.status import status


def arguments(parser: argparse.ArgumentParser) -> None:
    site.arguments(parser)


@reported
def run(asked: argparse.Namespace) -> int:
    """Print the state; return 1 if there is a problem."""
    return status(site.asked_site(asked), print, datetime.now(UTC))
