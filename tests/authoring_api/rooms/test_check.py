"""What is wrong with a blog, at the desk: refused files and warnings in one view."""

from chalicelib import reports
from chalicelib.authoring.desk.report_reader import FileReport, reports_in
from tests.authoring_api.test_desk import Desk
from tests.publishing.blog import post

BAD = "---\ntitle: Bad\ndate: yesterday\n---\nText.\n"
DANGLING = post("[There](missing.md)", title="Dangling", date="2026-11-20")


def test_refused_files_and_warnings_are_one_answer() -> None:
    desk = Desk()
    desk.blog.publish({"posts/bad.md": BAD, "posts/dangling.md": DANGLING, "site.yaml": "title: [\n"})

    answer = desk.get("check")

    assert {refused["key"]: refused["line"] for refused in answer["refused"]} == {"posts/bad.md": 3, "site.yaml": 2}
    [warning] = answer["warnings"]
    assert warning["key"] == "posts/dangling.md"
    assert warning["found"] == ["a link to posts/missing.md"]
    assert "Upload the missing file" in warning["remedy"]
    assert not answer["isMore"]


def test_a_blog_without_faults_has_none() -> None:
    assert Desk().get("check") == {"refused": [], "warnings": [], "isMore": False}


def test_an_author_hears_of_their_own_files_alone() -> None:
    desk = Desk("author")
    desk.blog.publish(
        {"posts/bob/bad.md": BAD, "posts/bob/dangling.md": DANGLING, "posts/ann/bad.md": BAD, "site.yaml": "title: [\n"}
    )

    answer = desk.get("check")

    assert [refused["key"] for refused in answer["refused"]] == ["posts/ann/bad.md"]
    assert answer["warnings"] == []


def test_nobody_hears_of_anything_signed_out() -> None:
    desk = Desk()
    desk.writer.cookie = ""

    assert desk.writer.get("/desk/check").status == 401


def test_reports_are_read_as_they_are_written() -> None:
    text = reports.missing_links("posts/a.md", ["posts/b.md", "posts/c.md"]) + reports.missing_files(
        "posts/a.md", ["images/d.jpg"]
    )

    links, files = reports_in(text)

    assert links.found == ("a link to posts/b.md", "a link to posts/c.md")
    assert files == FileReport("posts/a.md", ("the file /images/d.jpg",), files.why, files.remedy)
    assert files.remedy.startswith("Upload the file")
    assert reports_in("nothing of the kind\n") == []
