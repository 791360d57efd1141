"""The desk's views and dialogs, each with the steps that lead to it, and what hinders people who don't see or hold much."""

from collections.abc import Callable, Mapping

from playwright.sync_api import FilePayload, Page, expect

from chalicelib.publishing import previews
from tests.browser.live_rooms import TRAMS, LiveRooms
from tests.browser.page_checks import OUTSIDE, complaints
from tests.pictures import jpeg

THUMB, LINE = 44, 24
"""Pixels that a thumb hits: of a control, and of a link within a line."""
LETTERS = 16
"""Pixels of letters in a field, below which phones enlarge the page while one types."""

SMALL = """([thumb, line, letters]) => {
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".skip, .hidden, [inert]");
  const front = document.querySelector("dialog[open]") ?? document.body;
  const small = (one) => {
    const box = (one.matches("[type=checkbox]") ? one.closest("label") : one).getBoundingClientRect();
    const least = one.matches("a:not(.button)") && one.parentElement.matches(".about, li, p, label") ? line : thumb;
    return box.height < least - 0.5 || (least === thumb && box.width < 36);
  };
  const tiny = (one) => one.matches("input, select, textarea") && parseFloat(getComputedStyle(one).fontSize) < letters;
  const said = (one) => `too small: ${one.outerHTML.slice(0, 90)}`;
  return [...front.querySelectorAll(controls)].filter(seen).filter((one) => small(one) || tiny(one)).map(said);
}"""
"""The controls that a thumb misses, and the fields whose letters are too small."""

NAMED = {
    "button",
    "link",
    "textbox",
    "searchbox",
    "checkbox",
    "combobox",
    "dialog",
    "navigation",
    "toolbar",
    "ColorWell",
    "Iframe",
}
"""The roles of the accessibility tree that say nothing without a name."""

Way = Callable[[Page, LiveRooms], object]
"""The steps that lead to a view."""


def room(name: str) -> Way:
    """Return the way to a list or a room."""

    def go(page: Page, rooms: LiveRooms) -> None:
        rooms.entered(page, name)
        expect(page.locator("nav.states [aria-current]")).to_be_visible()
        expect(page.get_by_text("Loading …")).to_have_count(0)

    return go


def editor(*labels: str) -> Way:
    """Return the way to the editor, and on by these buttons."""

    def go(page: Page, rooms: LiveRooms) -> None:
        rooms.entered(page, f"edit={TRAMS}")
        expect(page.get_by_label("Text", exact=True)).to_be_visible()
        for label in labels:
            page.get_by_role("button", name=label, exact=True).last.click()

    return go


def photo(page: Page, rooms: LiveRooms) -> None:
    editor()(page, rooms)
    tram = FilePayload(name="tram.jpg", mimeType="image/jpeg", buffer=jpeg(600, 400))
    page.locator("input[type=file]").first.set_input_files(tram)


def conflict(page: Page, rooms: LiveRooms) -> None:
    editor()(page, rooms)
    expect(page.get_by_label("Text", exact=True)).not_to_have_value("")
    rooms.write(TRAMS, rooms.text(TRAMS).replace("They climb.", "Pushed."))
    page.get_by_label("Text", exact=True).fill("Mine.\n")
    page.get_by_role("button", name="Update").click()
    page.locator("dialog button.main").click()
    expect(page.get_by_role("dialog")).to_contain_text("Pushed.")


def draft(page: Page, rooms: LiveRooms) -> None:
    """Begin a post, and wait until the site has it."""
    rooms.entered(page, "new")
    page.get_by_label("Title", exact=True).fill("Trams at night")
    page.get_by_label("Text", exact=True).fill("They ring.\n")
    expect(page.locator("header .state")).to_have_text("Saved")


def preview(page: Page, rooms: LiveRooms) -> None:
    previews.renew(rooms.blog.cloud)
    draft(page, rooms)
    page.get_by_role("button", name="Preview").click()
    expect(page.frame_locator("iframe").get_by_role("heading", name="Trams at night")).to_be_visible()


def email(page: Page, rooms: LiveRooms) -> None:
    room("letters")(page, rooms)
    page.get_by_role("button", name="Preview").click()
    expect(page.frame_locator("iframe.letter").locator("p", has_text="It happened.")).to_be_visible()


def publishing(page: Page, rooms: LiveRooms) -> None:
    draft(page, rooms)
    page.get_by_role("button", name="Publish").click()
    page.locator("dialog button.main").click()
    expect(page.locator("dialog .live")).to_be_visible()


LISTS: Mapping[str, Way] = {name: room(name) for name in ("drafts", "published", "refused")}
ROOMS: Mapping[str, Way] = {name: room(name) for name in ("comments", "letters", "check", "settings")}
DIALOGS: Mapping[str, Way] = {
    "details": editor("Details"),
    "more": editor("More"),
    "update": editor("Update"),
    "photo": photo,
    "conflict": conflict,
    "email": email,
    "publishing": publishing,
}
VIEWS: Mapping[str, Way] = {**LISTS, **ROOMS, "editor": editor(), "preview": preview, **DIALOGS}


def barriers(page: Page) -> list[str]:
    """Return what hinders people: what axe finds, what sticks out, what is too small, and what a screen reader can't name."""
    return [*complaints(page), *page.evaluate(OUTSIDE), *page.evaluate(SMALL, [THUMB, LINE, LETTERS]), *unclear(page)]


def unclear(page: Page) -> list[str]:
    """Return what the accessibility tree leaves unclear: controls without a name, headings that skip a level, no main part."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    told = [(value(node, "role"), value(node, "name"), node) for node in nodes if not node["ignored"]]
    nameless = [f"no name: {role}" for role, name, _ in told if role in NAMED and not name.strip()]
    levels = [int(level["value"]["value"]) for role, _, node in told if role == "heading" for level in levels_of(node)]
    jumps = [f"headings: {levels}" for before, after in zip([0, *levels], levels, strict=False) if after > max(before + 1, 2)]
    parts = [role for role, _, _ in told if role in ("main", "dialog")]
    return [*nameless, *jumps, *([] if parts else ["neither a main part nor a dialog"])]


def value(node: Mapping[str, Mapping[str, str]], name: str) -> str:
    return str(node.get(name, {}).get("value", ""))


def levels_of(node: Mapping[str, list[Mapping[str, Mapping[str, str]]]]) -> list[Mapping[str, Mapping[str, str]]]:
    return [each for each in node.get("properties", []) if str(each["name"]) == "level"]
