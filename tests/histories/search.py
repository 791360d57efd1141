"""Run random histories until one goes wrong: `python -m tests.histories.search N [FIRST]` reports which, or that none did."""

import sys

from tests.histories.plans import plan_of
from tests.histories.world import World
from tests.histories.wrongs import CRASH, wrongs


def main() -> int:
    number, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    for seed in range(first, first + number):
        world, plan = World(seed, CRASH), plan_of(seed)
        world.run(plan)
        if wrong := next(iter(wrongs(world, plan)), None):
            sys.stdout.write(f"history {seed} is wrong: {str(wrong)[:300]}\n")
            return 1
    sys.stdout.write(f"{number} histories, none wrong\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
