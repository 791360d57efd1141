"""Chromium as the judge of HTML: it parses each fragment as it would in a page, and then shows them and clicks everywhere.

Parsed, in a document that runs nothing: are there only elements, attributes and addresses that are allowed, does the fragment
stay in its container, and does the browser read again what it has written? Shown, in a page without a policy: did anything run,
was anything but an image fetched, does any link lead to a program?
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Dialog, Error, Route

from chalicelib.content.html.allow_list import ATTRIBUTES, FRAME, TAGS
from infra.serve.browser import launched
from tests.browser.attacked import EVERYTHING, FRAMES
from tests.safety.judge import ADDRESSES, ALLOWED, MATHML, SEVERAL

SITE = "https://press.example/"
PAGE = f"{SITE}a/"
FETCHED = ("image", "media", "texttrack")
"""What a page may fetch from any host: images, sound and film, and their subtitles."""

OF_OURS = {
    "*": "tabindex data-lang data-line hidden",
    "input": "type disabled",
    "iframe": "sandbox loading referrerpolicy",
    "a": "aria-disabled data-larger",
    "math": "display alttext xmlns",
    "time": "datetime",
}
"""Attributes that later steps write themselves, by element."""

RULES: Mapping[str, Any] = {
    "tags": sorted(TAGS | {FRAME} | MATHML),
    "attributes": {
        tag: sorted({*ATTRIBUTES.get(tag, "").split(), *OF_OURS.get(tag, "").split()}) for tag in {*ATTRIBUTES, *OF_OURS}
    },
    "addresses": sorted(ADDRESSES),
    "several": sorted(SEVERAL),
    "schemes": sorted(f"{scheme}:" for scheme in {*ALLOWED, "source"}),
    "mathml": "http://www.w3.org/1998/Math/MathML",
    "page": PAGE,
}

JUDGE = r"""([fragments, rules]) => {
  const parsed = (html) => new DOMParser().parseFromString(
    `<!doctype html><main id="_m"><div id="_f">${html}</div><p id="_z"></p></main>`, "text/html");
  const picture = /^data:image\/(png|jpeg|gif|webp|avif);base64,/;
  const several = (value) => value.split(/,\s|\s+/).filter((one) => one && !/^[\d.]+[wx],?$/.test(one));
  const wrong = (address, element) => {
    let url;
    try { url = new URL(address, rules.page); } catch { return false; }
    if (rules.schemes.includes(url.protocol)) return false;
    return !(["img", "source", "video"].includes(element.localName) && picture.test(url.href));
  };
  const amiss = (element) => {
    const name = element.localName, found = [];
    if (!rules.tags.includes(name)) found.push(`the element <${name}>`);
    const allowed = [...(rules.attributes["*"] ?? []), ...(rules.attributes[name] ?? [])];
    const isMath = element.namespaceURI === rules.mathml;
    for (const { name: key, value } of element.attributes) {
      if (key.startsWith("on") || (!allowed.includes(key) && !isMath)) found.push(`the attribute ${key} of <${name}>`);
      if (!rules.addresses.includes(key)) continue;
      const addresses = rules.several.includes(key) ? several(value) : [value];
      found.push(...addresses.filter((one) => wrong(one, element)).map((one) => `the address ${one} of <${name}>`));
    }
    return found;
  };
  return fragments.map((html) => {
    const doc = parsed(html), box = doc.getElementById("_f"), end = doc.getElementById("_z"), main = doc.getElementById("_m");
    const found = [...box.querySelectorAll("*")].flatMap(amiss);
    const isWithin = end && main && box.nextElementSibling === end && end.childNodes.length === 0 && main.childNodes.length === 2
      && doc.body.childNodes.length === 1 && box.parentNode === main && doc.querySelectorAll("#_f").length === 1;
    if (!isWithin) found.push("it leaves its container");
    const once = box.innerHTML, again = parsed(once).getElementById("_f")?.innerHTML;
    if (once !== again) found.push("the browser reads something else in what it has written");
    return found;
  });
}"""


LINKS = r"""async () => {
  addEventListener("click", (event) => event.preventDefault(), true);
  const all = [...document.querySelectorAll("*")];
  for (const one of all)
    for (const kind of ["click", "mouseover", "focus"]) one.dispatchEvent(new MouseEvent(kind, { cancelable: true }));
  await new Promise((done) => setTimeout(done, 20));
  const addresses = all.map((one) => one.href?.animVal ?? one.href ?? one.getAttribute("href") ?? "");
  return addresses.filter((one) => typeof one === "string" && /^[\s\x00-\x20]*(java|vb|live)\s*script:/i.test(one));
}"""
"""Clicks everywhere in a drawing, without following links, and returns the links that would run something."""


@dataclass
class Shown:
    """What happened while a page was shown and clicked."""

    hits: set[int] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    led: list[str] = field(default_factory=list)


class Judge:
    """A browser that judges fragments."""

    def __init__(self, context: BrowserContext) -> None:
        self._context, self._shown, self._html = context, Shown(), ""
        context.expose_binding("__hit", lambda _source, number=0: self._shown.hits.add(int(number)))
        context.on("dialog", _dismiss)
        context.route("**/*", self._answer)
        self._inert = context.new_page()

    def parsed(self, fragments: Sequence[str]) -> list[list[str]]:
        """Return what is wrong with each fragment, as the browser parses it; empty lists for nothing."""
        found: list[list[str]] = self._inert.evaluate(JUDGE, [list(fragments), RULES])
        return found

    def shown(self, fragments: Sequence[str]) -> Shown:
        """Show the fragments in one page without a policy, and click everywhere."""
        self._shown = Shown()
        self._html = '<!doctype html><meta charset="utf-8"><title>x</title>' + "".join(f"<div>{one}</div>" for one in fragments)
        page = self._context.new_page()
        page.goto(PAGE, wait_until="load")
        led, _ = page.evaluate(EVERYTHING)
        self._shown.led += [one for one in led if not one.startswith(("a source:", "area source:"))]
        page.close()
        return self._shown

    def opened(self, body: bytes, content_type: str) -> Shown:
        """Open a file as a page of its own, which may fetch nothing of other hosts, and click everywhere."""
        self._shown, shown = Shown(), Shown()

        def answer(route: Route) -> None:
            if route.request.url == PAGE and route.request.is_navigation_request():
                route.fulfill(body=body, content_type=content_type)
                return
            if not route.request.url.startswith(SITE):
                shown.asked.append(f"{route.request.resource_type} {route.request.url}")
            route.abort()

        page = self._context.new_page()
        page.route("**/*", answer)
        page.goto(PAGE, wait_until="load")
        try:
            shown.led = page.evaluate(LINKS)
        except Error as error:
            shown.led = [f"it leaves the page: {error.message.splitlines()[0]}"]
        page.close()
        shown.hits = self._shown.hits
        return shown

    def _answer(self, route: Route) -> None:
        request = route.request
        if request.url == PAGE:
            route.fulfill(body=self._html, content_type="text/html; charset=utf-8")
            return
        if request.resource_type not in FETCHED and FRAMES not in request.url:
            self._shown.asked.append(f"{request.resource_type} {request.url}")
        route.abort()


def _dismiss(dialog: Dialog) -> None:
    dialog.dismiss()


@contextmanager
def judging() -> Iterator[Judge]:
    """Run a judge while the context is open."""
    with launched() as browser:
        context = browser.new_context(java_script_enabled=True)
        yield Judge(context)
        context.close()


def as_case(text: str) -> str:
    """Return a text as it can be copied from a terminal."""
    return json.dumps(text)
