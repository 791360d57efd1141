"""Run histories until one goes wrong: `python -m tests.histories.search N [PLAN]` reports which, or that none did.

Without the name of a plan, each history has a random plan of its own.
"""

import sys

from tests.histories.plans import NAMED, plan_of
from tests.histories.world import World
from tests.histories.wrongs import CRASH, wrongs


def main() -> int:
    number, named = int(sys.argv[1]), NAMED[sys.argv[2]] if len(sys.argv) > 2 else None
    for seed in range(number):
        world, plan = World(seed, CRASH), named or plan_of(seed)
        world.run(plan)
        if wrong := next(iter(wrongs(world, plan)), None):
            sys.stdout.write(f"history {seed} is wrong: {str(wrong)[:300]}\n")
            return 1
    sys.stdout.write(f"{number} histories, none wrong\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
