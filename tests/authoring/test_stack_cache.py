"""A stack that was found lately isn't looked up again, unless it may be another one by now."""

import os
from pathlib import Path

import boto3
import pytest

from infra.authoring.target import stack_cache
from infra.authoring.target.destination import remember
from infra.authoring.target.stack_cache import find_cached, forget
from infra.terminal.streams import CannotError
from tests.authoring.test_destination import HERE, blog, stack

fixtures = (blog, stack)  # not defined here


@pytest.fixture
def gone(stack: str, blog: Path) -> str:
    """The name of a stack that was found once, and can't be looked up any more."""
    remember(find_cached(stack, blog, HERE))
    boto3.client("cloudformation", region_name=HERE["AWS_REGION"]).delete_stack(StackName=stack)
    return stack


def test_a_stack_that_was_found_is_known_by_its_name_and_where_it_is_remembered(gone: str, blog: Path) -> None:
    assert find_cached(gone, blog, HERE).content_bucket == "the content_bucket"
    assert find_cached("", blog, HERE).remembered


def test_with_other_credentials_it_is_looked_up(gone: str, blog: Path) -> None:
    with pytest.raises(CannotError, match="there's no stack"):
        find_cached(gone, blog, {**HERE, "AWS_PROFILE": "other"})


def test_after_a_day_it_is_looked_up(gone: str, blog: Path) -> None:
    path = blog / ".presswork" / f"stack-{gone}.json"
    old = path.stat().st_mtime - stack_cache.MAX_AGE
    os.utime(path, (old, old))

    with pytest.raises(CannotError, match="there's no stack"):
        find_cached(gone, blog, HERE)


def test_what_was_forgotten_is_looked_up(gone: str, blog: Path) -> None:
    forget(find_cached(gone, blog, HERE))

    with pytest.raises(CannotError, match="there's no stack"):
        find_cached(gone, blog, HERE)


def test_what_cant_be_read_is_looked_up(gone: str, blog: Path) -> None:
    (blog / ".presswork" / f"stack-{gone}.json").write_text("{")

    with pytest.raises(CannotError, match="there's no stack"):
        find_cached(gone, blog, HERE)
