"""An attacker's posts in a real browser, with the CDN's policy and without it: none of their code runs."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from markdown import markdown
from playwright.sync_api import Browser

from chalicelib.cloud.folder import FolderBucket
from chalicelib.edge.responses import ReplyTo
from infra.build.build import build
from infra.serve.server import SiteServer
from tests.browser.attacked import Noted, as_the_cdn, tried
from tests.safety.payloads import armed, placed, raw, some
from tests.safety.sources import sources
from tests.site.nasty import laid

pytestmark = pytest.mark.slow
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
AT_LEAST = 500


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a site with some hundreds of payloads; return its folder."""
    out = tmp_path_factory.mktemp("attacked")
    build(laid(sources(), tmp_path_factory.mktemp("sources")), out, now=NOW)
    return out


def posts(out: Path) -> list[str]:
    """Return the addresses of the posts, and of the pages that show parts of them."""
    pages = (path.parent.relative_to(out) for path in out.glob("2026/*/*/*/index.html"))
    return ["/", "/author/ada/", "/more/", "/_/sidebar.en.html", *(f"/{page}/" for page in sorted(pages))]


@pytest.mark.parametrize("noting", [as_the_cdn, lambda reply_to: reply_to], ids=["with the CDN's policy", "without it"])
def test_no_code_of_an_attacker_runs(chromium: Browser, attacked: Path, noting: Callable[[ReplyTo], ReplyTo]) -> None:
    with SiteServer(FolderBucket(attacked), noting=noting) as server:
        noted = tried(chromium, [server.url + address for address in posts(attacked)])

    assert len(some()) + len(raw()) >= AT_LEAST
    assert noted.nothing, noted
    assert noted.elements > AT_LEAST


# ---- the detector itself

POLICY = '<meta http-equiv="Content-Security-Policy" content="script-src \'self\'">'
KNOWN = (
    '<a href="javascript:HIT">x</a>',
    '<a href=" java&#10;script:HIT">x</a>',
    '<map><area shape="default" href="javascript:HIT" alt="x"></map>',
    '<img src="/nothing.png" onerror="HIT">',
    '<p onmouseover="HIT">x</p>',
    '<details><summary onclick="HIT">x</summary></details>',
    '<label onclick="HIT">x</label>',
    '<button onclick="HIT">x</button>',
    '<iframe srcdoc="&lt;script&gt;parent.HIT&lt;/script&gt;"></iframe>',
    "<svg onload=HIT></svg>",
    "<script>HIT</script>",
)


def bare(folder: Path, *blocks: str, head: str = "") -> Path:
    """Write a page with these blocks, not cleaned; return its folder."""
    body = "\n".join(blocks)
    (folder / "index.html").write_text(f'<!doctype html><meta charset="utf-8">{head}<title>x</title><body>{body}')
    return folder


def tried_bare(chromium: Browser, folder: Path) -> Noted:
    with SiteServer(FolderBucket(folder)) as server:
        return tried(chromium, [f"{server.url}/"])


def test_the_detector_notes_all_code_that_runs(chromium: Browser, tmp_path: Path) -> None:
    noted = tried_bare(chromium, bare(tmp_path, *(armed(text, number) for number, text in enumerate(KNOWN))))

    assert noted.hits == set(range(len(KNOWN)))
    assert len(noted.led) == LINKS


LINKS = 3
"""The number of links among them."""


def test_the_policy_of_a_page_stops_all_payloads(chromium: Browser, tmp_path: Path) -> None:
    noted = tried_bare(chromium, bare(tmp_path, *(armed(text, number) for number, text in enumerate(KNOWN)), head=POLICY))

    assert noted.hits == set()


def test_the_detector_notes_a_request_to_another_host(chromium: Browser, tmp_path: Path) -> None:
    noted = tried_bare(chromium, bare(tmp_path, "<script>fetch('https://evil.example/').catch(() => alert('x'))</script>"))

    assert (noted.asked, noted.dialogs) == (["https://evil.example/"], ["x"])


def test_the_payloads_run_in_html_that_is_not_cleaned(chromium: Browser, tmp_path: Path) -> None:
    corpus = [one for one in placed() if one.name.endswith(": javascript")]

    noted = tried_bare(chromium, bare(tmp_path, *(markdown(one.source, extensions=["extra"]) for one in corpus)))

    assert {one.name.partition(":")[0] for one in corpus if one.number in noted.hits} >= {
        "link",
        "reference",
        "heading",
        "a",
        "area",
    }
