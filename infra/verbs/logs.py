"""`presswork logs`: print the functions' logs."""

import argparse
from datetime import UTC, datetime

from infra.deploying import logs, site
from infra.deploying.failing import reported


def arguments(parser: argparse.ArgumentParser) -> None:
    site.arguments(parser)
    functions = f"one of {', '.join(logs.NAMES)}; all unless said"
    parser.add_argument("function", metavar="FUNCTION", nargs="?", default="", help=functions)
    parser.add_argument("--since", default="1h", metavar="SPAN", help="how far back: 90s, 30m, 1h, 2d; 1h unless said")
    parser.add_argument("--follow", action="store_true", help="and what comes, until interrupted")


@reported
def run(asked: argparse.Namespace) -> int:
    since = int((datetime.now(UTC) - logs.span(asked.since)).timestamp() * 1000)
    name = logs.known(asked.function)
    here = site.asked_site(asked)
    read = logs.follow if asked.follow else logs.lines
    for line in read(here.aws.logs, logs.groups(here, name), since):
        print(line, flush=asked.follow)
    return 0
