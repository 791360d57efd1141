"""Checks of a page: whether it fits, whether everyone can read it, and whether anything jumps while it loads."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.reader import NARROW, WIDE, Reader

LARGE_LETTERS = "document.documentElement.style.setProperty('font-size', '200%', 'important')"

OUTSIDE = """() => {
  const wide = document.documentElement.clientWidth;
  const scrolls = (one) => one && one !== document.body
    && (["auto", "scroll"].includes(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
  const unseen = (one) => one && (getComputedStyle(one).clipPath !== "none" || getComputedStyle(one).clip !== "auto"
    || (getComputedStyle(one).position !== "static" && one.getBoundingClientRect().bottom <= 0)
    || getComputedStyle(one).opacity === "0" || one.matches("[aria-hidden=true], .trap") || unseen(one.parentElement));
  const cut = (one) => {
    const box = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    if (!box.width || !box.height || style.visibility === "hidden" || unseen(one)) return false;
    if (style.overflowX === "hidden" && one.scrollWidth > one.clientWidth + 1) return true;
    return !scrolls(one.parentElement) && (box.left < -1 || box.right > wide + 1);
  };
  const name = (one) => `${one.tagName.toLowerCase()}.${one.className}: ${one.textContent.trim().slice(0, 40)}`;
  const sideways = document.documentElement.scrollWidth > wide ? ["the page scrolls sideways"] : [];
  return [...sideways, ...[...document.body.querySelectorAll("*")].filter(cut).map(name)];
}"""
"""What sticks out of the page or is cut off; a box of its own may scroll, as one with code or a wide table."""

WAYS: Mapping[str, Mapping[str, Any]] = {
    "320 pixels": {"width": NARROW},
    "enlarged twice": {"width": WIDE // 2, "device_scale_factor": 2},
    "letters twice as large": {"width": WIDE},
}


def sticking_out(reader: Reader, addresses: Iterable[str], way: str) -> Mapping[str, list[str]]:
    """What doesn't fit on these pages, seen this way."""
    page = reader.page(**WAYS[way])
    said = {}
    for address in addresses:
        reader.go(page, address)
        if way == "letters twice as large":
            page.evaluate(LARGE_LETTERS)
        said[address] = page.evaluate(OUTSIDE)
    return {address: found for address, found in said.items() if found}


SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def complaints(page: Page) -> list[str]:
    """What axe says of the page in either scheme: the rule, and what breaks it."""
    said: list[str] = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        said += [
            f"{scheme} {page.url}: {one['id']}: {node['html'][:200]} {node['failureSummary']}"
            for one in found
            for node in one["nodes"]
        ]
    return said


SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  scrollTo(0, document.body.scrollHeight);
  setTimeout(() => done(sum), 300);
})"""
