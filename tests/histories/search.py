"""Go through random histories until one goes wrong: `python -m tests.histories.search N` says which, or that none did."""

import sys

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.histories.plans import Plan, plans
from tests.histories.test_convergence import wrongs
from tests.histories.world import World

CRASH = 0.03


def search(histories: int) -> tuple[int, object]:
    """How many histories were gone through, and what the first wrong one got wrong (None: none was)."""
    seen = 0
    wrong: object = None

    @settings(
        max_examples=histories,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    @given(plan=plans(), seed=st.integers(0, 2**32))
    def go(plan: Plan, seed: int) -> None:
        nonlocal seen, wrong
        if wrong is None:
            seen += 1
            world = World(seed, CRASH)
            world.run(plan)
            wrong = next(iter(wrongs(world, plan)), None)

    go()
    return seen, wrong


def main() -> int:
    seen, wrong = search(int(sys.argv[1]))
    print(f"{seen} histories, the last one wrong: {str(wrong)[:300]}" if wrong else f"{seen} histories, none wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
