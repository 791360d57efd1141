"""The commands that look after a site, as an author runs them, beside a demo."""

import json
from collections.abc import Iterator

import pytest

from infra.files.blog_folder import looks
from tests.demo.demo_process import Demo, run, running
from tests.patience import soon

POST = "---\ntitle: Hello\ndate: 2026-11-20\n---\n{text}\n"
KEY, PAGE = "posts/hello.md", "2026/11/20/hello/index.html"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "blog" / "posts").mkdir(parents=True)
    (folder / "blog" / "site.yaml").write_text("title: The Press\nzone: UTC\n")
    (folder / "blog" / KEY).write_text(POST.format(text="One."))
    with running(folder) as demo:
        yield demo


def shows(demo: Demo, text: str) -> None:
    soon(lambda: text in (demo.page("2026/11/20/hello/") or ""))


def save(demo: Demo, text: str) -> None:
    path = demo.folder / "blog" / KEY
    aside = path.with_name(".aside")
    aside.write_text(POST.format(text=text))
    aside.replace(path)  # whole, so that it is one version
    shows(demo, text)


def test_an_earlier_version_is_listed_compared_and_restored(demo: Demo) -> None:
    save(demo, "Nothing yet.")  # the page may say "One." already, and the next text would go up in its place
    save(demo, "One.")
    save(demo, "Two.")

    listed = json.loads(run(demo, "history", f"blog/{KEY}", "--json").stdout)
    assert listed["file"] == KEY
    assert len(listed["versions"]) >= 2
    changed = run(demo, "history", f"blog/{KEY}", "--diff")
    assert changed.stdout.splitlines()[-2:] == ["-One.", "+Two."]
    assert json.loads(run(demo, "history", f"blog/{KEY}@1", "--json").stdout)["diff"][-2:] == ["-One.", "+Two."]
    itself = run(demo, "history", f"blog/{KEY}", "--diff", "1")
    assert (itself.returncode, itself.stdout) == (0, "")
    assert itself.stderr.startswith("Version 1 is the newest")
    restored = run(demo, "restore", f"blog/{KEY}@2")
    assert (restored.returncode, restored.stderr) == (0, "")
    assert "One." in (demo.folder / "blog" / KEY).read_text()
    shows(demo, "One.")


def test_a_deleted_file_comes_back(demo: Demo) -> None:
    save(demo, "Three.")
    (demo.folder / "blog" / KEY).unlink()
    soon(lambda: demo.page("2026/11/20/hello/") is None)

    restored = run(demo, "restore", f"blog/{KEY}")

    assert (restored.returncode, restored.stderr) == (0, "")
    shows(demo, "Three.")


def test_beside_the_blog_a_file_is_named_from_it_and_restored_into_it(demo: Demo) -> None:
    save(demo, "Kept.")
    (demo.folder / "blog" / KEY).unlink()
    soon(lambda: demo.page("2026/11/20/hello/") is None)

    restored = run(demo, "restore", KEY)

    assert (restored.returncode, restored.stderr) == (0, "")
    assert restored.stdout.splitlines()[-1] == f"blog/{KEY}: written"
    assert "Kept." in (demo.folder / "blog" / KEY).read_text()
    assert not (demo.folder / "posts").exists()
    shows(demo, "Kept.")
    assert json.loads(run(demo, "status", KEY, "--json").stdout)["differs"] is False


def test_a_version_that_is_not_there_is_told_on_one_line(demo: Demo) -> None:
    told = run(demo, "restore", f"blog/{KEY}@99")
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (1, "", 1)
    assert f"{KEY}: there are only" in told.stderr


def test_the_doctor_finds_what_is_missing_and_mends_it(demo: Demo) -> None:
    save(demo, "Four.")
    soon(lambda: run(demo, "doctor", "--json").returncode == 0)
    demo.s3.delete_object(Bucket=demo.said["public_bucket"], Key=PAGE)

    found = run(demo, "doctor")
    assert found.returncode == 1
    assert f"{PAGE} is missing from the public bucket" in found.stdout
    mended = run(demo, "doctor", "--repair", "--json")
    assert json.loads(mended.stdout)["queued"] == {"files": 0, "pages": 1, "left": 0}
    shows(demo, "Four.")
    soon(lambda: run(demo, "doctor", "--deep").returncode == 0)


def test_the_site_is_exported_and_its_folder_builds_the_same(demo: Demo) -> None:
    save(demo, "Five.")

    done = run(demo, "export", "backup")

    assert (done.returncode, done.stderr) == (0, "")
    assert {*looks(demo.folder / "backup", demo.folder / "none")} == {"site.yaml", KEY}
    assert "Five." in (demo.folder / "backup" / KEY).read_text()


def test_a_folder_with_other_files_is_not_exported_into_unasked(demo: Demo) -> None:
    (demo.folder / "mine").mkdir()
    (demo.folder / "mine" / "notes.txt").write_text("mine")

    told = run(demo, "export", "mine")

    assert (told.returncode, told.stdout) == (2, "")
    assert "mine has files in it" in told.stderr
