"""A reader that uses each element of a page; the payloads that ran are noted.

Payloads call `__hit`, which the browser passes to the test from each window and frame. A link that runs code is followed; a link
to another page is not, so that the reader stays on the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from msgspec.structs import replace
from playwright.sync_api import Browser, Dialog, Request

from chalicelib.edge import responses
from infra.stack.headers import content_security
from tests.browser.polling import wait_until

FRAMES = "video.example"
"""The host of the frames that a page may have; it does not exist."""

EVERYTHING = """async () => {
  const led = [];
  const plain = ["http:", "https:", "mailto:", "tel:", ":", ""];
  const turn = () => new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(0);
  });
  const leave = (event) => {
    const link = event.target.closest?.("a, area");
    if (link && plain.includes(link.protocol)) event.preventDefault();
  };
  addEventListener("click", leave, true);
  addEventListener("submit", (event) => event.preventDefault(), true);
  for (const details of document.querySelectorAll("details")) details.open = true;
  const found = document.querySelectorAll("body *");
  for (const one of found) {
    const address = one.getAttribute("href") ?? "";
    if (!plain.includes(one.protocol ?? "")) led.push(`${one.localName} ${address}`);
    for (const kind of ["pointerenter", "mouseenter", "mouseover", "focus", "pointerdown", "mousedown"])
      one.dispatchEvent(new MouseEvent(kind, { bubbles: true }));
    if (!one.matches("a, area, button, input, summary, label, video, audio, img, [onclick], [role=button]")) continue;
    if (one.isConnected) one.click?.();
    await turn();
  }
  await new Promise((done) => setTimeout(done, 100));
  return [led, found.length];
}"""


FILLED = "() => !document.querySelector('body > .side:not(.full)')"
"""Whether the sidebar is loaded, or the page has none."""


@dataclass
class Noted:
    """The results of an attack: payloads that ran, dialogs, links that would run code, and requests to other hosts."""

    hits: set[int] = field(default_factory=set)
    dialogs: list[str] = field(default_factory=list)
    led: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    elements: int = 0

    @property
    def nothing(self) -> bool:
        return not (self.hits or self.dialogs or self.led or self.asked)


def tried(browser: Browser, addresses: list[str]) -> Noted:
    """Return the results on all these pages, after a click on each element."""
    noted = Noted()
    context = browser.new_context()
    context.expose_binding("__hit", lambda _source, number: noted.hits.add(number))
    ours = {FRAMES, *(urlsplit(address).netloc for address in addresses)}

    def asked(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc not in ours:
            noted.asked.append(request.url)

    def dialog(opened: Dialog) -> None:
        noted.dialogs.append(opened.message)
        opened.dismiss()

    context.on("request", asked)
    context.on("dialog", dialog)
    for address in addresses:
        page = context.new_page()
        page.goto(address)
        wait_until(page, FILLED)
        led, elements = page.evaluate(EVERYTHING)
        noted.led += led
        noted.elements += elements
        page.close()
    context.close()
    return noted


def as_the_cdn(reply_to: responses.ReplyTo) -> responses.ReplyTo:
    """Return the same replies with the policy that the CDN sends."""
    policy: Mapping[str, str] = {"Content-Security-Policy": content_security(f"https://{FRAMES}").partition("; upgrade")[0]}

    def answer(request: responses.Request) -> responses.Reply:
        reply = reply_to(request)
        return replace(reply, headers={**reply.headers, **policy})

    return answer
