"""`python -m tests.fuzz [TARGET …] [--seconds N] [--seed N]`: test each target, and print an input that breaks a promise."""

import argparse
import logging
import resource
import sys
import time
from collections import Counter
from random import SystemRandom

from tests.fuzz.regressions import REGRESSIONS
from tests.fuzz.running import Broken, Target, hold, inputs
from tests.fuzz.targets import TARGETS

MEMORY = 4 << 30  # bytes; more is a fault


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.fuzz")
    parser.add_argument("targets", nargs="*", help=f"of these: {', '.join(TARGETS)}; all of them where none is named")
    parser.add_argument("--seconds", type=float, default=30, help="how long each target is fed")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1_000_000))
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    broken = [fed(TARGETS[name], asked.seconds, asked.seed) for name in asked.targets or TARGETS]
    return int(any(broken))


def fed(target: Target, seconds: float, seed: int) -> bool:
    """Test one target with its regressions, then with new inputs; return whether it broke a promise."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time() + 4 * seconds + 60), -1))  # a hang in C is killed
    ended, until = Counter[str](), time.monotonic() + seconds
    try:
        for case in REGRESSIONS:
            if case.target == target.name:
                ended[hold(target, case.data)] += 1
        for data in inputs(target, seed):
            ended[hold(target, data)] += 1
            if time.monotonic() > until:
                break
    except Broken as error:
        print(f"FAILED {error}\nAgain: make fuzz TARGET='{target.name}' SEED={seed}", flush=True)
        return True
    counts = ", ".join(f"{number:,} {code}" for code, number in ended.most_common())
    print(f"ok     {target.name}, seed {seed}: {sum(ended.values()):,} inputs: {counts}", flush=True)
    return False


sys.exit(main())
