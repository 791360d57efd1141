"""Checks of a page: it fits the window, it is accessible, and its layout doesn't shift while it loads."""

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
"""The elements that stick out of the page or are cut off; a box with code or a wide table may scroll."""

WAYS: Mapping[str, Mapping[str, Any]] = {
    "320 pixels": {"width": NARROW},
    "enlarged twice": {"width": WIDE // 2, "device_scale_factor": 2},
    "letters twice as large": {"width": WIDE},
}


def sticking_out(reader: Reader, addresses: Iterable[str], way: str) -> Mapping[str, list[str]]:
    """Return the elements of these pages that don't fit, by address, in a window of this kind."""
    page = reader.page(**WAYS[way])
    found = {}
    for address in addresses:
        reader.go(page, address)
        if way == "letters twice as large":
            page.evaluate(LARGE_LETTERS)
        found[address] = page.evaluate(OUTSIDE)
    return {address: outside for address, outside in found.items() if outside}


OF_COLOURS = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
SCHEMES: Mapping[Literal["light", "dark"], Mapping[str, Any]] = {"light": {"resultTypes": ["violations"]}, "dark": OF_COLOURS}
"""The colour schemes, and what axe checks in each: the second differs from the first in its colours alone."""


def complaints(page: Page) -> list[str]:
    """Return the faults that axe finds on the page in both schemes: the rule, and the element that breaks it."""
    said: list[str] = []
    for scheme, options in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options=dict(options)).response["violations"]
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
