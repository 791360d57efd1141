"""`docs/tutorial.md` comes true: its files are saved and its commands run, in order, and each step shows what it promises.

A step is a heading with a number. In it, a fenced block with a title is a file to save, a block of `sh` is run, and the items of
lists say what is seen then: what a page says, or which mail arrives.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from chalicelib.content.site.site import Newsletter
from tests.demo.demo_process import Demo, running
from tests.docs import ROOT, TUTORIAL
from tests.patience import PATIENCE, soon
from tests.test_demo import text_of

READER = "you@example.org"
STARTS = "presswork demo blog"
ELSEWHERE = ("pipx install ",)
"""Commands that install Presswork, which is installed here already."""


class Deed(NamedTuple):
    """Something that the tutorial tells its reader to do or to look at."""

    kind: str
    subject: str
    text: str = ""


PATTERNS: Mapping[str, str] = {
    "file": r'^```\w+ title="([^"]+)"\n(.*?)^```$',
    "photo": r"save it as `(\S+\.jpg)`()",
    "run": r"^```sh\n(.*?)^```$()",
    "follow": r"and enter `(\S+@\S+)`()",
    "confirm": r"^Open its (link) to confirm()",
    "says": r"^- `(/\S*)` says \*\*(.+?)\*\*",
    "arrives": r"^- A (mail) arrives: \*\*(.+?)\*\*",
}
STEPS: Mapping[str, str] = dict(re.findall(r"^## (\d+\. .*?)\n(.*?)(?=^## |\Z)", TUTORIAL, re.MULTILINE | re.DOTALL))


def deeds_of(step: str) -> list[Deed]:
    """The deeds of a step, in the order of its text."""
    found = [
        (match.start(), Deed(kind, match[1], match[2]))
        for kind, pattern in PATTERNS.items()
        for match in re.finditer(pattern, step, re.MULTILINE | re.DOTALL)
    ]
    return [deed for _, deed in sorted(found)]


@dataclass
class Desk:
    """Where the tutorial is followed: a folder, and the demo, once it runs."""

    folder: Path
    stack: ExitStack
    mails: int = 0
    demos: list[Demo] = field(default_factory=list)

    @property
    def demo(self) -> Demo:
        (demo,) = self.demos
        return demo

    def file(self, name: str, text: str) -> None:
        zone = re.search("^zone: (.+)$", STEPS["4. Give it a name"], re.MULTILINE)
        assert zone
        path = self.folder / name.replace("TODAY", f"{datetime.now(ZoneInfo(zone[1])):%Y-%m-%d}")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run(self, commands: str, _: str) -> None:
        for command in commands.splitlines():
            if command == STARTS:
                self.demos.append(self.stack.enter_context(running(self.folder)))
            elif not command.startswith(ELSEWHERE):
                here = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
                subprocess.run(["bash", "-ec", command], cwd=self.folder, env=here, check=True, timeout=PATIENCE)  # noqa: S603, S607 - the docs' own

    def photo(self, name: str, _: str) -> None:
        shutil.copy(ROOT / "example" / "posts" / "quay.jpg", self.folder / name)

    def follow(self, address: str, _: str) -> None:
        assert address == READER
        assert self.demo.post(f"{self.demo.said['site']}api/subscriptions", email=address) == 200

    def confirm(self, _link: str, _: str) -> None:
        link = re.search(r"http://\S+/api/confirm\?t=\S+", text_of(self.demo.mail(READER)[-1]))
        assert link
        assert self.demo.post(link[0]) == 200

    def says(self, address: str, text: str) -> None:
        assert soon(lambda: text in (self.demo.page(address[1:]) or ""))

    def arrives(self, _mail: str, subject: str) -> None:
        self.mails += 1
        mail = soon(lambda: self.demo.mail(READER)[self.mails - 1 :])
        assert [one["Subject"] for one in mail] == [subject]

    def do(self, deed: Deed) -> None:
        act: Callable[[str, str], None] = getattr(self, deed.kind)
        act(deed.subject, deed.text)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with ExitStack() as stack:
        yield Desk(tmp_path, stack)


@pytest.mark.slow
def test_the_tutorial_comes_true_step_by_step(desk: Desk) -> None:
    for step in STEPS.values():
        for deed in deeds_of(step):
            desk.do(deed)

    assert "https://blog.example.org/2026/11/20/hello/" in (desk.folder / "public" / "feed" / "index.xml").read_text("utf-8")
    assert [one["Subject"] for one in desk.demo.mail(READER)[2:]] == ["Low tide"]


@pytest.mark.parametrize("step", STEPS)
def test_every_step_is_something_to_do(step: str) -> None:
    assert {deed.kind for deed in deeds_of(STEPS[step])} & {"file", "run", "follow"}


def test_all_that_the_tutorial_shows_is_done_or_seen() -> None:
    deeds = [deed for step in STEPS.values() for deed in deeds_of(step)]

    assert sum(deed.kind in ("file", "run") for deed in deeds) == TUTORIAL.count("\n```") / 2
    assert sum(deed.kind in ("says", "arrives") for deed in deeds) == len(re.findall("^- (?!\\[)", TUTORIAL, re.MULTILINE))
    assert STARTS in os.linesep.join(deed.subject for deed in deeds)


def test_the_tutorial_promises_no_time_that_a_slow_machine_breaks() -> None:
    """A number of minutes is a setting, or the reader's own; what a machine takes is said without one."""
    said = {" ".join(found) for found in re.findall(r"\b(\w+) (seconds|minutes?|hours?)\b", TUTORIAL)}

    assert said == {"fifteen minutes", "ten minutes", "a minute", "some minutes", "some seconds"}
    assert "less than a minute on a fast machine and connection, and some minutes on slow ones" in TUTORIAL
    assert Newsletter().grace == 10 * 60
