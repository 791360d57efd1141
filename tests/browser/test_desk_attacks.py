"""Attacks on the desk in a real browser: texts of others, hostile previews, pages around it, and the next person at a device."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from chalicelib.authoring.api import DESK_FILES
from chalicelib.authoring.identity.credentials import Invitation
from chalicelib.cloud.folder import FolderBucket
from chalicelib.cloud.ports import Object
from chalicelib.content.addresses import preview_addresses
from chalicelib.publishing import previews
from chalicelib.rendering.paths import object_key
from chalicelib.store import site_files
from chalicelib.store.authoring import credentials, people
from chalicelib.store.authoring.people import Person
from chalicelib.times import in_utc
from infra.serve.server import SiteServer
from tests.browser.live_rooms import TRAMS, LiveRooms
from tests.publishing.blog import post
from tests.web.visitor import Visitor

pytestmark = pytest.mark.slow

PATIENCE = 15_000
HIT = "window.hits = (window.hits || 0) + 1"
PAYLOADS = (
    f'<img src=x onerror="{HIT}">',
    f'"><svg onload="{HIT}">',
    f"'-(() => {{ {HIT} }})()-'",
    f"</script><script>{HIT}</script>",
    f"javascript:{HIT}",
    f'<iframe srcdoc="<script>parent.{HIT.removeprefix("window.")}</script>"></iframe>',
    f'<a href="javascript:{HIT}">x</a>',
    f'<style onload="{HIT}"></style>',
)
ALL = "".join(PAYLOADS)
POST, DRAFT, BAD = (
    "posts/2026-11-24-<img src=x onerror=hits=1>.md",
    "posts/2026-11-24-'\"><svg onload=hits=1>.md",
    "posts/<b>bad.md",
)
VIEWS = (
    *("drafts", "scheduled", "published", "refused", "comments", "letters", "check", "settings"),
    *(f"history={TRAMS}", f"edit={TRAMS}", "edit=posts/%3Cb%3Ebad.md", f"edit={ALL}", ALL),
)
RUNNING = """() => [...document.querySelectorAll("body *")].filter((one) =>
  [...one.attributes].some((each) => /^on/i.test(each.name) || /^\\s*javascript:/i.test(each.value) && each.name !== "value")
  || one.matches("script:not([src], [type='application/json']), iframe:not(.preview), object, embed, base, style, main img")
).map((one) => one.outerHTML)"""


@contextmanager
def browser_of(chromium: Browser, site: str, **settings: object) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=site, **settings)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def hostile(rooms: LiveRooms) -> None:
    """Write payloads wherever somebody can write something that the desk shows."""
    front = {"title": f'"{ALL.replace(chr(34), chr(92) + chr(34))}"', "date": "2026-11-24"}
    rooms.blog.publish(
        {
            "site.yaml": "title: >-\n  " + ALL + "\ncomments: {open: yes, moderator: eva@example.org}\nnewsletter: yes\n",
            POST: post(
                "[x](<missing-" + "b>.md)",
                **front,
                categories=["<img src=x onerror=hits=1>"],
                tags=["</script><script>hits=1</script>"],
            ),
            DRAFT: post(ALL, **front, draft="yes"),
            BAD: f"---\ntitle: Bad\ndate: '{ALL.replace(chr(39), chr(39) * 2)}'\n---\nText.\n",
        }
    )
    rooms.write(TRAMS, post(f"They climb.\n\n{ALL}", title="Trams", date="2026-11-20", summary="<b>x</b>"))
    comment = {"post": "/2026/11/20/trams/", "name": PAYLOADS[0], "text": ALL, "website": "https://x.example/\"onload='hits=1'"}
    Visitor(rooms.blog.cloud).ask("POST", "/comments", comment)
    rooms.settle()


# ---- what others wrote


def test_nothing_that_the_desk_lists_runs_even_without_its_policy(chromium: Browser, rooms: LiveRooms) -> None:
    hostile(rooms)
    with browser_of(chromium, rooms.url, bypass_csp=True) as browser:
        page = rooms.entered(browser.new_page())
        shown = ""
        for view in VIEWS:
            page.goto("about:blank")
            page.goto(f"/api/desk#{view}")
            page.wait_for_load_state("networkidle")
            for summary in page.locator("summary").all():
                summary.click()
            page.wait_for_timeout(100)
            assert page.evaluate(RUNNING) == [], view
            assert page.evaluate("window.hits ?? 0") == 0, view
            shown += page.locator("body").inner_text()
        assert shown.count("onerror") > len(VIEWS) / 2


def test_the_details_of_a_post_are_text(chromium: Browser, rooms: LiveRooms) -> None:
    hostile(rooms)
    with browser_of(chromium, rooms.url, bypass_csp=True) as browser:
        page = rooms.entered(browser.new_page(), f"edit={TRAMS}")
        page.get_by_role("button", name="Details").click()
        expect(page.get_by_role("dialog")).to_be_visible()

        assert page.evaluate(RUNNING) == []
        assert page.evaluate("window.hits ?? 0") == 0


def test_the_detector_notes_what_runs(chromium: Browser, rooms: LiveRooms) -> None:
    with browser_of(chromium, rooms.url, bypass_csp=True) as browser:
        page = rooms.entered(browser.new_page())
        page.evaluate("(html) => document.body.insertAdjacentHTML('beforeend', html)", ALL)
        page.wait_for_function("window.hits > 0")

        assert len(page.evaluate(RUNNING)) > 3


@pytest.mark.parametrize(
    "act",
    [
        "document.body.innerHTML = '<b>x</b>'",
        "document.body.insertAdjacentHTML('beforeend', 'x')",
        "document.write('x')",
        "document.createElement('iframe').srcdoc = 'x'",
        "document.createElement('script').src = '/files/x.js'",
        "new Worker('/files/x.js')",
        "trustedTypes.createPolicy('mine', { createHTML: (html) => html })",
    ],
)
def test_the_policy_lets_no_script_of_the_desk_write_html_or_code(chromium: Browser, rooms: LiveRooms, act: str) -> None:
    with browser_of(chromium, rooms.url) as browser:
        page = rooms.entered(browser.new_page())
        expect(page.get_by_role("button", name="New post")).to_be_visible()

        assert run(page, act) == "TypeError"


def run(page: Page, act: str) -> str:
    """Return the error of an act that a script of the page does."""
    tried: str = page.evaluate(f"() => {{ try {{ {act}; return ''; }} catch (error) {{ return error.name; }} }}")
    return tried


# ---- a preview that nobody cleaned

PREVIEW = """<!doctype html><base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=/api/desk/account">
<script>parent.hits = 1; top.location = "https://evil.example/"; fetch("/api/desk/me", {credentials: "include"})</script>
<img src=x onerror="parent.hits = 1"><iframe src="/api/desk/account"></iframe><object data="/api/desk/account"></object>
<link rel="stylesheet" href="https://evil.example/a.css"><link rel="prefetch" href="/api/desk/me">
<form action="/api/desk/account" method="post" target="_top"><button id="send">Send</button></form>
<p><a id="top" target="_top" href="/api/desk/account">top</a> <a id="new" target="_blank" href="/api/desk/account">new</a></p>"""


def test_a_hostile_preview_runs_leads_and_sends_nothing(chromium: Browser, rooms: LiveRooms) -> None:
    previews.renew(rooms.blog.cloud)
    rooms.blog.publish({DRAFT: post("Mine.", title="A draft", draft="yes")})
    token = preview_addresses.token(site_files.read(rooms.blog.cloud).previews.now, DRAFT)
    key = object_key(preview_addresses.address(token))
    assert rooms.blog.cloud.public.read(key)
    rooms.blog.cloud.public.write(key, Object(PREVIEW.encode(), "text/html; charset=utf-8"))
    with browser_of(chromium, rooms.url) as browser:
        page = rooms.entered(browser.new_page(), "drafts")
        page.get_by_role("link", name="A draft").click()
        expect(page.get_by_label("Text", exact=True)).to_be_visible()
        page.get_by_role("button", name="Preview").click()
        frame = page.frame_locator("iframe.preview")
        expect(frame.locator("#send")).to_be_visible()
        asked: list[Request] = []
        browser.on("request", lambda request: asked.insert(0, request))
        before = page.url

        for name in ("send", "top", "new"):
            frame.locator(f"#{name}").click()
        page.wait_for_timeout(500)

        assert page.url == before
        assert browser.pages == [page]
        assert page.evaluate("window.hits ?? 0") == 0
        assert [request.url for request in asked if "/api/desk/account" in request.url or request.method != "GET"] == []
        assert {each.url for each in page.frames[2:]} <= {"chrome-error://chromewebdata/"}


def test_a_preview_of_a_post_that_is_live_shows_its_page_and_publishes_nothing(chromium: Browser, rooms: LiveRooms) -> None:
    with browser_of(chromium, rooms.url) as browser:
        page = rooms.entered(browser.new_page(), f"edit={TRAMS}")
        page.get_by_label("Text", exact=True).fill("Not yet.\n")

        page.get_by_role("button", name="Preview").click()

        expect(page.frame_locator("iframe.preview").get_by_text("Fast, and they ring.")).to_be_visible()
        assert "Not yet." not in rooms.text(TRAMS)


# ---- pages of other sites around the desk


@pytest.fixture
def evil(tmp_path: Path) -> Iterator[SiteServer]:
    """Serve an empty page of another site."""
    (tmp_path / "index.html").write_text("<!doctype html><title>Evil</title><body>Evil")
    with SiteServer(FolderBucket(tmp_path)) as server:
        yield server


PAGES = (
    "/api/desk",
    "/api/desk/account",
    "/api/desk/sign-in",
    "/api/desk/link?t=x",
    "/api/desk/invitation?t=x",
    f"/api/desk/preview?key={TRAMS}",
)


def test_no_page_of_the_desk_is_framed_by_another_site(chromium: Browser, rooms: LiveRooms, evil: SiteServer) -> None:
    with browser_of(chromium, rooms.url) as browser:
        page = rooms.entered(browser.new_page())
        page.goto(evil.url)
        for address in PAGES:
            page.evaluate(
                "(src) => document.body.append(Object.assign(document.createElement('iframe'), { src }))", rooms.url + address
            )
        page.wait_for_timeout(1_000)

        assert len(page.frames) == len(PAGES) + 1
        assert {frame.url for frame in page.frames[1:]} == {"chrome-error://chromewebdata/"}


def test_a_window_of_another_site_has_no_hold_on_the_desk_that_it_opened(
    chromium: Browser, rooms: LiveRooms, evil: SiteServer
) -> None:
    with browser_of(chromium, rooms.url) as browser:
        page = rooms.entered(browser.new_page())
        page.goto(evil.url)
        with browser.expect_page() as opened:
            page.evaluate("(address) => { window.desk = open(address); }", f"{rooms.url}/api/desk#drafts")
        desk = opened.value
        expect(desk.get_by_role("button", name="New post")).to_be_visible()

        page.evaluate("(to) => { desk.postMessage({ act: 'publish' }, '*'); desk.location = to; }", f"{rooms.url}/api/desk#new")
        page.wait_for_timeout(300)

        assert page.evaluate("desk.closed")
        assert desk.url.endswith("#drafts")
        assert desk.evaluate("window.opener") is None


# ---- who comes next to a device


def kept(page: Page) -> object:
    """Return all that the browser keeps of the desk."""
    return page.evaluate("""async () => ({
      databases: (await indexedDB.databases()).map(({ name }) => name), storage: { ...localStorage },
      caches: await caches.keys(), workers: (await navigator.serviceWorker.getRegistrations()).length,
    })""")


def test_the_worker_keeps_the_desks_own_files_alone_and_nothing_is_left_after_signing_out(
    chromium: Browser, rooms: LiveRooms
) -> None:
    with browser_of(chromium, rooms.url) as browser:
        page = rooms.entered(browser.new_page(), "new")
        page.get_by_label("Text", exact=True).fill("A secret draft.\n")
        expect(page.locator("header .state")).to_have_text("Saved")
        page.evaluate(
            "navigator.serviceWorker.ready.then(({ scope }) => { if (!scope.endsWith('/api/desk')) throw Error(scope); })"
        )
        page.reload()
        for room in ("drafts", "comments", "letters", "settings", f"edit={TRAMS}"):
            page.goto(f"/api/desk#{room}")
            page.wait_for_load_state("networkidle")
        names = page.evaluate("""async () => { const found = [];
          for (const name of await caches.keys()) for (const one of await (await caches.open(name)).keys()) found.push(one.url);
          return found; }""")
        assert {name.partition("/api/")[2] for name in names} == {
            "desk",
            *(f"desk/{name}" for name in DESK_FILES if name != "worker.js"),
        }

        page.goto("/api/desk/account")
        with page.expect_navigation():
            page.get_by_role("button", name="Sign out").first.click()

        assert kept(page) == {"databases": [], "storage": {}, "caches": [], "workers": 0}
        page.go_back()
        page.go_back()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        page.context.set_offline(True)
        with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
            page.goto("/api/desk")


def test_the_next_person_at_a_device_neither_sees_nor_sends_what_another_has_not_sent(
    chromium: Browser, rooms: LiveRooms
) -> None:
    table = rooms.blog.cloud.table
    with browser_of(chromium, rooms.url) as browser:
        page = rooms.entered(browser.new_page(), "new")
        page.context.set_offline(True)
        page.get_by_label("Title", exact=True).fill("Secret of Ann")
        page.get_by_label("Text", exact=True).fill("Not for Bob.\n")
        expect(page.locator("header .state")).to_have_text("Offline: kept on this device")
        people.remove(table, "ann")
        credentials.remove_all(table, "ann")
        people.put(table, Person("bob", "owner", "bob", "bob@example.org"))
        page.goto("about:blank")
        page.context.set_offline(False)

        entered(page, rooms, "bob")

        expect(page.get_by_text("Nothing here yet.")).to_be_visible()
        assert "Secret of Ann" not in page.content()
        assert not any("secret-of-ann" in key for key in rooms.blog.cloud.content.keys("posts/"))

        people.put(table, Person("ann", "owner", "ann", "ann@example.org"))
        entered(page, rooms, "ann")
        expect(page.get_by_text("Secret of Ann")).to_be_visible()


def entered(page: Page, rooms: LiveRooms, person: str) -> None:
    """Sign a person in at this browser, and show their drafts."""
    text = credentials.issue(rooms.blog.cloud.table, person, Invitation(in_utc(rooms.blog.clock.now())))
    page.goto(f"/api/desk/invitation?t={text}")
    with page.expect_navigation():
        page.get_by_role("button", name="Continue without a passkey").click()
    page.goto("/api/desk#drafts")
