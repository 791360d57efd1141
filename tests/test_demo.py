"""The demo as a user runs it: a process that says where everything is, publishes what any S3 client uploads, and ends cleanly."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.request import urlopen

import boto3
import pytest

PATIENCE = 60  # seconds until a demo counts as stuck; nothing here is timed

T = TypeVar("T")


@dataclass
class Demo:
    process: subprocess.Popen[str]
    folder: Path
    said: dict[str, str]

    def page(self, path: str) -> str | None:
        try:
            with urlopen(self.said["site"] + path) as answer:  # noqa: S310 - our own server on 127.0.0.1
                return str(answer.read().decode())
        except HTTPError as error:
            error.close()
            return None

    @property
    def s3(self) -> Any:
        keys = {"aws_access_key_id": "any", "aws_secret_access_key": "any"}
        return boto3.client("s3", endpoint_url=self.said["aws_endpoint"], region_name=self.said["region"], **keys)


def soon(ask: Callable[[], T | None]) -> T:
    """The first answer that isn't empty."""
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last:
        if found := ask():
            return found
        time.sleep(0.05)
    raise AssertionError("it never came")


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog" / "about.md").write_text("# About\n\nUs.\n")
    command = [sys.executable, "-c", "import sys; from infra.command import main; sys.exit(main())", "demo", "blog"]
    state = tmp_path / ".presswork" / "demo.json"
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own command
        try:
            soon(lambda: state.exists() and state.read_text().endswith("}\n"))
            yield Demo(process, tmp_path, json.loads(state.read_text()))
        finally:
            process.terminate()


@pytest.mark.slow
def test_the_demo_publishes_what_is_uploaded_or_saved_and_ends_cleanly(demo: Demo) -> None:
    assert set(demo.said) == {"site", "aws_endpoint", "region", "content_bucket", "public_bucket", "table"}
    assert "Us." in (demo.page("about/") or "")

    demo.s3.put_object(Bucket=demo.said["content_bucket"], Key="posts/2026-11-25-hello.md", Body=b"# Hello\n\nBy S3.")
    assert "By S3." in soon(lambda: demo.page("2026/11/25/hello/"))

    (demo.folder / "blog" / "about.md").write_text("# About\n\nSaved.\n")
    soon(lambda: "Saved." in (demo.page("about/") or ""))

    demo.process.send_signal(signal.SIGTERM)
    assert demo.process.wait(PATIENCE) == 0
    assert not (demo.folder / ".presswork" / "demo.json").exists()
