"""A site and posts for the tests of letters."""

from typing import Any

from markupsafe import Markup
from msgspec.structs import replace

from chalicelib.content.site.site import Language, LocalizedText, Newsletter, Site
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.view_models.links import Anchor
from chalicelib.rendering.view_models.post import ShownPost

MARK = "mark" * 8
SITE = Site(
    title=LocalizedText({"en": 'Salt & "Pepper"', "es": "Sal", "ar": "ملح"}),
    url="https://press.example",
    languages=(Language("en", "English"), Language("es", "Español"), Language("ar", "العربية", "rtl")),
    newsletter=Newsletter(postal=LocalizedText({"en": "1 Quay <Street>"})),
)
CONTEXT = SiteContext(SITE)
POST = ShownPost(
    "It's here & <now>",
    "/2026/11/25/à/",
    "https://press.example/2026/11/25/%C3%A0/",
    date="2026-11-25T09:00:00+00:00",
    date_text="November 25, 2026",
    authors=(Anchor("Ines & Co", "/author/ines/"),),
    excerpt="It came by boat & weighs a tonne.",
    html=Markup("<p>It came by boat.</p>"),
)
ARABIC = replace(POST, title="هنا", lang="ar", direction="rtl", html=Markup("<p>نص</p>"))


def post(html: str, **has: Any) -> ShownPost:
    return replace(POST, html=Markup(html), **has)  # noqa: S704 - the tests' own
