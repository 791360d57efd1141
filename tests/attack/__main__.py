"""`python -m tests.attack [ATTACK …] [--cases N] [--seed N]`: attack Presswork, and print what broke, if anything did."""

import argparse
import logging
import sys
import time
from random import SystemRandom

from tests.attack.attacks import ATTACKS
from tests.attack.running import launch


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.attack")
    parser.add_argument("attacks", nargs="*", help=f"of these: {', '.join(ATTACKS)}; all of them where none is named")
    parser.add_argument("--cases", type=int, default=0, help="how many cases of each (default: as the table of attacks says)")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1_000_000))
    asked = parser.parse_args()
    if unknown := [name for name in asked.attacks if name not in ATTACKS]:
        parser.error(f"there is no attack {', '.join(unknown)}; choose from {', '.join(ATTACKS)}")
    logging.disable(logging.CRITICAL)
    broken = [attacked(name, asked.seed, asked.cases) for name in asked.attacks or ATTACKS]
    return int(any(broken))


def attacked(name: str, seed: int, cases: int) -> bool:
    """Run one attack, and print how it ended; return whether it broke something."""
    attack, began = ATTACKS[name], time.monotonic()
    result = launch(attack, seed, cases or attack.cases)
    word = "BROKEN" if result.breaches else "held"
    print(f"{word:6} {name}, seed {seed}, {time.monotonic() - began:.0f} s: {result}", flush=True)
    if result.breaches:
        print(f"Again: make attack ATTACK='{name}' SEED={seed}{f' CASES={cases}' if cases else ''}", flush=True)
    return bool(result.breaches)


sys.exit(main())
