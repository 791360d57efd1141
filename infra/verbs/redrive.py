"""`presswork redrive`: try failed messages again."""

import argparse

from infra.deploying import redriving, site
from infra.deploying.failing import reported


def arguments(parser: argparse.ArgumentParser) -> None:
    site.arguments(parser)
    queues = f"one of {', '.join(redriving.DEAD)}; all unless said"
    parser.add_argument("queue", metavar="QUEUE", nargs="?", default="", help=queues)


@reported
def run(asked: argparse.Namespace) -> int:
    name = redriving.known(asked.queue)
    return redriving.redrive(site.asked_site(asked), name, print)
