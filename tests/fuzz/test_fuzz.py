"""Random inputs are accepted or refused in little time, and do no harm; the seed is fixed.

`make fuzz` runs for minutes, with another seed each time.
"""

import logging
from itertools import count, islice

import pytest

from chalicelib.errors import Refusal
from tests.fuzz.regressions import REGRESSIONS, Regression
from tests.fuzz.running import Broken, Target, hold, inputs
from tests.fuzz.targets import TARGETS

SEED, INPUTS = 1, 60
COUNTED = count()


@pytest.fixture(autouse=True)
def silence(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


@pytest.mark.parametrize("case", REGRESSIONS, ids=[f"{case.target}-{number}" for number, case in enumerate(REGRESSIONS)])
def test_an_input_that_once_broke_a_promise_no_longer_does(case: Regression) -> None:
    hold(TARGETS[case.target], case.data)


@pytest.mark.parametrize("target", TARGETS.values(), ids=list(TARGETS))
def test_random_inputs_are_accepted_or_refused(target: Target) -> None:
    ended = {hold(target, data) for data in islice(inputs(target, SEED), INPUTS)}

    assert ended


@pytest.mark.parametrize("target", TARGETS.values(), ids=list(TARGETS))
def test_the_first_seed_is_accepted(target: Target) -> None:
    assert hold(target, target.seeds[0]) == "taken"


# ---- the fuzzer itself


def test_the_same_seed_makes_the_same_inputs() -> None:
    target = TARGETS["plain"]
    one, again, other = (list(islice(inputs(target, seed), 200)) for seed in (1, 1, 2))

    assert one == again != other


@pytest.mark.parametrize(
    ("target", "why"),
    [
        (Target("x", lambda _: 1 // 0, (), ()), "it raised ZeroDivisionError"),
        (Target("x", lambda data: "a" * 100 * len(data), (), ()), "it made 100,000 of 1,000"),
        (Target("x", lambda _: next(COUNTED), (), ()), "it does something else"),
        (Target("x", lambda data: data, (), (), lambda _data, given: given.index(b"<")), "ValueError"),
    ],
)
def test_a_broken_promise_is_reported_with_its_input(target: Target, why: str) -> None:
    with pytest.raises(Broken, match=why):
        hold(target, b"a" * 1000)


def test_a_refusal_breaks_no_promise() -> None:
    def refusing(_data: bytes) -> None:
        raise Refusal("value")

    assert hold(Target("x", refusing, (), ()), b"") == "value"
