"""The pictures of the presets: the home page, a post, a topic, a letter and the page to follow, in both schemes and two widths.

`python -m docs.looks [PRESET …]` builds an example blog with each preset and writes a sheet for each scheme into `docs/images/`:
above, the pages in a wide window; below, on a phone.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Literal, NamedTuple

import yaml
from PIL import Image
from playwright.sync_api import Browser

from chalicelib.cloud.folder import FolderBucket
from chalicelib.cloud.ports import Cloud
from chalicelib.content.site.presets import PRESETS
from chalicelib.newsletter.personalization import letter_to
from chalicelib.store import site_files
from docs.screenshots import AS_OF, DOCS, EXAMPLE, IMAGES
from infra.build.build import build
from infra.build.build_cache import cache_of
from infra.build.catalog import Catalog
from infra.build.encoding import Jobs
from infra.build.pages import BuildQueue, folder_cloud
from infra.running.letters import edition_of, part
from infra.serve.browser import launched
from infra.serve.server import SiteServer

LETTER = "letter"


class Sample(NamedTuple):
    """A blog to show a preset with: its folder, the post that its letter is about, and the post and the topic to show."""

    folder: Path
    key: str
    post: str
    topic: str

    @property
    def pages(self) -> tuple[str, ...]:
        return ("/", self.post, self.topic, f"/{LETTER}/", "/follow/")


MUSEUM = Sample(
    EXAMPLE, "posts/2026-10-03-the-blue-we-cannot-mix.md", "/2026/10/03/the-blue-we-cannot-mix/", "/category/machines/"
)
VILLAGE = Sample(
    DOCS.parent / "example-classic",
    "posts/2011-07-17-who-owns-the-bridge.md",
    "/2011/07/17/who-owns-the-bridge/",
    "/category/river/",
)
SAMPLES: Mapping[str, Sample] = {"classic": VILLAGE}
"""The blogs of the presets that have one of their own."""

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WINDOWS = ((1280, 1600), (390, 844))
HEIGHT, GAP = 560, 16
BEHIND = "#8a8a8a"
QUALITY = 82


def main(names: Sequence[str]) -> int:
    """Write the sheets of the named presets, or of all; return the exit status."""
    with launched("--hide-scrollbars") as browser:
        for preset in names or PRESETS:
            for path in sheets(browser, preset):
                print(f"{path.relative_to(DOCS.parent)}: {path.stat().st_size:,} bytes")  # noqa: T201 - a command
    return 0


def sheets(browser: Browser, preset: str) -> Iterator[Path]:
    """Write the sheets of a preset; return their files."""
    sample = SAMPLES.get(preset, MUSEUM)
    with TemporaryDirectory() as folder, SiteServer(FolderBucket(Path(folder, "out"))) as server:
        sources, out = Path(folder, "sources"), Path(folder, "out")
        copytree(sample.folder, sources)
        choose(sources / "site.yaml", preset)
        build(sources, out, url=server.url, now=AS_OF)
        write_letter(sources, out, server.url, sample.key)
        for scheme in SCHEMES:
            path = IMAGES / f"looks-{preset}-{scheme}.webp"
            sheet([[shot(browser, server.url + page, window, scheme) for page in sample.pages] for window in WINDOWS]).save(
                path, quality=QUALITY
            )
            yield path


def choose(settings: Path, preset: str) -> None:
    """Let the site have this preset."""
    site = yaml.safe_load(settings.read_text(encoding="utf-8"))
    site["theme"] = {**site.get("theme", {}), "preset": preset}
    settings.write_text(yaml.safe_dump(site, allow_unicode=True, sort_keys=False), encoding="utf-8")


def write_letter(sources: Path, out: Path, url: str, key: str) -> None:
    """Write the letter about the post as a page of the built site."""
    cache = cache_of(out)
    catalog = Catalog(cache.catalog)
    cloud: Cloud = folder_cloud(sources, cache, catalog.table, BuildQueue(), Jobs(), url, AS_OF)
    site = site_files.read(cloud).site
    message = letter_to(cloud, site, edition_of(cloud, key), "reader@example.org", "", "")
    page = out / LETTER / "index.html"
    page.parent.mkdir()
    page.write_text(part(message_from_bytes(message, policy=policy.default), "html"), encoding="utf-8")
    catalog.close()


def shot(browser: Browser, address: str, window: tuple[int, int], scheme: Literal["light", "dark"]) -> Image.Image:
    """Return a picture of the page as it is first seen in this window, scaled to the height of the sheet's row."""
    width, height = window
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    page.goto(address, wait_until="networkidle")
    page.reload(wait_until="networkidle")  # with the fonts at hand, as on all pages after the first
    seen = Image.open(BytesIO(page.screenshot())).convert("RGB")
    page.close()
    return seen.resize((round(width * HEIGHT / height), HEIGHT), Image.Resampling.LANCZOS)


def sheet(rows: Sequence[Sequence[Image.Image]]) -> Image.Image:
    """Return the pictures side by side, each row centred."""
    widths = [sum(seen.width for seen in row) + GAP * (len(row) + 1) for row in rows]
    made = Image.new("RGB", (max(widths), (HEIGHT + GAP) * len(rows) + GAP), BEHIND)
    for number, (row, width) in enumerate(zip(rows, widths, strict=True)):
        left = (made.width - width) // 2 + GAP
        for seen in row:
            made.paste(seen, (left, GAP + number * (HEIGHT + GAP)))
            left += seen.width + GAP
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
