"""Run histories until one goes wrong: `python -m tests.histories.search 400 --without "previews are owed"`.

It reports the first history that is wrong, or that none is. Each history has a random plan of its own, or, with the name of one,
a plan from `plans`. The seeds are those from `--from` on, so a run is repeated where Python's hashes are (`PYTHONHASHSEED`).
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tests.histories.commenting import COMMENTS, Discussions, discussions_of
from tests.histories.few import divide_early
from tests.histories.plans import NAMED, plan_of
from tests.histories.rules import RULES
from tests.histories.world import World
from tests.histories.wrongs import CRASH, wrongs

PROJECT = Path(__file__).parents[2]


def searched(*arguments: str) -> str:
    """Return what a search with these arguments reports, in a process with the same hashes each time; or errors of ours."""
    command = [sys.executable, "-m", "tests.histories.search", *arguments]
    env = {**os.environ, "PYTHONHASHSEED": "0"}  # the order of sets is that of the last run, so the histories are, too
    ran = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    return ran.stderr[-2000:] if "tests/histories/" in ran.stderr else ran.stdout


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("number", type=int)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--plan", choices=[*NAMED, COMMENTS])
    parser.add_argument("--without", choices=[rule.says for rule in RULES])
    parser.add_argument("--divided", action="store_true", help="listings are divided at two posts")
    asked = parser.parse_args()
    if asked.divided:
        divide_early()
    for rule in RULES:
        if rule.says == asked.without:
            rule.remove()
    for seed in range(asked.first, asked.first + asked.number):
        world = Discussions(seed, CRASH) if asked.plan == COMMENTS else World(seed, CRASH)
        plan = discussions_of(seed) if asked.plan == COMMENTS else NAMED[asked.plan] if asked.plan else plan_of(seed)
        world.run(plan)
        if wrong := next(iter(wrongs(world, plan)), None):
            sys.stdout.write(f"history {seed} is wrong: {str(wrong)[:300]}\n")
            return 1
    sys.stdout.write(f"{asked.number} histories, none wrong\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
