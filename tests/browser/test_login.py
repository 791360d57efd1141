"""An author without keys of AWS: they log in by their browser, push to a demo with the token, and log out."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reader import Reader
from tests.demo.demo_process import Demo, demo, run
from tests.demo.writer import invitation
from tests.patience import soon

pytestmark = pytest.mark.slow
fixtures = (demo,)  # not defined here
POST = "---\ntitle: Hello\ndate: 2026-11-20\n---\nHello from Bob.\n"
LARGE = 4_500_000  # bytes, more than the API takes in a request


def author(page: Page, demo: Demo) -> Page:
    """Sign Bob in, who was invited."""
    page.goto(invitation(demo, "bob", "author"))
    page.get_by_role("button", name="without a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    return page


def command_of(demo: Demo) -> Callable[..., tuple[int, str]]:
    """Return what runs a command, with a keyring and a browser that notes the address; its status, and what it printed."""
    browser = demo.folder / "browser"
    browser.write_text('#!/bin/sh\nprintf %s "$1" > "$HOME/address"\n')
    browser.chmod(0o755)
    own = {"BROWSER": f"{browser} %s", "PYTHON_KEYRING_BACKEND": "tests.demo.file_keyring.FileKeyring"}

    def command(*words: str, given: str = "") -> tuple[int, str]:
        ran = run(demo, *words, given=given, **own)
        return ran.returncode, ran.stdout + ran.stderr

    return command


def write(folder: Path, *files: tuple[str, bytes]) -> None:
    for name, body in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)


def test_an_author_logs_in_by_a_browser_pushes_and_logs_out(demo: Demo, arriving: Callable[[str], Reader]) -> None:
    site, command = demo.said["site"].rstrip("/"), command_of(demo)
    reader = arriving(site.replace("127.0.0.1", "localhost"))
    page = author(reader.page(), demo)

    with ThreadPoolExecutor(1) as pool:
        login = pool.submit(command, "login", site)
        address = soon(lambda: noted.read_text() if (noted := demo.folder / "address").exists() else "")
        for other in (site, parse_qs(urlsplit(address).query)["redirect_uri"][0]):
            reader.allows(other)
        page.goto(address)
        page.get_by_role("checkbox", name=re.compile("publish")).check()
        page.get_by_role("button", name="Allow").click()
        expect(page.get_by_text("You can close this window")).to_be_visible()
        status, text = login.result()

    assert (status, "logged in" in text) == (0, True), text
    write(demo.folder / "mine", ("posts/bob/hello.md", POST.encode()), ("files/bob/long.pdf", b"%PDF-1.4\n" + bytes(LARGE)))
    assert command("push", "mine", "--site", site)[0] == 0
    assert "Hello from Bob." in (demo.page("2026/11/20/hello/") or "")
    size = demo.s3.head_object(Bucket=demo.said["content_bucket"], Key="files/bob/long.pdf")["ContentLength"]
    assert size > LARGE
    write(demo.folder / "mine", ("posts/ann/hello.md", POST.encode()))
    status, text = command("push", "mine", "--site", site)
    assert (status, "posts/ann/hello.md: this person may not write this file" in text) == (1, True), text
    assert command("logout", site) == (0, f"logged out of {site}\n")
    assert f"presswork login {site}" in command("push", "mine", "--site", site)[1]


TAKES_KEYS: tuple[str, ...] = (
    "comments list",
    "desk list",
    "doctor",
    "export copy",
    "history blog/about.md",
    "keys list",
    "letters list",
    "logs ingest",
    "rebuild pages",
    "redrive",
    "restore blog/about.md",
    "schedule",
    "status",
    "subscribers count",
)


def test_what_a_token_doesnt_do_says_so_and_a_pasted_token_logs_in(demo: Demo) -> None:
    site, command = demo.said["site"].rstrip("/"), command_of(demo)
    invitation(demo, "bob", "author")
    printed = partial(run, demo, "desk", "token", "--author", "bob", "--scope")

    assert "may publish" in command("login", site, "--token", given=printed("create update media").stdout)[1]
    assert "doesn't accept your token" in command("login", site, "--token", given="bob.nothing\n")[1]
    assert command("login", site, "--token", given=printed("create update media publish").stdout)[0] == 0

    said = {words: command(*words.split(), "--site", site) for words in TAKES_KEYS}
    assert {words: text for words, (status, text) in said.items() if status != 2 or "this takes keys of AWS" not in text} == {}
