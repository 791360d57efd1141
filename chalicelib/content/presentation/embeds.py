"""Embeds: an address alone in its paragraph becomes a card or a player.

A card is a link with the name of its provider, by the first row of `PROVIDERS` that fits. It loads nothing from elsewhere, so a
provider learns of a reader only by a click. An address that ends like an audio or video file becomes a player.

A frame that the site doesn't allow becomes a card, too, or else a link.

Addresses are replaced in raw HTML, before smart quotes and the sanitizer, so that the HTML written here is cleaned like all else.
"""

import re
from collections.abc import Collection
from html import escape, unescape
from urllib.parse import unquote

from chalicelib.content.html.tag_patterns import FRAME, LONE_ADDRESS
from chalicelib.content.html.url_policy import is_allowed_frame
from chalicelib.content.limits import limit
from chalicelib.content.markdown.link_targets import href, image
from chalicelib.content.markdown.smartquotes import as_typed
from chalicelib.content.presentation.players import is_playable
from chalicelib.frozen import Frozen

LONGEST = limit("address of an embed")
SHOWN = 60  # characters of an address that a card shows
WEB = re.compile("https?://", re.IGNORECASE)
WITHOUT_SCHEME = re.compile(r"\A//")
ELSEWHERE = re.compile("[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
START = re.compile(r"[?&#](?:t|start)=([0-9][0-9hms]{0,11})(?![^&#])")


class Provider(Frozen):
    """A kind of addresses of a provider; the pattern matches the part after the scheme.

    `page` is the address that readers want, with the groups of the pattern, and `start` is added to it if the author wrote where
    to start; without a `page`, the address stays as written.
    """

    name: str
    pattern: re.Pattern[str]
    page: str = ""
    start: str = ""


def _row(name: str, pattern: str, page: str = "", start: str = "") -> Provider:
    whole = re.compile(rf"https?://(?:www\.)?{pattern}/?(?:[?&#].*)?", re.IGNORECASE | re.ASCII)
    return Provider(name, whole, page, start)


YOUTUBE = r"(?:(?:m\.|music\.)?youtube(?:-nocookie)?\.com"
PROVIDERS: tuple[Provider, ...] = (
    _row(
        "YouTube",
        rf"{YOUTUBE}/(?:watch/?\?(?:[^#]*&)?v=|(?:shorts|live|embed|v)/)|youtu\.be/)(?P<id>[\w-]{{11}})",
        "https://www.youtube.com/watch?v={id}",
        "&t={start}",
    ),
    _row(
        "YouTube",
        rf"{YOUTUBE}/(?:playlist|embed/videoseries)\?(?:[^#]*&)?list=)(?P<id>[\w-]+)",
        "https://www.youtube.com/playlist?list={id}",
    ),
    _row(
        "Vimeo",
        r"player\.vimeo\.com/video/(?P<id>\d+)\?(?:[^#]*&)?h=(?P<secret>\w+)",
        "https://vimeo.com/{id}/{secret}",
        "#t={start}",
    ),
    _row("Vimeo", r"player\.vimeo\.com/video/(?P<id>\d+)", "https://vimeo.com/{id}", "#t={start}"),
    _row("Vimeo", r"vimeo\.com/(?:[\w-]+/){0,4}\d+(?:/\w+)?"),
    _row(
        "Spotify",
        r"open\.spotify\.com/(?:intl-[\w-]+/)?(?:embed/)?(?P<kind>track|album|playlist|episode|show|artist)/(?P<id>\w+)",
        "https://open.spotify.com/{kind}/{id}",
        "?t={start}",
    ),
    _row("SoundCloud", r"(?:m\.)?soundcloud\.com/[\w-]+/(?:sets/)?[\w-]+(?:/s-\w+)?"),
    _row("SoundCloud", r"on\.soundcloud\.com/\w+"),
    _row("Bluesky", r"bsky\.app/profile/[\w.:-]+/post/\w+"),
    _row(
        "CodePen",
        r"codepen\.io/(?P<user>(?:team/)?[\w-]+)/(?:pen|full|details|embed(?:/preview)?)/(?P<id>\w+)",
        "https://codepen.io/{user}/pen/{id}",
    ),
    _row("Gist", r"gist\.github\.com/(?P<id>(?:[\w-]+/)?[0-9a-f]{5,40})(?:\.js)?", "https://gist.github.com/{id}"),
    _row("OpenStreetMap", r"openstreetmap\.org/(?:(?:node|way|relation|note|changeset)/\d+|directions|export/embed\.html)"),
    _row("OpenStreetMap", r"openstreetmap\.org(?=/?[?#].*(?:map=|mlat=|bbox=))"),
    _row("OpenStreetMap", r"osm\.org/go/[\w~@-]+"),
    _row("Mastodon", r"[\w.-]+\.[a-z]{2,20}(?::\d{1,5})?/(?:@[\w.-]+(?:@[\w.-]+)?|users/[\w.-]+/statuses)/\d{1,20}"),
)
"""The kinds of addresses that become cards; the last has any host, as Mastodon's servers do."""


def with_embeds(html: str) -> str:
    """Return raw HTML with a card or a player for each address that is alone in its paragraph and has one."""
    return LONE_ADDRESS.sub(_paragraph, html)


def without_frames(html: str, allowed: Collection[str]) -> str:
    """Return raw HTML with a card, or else a link, in place of each frame of a host that isn't allowed."""

    def replaced(frame: re.Match[str]) -> str:
        address = unescape(frame[1])
        if is_allowed_frame(address, allowed):
            return frame[0]
        shown = escape(address)
        return card(WITHOUT_SCHEME.sub("https://", address)) or f'<a href="{shown}">{shown}</a>'

    return FRAME.sub(replaced, html)


def card(address: str) -> str:
    """Return a link to a provider's page, with its name; empty if no provider has this address."""
    if len(address) > LONGEST:
        return ""
    for provider in PROVIDERS:
        if match := provider.pattern.fullmatch(address):
            return _figure(provider, _page(provider, match))
    return ""


def _page(provider: Provider, address: re.Match[str]) -> str:
    """Return the address that readers want."""
    if not provider.page:
        return address[0]
    start = START.search(address[0]) if provider.start else None
    return provider.page.format(**address.groupdict()) + (provider.start.format(start=start[1]) if start else "")


def _figure(provider: Provider, page: str) -> str:
    shown = WEB.sub("", page, count=1).removeprefix("www.").rstrip("/")
    shown = shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
    link = f'<a href="{href(page)}"><strong>{provider.name}</strong> <span>{as_typed(escape(shown, quote=False))}</span></a>'
    return f'<figure class="embed {provider.name.lower()}">{link}</figure>'


def _paragraph(paragraph: re.Match[str]) -> str:
    """Return the card or player for a paragraph that is one link, or one address; else the paragraph."""
    linked, text, bare = paragraph.groups()
    address, shown = (unescape(bare),) * 2 if text is None else (unescape(linked), unescape(text))
    if address not in (shown, f"http://{shown}", unescape(href(shown))):
        return paragraph[0]
    return card(address) or _player(address) or paragraph[0]


def _player(address: str) -> str:
    """Return a player for the address of an audio or video file; it fetches nothing from another site until it is started."""
    if len(address) > LONGEST or not is_playable(address):
        return ""
    name = unquote(re.split("[?#]", address, maxsplit=1)[0].rpartition("/")[2], errors="replace")
    player = image(address, "", name=name)
    later = player.replace(" controls", ' controls preload="none"', 1) if ELSEWHERE.match(address) else player
    return f"<p>{later}</p>"
