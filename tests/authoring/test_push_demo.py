"""Pushing as a user does, to the running demo: with a terminal and without one, killed half-way, and by two at once."""

import json
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.authoring.author import GOOD
from tests.authoring.machine import RUN, environment, in_terminal, presswork
from tests.demo import Demo, demo, running, soon

fixtures = (demo,)  # not defined here
pytestmark = pytest.mark.slow


@pytest.fixture
def mine(demo: Demo) -> Path:
    """A blog of one's own beside the demo, which is pushed to it."""
    return blog_in(demo.folder / "mine", "Mine")


def blog_in(folder: Path, title: str, posts: int = 1) -> Path:
    (folder / "posts").mkdir(parents=True)
    (folder / "site.yaml").write_text(f"title: {title}\n")
    for number in range(posts):
        (folder / "posts" / f"{number}.md").write_text(f"{GOOD}Number {number}.\n")
    return folder


def page(demo: Demo, number: int = 0) -> str:
    return demo.page(f"2026/11/20/{number}/") or ""


def test_without_a_terminal_each_file_is_a_line_and_nothing_moves(demo: Demo, mine: Path) -> None:
    (mine / "posts" / "bad.md").write_text("---\ntitle: Bad\ndate: 2026-02-31\n---\n")

    pushed = presswork(mine, "push", "--site", "demo")

    assert pushed.returncode == 1
    site = demo.said["site"]
    assert re.search(rf"^posts/0\.md  {site}2026/11/20/0/  \d+\.\d s$", pushed.stdout, re.MULTILINE)
    assert "posts/bad.md:3: this isn't a valid date (found: 2026-02-31). " in pushed.stderr
    assert "\r" not in pushed.stderr
    assert "\x1b" not in pushed.stdout + pushed.stderr
    assert "Some text." in page(demo)


def test_as_json_each_thing_that_happens_is_a_line(demo: Demo, mine: Path) -> None:
    pushed = presswork(mine, "push", "--json")

    events = [json.loads(line) for line in pushed.stdout.splitlines()]
    live = {event["file"]: event for event in events if event["event"] == "live"}
    assert live["posts/0.md"]["address"] == f"{demo.said['site']}2026/11/20/0/"
    assert events[-1]["event"] == "done"
    assert events[-1]["live"] == 2


def test_on_a_terminal_there_is_a_bar_and_a_question_before_anything_is_removed(demo: Demo, mine: Path) -> None:
    for number in range(1, 30):
        (mine / "posts" / f"{number}.md").write_text(f"{GOOD}Number {number}.\n")
    with in_terminal(mine, "push") as terminal:
        assert terminal.ends() == 0
    assert "pushed:" in terminal.seen
    assert "31 live" in terminal.seen
    (mine / "posts" / "0.md").unlink()

    with in_terminal(mine, "push", "--delete", "posts/0.md") as asked:
        asked.sees("Remove from the site: posts/0.md? [y/N]")
        asked.types("y\n")
        assert asked.ends() == 0

    assert page(demo) == ""


def test_a_push_that_is_killed_half_way_is_gone_on_with(demo: Demo) -> None:
    many = blog_in(demo.folder / "many", "Many", posts=150)
    with subprocess.Popen([*RUN, "push"], cwd=many, env=environment(many), stdout=subprocess.DEVNULL) as process:  # noqa: S603 - ours
        soon(lambda: number_in(demo, "posts/") > 20)
        process.kill()
    killed_at = number_in(demo, "posts/")

    gone_on = presswork(many, "push")

    assert killed_at < 150
    assert (gone_on.returncode, gone_on.stderr.count("Traceback")) == (0, 0)
    assert number_in(demo, "posts/") == 150
    assert page(demo, 149)


def number_in(demo: Demo, prefix: str) -> int:
    listed = demo.s3.list_objects_v2(Bucket=demo.said["content_bucket"], Prefix=prefix)
    return int(listed["KeyCount"])


def test_of_two_who_push_at_once_neither_loses_what_they_wrote(demo: Demo, mine: Path) -> None:
    theirs = blog_in(demo.folder / "theirs", "Mine")
    presswork(mine, "push")
    presswork(theirs, "push")
    for folder, text in ((mine, "By me."), (theirs, "By them.")):
        (folder / "posts" / "0.md").write_text(GOOD + text)
        (folder / "posts" / f"{folder.name}.md").write_text(GOOD + text)

    both = [
        subprocess.Popen([*RUN, "push"], cwd=folder, env=environment(folder), stderr=subprocess.PIPE, text=True)  # noqa: S603 - ours
        for folder in (mine, theirs)
    ]
    said = [process.communicate(timeout=60)[1] for process in both]

    assert sorted(process.returncode for process in both) == [0, 1]
    assert sum("posts/0.md: somebody else has changed it since your last push" in one for one in said) == 1
    assert demo.page("2026/11/20/mine/")
    assert demo.page("2026/11/20/theirs/")


def test_ctrl_c_says_what_is_done_and_how_to_go_on(demo: Demo) -> None:
    many = blog_in(demo.folder / "many", "Many", posts=150)
    with in_terminal(many, "push") as terminal:
        soon(lambda: terminal.reads() and number_in(demo, "posts/") > 20)
        terminal.process.send_signal(signal.SIGINT)
        status = terminal.ends()

    assert status == 130
    assert re.search(r"interrupted after \d+ of 151.*, \d+ left; the same command goes on from here", terminal.seen)
    assert "Traceback" not in terminal.seen


def test_a_watched_folder_is_pushed_at_each_save_until_ctrl_c(demo: Demo, mine: Path) -> None:
    with in_terminal(mine, "watch") as terminal:
        terminal.sees("Stop with Ctrl-C")
        (mine / "posts" / "0.md").write_text(GOOD + "Saved.\n")
        soon(lambda: terminal.reads() and "Saved." in page(demo))
        terminal.sees("2026/11/20/0/")
        terminal.sees(" other page")
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.ends() == 0


def test_a_watch_goes_on_with_a_demo_that_was_started_anew(demo: Demo, mine: Path) -> None:
    with in_terminal(mine, "watch") as terminal:
        terminal.sees("Stop with Ctrl-C")
        demo.end()
        (mine / "posts" / "1.md").write_text(GOOD)
        with running(demo.folder) as anew:
            terminal.sees("the demo was restarted, so everything that differs is pushed again")
            terminal.sees("/2026/11/20/1/")
            assert page(anew, 1)
            (mine / "posts" / "2.md").write_text(GOOD)
            terminal.sees("/2026/11/20/2/")
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.ends() == 0


def test_a_demo_that_was_killed_is_said_to_have_ended_on_one_line(demo: Demo, mine: Path) -> None:
    demo.process.kill()
    demo.process.wait()

    pushed = presswork(mine, "push")

    assert pushed.returncode == 2
    assert pushed.stderr == "presswork: the demo that ran here was ended from outside; start it again with `presswork demo`\n"


def test_the_demo_tells_of_what_others_upload_and_of_what_comes_due_and_so_does_a_watch(demo: Demo, mine: Path) -> None:
    with in_terminal(mine, "watch") as terminal:
        terminal.sees("Stop with Ctrl-C")
        soon_due = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 20))
        demo.s3.put_object(Bucket=demo.said["content_bucket"], Key="posts/plain.md", Body=GOOD.encode())
        (mine / "posts" / "due.md").write_text(f"---\ntitle: Due\ndate: {soon_due}\n---\nText.\n")
        terminal.sees("  will be published at ")
        terminal.sees(", as scheduled for ")
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.ends() == 0

    assert demo.prints(r"^posts/plain\.md  http://\S+/plain/  \d+\.\d s")
    assert demo.prints(r"^posts/0\.md  http://\S+/0/  \d+\.\d s")
    assert demo.prints(r"^posts/due\.md  will be published at ")
    assert demo.prints(r"^posts/due\.md  http://\S+/due/, as scheduled for .*; \d+ other pages changed$")


def test_the_demo_tells_of_each_save_and_each_letter(demo: Demo) -> None:
    today = time.strftime("%Y-%m-%d")
    assert presswork(demo.folder, "subscribers", "add", "ann@example.org", "--consent", "asked").returncode == 0
    (demo.folder / "blog" / "news.md").write_text(f"---\ndate: {today}\n---\n# News\n\nText.\n")

    assert demo.prints(r"^news\.md  http://\S+/news/  \d+\.\d s; \d+ other pages changed$")
    assert demo.prints(r"^news\.md  mailed to 1 subscriber$")
