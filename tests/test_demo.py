"""The demo as a user runs it: a process that says where everything is, publishes what any S3 client uploads, mails it to those
who follow, and ends cleanly."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import boto3
import pytest

PATIENCE = 60  # seconds until a demo counts as stuck; nothing here is timed

T = TypeVar("T")


@dataclass
class Demo:
    process: subprocess.Popen[str]
    folder: Path
    said: dict[str, Any]

    def page(self, path: str) -> str | None:
        try:
            with urlopen(self.said["site"] + path) as answer:  # noqa: S310 - our own server on 127.0.0.1
                return str(answer.read().decode())
        except HTTPError as error:
            error.close()
            return None

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
    places = {"site", "inbox", "aws_endpoint", "region", "content_bucket", "public_bucket", "table", "settings"}
    assert set(demo.said) == places
    assert "Us." in (demo.page("about/") or "")

    demo.s3.put_object(Bucket=demo.said["content_bucket"], Key="posts/2026-11-25-hello.md", Body=b"# Hello\n\nBy S3.")
    assert "By S3." in soon(lambda: demo.page("2026/11/25/hello/"))

    (demo.folder / "blog" / "about.md").write_text("# About\n\nSaved.\n")
    soon(lambda: "Saved." in (demo.page("about/") or ""))

    demo.process.send_signal(signal.SIGTERM)
    assert demo.process.wait(PATIENCE) == 0
    assert not (demo.folder / ".presswork" / "demo.json").exists()


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return str(body.get_content()) if body else ""


@pytest.mark.slow
def test_who_signs_up_and_confirms_gets_the_next_post_by_mail(demo: Demo) -> None:
    assert demo.post(f"{demo.said['site']}api/subscriptions", email="ann@example.org") == 200
    asked = soon(lambda: demo.mail("ann@example.org"))[0]
    link = re.search(r"http://\S+/api/confirm\?t=\S+", text_of(asked))
    assert link
    assert demo.post(link[0]) == 200
    soon(lambda: len(demo.mail("ann@example.org")) == 2)  # the welcome

    (demo.folder / "blog" / "news.md").write_text(f"---\ndate: {datetime.now(UTC):%Y-%m-%d}\n---\n# News\n\nFirst of all.\n")
    letter = soon(lambda: demo.mail("ann@example.org")[2:])[0]

    assert "News" in letter["Subject"]
    assert "First of all." in text_of(letter)
    assert not [name for name in letter if name.upper().startswith("X-SES-")]


@pytest.mark.slow
def test_a_command_finds_all_settings_of_the_running_demo(demo: Demo) -> None:
    settings = demo.said["settings"]

    assert settings["AWS_ENDPOINT_URL"] == demo.said["aws_endpoint"]
    assert {"TABLE", "LETTERS_QUEUE_URL", "LINK_KEYS", "ADDRESS_PEPPER", "SITE_URL", "GRACE_SECONDS"} <= set(settings)
