"""What was measured is held against the targets that are about it, and a part is found by its name."""

import time
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bench import demoing, live, publishing, rebuilding, size
from bench.demoing import until_ready
from bench.live import Watching
from bench.rebuilding import ACTS, Program, again_targets, build_targets, recolour, source_of, weight, weight_targets
from bench.running import RunError
from bench.targets import Target
from chalicelib.cloud.memory import MemoryBucket
from chalicelib.cloud.ports import Object


def missed(targets: Any) -> list[str]:
    return [target.what for target in targets if not target.met]


@pytest.mark.parametrize(
    ("value", "at_least", "met"), [(2.0, False, True), (2.1, False, False), (2.0, True, True), (1.9, True, False)]
)
def test_a_target_is_met_up_to_its_bound(value: float, at_least: bool, met: bool) -> None:
    target = Target("seconds", value, 2.0, at_least)

    assert target.met is met
    assert str(target).startswith("met" if met else "MISSED")
    assert ("at least 2.00" if at_least else "at most 2.00") in str(target)


def build_row(
    posts: int, program: str, wall: float, memory: float = 200, files: int = 2_000, size: float = 50
) -> Mapping[str, Any]:
    return {"posts": posts, "program": program, "wall s": wall, "largest MiB": memory, "files": files, "MB": size}


def test_a_build_is_held_against_both_others_and_its_own_growth() -> None:
    rows = [
        build_row(1_000, "presswork", 4),
        build_row(1_000, "hugo", 3),
        build_row(1_000, "pelican", 9),
        build_row(10_000, "presswork", 41, memory=301),
    ]

    assert missed(build_targets(rows)) == [
        "a build of 1,000 posts: times as fast as Pelican",
        "a build of 10,000 posts: times as long as 1,000",
        "a build of 10,000 posts: MiB of the largest process",
    ]


def test_the_files_of_a_build_are_held_against_their_number_and_bytes() -> None:
    assert missed(weight_targets([build_row(1_000, "presswork", 1, files=2_201, size=60)])) == ["files of 1,000 posts"]
    assert missed(weight_targets([build_row(1_000, "presswork", 1, files=2_200, size=61)])) == ["MB of 1,000 posts"]


def test_other_sizes_have_no_targets() -> None:
    rows = [build_row(200, name, 1) for name in ("presswork", "hugo", "pelican")]

    assert build_targets(rows) == ()
    assert again_targets([{**row, "what": ACTS["edit"].what} for row in rows]) == ()


def test_an_edit_is_held_against_hugo_by_the_number_of_posts() -> None:
    walls = {(1_000, "presswork"): 0.5, (1_000, "hugo"): 3.0, (10_000, "presswork"): 1.0, (10_000, "hugo"): 19.0}
    rows = [
        {"posts": posts, "program": program, "what": ACTS["edit"].what, "wall s": wall}
        for (posts, program), wall in walls.items()
    ]

    targets = again_targets(rows)

    assert [(target.value, target.bound) for target in targets] == [(6.0, 5), (19.0, 20)]
    assert missed(targets) == ["the newest of 10,000 posts is edited: times as fast as Hugo"]


def test_a_build_without_a_change_and_one_with_another_colour_have_targets_of_their_own() -> None:
    rows = [
        {"posts": 10_000, "program": "presswork", "what": ACTS["unchanged"].what, "wall s": 1.5},
        {"posts": 10_000, "program": "presswork", "what": ACTS["colour"].what, "wall s": 9.0},
        {"posts": 10_000, "program": "hugo", "what": ACTS["colour"].what, "wall s": 20.0},
    ]

    assert [(target.value, target.met) for target in again_targets(rows)] == [(1.5, False), (0.45, True)]


def publish_row(posts: int, **measured: float) -> Mapping[str, Any]:
    return {"posts": posts, "objects": 30, "calls": 90, "MB": 1.5, "CPU ms": 60, **measured}


def test_a_publish_grows_little_from_each_large_size_to_the_next_and_never_much() -> None:
    rows = [
        publish_row(1_000, objects=37),
        publish_row(10_000, calls=136),
        publish_row(100_000, calls=136, **{"CPU ms": 67}),
    ]

    assert missed(publishing.targets(rows)) == [
        "a publish at 1,000 posts: objects",
        "a publish at 100,000 posts against 10,000: CPU ms",
        "a publish at 10,000 posts against 1,000: calls",
        "a publish at 100,000 posts against 1,000: calls",
    ]


def test_a_save_is_held_against_hugo_by_the_number_of_posts() -> None:
    rows = [
        {"posts": posts, "program": program, "live s": seconds}
        for posts, program, seconds in (
            (1_000, "presswork", 0.5),
            (1_000, "hugo", 2.5),
            (10_000, "presswork", 0.5),
            (10_000, "hugo", 9.0),
        )
    ]

    assert [(target.value, target.met) for target in live.targets(rows)] == [(5.0, True), (18.0, False)]


def test_a_start_of_the_demo_is_held_against_what_it_publishes() -> None:
    rows = [
        {"of": demoing.EXAMPLE, "what": demoing.AGAIN, "seconds": 4},
        {"of": "1,000 posts", "what": demoing.AGAIN, "seconds": 4},
        {"of": "300 posts", "what": demoing.AGAIN, "seconds": 40},
    ]

    assert [(target.value, target.met) for target in demoing.targets(rows)] == [(4, False), (4, True)]


def test_builds_of_the_same_folders_are_measured_together() -> None:
    assert len(list(size.measures(["edit", "edit-old", "colour", "unchanged"], None, 1))) == 1
    assert len(list(size.measures(["edit", "publish", "demo"], None, 1))) == 3


def test_every_part_has_its_name() -> None:
    assert [name for name in size.NAMES if len(list(size.measures([name], (100,), 1))) != 1] == []
    assert set(size.ASKED_FOR) < set(size.NAMES)


def test_hidden_files_of_a_build_are_not_counted(tmp_path: Path) -> None:
    for name, text in (("index.html", "four"), ("2026/a/index.html", "two"), (".presswork/built.json", "more"), ("a/.b", "more")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    assert weight(tmp_path) == (2, 7)


def test_a_source_is_found_by_its_title_and_not_by_its_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: One\n---\n\nTwo is another.\n")
    (tmp_path / "b.md").write_text("---\ntitle: Two\n---\n\nThis is it.\n")

    assert source_of(tmp_path, "Two") == tmp_path / "b.md"


def test_the_colour_is_another_after_each_act(tmp_path: Path) -> None:
    post = rebuilding.newest(100)

    said = [recolour(Program("presswork", tmp_path), post, run)[1] for run in range(3)]

    assert said[0] != said[1] != said[2]
    assert said[2] in (tmp_path / "site.yaml").read_text()


def test_the_newest_and_an_old_post_have_their_pages_below_their_dates() -> None:
    pages = [post.page for post in (rebuilding.newest(100), rebuilding.old(100))]

    assert [page[:5] for page in pages] == ["2026/", "2020/"]
    assert [page.rpartition("/")[2] for page in pages] == ["index.html"] * 2


def test_a_page_is_watched_until_it_says_what_was_saved() -> None:
    bucket = MemoryBucket()
    bucket.write("index.html", Object(b"before", "text/html"))

    with Watching(bucket, "index.html", b"after") as watching:
        with pytest.raises(RunError, match=r"index\.html"):
            watching.seen(patience=0.05)
        written = time.monotonic()
        bucket.write("index.html", Object(b"and after", "text/html"))
        seen = watching.seen(patience=60)

    assert seen >= written


def test_the_demo_is_ready_when_it_says_so() -> None:
    said = StringIO("Site:   http://127.0.0.1:8000/\nInbox:  http://127.0.0.1:8000/_inbox/\n… done in 1.2 seconds.\nmore\n")

    assert until_ready(said) == "http://127.0.0.1:8000"


def test_a_demo_that_ends_before_it_is_ready_is_an_error() -> None:
    with pytest.raises(RunError, match="before it was ready"):
        until_ready(StringIO("Site:   http://127.0.0.1:8000/\n"))
