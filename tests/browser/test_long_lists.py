"""Long lists of titles and of topics fit and are accessible: dates are a column, and letters open without script."""

from collections.abc import Callable, Iterator

import pytest

from chalicelib.cloud.folder import FolderBucket
from chalicelib.rendering.pages.topics import LISTED
from infra.build.build import build
from infra.serve.server import SiteServer
from tests.browser.conftest import NOW
from tests.browser.page_checks import WAYS, complaints, sticking_out
from tests.browser.reader import NARROW, WIDE, Reader
from tests.publishing.blog import post
from tests.site.nasty import WORD, laid

pytestmark = pytest.mark.slow

SITE = "title: The Press\nlanguages: [en, {code: ar, direction: rtl}]\nlanding: 2\n"
ADDRESSES = ("/topics/", "/feeds/", "/tag/ink/", "/2025/", "/ar/tag/ink/", "/ar/2025/")

BOXES = """() => [...document.querySelectorAll("main .lines li")].map((line) => {
  const [day, title] = [line.querySelector("time"), line.querySelector("a")].map((one) => one.getBoundingClientRect());
  const right = getComputedStyle(line).direction === "rtl";
  const begin = (one) => right ? -one.right : one.left;
  return [begin(day), begin(title), right ? day.left - title.right : title.left - day.right];
})"""
"""Of each line, where its date and its title begin, as they are read, and the room between the two."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    """Serve a site with long lists in both directions, a very long title, and more tags than fit in one list."""
    out = tmp_path_factory.mktemp("lists")
    with SiteServer(FolderBucket(out)) as serving:
        build(laid(sources(), tmp_path_factory.mktemp("sources")), out, url=serving.url, now=NOW)
        yield serving


def sources() -> dict[str, str]:
    dates = [f"2025-{month:02d}-{day:02d}" for month in (9, 5) for day in (1, 11, 28)]
    posts = {
        f"{lang}/{number}.md": post(title=title, date=date, lang=lang, tags=["Ink"], slug=f"{lang}{number}")
        for lang in ("en", "ar")
        for number, date in enumerate(dates)
        for title in [WORD if number == 1 else f"{number} عن الحروف والطباعة" if lang == "ar" else f"A title {number}"]
    }
    tags = [f"{'abcdefgh'[number % 8]} topic {number}" for number in range(LISTED)] + [f"z{WORD}", "印刷"]
    tagged = {f"{at}.md": post(title=f"T{at}", date="2024-01-01", tags=tags[at : at + 20]) for at in range(0, len(tags), 20)}
    return {"site.yaml": SITE, **posts, **tagged}


@pytest.fixture
def guest(arriving: Callable[[str], Reader], server: SiteServer) -> Reader:
    return arriving(server.url)


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("address", ["/tag/ink/", "/2025/", "/ar/tag/ink/", "/ar/2025/"])
def test_dates_are_a_column_before_the_titles(guest: Reader, address: str, width: int) -> None:
    boxes = guest.at(address, width).evaluate(BOXES)

    columns = {(round(day), round(title)) for day, title, _ in boxes}
    assert len(boxes) >= 4
    assert len({day for day, _ in columns}) == 1
    assert len(columns) <= 2  # a month may have longer dates than another
    assert min(room for _, _, room in boxes) >= 0


@pytest.mark.parametrize("way", WAYS)
def test_long_lists_fit(guest: Reader, way: str) -> None:
    assert sticking_out(guest, ADDRESSES, way) == {}


@pytest.mark.parametrize("address", ADDRESSES[:4])
def test_long_lists_are_accessible(guest: Reader, address: str) -> None:
    assert complaints(guest.at(address)) == []


def test_a_letter_opens_without_script_and_shows_its_topics(guest: Reader) -> None:
    page = guest.page(java_script_enabled=False)
    guest.go(page, "/topics/")
    topic = page.locator("details a", has_text="h topic 95")
    assert (topic.count(), topic.is_visible()) == (1, False)

    page.get_by_text("H", exact=True).click()

    assert topic.is_visible()
