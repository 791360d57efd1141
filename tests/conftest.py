"""Hypothesis on a busy machine; and every request of every test to AWS held against the services' own models.

No example has a deadline, and slow generation is no failure. The examples are the same in each run, so a commit passes or fails
wherever it is tested; `make properties` tries new ones.
"""

import gc
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any

import botocore
import pytest
from hypothesis import HealthCheck, settings

from tests.quick import SlowTests, first_cases, is_listed
from tests.service_models import faults
from tests.spreading import ByFile, slow_first

settings.register_profile("new", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=1000)
settings.register_profile("repeatable", settings.get_profile("new"), max_examples=100, derandomize=True)
settings.load_profile("repeatable")

signal.signal(signal.SIGINT, signal.default_int_handler)
"""A shell lets what it runs in the background ignore Ctrl-C, and so would the commands that tests run and interrupt."""

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
"""Tests start hundreds of processes, and without bytecode each compiles the whole project."""

CACHE = tempfile.TemporaryDirectory(prefix="presswork-tests-")
os.environ["XDG_CACHE_HOME"] = CACHE.name
"""What builds keep for themselves goes with the tests."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    config.option.loadscopereorder = False  # it would put the files with most tests first, and not those that take longest
    return ByFile(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a fifth of the time, tests wait for what they started."""
    return ((os.process_cpu_count() if sys.version_info >= (3, 13) else os.cpu_count()) or 1) + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--first", action="store_true", help="run only the first case of each test")
    parser.addoption("--list-slow", action="store_true", help="renew tests/slow_tests.txt for the tests that are run")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--list-slow"):
        config.pluginmanager.register(SlowTests())


def pytest_itemcollected(item: pytest.Item) -> None:
    if is_listed(item):
        item.add_marker("slow")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items[:] = slow_first(first_cases(items) if config.getoption("--first") else items)


def pytest_collection_finish() -> None:
    """Let no collection of garbage look at the thousands of tests and at all that they import: it took an eighth of the time."""
    gc.collect()
    gc.freeze()


FAULTY: list[str] = []
"""What AWS would have refused since the last test ended."""


def _judge(params: Mapping[str, Any], model: Any, **_: Any) -> None:
    FAULTY.extend(faults(model, params))


botocore.register_initializer(lambda session: session.register("before-parameter-build", _judge))


@pytest.fixture(autouse=True)
def requests_that_aws_accepts(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test if AWS would refuse a request of it or of its fixtures, unless it is marked `refused_by_aws`."""
    yield
    found, meant = FAULTY.copy(), request.node.get_closest_marker("refused_by_aws")
    FAULTY.clear()
    assert meant or not found, "AWS would refuse: " + "; ".join(found[:5])
