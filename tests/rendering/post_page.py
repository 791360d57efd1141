"""The page of a post, as a browser parses it."""

from xml.etree.ElementTree import Element

import html5lib
from markupsafe import Markup

from chalicelib.model import Page
from chalicelib.rendering.presenters import render
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.view_models.post import ShownPost


def page(context: SiteContext, html: Markup) -> Element:
    shown = ShownPost("A", "/a/", html=html)
    text = render("post.html", Page("address", "/a/"), context, "en", post=shown).decode()
    return html5lib.HTMLParser(namespaceHTMLElements=False).parse(text)  # type: ignore[no-any-return]
