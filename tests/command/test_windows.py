"""Windows: an author's commands do without what only POSIX has, and paths, names and words are those of Windows."""

import io
import json
import ntpath
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PureWindowsPath
from typing import Any
from urllib.request import urlopen

import pytest

from chalicelib.cloud import windows_files
from chalicelib.cloud.folder import FolderBucket, UnfitKeyError
from chalicelib.cloud.ports import Object
from infra.files.case_collisions import ignores_case, same_but_for_case
from infra.files.file_watch import is_watched
from infra.files.relative_path import relative
from infra.terminal.exit_codes import DONE, UNABLE
from infra.terminal.invocation import quoted
from infra.terminal.stream_encoding import take_any_text
from infra.terminal.writer import write_json
from tests.command import like_windows
from tests.demo.demo_process import Demo, demo
from tests.patience import PATIENCE, soon

fixtures = (demo,)  # not defined here
ROOT = Path(__file__).resolve().parents[2]
LIKE_WINDOWS = [sys.executable, "-X", "warn_default_encoding", "-m", "tests.command.like_windows"]
USUAL = [sys.executable, "-m", "presswork"]
POST = "---\ntitle: Žluťoučký kůň, 日本, “quoted” → and on\ndate: 2026-11-20\ntags: [kůň]\n---\n\nText with `code`: ↯\n"


def environment(folder: Path) -> Mapping[str, str]:
    settings = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252", "PRESSWORK_TRACEBACK": "1"}
    without = {name: value for name, value in os.environ.items() if name not in ("HOME", "XDG_CACHE_HOME", "TERM", "LANG")}
    return {**without, **settings, "LOCALAPPDATA": str(folder / "AppData")}


def run(folder: Path, *words: str, program: list[str] = LIKE_WINDOWS) -> subprocess.CompletedProcess[str]:
    command = [*program, *words]
    return subprocess.run(  # noqa: S603 - ourselves
        command, cwd=folder, env=environment(folder), capture_output=True, encoding="cp1252", check=False, timeout=PATIENCE
    )


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blog that was started, written and checked there."""
    folder = tmp_path_factory.mktemp("windows")
    started = run(folder, "init", "blog", "--title", "Kůň → 日本", "--language", "cs", "--yes")
    assert started.returncode == DONE, started.stderr
    written = run(folder / "blog", "new", "Druhý příspěvek")
    assert written.returncode == DONE, written.stderr
    (folder / "blog" / "posts" / "kůň.md").write_text(POST, "utf-8", newline="\r\n")
    return folder / "blog"


def built(folder: Path, out: str, program: list[str]) -> Mapping[str, bytes]:
    """Build the blog; return its objects."""
    ran = run(folder, "build", "blog", out, "--url", "https://example.org", "--now", "2026-12-01T12:00", program=program)
    assert ran.returncode == DONE, ran.stderr
    return {
        path.relative_to(folder / out).as_posix(): path.read_bytes()
        for path in (folder / out).rglob("*")
        if path.is_file() and ".presswork" not in path.parts
    }


@contextmanager
def serving(folder: Path, *words: str) -> Iterator[str]:
    """Serve there; yield the address, end it by Ctrl-C, and hold its exit status."""
    options: Mapping[str, Any] = {"cwd": folder, "env": environment(folder), "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen([*LIKE_WINDOWS, "serve", *words], encoding="cp1252", **options)  # noqa: S603 - ourselves
    try:
        assert process.stdout
        lines = iter(process.stdout.readline, "")
        yield next(line.strip() for line in lines if line.startswith("http://"))
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)
        assert process.returncode == DONE, said
    finally:
        process.kill()
        process.communicate()


def page(address: str) -> str:
    with urlopen(address) as answer:  # noqa: S310 - our own server
        return str(answer.read().decode())


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="only Linux lists the open files of a process there")
def test_a_file_that_is_open_is_neither_replaced_nor_removed_there(tmp_path: Path) -> None:
    file, other = tmp_path / "a", tmp_path / "b"
    with file.open("w"):
        for event, arguments in (("os.rename", (other, file)), ("os.rename", (file, other)), ("os.remove", (file,))):
            with pytest.raises(PermissionError):
                like_windows.refuse(event, arguments)

    like_windows.refuse("os.remove", (file,))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("import fcntl", "ModuleNotFoundError: import of fcntl halted; None in sys.modules"),
        ("import os; os.fork", "AttributeError: module 'os' has no attribute 'fork'"),
        ("import signal; signal.setitimer", "AttributeError: module 'signal' has no attribute 'setitimer'"),
    ],
)
def test_what_windows_lacks_fails_there(code: str, error: str, tmp_path: Path) -> None:
    program = f"from tests.command.like_windows import take_away; take_away(); {code}"

    ran = run(tmp_path, program, program=[sys.executable, "-X", "warn_default_encoding", "-c"])

    assert (ran.returncode, ran.stderr.splitlines()[-1].partition(". Did you mean")[0]) == (1, error)


@pytest.mark.slow
def test_a_blog_is_checked_and_built_into_the_same_bytes(blog: Path) -> None:
    checked = run(blog.parent, "check", "blog")

    assert (checked.returncode, "Traceback" in checked.stderr) == (DONE, False), checked.stdout + checked.stderr
    assert built(blog.parent, "there", LIKE_WINDOWS) == built(blog.parent, "here", USUAL)


@pytest.mark.slow
def test_a_built_site_is_served_and_built_again_at_each_save(blog: Path) -> None:
    with serving(blog.parent, "--watch", "blog", "watched") as address:
        assert "Kůň → 日本" in page(address)
        (blog / "posts" / "late.md").write_text("---\ntitle: Late\ndate: 2026-11-21\n---\n\nNews.\n", "utf-8")
        assert soon(lambda: "Late" in page(address))
    with serving(blog.parent, "watched") as address:
        assert "Late" in page(address)


@pytest.mark.slow
def test_a_push_to_a_running_site_says_what_it_would_do_and_does_it(demo: Demo, tmp_path: Path) -> None:
    started = run(demo.folder, "init", "windows", "--yes")
    assert started.returncode == DONE, started.stderr

    would = run(demo.folder, "push", "windows", "--dry-run", "--site", "demo")
    pushed = run(demo.folder, "push", "windows", "--yes", "--site", "demo")

    assert (would.returncode, "would" in would.stdout) == (DONE, True), would.stdout + would.stderr
    assert pushed.returncode == DONE, pushed.stdout + pushed.stderr


@pytest.mark.slow
def test_the_demo_says_what_to_use_there(tmp_path: Path) -> None:
    ran = run(tmp_path, "demo")

    assert (ran.returncode, ran.stdout) == (UNABLE, "")
    assert "run it in WSL" in ran.stderr


NAMES = {
    "con": False,
    "tag/CON/index.html": False,
    "aux.html": False,
    "com1": False,
    "lpt¹.txt": False,
    "nul .tar.gz": False,
    "a./b": False,
    "a /b": False,
    "a\\..\\..\\b": False,
    "c:/windows": False,
    "a:b": False,
    'a"b': False,
    "what?.png": False,
    "a*b|c": False,
    "console/index.html": True,
    "common.css": True,
    "com10": True,
    "kůň/a b.html": True,
    "a.b/c.d": True,
}


@pytest.mark.parametrize("key", NAMES)
def test_a_key_that_windows_has_no_name_for_is_no_file_there(key: str, tmp_path: Path) -> None:
    there, here = FolderBucket(tmp_path, system="nt"), FolderBucket(tmp_path)
    here.write(key, Object(b"x", ""))

    assert windows_files.has_name(key) == NAMES[key]
    assert (there.read(key) is not None) == NAMES[key]
    if not NAMES[key]:
        with pytest.raises(UnfitKeyError):
            there.write(key, Object(b"x", ""))


@pytest.mark.parametrize("device", ["CON", "prn", "Aux", "NUL", "COM9", "lpt1"])
def test_every_device_of_windows_is_known(device: str) -> None:
    for name in (device, f"{device}.a", f"{device}.b.c"):
        assert like_windows.is_reserved(name)
        assert not windows_files.has_name(name)


def test_a_file_waits_until_nobody_reads_the_one_whose_place_it_takes() -> None:
    tried = []

    def refusing(times: int) -> Callable[[str, str], None]:
        def move(*paths: str) -> None:
            tried.append(paths)
            if len(tried) <= times:
                raise PermissionError

        return move

    windows_files.replace("new", "old", refusing(2), tries=3, pause=lambda _: None)
    assert len(tried) == 3
    with pytest.raises(PermissionError):
        windows_files.replace("new", "old", refusing(9), tries=3, pause=lambda _: None)


def test_a_path_on_another_drive_is_shown_whole() -> None:
    assert relative(r"C:\blog\posts", r"C:\blog", ntpath) == "posts"
    assert relative(r"D:\site", r"C:\blog", ntpath) == r"D:\site"


def test_the_key_of_a_file_has_slashes_whatever_the_system_writes() -> None:
    path = PureWindowsPath(r"posts\2026\kůň.md")

    assert is_watched(path)
    assert path.as_posix() == "posts/2026/kůň.md"


def test_words_are_quoted_as_every_shell_of_the_system_reads_them() -> None:
    assert quoted(r"C:\Users\ann\blog", "nt") == r"C:\Users\ann\blog"
    assert quoted(r"C:\My blog", "nt") == '"C:\\My blog"'
    assert quoted("presswork[images]", "nt") == '"presswork[images]"'
    assert quoted("My blog", "posix") == "'My blog'"


class Console(io.TextIOWrapper):
    """A terminal of an encoding."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "system", "raw"),
    [
        (io.TextIOWrapper, "nt", "kůň →".encode()),
        (io.TextIOWrapper, "posix", b"k\\u016f\\u0148 \\u2192"),
        (Console, "nt", b"k\\u016f\\u0148 \\u2192"),
    ],
)
def test_a_stream_takes_any_text(stream: type[io.TextIOWrapper], system: str, raw: bytes) -> None:
    into = io.BytesIO()
    text = stream(into, "cp1252", write_through=True)

    take_any_text(text, system)
    text.write("kůň →")

    assert into.getvalue() == raw


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "latin-1", "ascii"])
def test_json_says_the_same_in_every_encoding(encoding: str) -> None:
    said = {"title": "kůň → 🐎 ü"}
    into = io.BytesIO()
    stream = io.TextIOWrapper(into, encoding, write_through=True)

    write_json(json.dumps(said, ensure_ascii=False), stream)

    assert json.loads(into.getvalue().decode(encoding)) == said


def test_names_that_differ_only_by_case_are_one_file_on_a_disk_that_ignores_it(tmp_path: Path) -> None:
    (tmp_path / "a").touch()

    assert list(same_but_for_case(["Rye/index.html", "oats/index.html", "rye/index.html"])) == [
        ("Rye/index.html", "rye/index.html")
    ]
    assert not ignores_case(tmp_path / "a")
    (tmp_path / "A").touch()
    assert ignores_case(tmp_path / "a")
