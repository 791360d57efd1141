"""The preview as a user runs it: `presswork serve --watch` builds, serves, and follows what is saved."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from urllib.request import urlopen

import pytest

from infra.build.build import BuildReport
from infra.command import main
from infra.files.file_watch import FileChange
from infra.serve.preview import changed, is_authors, stamps
from infra.serve.preview import preview as preview_of
from tests.latin_1 import latin_1
from tests.patience import PATIENCE, soon


@dataclass
class Preview:
    process: subprocess.Popen[str]
    folder: Path
    url: str

    def page(self, path: str) -> str:
        with closing(urlopen(self.url + path)) as answer:  # noqa: S310 - our own server on 127.0.0.1
            return str(answer.read().decode())


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog" / "about.md").write_text("# About\n\nUs.\n")
    run = "import sys; from infra.command import main; sys.exit(main())"
    command = [sys.executable, "-c", run, "serve", "--watch", "blog", "blog/out"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own command
        try:
            assert process.stdout
            yield Preview(process, tmp_path, next(line.strip() for line in process.stdout if line.startswith("http")))
        finally:
            process.terminate()


@pytest.mark.slow
def test_comments_that_are_saved_in_the_file_beside_a_post_are_on_its_page(preview: Preview) -> None:
    (preview.folder / "blog" / "site.yaml").write_text("comments: yes\n")
    (preview.folder / "blog" / "ink.md").write_text("---\ndate: 2026-11-20\n---\n# Ink\n\nIt dries.\n")
    assert soon((preview.folder / "blog/out/2026/11/20/ink/index.html").is_file)

    row = {"id": "7", "author": "Ada", "date": "2026-11-21", "text": "So soon?"}
    (preview.folder / "blog" / ".ink.comments.json").write_text(json.dumps([row]))

    assert soon(lambda: "So soon?" in preview.page("2026/11/20/ink/"))


@pytest.mark.slow
def test_what_is_saved_is_built_and_an_open_page_hears_of_it(preview: Preview) -> None:
    mark = re.search('data-mark="(.+?)"', preview.page("about/"))
    assert mark

    (preview.folder / "blog" / "about.md").write_text("# About\n\nSaved.\n")

    with closing(urlopen(f"{preview.url}_/live?mark={mark[1]}")) as stream:  # noqa: S310 - our own server on 127.0.0.1
        said = next(line for line in stream if line.startswith(b"data: "))
    assert b'"/about/"' in said
    assert "Saved." in preview.page("about/")
    assert b"live.js" not in (preview.folder / "blog" / "out" / "about" / "index.html").read_bytes()

    preview.process.send_signal(signal.SIGTERM)
    assert preview.process.wait(PATIENCE) == 0


def test_a_post_that_comes_due_appears_without_a_save(tmp_path: Path) -> None:
    blog, out, stop = tmp_path / "blog", tmp_path / "out", threading.Event()
    due = datetime.now(UTC) + timedelta(seconds=5)
    blog.mkdir()
    (blog / "later.md").write_text(f"---\ntitle: Later\ndate: {due:%Y-%m-%d %H:%M:%S}\nslug: later\n---\nLate.\n")
    builds: list[BuildReport] = []
    following = threading.Thread(target=preview_of, args=(blog, out, 0, stop, builds.append, 0.2))

    following.start()
    limit = monotonic() + PATIENCE
    while not any(built.posts for built in builds) and monotonic() < limit:  # a build that is stopped reports nothing
        sleep(0.05)
    stop.set()
    following.join(PATIENCE)

    assert [*out.rglob("later/index.html")]
    assert [built.posts for built in builds][-1] == 1
    assert len(builds) <= 2  # the first, and that which the post came with: the others wrote nothing and said nothing


def test_a_program_is_told_what_was_built_and_where_it_is_served(tmp_path: Path) -> None:
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog" / "about.md").write_text("# About\n\nUs.\n")
    run = "import sys; from infra.command import main; sys.exit(main())"
    command = [sys.executable, "-c", run, "serve", "--watch", "blog", "out", "--json"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own command
        try:
            assert process.stdout
            built, serving = (json.loads(process.stdout.readline()) for _ in range(2))
        finally:
            process.terminate()

    assert (built["event"], built["posts"], built["refused"]) == ("built", 0, [])
    assert serving["event"] == "serving"
    assert serving["url"].startswith("http://127.0.0.1:")


def test_what_a_build_did_not_write_has_not_changed(tmp_path: Path) -> None:
    for name in ("same.txt", "touched.txt", "gone.txt", ".hidden"):
        (tmp_path / name).write_text(name)
    before = stamps(tmp_path)

    (tmp_path / "new.txt").write_text("new")
    (tmp_path / "gone.txt").unlink()
    (tmp_path / "aside").write_text("touched.txt")
    os.replace(tmp_path / "aside", tmp_path / "touched.txt")

    assert changed(before, stamps(tmp_path)) == {"new.txt", "gone.txt", "touched.txt"}


@pytest.mark.parametrize(
    ("keys", "whether"), [(["out/index.html"], False), (["out/a", "posts/b.md"], True), (["outer.md"], True)]
)
def test_what_a_build_writes_into_the_folder_of_its_sources_starts_no_build(
    keys: list[str], whether: bool, tmp_path: Path
) -> None:
    batch = [FileChange(key, removed=False) for key in keys]

    assert is_authors(batch, tmp_path, tmp_path / "out") is whether


def test_the_sources_must_be_a_folder_beside_what_is_built(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["serve", "--watch", str(tmp_path / "none"), str(tmp_path)]) == 2
    assert main(["serve", "--watch", str(tmp_path), str(tmp_path)]) == 2

    none, within = capsys.readouterr().err.splitlines()
    assert none.endswith("none isn't a folder")
    assert "contains the sources" in within


def test_a_port_that_is_taken_is_told_on_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>A copy of a built site")

    assert main(["serve", str(tmp_path), "--port", "99999"]) == 2

    assert capsys.readouterr().err.startswith("presswork: can't listen on port 99999: ")


@pytest.mark.parametrize("words", ["serve --watch SRC out", "build SRC out", "build empty SRC", "watch SRC"])
def test_a_folder_whose_path_is_not_utf_8_is_named_on_one_line(
    words: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    latin_1(tmp_path, b"caf\xe9/site.yaml", content=b"title: T")

    assert main([os.fsdecode(b"caf\xe9") if word == "SRC" else word for word in words.split()]) == 2

    assert capsys.readouterr().err == f"presswork: {tmp_path}/caf\ufffd: this path isn't UTF-8; rename the folder that isn't\n"
