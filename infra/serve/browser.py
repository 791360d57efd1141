"""The Chromium of this machine, driven by Playwright, which brings none of its own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
"""The names of the program; `tests/bring.sh` has the same ones."""

FLAGS = ("--disable-background-networking", "--force-color-profile=srgb")


class NoBrowserError(Exception):
    """There is no browser here; the text says how to get one."""


def program() -> str:
    path = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if path is None:
        raise NoBrowserError(f"no browser found (tried {', '.join(PROGRAMS)}); `tests/bring.sh chromium` installs one")
    return path


@contextmanager
def launched(*flags: str) -> Iterator[Browser]:
    """Run the browser without a window, while the context is open."""
    path = program()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags], chromium_sandbox=False)
        yield browser
        browser.close()
