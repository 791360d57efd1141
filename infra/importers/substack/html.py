"""The text of a Substack post as plain HTML: its widgets are gone, and what it embeds becomes cards, galleries and footnotes."""

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any
from urllib.parse import unquote

from bs4 import Tag

from chalicelib.html_to_markdown.html_attributes import attribute
from infra.importers.html_to_markdown import cards
from infra.importers.html_to_markdown.cards import text
from infra.importers.html_to_markdown.html_trees import (
    KEPT_ATTRIBUTES,
    Replace,
    first_match,
    inner,
    json_attribute,
    remove_comments,
    replace_elements,
    strip_attributes,
    tree_of,
    words,
)
from infra.importers.html_to_markdown.placeholders import Marks
from infra.importers.parsing.urls import split_url

ImageOf = Callable[[str], str]
"""Returns where an image is here, by its address at Substack."""
Tell = Callable[[str, str], None]


ATTRIBUTES = {**KEPT_ATTRIBUTES, "a": "href title id", "audio": "src controls", "video": "src controls poster"}
WIDGETS = (
    ".subscription-widget-wrap, .subscription-widget-wrap-editor, .subscription-widget, .subscribe-widget, .share-dialog, "
    ".paywall-jump, .install-substack-app-embed, .install-substack-app-embed-web, .community-chat, .directMessage, "
    ".header-anchor-parent, .header-anchor-widget, .image-link-expand, style, button, form"
)
"""Widgets that only Substack's own pages can run."""

ADDRESSES: Mapping[str, tuple[str, str]] = {
    ".youtube-wrap": ("videoId", "https://www.youtube.com/watch?v={}"),
    ".vimeo-wrap": ("videoId", "https://vimeo.com/{}"),
    ".spotify-wrap": ("url", "{}"),
    ".soundcloud-wrap": ("url", "{}"),
    ".bandcamp-wrap": ("url", "{}"),
    ".apple-podcast-container": ("url", "{}"),
    ".tiktok-wrap": ("url", "{}"),
    ".bluesky-wrap": ("url", "{}"),
    ".datawrapper-wrap": ("url", "{}"),
    ".prediction-market-wrap": ("url", "{}"),
    ".instagram": ("instagram_id", "https://www.instagram.com/p/{}/"),
    ".instagram-embed-wrap": ("instagram_id", "https://www.instagram.com/p/{}/"),
}
"""Embedded content: the key of its data that identifies it, and its address."""

PLAYERS = {".native-video-embed": "a video", ".native-audio-embed": "a recording", ".poll-embed": "a poll"}
"""Media that stay at Substack, since an export doesn't hold them."""


def simplified(html: str, image_of: ImageOf, tell: Tell, marks: Marks) -> str:
    """Return a text as plain HTML, with `marks` for what only Markdown says; raise `UnreadableError` if it is nested too deep."""
    tree = tree_of(html)
    remove_comments(tree)
    replace_elements(tree, dict.fromkeys(WIDGETS.split(", "), lambda _: ""))
    replace_elements(tree, {selector: left_out(selector, tell) for selector in PLAYERS})
    replace_elements(tree, {selector: _embed(*row) for selector, row in ADDRESSES.items()})
    replace_elements(tree, rows(image_of, marks))
    replace_elements(tree, {"iframe": lambda frame: cards.embedded(str(frame))})
    put_aside(tree, marks)
    for tag in tree.select("code:not(pre code)"):
        del tag["class"]
    strip_attributes(tree, ATTRIBUTES)
    for block in tree.select("p"):
        if not words(block) and not block.select("img, audio, video, iframe, br"):
            block.extract()
    return str(tree)


def left_out(selector: str, tell: Tell) -> Replace:
    def replace(_: Tag) -> str:
        tell(PLAYERS[selector], "it isn't part of the export, and stays on Substack")
        return ""

    return replace


def _embed(name: str, pattern: str) -> Replace:
    def replace(wrap: Tag) -> str:
        value = text(json_attribute(wrap), name) or attribute(first_match(wrap, "iframe"), "src")
        return cards.alone(value if value.startswith("http") else pattern.format(value)) if value else ""

    return replace


def rows(image_of: ImageOf, marks: Marks) -> Mapping[str, Replace]:
    """Return the replacements of Substack's blocks, the outer blocks first."""
    return {
        ".image-gallery-embed": lambda block: gallery(block, image_of),
        ".captioned-image-container": lambda block: picture(block, image_of),
        "a.image-link": lambda block: picture(block, image_of),
        "img": lambda image: None if readdress(image, image_of) else "",
        ".tweet, .twitter-embed": tweet,
        ".digest-post-embed, .embedded-post-wrap, .embedded-publication-wrap": post,
        ".file-embed-wrapper": file,
        ".github-gist": lambda block: cards.embedded(text(json_attribute(block), "innerHTML") or str(block)),
        ".latex-rendered": lambda block: marks.formula(text(json_attribute(block), "persistentExpression")),
        ".pullquote": lambda quote: f"<blockquote>{inner(quote)}</blockquote>",
        ".callout-block": lambda block: f"<blockquote>{inner(block)}</blockquote>",
        ".preformatted-block": lambda block: f"<pre>{inner(first_match(block, 'pre') or block)}</pre>",
        "pre.text, .poetry pre": verse,
        "p.button-wrapper": button,
        ".comment": comment,
    }


# ---- images


def original(address: str) -> str:
    """Return the address of an image as it was uploaded: without the service that makes it small."""
    match = re.match(r"https://(?:substackcdn|cdn\.substack)\.com/image/fetch/.*?/(https?%3A.*|https?:.*)", address)
    return unquote(match[1]) if match else address


def readdress(image: Tag, image_of: ImageOf) -> bool:
    """Set the new address of an image; return whether it has one."""
    stored = json_attribute(image)
    src = text(stored, "src") or attribute(image, "src")
    image["src"] = image_of(original(src)) if src else ""
    image["alt"] = text(stored, "alt") or attribute(image, "alt")
    return bool(attribute(image, "src"))


def picture(block: Tag, image_of: ImageOf) -> str:
    """Return an image with its caption, and where it leads, unless that is the image itself."""
    image = first_match(block, "img")
    stored = json_attribute(image) if image else {}
    src = original(text(stored, "src") or attribute(image, "src"))
    link = block if block.name == "a" else first_match(block, "a[href]")
    href = text(stored, "href") or attribute(link, "href")
    shown = image_of(src) if src else ""
    alt = text(stored, "alt") or attribute(image, "alt")
    leads = "" if file_name(original(href)) == file_name(src) else href
    if block.name == "a" and block.find_parent(["p", "li", "h1", "h2", "h3", "figure"]):
        return cards.link(leads, f'<img src="{escape(shown)}" alt="{escape(alt)}">')
    return cards.image(shown, alt, caption=inner(first_match(block, "figcaption")), href=leads, title=text(stored, "title"))


def file_name(address: str) -> str:
    return split_url(address).path.rpartition("/")[2]


def gallery(block: Tag, image_of: ImageOf) -> str:
    stored = json_attribute(block).get("gallery")
    attributes: Mapping[str, Any] = stored if isinstance(stored, Mapping) else {}
    listed = attributes.get("images")
    images = [image for image in listed if isinstance(image, Mapping)] if isinstance(listed, list) else []
    pairs = [(image_of(original(text(image, "src"))), text(image, "alt") or text(attributes, "alt")) for image in images]
    return cards.gallery(pairs, escape(text(attributes, "caption")))


# ---- what is embedded


def tweet(block: Tag) -> str:
    """Return a quotation of the post elsewhere, with its author and a link to it."""
    attributes = json_attribute(block)
    address = (text(attributes, "url") or attribute(first_match(block, "a[href]"), "href")).partition("?")[0]
    quote = text(attributes, "full_text") or words(first_match(block, ".tweet-text"))
    by = text(attributes, "name") or words(first_match(block, ".tweet-author-name")) or text(attributes, "username")
    if not quote:
        return cards.alone(address)
    lines = "<br>".join(escape(line) for line in quote.splitlines() if line.strip())
    return f"<blockquote><p>{lines}</p>{cards.paragraph('— ' + cards.link(address, escape(by or address)))}</blockquote>"


def post(block: Tag) -> str:
    """Return the box that shows another post or publication."""
    attributes = json_attribute(block)
    address = text(attributes, "canonical_url", "url", "base_url") or attribute(first_match(block, "a[href]"), "href")
    title = text(attributes, "title", "name") or words(first_match(block, ".embedded-post-title, .embedded-publication-name"))
    below = text(attributes, "caption", "truncated_body_text", "hero_text") or words(
        first_match(block, ".embedded-publication-hero-text")
    )
    return cards.bookmark(address, title, below)


def file(block: Tag) -> str:
    title = words(first_match(block, ".file-embed-details-h1"))
    return cards.file(attribute(first_match(block, "a.file-embed-button, a[href]"), "href"), title)


def verse(block: Tag) -> str:
    """Return a poem: lines that end where they end."""
    lines = block.get_text().strip("\n").split("\n")
    return cards.paragraph("<br>".join(escape(line.strip(), quote=False) for line in lines))


ACTIONS = re.compile(r"action=(?:share|subscribe)|gift=true|/subscribe\b|/comments\b|%%|utm_campaign=email")


def button(block: Tag) -> str:
    """Return a button as a link; nothing for those that only Substack can answer."""
    link = first_match(block, "a[href]")
    address = attribute(link, "href") or text(json_attribute(block), "url")
    return "" if ACTIONS.search(address) else cards.button(words(link) or text(json_attribute(block), "text"), address)


def comment(block: Tag) -> str:
    """Return a reader's words that the author showed in the text."""
    link = attribute(first_match(block, "a[href]"), "href")
    shown = words(first_match(block, ".comment-body")) or text(json_attribute(block), "body")
    return f"<blockquote>{cards.paragraph(escape(shown))}</blockquote>" if shown else cards.alone(link)


# ---- footnotes


def put_aside(tree: Tag, marks: Marks) -> None:
    """Put footnotes aside, and marks where the text refers to them; a note that nothing refers to stays in the text."""
    anchors = {number_of(anchor): anchor for anchor in tree.select("a.footnote-anchor")}
    for note in tree.select(".footnote"):
        number, content = number_of(first_match(note, ".footnote-number") or note), first_match(note, ".footnote-content")
        if number in anchors and content and number not in marks.notes:
            marks.notes[number] = inner(content)
            note.extract()
    for number, anchor in anchors.items():
        if number in marks.notes:
            anchor.replace_with(marks.reference(number))


def number_of(tag: Tag) -> str:
    match = re.match(r"\W*(\d{1,4})", words(tag))
    return match[1] if match else ""
