"""Whatever the cloud does while an image is replaced, no file of it goes that a page still names."""

import os
import re

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.histories.plans import NAMED
from tests.histories.world import World
from tests.histories.wrongs import CRASH, objects, wrongs
from tests.thorough import is_thorough

HISTORIES = int(os.environ.get("HISTORIES", "200" if is_thorough("histories") else "32"))
VARIANT = re.compile(rb"/(_/images/posts/p\.png/[0-9a-f]{16}/[^\s\",&<\\]+)")


class Watched(World):
    """A world that notes the variants that are deleted while a page names them."""

    def __init__(self, seed: int, crash: float) -> None:
        super().__init__(seed, crash)
        self.deleted, self.too_soon = 0, list[tuple[str, str]]()

    def _step(self) -> None:
        before = objects(self.public)
        super()._step()
        for gone in before.keys() - objects(self.public).keys():
            naming = [key for key, shown in before.items() if gone.encode() in VARIANT.findall(shown.body)]
            self.deleted += bool(VARIANT.match(f"/{gone}".encode()))
            self.too_soon += [(gone, key) for key in naming]


@pytest.mark.slow
@settings(max_examples=HISTORIES, derandomize=HISTORIES <= 1000, phases=(Phase.generate,), deadline=None)
@given(seed=st.integers(0, 2**48))
def test_in_no_history_does_a_variant_go_that_a_page_names(seed: int) -> None:
    world, plan = Watched(seed, CRASH), NAMED["replaced"]

    world.run(plan)

    assert world.too_soon == []
    assert list(wrongs(world, plan))[:4] == []
