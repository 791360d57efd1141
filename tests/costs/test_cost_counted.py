"""What a bill rests on, held against the results of the bench: the calls and the time of each act."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.costs.measured_usage import (
    MAILED,
    PUBLISH,
    PUBLISH_BATCHES,
    SIGN_UP,
    WORKER_S,
)

ROOT = Path(__file__).parents[2]


def kept(bench: str) -> Any:
    return json.loads((ROOT / "bench" / "results" / f"{bench}.json").read_text())


def column(calls: list[Mapping[str, Any]], name: str) -> Counter[str]:
    return Counter({row["call"]: row[name] for row in calls})


def test_a_publish_takes_the_calls_and_the_time_that_the_bench_counted() -> None:
    result = kept("publish")
    largest = result["rows"][-1]
    calls = column(result["calls"], f"{largest['posts']:,}")

    assert calls["public.write"] == PUBLISH.puts
    assert sum(calls[f"{bucket}.{how}"] for bucket in ("content", "public") for how in ("read", "stat")) == PUBLISH.gets
    assert largest["calls"] == PUBLISH.calls
    assert largest["batches"] == PUBLISH_BATCHES
    assert largest["CPU ms"] / 1000 == pytest.approx(PUBLISH.cpu_s, rel=0.25)


def test_a_letter_takes_the_calls_and_the_workers_that_the_bench_counted() -> None:
    result = kept("letters")
    each = [row["calls a letter"] for row in result["rows"]]
    workers = [row["workers"] / row["letters a second"] for row in result["rows"]]

    assert MAILED.calls == pytest.approx(max(each), rel=0.1)
    assert pytest.approx(max(workers), rel=0.1) == WORKER_S
    for rate in ("at 14", "at 500"):
        calls = column(result["calls"], rate)
        assert MAILED.mails == calls["mail.send"] / 100_000
        assert calls["table.put"] / 100_000 <= MAILED.writes


def test_a_sign_up_takes_the_calls_that_the_bench_counted() -> None:
    rows = kept("signup")["rows"]
    shown = 2  # calls of the page behind the first link, which the bench leaves out

    assert sum(row["calls"] for row in rows if "JSON" not in row["act"]) + shown == SIGN_UP.calls
