"""`presswork keys`: rotate the keys that sign links."""

import argparse
from datetime import UTC, datetime

from infra.deploying import rotating, site
from infra.deploying.failing import reported


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(metavar="ACT", required=True)
    listing = acts.add_parser("list", help="say how many there are", description="Say how many keys there are.")
    rotation = acts.add_parser("rotate", help="let a new key sign", description="Let a new key sign links.")
    kept = f"how many are believed, the new one among them; {rotating.KEEP} unless said"
    rotation.add_argument("--keep", type=several, default=rotating.KEEP, metavar="N", help=kept)
    for act_parser, act in ((listing, counted), (rotation, rotated)):
        site.arguments(act_parser)
        act_parser.set_defaults(act=act)


def several(text: str) -> int:
    """Read the number of keys to keep: at least two, since the last links were signed with the key before the new one."""
    if not text.isdecimal() or int(text) < 2:  # noqa: PLR2004 - said above
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 2")
    return int(text)


@reported
def run(asked: argparse.Namespace) -> int:
    return int(asked.act(asked))


def counted(asked: argparse.Namespace) -> int:
    return rotating.list_(site.asked_site(asked), print)


def rotated(asked: argparse.Namespace) -> int:
    return rotating.rotate(site.asked_site(asked), asked.keep, print, datetime.now(UTC))
