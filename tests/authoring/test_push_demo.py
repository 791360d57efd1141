"""Pushing as a user does, to the running demo: with a terminal and without one, killed half-way, and by two at once."""

import json
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.authoring.author import GOOD
from tests.authoring.gate import Gate, gated
from tests.authoring.machine import RUN, Terminal, environment, in_terminal, presswork
from tests.demo.demo_process import Demo, demo, running
from tests.patience import PATIENCE, soon

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


WILL_BE = "  will be published at "
TOLD_OF_IT = re.compile(f"{WILL_BE}|/due/")


def until(holds: Callable[[], object]) -> Iterator[int]:
    """Count what is tried until this holds: where the machine stalls, a line may come before its other pages are written."""
    for number in range(20):
        yield number
        if holds():
            return
    raise AssertionError("it never held")


def has_said(terminal: Terminal, text: str, times: int) -> bool:
    return terminal.reads() and terminal.seen.count(text) >= times


def has_printed(demo: Demo, line: str, times: int) -> bool:
    return len(re.findall(line, demo.printed, re.MULTILINE)) >= times


def has_ended(terminal: Terminal, gate: Gate) -> bool:
    """Let an upload that had begun come to its end, one at a time; return whether the command has ended."""
    gate.lets(1)
    return terminal.reads() and terminal.process.poll() is not None


def page(demo: Demo, number: int = 0) -> str:
    return demo.page(f"2026/11/20/{number}/") or ""


def test_without_a_terminal_each_file_is_a_line_and_nothing_moves(demo: Demo, mine: Path) -> None:
    (mine / "posts" / "bad.md").write_text("---\ntitle: Bad\ndate: 2026-02-31\n---\n")

    pushed = presswork(mine, "push", "--site", "demo")

    assert pushed.returncode == 1
    site = demo.said["site"]
    assert re.search(rf"^posts/0\.md  {site}2026/11/20/0/  \d+\.\d s; \d+ other pages changed$", pushed.stdout, re.MULTILINE)
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
    many = blog_in(demo.folder / "many", "Many", posts=60)
    command = [*RUN, "push"]
    with gated(demo) as gate:
        gate.lets(21)  # site.yaml, and then 20 posts
        with subprocess.Popen(command, cwd=many, env=environment(many), stdout=subprocess.DEVNULL) as process:  # noqa: S603 - ours
            soon(lambda: number_in(demo, "posts/") == 20)
            process.kill()
        gate.lets(1_000)

        gone_on = presswork(many, "push")

    assert (gone_on.returncode, gone_on.stderr.count("Traceback")) == (0, 0)
    assert number_in(demo, "posts/") == 60
    assert page(demo, 59)


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
    said = [process.communicate(timeout=PATIENCE)[1] for process in both]

    assert sorted(process.returncode for process in both) == [0, 1]
    assert sum("posts/0.md: somebody else has changed it since your last push" in one for one in said) == 1
    assert demo.page("2026/11/20/mine/")
    assert demo.page("2026/11/20/theirs/")


def test_ctrl_c_says_what_is_done_and_how_to_go_on(demo: Demo) -> None:
    many = blog_in(demo.folder / "many", "Many", posts=60)
    with gated(demo) as gate, in_terminal(many, "push") as terminal:
        gate.lets(21)  # site.yaml, and then 20 posts
        soon(lambda: terminal.reads() and number_in(demo, "posts/") == 20)
        terminal.process.send_signal(signal.SIGINT)
        soon(lambda: has_ended(terminal, gate))
        status = terminal.ends()

    assert status == 130
    assert re.search(r"interrupted after \d+ of 61.*, \d+ left; run the same command again to continue", terminal.seen)
    assert "Traceback" not in terminal.seen


def test_a_watched_folder_is_pushed_at_each_save_until_ctrl_c(demo: Demo, mine: Path) -> None:
    with in_terminal(mine, "watch") as terminal:
        terminal.sees("Stop with Ctrl-C")
        terminal.sees("2026/11/20/0/")
        for number in until(lambda: " other page" in terminal.seen):
            (mine / "posts" / "0.md").write_text(f"{GOOD}Saved {number}.\n")
            soon(partial(has_said, terminal, "2026/11/20/0/", number + 2))
            assert f"Saved {number}." in page(demo)
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
    assert pushed.stderr == "presswork: the demo that ran here was stopped from outside; start it again with `presswork demo`\n"


def test_the_demo_tells_of_what_others_upload_and_of_what_comes_due_and_so_does_a_watch(demo: Demo, mine: Path) -> None:
    with in_terminal(mine, "watch") as terminal:
        terminal.sees("Stop with Ctrl-C")
        demo.s3.put_object(Bucket=demo.said["content_bucket"], Key="posts/plain.md", Body=GOOD.encode())
        schedule(mine / "posts" / "due.md", terminal, demo)
        terminal.sees(", as scheduled for ")
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.ends() == 0

    assert demo.prints(r"^posts/plain\.md  http://\S+/plain/  \d+\.\d s")
    assert demo.prints(r"^posts/0\.md  http://\S+/0/  \d+\.\d s")
    assert demo.prints(r"^posts/due\.md  http://\S+/due/, as scheduled for ")


def schedule(post: Path, terminal: Terminal, demo: Demo) -> None:
    """Let a post be due in some seconds, but not before a watch and the demo have told of that, however busy the machine."""
    for seconds in (20, 60, 120):
        due = datetime.now(UTC) + timedelta(seconds=seconds)
        post.write_text(f"---\ntitle: Due\ndate: {due:%Y-%m-%dT%H:%M:%S}\n---\nText.\n")
        soon(lambda: terminal.reads() and TOLD_OF_IT.search(terminal.seen) and TOLD_OF_IT.search(demo.printed))
        if WILL_BE in terminal.seen and WILL_BE in demo.printed:
            return


def test_the_demo_tells_of_each_save_and_each_letter(demo: Demo) -> None:
    assert presswork(demo.folder, "subscribers", "add", "ann@example.org", "--consent", "asked").returncode == 0
    news, line = demo.folder / "blog" / "news.md", r"^news\.md  http://\S+/news/  \d+\.\d s"

    for number in until(lambda: re.search(rf"{line}; \d+ other pages changed$", demo.printed, re.MULTILINE)):
        news.write_text(f"---\ndate: {datetime.now(UTC):%Y-%m-%d}\n---\n# News {number}\n\nText.\n")
        soon(partial(has_printed, demo, line, number + 1))

    assert demo.prints(r"^news\.md  mailed to 1 subscriber$")
