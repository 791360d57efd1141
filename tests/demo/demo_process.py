"""The demo as a user runs it: a process that writes its addresses to a file."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TextIO
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import boto3
import pytest

from tests.analytics.lines import FIREFOX
from tests.patience import PATIENCE, soon
from tests.ports import unasked_port


@dataclass
class Demo:
    process: subprocess.Popen[str]
    folder: Path
    said: dict[str, Any]

    @property
    def printed(self) -> str:
        return printed_in(self.folder).read_text()

    def prints(self, pattern: str) -> bool:
        """Wait until a part of what was printed matches this pattern."""
        return bool(soon(lambda: re.search(pattern, self.printed, re.MULTILINE)))

    def page(self, path: str) -> str | None:
        try:
            with urlopen(self.said["site"] + path) as answer:  # noqa: S310 - our own server on 127.0.0.1
                return str(answer.read().decode())
        except HTTPError as error:
            error.close()
            return None

    def view(self, path: str) -> int:
        """Read a page as a person does, by a browser; the status."""
        asked = Request(self.said["site"] + path, headers={"User-Agent": FIREFOX})  # noqa: S310 - as below
        with urlopen(asked) as answer:  # noqa: S310 - our own server on 127.0.0.1
            return int(answer.status)

    def post(self, address: str, **form: str) -> int:
        """Send a form as a browser would, redirect followed; the status."""
        with urlopen(address, urlencode(form).encode()) as answer:  # noqa: S310 - our own server on 127.0.0.1
            return int(answer.status)

    def mail(self, to: str) -> list[EmailMessage]:
        """The mail that came for this address, newest last."""
        with urlopen(self.said["inbox"]) as answer:  # noqa: S310 - our own server on 127.0.0.1
            rows = [row for row in json.loads(answer.read()) if row["to"] == to]
        return [self._raw(row["url"]) for row in rows]

    def _raw(self, url: str) -> EmailMessage:
        with urlopen(url) as answer:  # noqa: S310 - our own server on 127.0.0.1
            return message_from_bytes(answer.read(), policy=policy.default)

    def end(self) -> None:
        self.process.terminate()
        assert self.process.wait(PATIENCE) == 0

    @property
    def s3(self) -> Any:
        keys = {"aws_access_key_id": "any", "aws_secret_access_key": "any"}
        return boto3.client("s3", endpoint_url=self.said["aws_endpoint"], region_name=self.said["region"], **keys)


def run(demo: Demo, *words: str, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the folder of the demo, without a terminal."""
    return subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", COMMAND, *words],
        cwd=demo.folder,
        env={**ENVIRONMENT, "HOME": str(demo.folder), **environment},
        capture_output=True,
        text=True,
        check=False,
        input=given,
    )


COMMAND = "import sys; from infra.command import main; sys.exit(main())"
ENVIRONMENT = {"PYTHONPATH": str(Path(__file__).parents[2]), "AWS_EC2_METADATA_DISABLED": "true", "PATH": "/usr/bin:/bin"}


def printed_in(folder: Path) -> Path:
    """Return the file of what a demo in this folder prints."""
    return folder / "printed.txt"


def start(folder: Path, *words: str, stdout: int | TextIO = subprocess.PIPE) -> subprocess.Popen[str]:
    """Start the demo of the blog in this folder."""
    command = [sys.executable, "-c", COMMAND, "demo", "blog", *words]
    return subprocess.Popen(command, cwd=folder, stdout=stdout, stderr=subprocess.STDOUT, text=True)  # noqa: S603 - ours


@contextmanager
def running(folder: Path) -> Iterator[Demo]:
    state = folder / ".presswork" / "demo.json"
    with printed_in(folder).open("w") as printed, start(folder, stdout=printed) as process:
        try:
            soon(lambda: state.exists() and state.read_text().endswith("}\n"))
            yield Demo(process, folder, json.loads(state.read_text()))
        finally:
            process.terminate()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog" / "about.md").write_text("# About\n\nUs.\n")
    (tmp_path / ".presswork").mkdir()
    (tmp_path / ".presswork" / "demo.port").write_text(str(unasked_port()))  # which another start finds free
    with running(tmp_path) as demo:
        yield demo
