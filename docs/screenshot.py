"""The picture in the README: the example blog, built, served by the edge's rule, and taken by a headless Chromium.

`python docs/screenshot.py`, in an environment that has Presswork, replaces `docs/images/home.png`.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from chalicelib.cloud.folder import FolderBucket
from infra.command import main as presswork
from infra.local.serve import SiteServer

DOCS = Path(__file__).resolve().parent
EXAMPLE, PICTURE = DOCS.parent / "example", DOCS / "images" / "home.png"

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--hide-scrollbars")
SIZE = "1280,900"
SETTLED = 5_000
"""Milliseconds of the page's own clock before the picture, so that the sidebar has come."""
PATIENCE = 60
"""Seconds for the browser, which may hang where it can't start."""

AS_OF = "2026-11-25T12:00"
"""The time of the picture, so that the same posts are due whenever it is taken."""


def main() -> int:
    """Take the picture; the exit status."""
    browser = found()
    with TemporaryDirectory() as folder:
        out, picture = Path(folder, "site"), Path(folder, "home.png")
        out.mkdir()
        with SiteServer(FolderBucket(out)) as server:
            status = presswork(["build", str(EXAMPLE), str(out), "--url", server.url, "--now", AS_OF])
            if status:
                return status
            take(browser, f"{server.url}/", picture, profile=Path(folder, "profile"))
        PICTURE.parent.mkdir(exist_ok=True)
        shutil.copyfile(picture, PICTURE)
    return 0


def found() -> str:
    """A Chromium on the path; without one, there is nothing to do but to say so."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        names = ", ".join(BROWSERS)
        sys.exit(f"screenshot: there is no Chromium or Chrome on the path ({names}); on Debian: apt-get install chromium")
    return browser


def take(browser: str, url: str, picture: Path, *, profile: Path) -> None:
    """A picture of the page, with a profile that nobody has browsed with."""
    asked = (f"--user-data-dir={profile}", f"--window-size={SIZE}", f"--virtual-time-budget={SETTLED}", f"--screenshot={picture}")
    subprocess.run((browser, *QUIET, *asked, url), check=True, timeout=PATIENCE, capture_output=True)  # noqa: S603 - our own words


if __name__ == "__main__":
    sys.exit(main())
