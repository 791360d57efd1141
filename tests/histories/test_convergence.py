"""Promise 1: whatever the cloud does to events, the public bucket ends byte for byte as a clean build of the content bucket."""

import os
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.histories.copies import FEW, searched
from tests.histories.plans import plan_of
from tests.histories.world import World
from tests.histories.wrongs import CRASH, wrongs

HISTORIES = int(os.environ.get("HISTORIES", "200"))


@pytest.mark.slow
@settings(max_examples=HISTORIES, derandomize=HISTORIES <= 1000, phases=(Phase.generate,))
@given(seed=st.integers(0, 2**48))
def test_any_history_ends_as_a_clean_build(seed: int) -> None:
    world, plan = World(seed, CRASH), plan_of(seed)
    world.run(plan)
    assert list(wrongs(world, plan))[:4] == []


@pytest.mark.slow
def test_any_history_in_which_listings_are_divided_ends_as_a_clean_build(tmp_path: Path) -> None:
    assert searched(tmp_path, [FEW], "150") == "150 histories, none wrong\n"
