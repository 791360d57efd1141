"""The probe page: it is published, seen, and removed whatever happens."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from infra.build.build import build
from infra.deploying.doctor import probes
from infra.deploying.doctor.probes import KEY, Probe
from tests.deploying.patients import BUCKET, SITE, WORD, Pipeline


def probe(pipeline: Pipeline) -> Probe:
    return Probe(pipeline, BUCKET, SITE, WORD, pipeline, lambda _: None, lambda _: None)


def test_a_probe_page_is_seen_and_gone() -> None:
    pipeline = Pipeline()

    assert probe(pipeline).run() == probes.ProbeResult(came=True, went=True)
    assert pipeline.objects == {}


def test_a_probe_page_that_never_comes_is_removed() -> None:
    pipeline = Pipeline(fails=lambda: (404, b""))

    assert not probe(pipeline).run().came
    assert pipeline.objects == {}


def interrupted() -> tuple[int, bytes]:
    raise KeyboardInterrupt


def test_a_probe_page_is_removed_when_the_doctor_is_interrupted() -> None:
    pipeline = Pipeline(fails=interrupted)

    with pytest.raises(KeyboardInterrupt):
        probe(pipeline).run()
    assert pipeline.objects == {}


def test_a_file_of_the_authors_is_never_taken_for_a_probe() -> None:
    theirs = {"Metadata": {}, "Body": b"mine"}
    pipeline = Pipeline({KEY: theirs})

    assert probe(pipeline).run().taken
    assert pipeline.objects == {KEY: theirs}


def test_what_a_killed_run_left_is_removed_by_the_next() -> None:
    pipeline = Pipeline({KEY: {"Metadata": probes.OURS, "Body": b"old"}})

    assert probe(pipeline).run().went
    assert pipeline.objects == {}


def test_a_probe_is_in_no_feed_and_leaves_nothing(tmp_path: Path) -> None:
    blog, out = tmp_path / "blog", tmp_path / "out"
    (blog / "posts").mkdir(parents=True)
    (blog / "posts" / "a.md").write_text("---\ntitle: A\ndate: 2026-11-20\n---\nText.\n")
    now = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    build(blog, out, url=SITE, now=now)
    before = contents(out)

    (blog / KEY).write_bytes(probes.source(WORD))
    build(blog, out, url=SITE, now=now)
    during = contents(out)
    (blog / KEY).unlink()
    build(blog, out, url=SITE, now=now)

    assert WORD.encode() in during["presswork-doctor/index.html"]
    assert not [name for name, body in during.items() if "feed" in name and b"presswork-doctor" in body]
    assert contents(out) == before


def contents(folder: Path) -> Mapping[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".presswork" not in path.parts
    }


def test_the_source_of_a_probe_wants_no_letter() -> None:
    front = yaml.safe_load(probes.source(WORD).decode().split("---")[1])

    assert front["newsletter"] is False
    assert "date" not in front
