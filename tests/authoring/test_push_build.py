"""A push into a folder that a build made: what changed is told as of any other site."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from chalicelib.cloud.folder import FolderBucket
from infra.authoring.push.push_build import push_build
from infra.authoring.push.push_events import SAID
from infra.authoring.target.destination import Destination
from infra.files.blog_folder import every_key
from tests.latin_1 import latin_1
from tests.pictures import flat_png

POST = "---\ntitle: Hello\ndate: 2026-11-20\n---\n\nSome text.\n"
SITE = "title: Mine\nurl: https://mine.example\n"


@pytest.fixture
def folder(tmp_path: Path) -> Destination:
    blog = tmp_path / "blog"
    (blog / "posts").mkdir(parents=True)
    (blog / "site.yaml").write_text(SITE)
    (blog / "posts" / "hello.md").write_text(POST)
    return Destination("out", "build", blog, out=tmp_path / "out")


def pushed(folder: Destination) -> tuple[int, dict[str, list[str]]]:
    """Push, and return the exit status and the files that were told of, by event."""
    told: list[Mapping[str, object]] = []
    status = push_build(folder, told.append, shown=False)
    files: dict[str, list[str]] = {}
    for event in told:
        if "file" in event:
            files.setdefault(str(event["event"]), []).append(str(event["file"]))
    return status, files


def lines(folder: Destination) -> list[str]:
    """Push, and return the lines that were told, without seconds."""
    told: list[str] = []
    push_build(folder, lambda event: told.append(SAID[event["event"]].text(event)), shown=False)
    return [re.sub(r" \d+\.\d s\b", " 0.0 s", line) for line in told]


def standing(folder: Destination) -> Mapping[str, str]:
    """The objects of the site, by their ETags."""
    assert folder.out is not None
    bucket = FolderBucket(folder.out)
    found = {key: bucket.stat(key) for key in every_key(bucket)}
    return {key: stat.etag for key, stat in found.items() if stat}


def differ(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    """Return the pages that a person reads and that differ."""
    keys = (key for key in before.keys() | after.keys() if key.endswith("index.html") and not key.startswith("_/"))
    return {key for key in keys if before.get(key) != after.get(key)}


def test_only_files_that_changed_or_lack_something_since_then_are_warned_of_and_refusals_come_last(folder: Destination) -> None:
    (folder.blog / "posts" / "a.md").write_text(f"{POST}![A dot](dot.png)\n")
    (folder.blog / "posts" / "b.md").write_text(f"{POST}[Hello](hello.md)\n")
    (folder.blog / "posts" / "bad.md").write_text(POST.replace("2026-11-20", "2026-13-45"))
    assert list(pushed(folder)[1]) == ["missing", "refused", "live"]
    assert pushed(folder)[1] == {"refused": ["posts/bad.md"]}

    (folder.blog / "posts" / "hello.md").unlink()

    assert pushed(folder)[1] == {"missing": ["posts/b.md"], "refused": ["posts/bad.md"], "deleted": ["posts/hello.md"]}


def test_a_first_push_builds_the_folder_and_tells_of_each_file(folder: Destination) -> None:
    assert pushed(folder) == (0, {"live": ["posts/hello.md", "site.yaml"]})

    assert folder.out is not None
    assert "Some text." in (folder.out / "2026/11/20/hello/index.html").read_text()


def test_a_later_push_tells_only_of_what_changed(folder: Destination) -> None:
    pushed(folder)
    (folder.blog / "posts" / "second.md").write_text(POST.replace("Hello", "Second"))

    assert pushed(folder) == (0, {"live": ["posts/second.md"]})
    assert pushed(folder) == (0, {})


def test_what_a_scheduled_post_or_a_draft_lacks_is_told_before_it_is_published(folder: Destination) -> None:
    pushed(folder)
    later = POST.replace("2026-11-20", "2098-01-01") + "[A draft](draft.md) [Nothing](no.md) ![A dot](dot.png)\n"
    (folder.blog / "posts" / "later.md").write_text(later)
    (folder.blog / "posts" / "draft.md").write_text(POST.replace("title", "draft: yes\ntitle") + "![A dot](dot.png)\n")
    told: list[Mapping[str, object]] = []

    assert push_build(folder, told.append, shown=False) == 0

    assert sorted((event["file"], event["needs"]) for event in told if event["event"] == "missing") == [
        ("posts/draft.md", "posts/dot.png"),
        ("posts/later.md", "posts/dot.png"),
        ("posts/later.md", "posts/no.md"),
    ]
    assert (told[-1]["live"], told[-1]["scheduled"], told[-1]["drafts"]) == (0, 1, 1)


def test_a_file_that_is_gone_from_the_blog_is_told_as_deleted_and_its_page_goes(folder: Destination) -> None:
    pushed(folder)
    (folder.blog / "posts" / "hello.md").unlink()

    assert pushed(folder) == (0, {"deleted": ["posts/hello.md"]})

    assert folder.out is not None
    assert not (folder.out / "2026/11/20/hello/index.html").exists()


def test_a_file_whose_name_is_not_utf_8_is_refused_and_named_at_each_push(folder: Destination) -> None:
    latin_1(folder.blog, b"posts/caf\xe9.jpg")

    assert pushed(folder) == (1, {"live": ["posts/hello.md", "site.yaml"], "refused": ["posts/caf\ufffd.jpg"]})
    assert pushed(folder) == (1, {"refused": ["posts/caf\ufffd.jpg"]})


def test_a_file_that_is_refused_is_told_with_its_reason_and_makes_the_push_fail(folder: Destination) -> None:
    (folder.blog / "posts" / "bad.md").write_text(POST.replace("2026-11-20", "2026-13-45"))

    status, files = pushed(folder)

    assert status == 1
    assert files["refused"] == ["posts/bad.md"]
    assert "posts/hello.md" in files["live"]


def test_after_a_build_from_scratch_what_changed_is_told_as_it_is_now(folder: Destination) -> None:
    pushed(folder)
    assert folder.cloud.table  # whoever watches has it open
    (folder.blog / "site.yaml").write_text("title: [\n")
    assert pushed(folder)[1] == {"refused": ["site.yaml"], "left-out": ["site.yaml"]}
    (folder.blog / "site.yaml").write_text(SITE.replace("Mine", "Ours"))
    (folder.blog / "posts" / "hello.md").write_text(POST.replace("date:", "draft: true\ndate:"))
    (folder.blog / "posts" / "second.md").write_text(POST.replace("Hello", "Second"))
    told: list[Mapping[str, object]] = []

    push_build(folder, told.append, shown=False)

    states = {event["file"]: event["state"] for event in told if event["event"] == "live"}
    assert states == {"posts/hello.md": "draft", "posts/second.md": "published", "site.yaml": "published"}


def test_a_missing_file_is_told_with_the_line_that_shows_or_links_to_it(folder: Destination) -> None:
    (folder.blog / "posts" / "hello.md").write_text(f"{POST}![A dot](dot.png) and [more](more.md)\n")
    told: list[Mapping[str, object]] = []

    push_build(folder, told.append, shown=False)

    assert sorted((event["line"], event["why"]) for event in told if event["event"] == "missing") == [
        (7, "links to posts/more.md, which is missing"),
        (7, "shows posts/dot.png, which is missing"),
    ]


# ---- how many other pages have changed


def test_the_last_line_of_a_file_says_how_many_other_pages_have_changed(folder: Destination) -> None:
    pushed(folder)
    before = standing(folder)
    (folder.blog / "posts" / "hello.md").write_text(POST.replace("title: Hello", "title: Good morning"))
    (folder.blog / "posts" / "second.md").write_text(POST.replace("Hello", "Second"))

    first, second, _ = lines(folder)

    others = differ(before, standing(folder)) - {"2026/11/20/hello/index.html", "2026/11/20/second/index.html"}
    assert len(others) >= 5
    assert first == "posts/hello.md  https://mine.example/2026/11/20/hello/  0.0 s"
    assert second == f"posts/second.md  https://mine.example/2026/11/20/second/  0.0 s; {len(others)} other pages changed"


def test_where_a_post_moves_the_address_that_it_leaves_is_none_of_the_other_pages(folder: Destination) -> None:
    pushed(folder)
    before = standing(folder)
    (folder.blog / "posts" / "hello.md").write_text(POST.replace("title", "slug: moved\ntitle"))

    line, _ = lines(folder)

    others = differ(before, standing(folder)) - {"2026/11/20/hello/index.html", "2026/11/20/moved/index.html"}
    assert line.endswith(f", moved from /2026/11/20/hello/; {len(others)} other pages changed")


def test_the_sizes_of_an_image_are_no_other_pages(folder: Destination) -> None:
    pushed(folder)

    (folder.blog / "dot.png").write_bytes(flat_png(1000, 20))

    assert lines(folder)[0] == "dot.png  https://mine.example/dot.png  0.0 s"


def test_what_is_gone_says_how_many_other_pages_have_changed(folder: Destination) -> None:
    (folder.blog / "posts" / "second.md").write_text(POST.replace("Hello", "Second"))
    pushed(folder)
    before = standing(folder)
    (folder.blog / "posts" / "second.md").unlink()

    line, _ = lines(folder)

    others = differ(before, standing(folder)) - {"2026/11/20/second/index.html"}
    assert line == f"posts/second.md  deleted; {len(others)} other pages changed"


def test_a_post_that_is_refused_after_it_stood_is_told_to_be_left_out(folder: Destination) -> None:
    (folder.blog / "posts" / "second.md").write_text(POST.replace("Hello", "Second"))
    pushed(folder)
    before = standing(folder)
    (folder.blog / "posts" / "second.md").write_text(POST.replace("2026-11-20", "2026-13-45"))

    refused, left_out, _ = lines(folder)

    others = differ(before, standing(folder)) - {"2026/11/20/second/index.html"}
    assert refused.startswith("posts/second.md:3: this isn't a valid date")
    assert left_out == f"posts/second.md  left out until that is mended; {len(others)} other pages changed"
    assert [line for line in lines(folder) if "left out" in line] == []


def test_where_no_file_differs_the_end_says_how_many_pages_have_changed(folder: Destination) -> None:
    pushed(folder)
    assert folder.out is not None
    (folder.out / "archives" / "index.html").unlink()

    assert lines(folder)[-1].startswith("no file differs, but 1 page changed, ")
    assert lines(folder) == ["nothing to push: out has all of this already"]
