"""Samples: the values that a site's own template must be able to render before it is accepted."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup
from msgspec.structs import replace

from chalicelib.rendering.view_models.comments import ShownComment, ShownDiscussion
from chalicelib.rendering.view_models.links import Anchor, FeedLink, ShownNotFound
from chalicelib.rendering.view_models.lists import (
    ShownGroup,
    ShownLetter,
    ShownLine,
    ShownListing,
    ShownPart,
    ShownTopic,
    ShownWidget,
    ShownYear,
)
from chalicelib.rendering.view_models.newsletter import ShownChoice, ShownMail, ShownVisit
from chalicelib.rendering.view_models.page import ShownImage, ShownPage, ShownPreview, ShownStyle
from chalicelib.rendering.view_models.post import ShownAuthor, ShownHeading, ShownPost, ShownRelated
from chalicelib.rendering.view_models.site import ShownSite
from chalicelib.rendering.view_models.uses import USES


def _anchors(*texts: str) -> tuple[Anchor, ...]:
    return tuple(Anchor(text, f"/sample/{text}/") for text in texts)


FEEDS = (
    FeedLink("Sample: RSS", "/feed/", "application/rss+xml"),
    FeedLink("Sample: Atom", "/feed/atom/", "application/atom+xml"),
    FeedLink("Sample: JSON Feed", "/feed/json/", "application/feed+json"),
)
LANGUAGES = (
    Anchor("English", "/", lang="en", direction="ltr", current=True),
    Anchor("العربية", "/ar/", lang="ar", direction="rtl"),
)
TEXT = Markup("<p>Some <em>text</em>.</p>")
TOPICS = tuple(
    ShownTopic(name, f"/category/{name}/", f"/category/{name}/feed/", count, FEEDS, "2026-11", name)
    for name, count in (("à & b", 1), ("c", 1234))
)
AUTHORS = (
    ShownAuthor(
        "Ada & Co", "/author/ada/", "/_/images/ada.jpg/sized/small.jpg", TEXT, (Anchor("A <page>", url="https://a.example/"),)
    ),
    ShownAuthor("Grace", "/author/grace/", url="https://grace.example/"),
)
LETTERS = (ShownLetter("À", TOPICS[:1]), ShownLetter("<", TOPICS[1:]))
GROUPS = (
    ShownGroup("category", "Subjects", TOPICS),
    ShownGroup("tag", topics=TOPICS[:1]),
    ShownGroup("tag", topics=TOPICS, largest=TOPICS, newest=TOPICS[1:], letters=LETTERS),
    ShownGroup("author"),
    ShownGroup("author", topics=TOPICS, letters=LETTERS),
)
LISTINGS = {
    "ltr": ShownListing("category", "One", TEXT, "/category/one/", FEEDS, "one"),
    "rtl": ShownListing("author", "Ada & Co", TEXT, "/author/ada/", FEEDS, "ada", AUTHORS[0], several=True),
}
WIDGETS = (
    ShownWidget("topics", groups=GROUPS),
    ShownWidget("top", anchors=_anchors("First", "Second"), numbered=True, hours=48, recent=_anchors("Third")),
    ShownWidget("feeds", groups=GROUPS[:1]),
    ShownWidget("feeds", feeds=FEEDS),
    ShownWidget("follow", "Letters", followers=1234),
    ShownWidget("links", "Books", anchors=(Anchor("A book"), Anchor("Another", url="https://example.com/"))),
    ShownWidget("text", text=TEXT),
    ShownWidget("recent"),
)
COMMENT = ShownComment(
    name="2026-11-30T08:00:00+00:00#ab12",
    anchor="comment-ab12",
    writer=Anchor("À & <co>", url="https://a.example/"),
    date="2026-11-30T08:00:00+00:00",
    date_text="November 30, 2026",
    html=TEXT,
    id="2026-11-30T08:00:00+00:00#ab12 posts/a.md",
    hits=("links: 3",),
    post=Anchor("À & b", "/2011/04/28/à/", fragment="comment-ab12"),
)
ANSWER = replace(COMMENT, name="2026-11-30T09:00:00+00:00#cd34", anchor="comment-cd34")
DISCUSSION = ShownDiscussion((replace(COMMENT, by_author=True, replies=(ANSWER,)),), 2, "/2011/04/28/à/feed/", takes=True)
VISIT = ShownVisit(
    often="weekly",
    all_languages=True,
    categories=(ShownChoice("à-b", "à & b", chosen=True), ShownChoice("c", "C")),
    languages=tuple(ShownChoice(one.lang, one.text, one.current, one.lang, one.direction) for one in LANGUAGES),
    tokens={
        "preferences": "sample.1",
        "unsubscribe": "sample.2",
        "account": "sample.3",
        "withdraw": "sample.4",
        "moderate": "sample.5",
        "replies": "sample.6",
        "own": "sample.7",
    },
    browser="0123456789abcdef0123456789abcdef",
    why="This is not an e-mail address.",
    instead="Write another.",
    field="email",
    found="email: a list where a text belongs",
    again=True,
    renew=True,
    authors=(ShownChoice("ada", "Ada & Co", chosen=True), ShownChoice("grace", "Grace")),
    chosen="You'll get new posts in à & b, plus any by Ada & Co.",
    comments=(COMMENT,),
    post="/2011/04/28/à & b/",
    reply_to=COMMENT.name,
)


def _post(site: ShownSite) -> ShownPost:
    return ShownPost(
        title='A "sample" & <more>',
        address="/2011/04/28/à & b/",
        url=f"{site.url}/2011/04/28/%C3%A0%20%26%20b/",
        lang="en",
        direction="ltr",
        date="2011-04-28T09:30:00+02:00",
        date_text="April 28, 2011",
        updated="2011-05-01T10:00:00+02:00",
        updated_text="May 1, 2011",
        authors=_anchors("Ada", "Grace"),
        categories=_anchors("One", "Two"),
        tags=_anchors("three"),
        excerpt="What it is about.",
        html=TEXT,
        lead=TEXT,
        image="/posts/à.jpg",
        image_width=1200,
        image_height=800,
        comments=True,
        discussion=ShownDiscussion(
            (replace(COMMENT, by_author=True, replies=(ANSWER,)),), 2, "/2011/04/28/à & b/feed/", takes=True
        ),
        translations=LANGUAGES[1:],
        older=Anchor("The one before", "/2011/04/27/before/"),
        newer=Anchor("The one after", "/2011/04/29/after/"),
        extra={"mood": "fair", "series": {"name": "Samples"}},
        minutes=4,
        by=AUTHORS,
        image_focus="focus-x3 focus-y7",
        cover_html=Markup('<img class="cover" src="/posts/%C3%A0.jpg" alt="">'),
        standfirst="What it is about.",
        comments_closed=True,
        comment_count=1234,
        pinned=True,
        series=Anchor("A <series>", "/series/a/"),
        related=(
            ShownRelated("A <related> one", "/2011/03/01/à/", "2011-03-01", "March 1, 2011", "Of it.", "/à.jpg", "focus-x3"),
            ShownRelated("Another", "/2011/02/01/another/", "2011-02-01", "February 1, 2011"),
        ),
        related_topic=Anchor("Three & more", "/tag/three/"),
        series_older=Anchor("The part before", "/2011/04/01/before/"),
        series_newer=Anchor("The part after", "/2011/05/01/after/"),
        contents=(ShownHeading("A & b", "à", (ShownHeading("<c>", "c"),)), ShownHeading("D", "d")),
    )


def _full(site: ShownSite) -> Mapping[str, Any]:
    months = (Anchor("April 2011", "/2011/04/", count=1234), Anchor("May 2011", "/2011/05/", count=1))
    return {
        "post": _post(site),
        "posts": (_post(site), ShownPost("A short one", "/2011/04/01/short/", date="2011-04-01", date_text="April 1, 2011")),
        "listing": LISTINGS[site.direction],
        "month_text": "April 2011",
        "parts": (
            ShownPart("2011", "/2011/", lines=(ShownLine("One", "/2011/04/02/one/", "2011-04-02", "Apr 2"),)),
            ShownPart("2010", lines=(ShownLine('A "line" & <more>', "/2010/04/01/à & b/", "2010-04-01", "Apr 1"),)),
        ),
        "count": 1235,
        "titles": (ShownPart("2011", count=1, lines=(ShownLine("Two", "/2011/04/03/two/", "2011-04-03", "Apr 3"),)),),
        "lines": (ShownLine("Two", "/2011/04/03/two/", "2011-04-03", "Apr 3"),),
        "older": months[0],
        "newer": months[1],
        "groups": GROUPS,
        "years": (ShownYear("2011", "/2011/", 4, months), ShownYear("2010")),
        "widgets": WIDGETS,
        "elsewhere": (ShownNotFound("<Nothing>", "Not & here", LANGUAGES[1]),),
        "latest": _post(site),
        "sender": "Ada & Co",
        "target": "https://example.com/2011/04/28/there/",
        "visit": VISIT,
        "mail": ShownMail(
            "letter",
            'A "sample" & <more>',
            "What it is about.",
            ("Before <it>.",),
            "Follow",
            f"{site.url}/api/confirm?t=sample",
            ("After it.",),
            TEXT,
            "Some text.",
            cut=True,
            why="You follow this.",
            postal="1 Sample Street",
            manage=f"{site.url}/api/preferences?t=sample",
            own=f"{site.url}/api/comments/own?t=sample",
            unsubscribe=f"{site.url}/api/unsubscribe?t=sample",
        ),
    }


def _bare() -> Mapping[str, Any]:
    return {
        "post": ShownPost("About", "/about/", in_flow=False),
        "posts": (),
        "listing": ShownListing("all"),
        "month_text": "April 2011",
        "older": None,
        "newer": None,
        "parts": (),
        "count": 0,
        "lines": (),
        "titles": (),
        "groups": (),
        "years": (),
        "widgets": (),
        "elsewhere": (),
        "latest": None,
        "sender": "",
        "target": "/",
        "visit": ShownVisit(),
        "mail": ShownMail("letter"),
    }


YEARS = {
    "year.html": ShownYear("2011", "/2011/", 4, (Anchor("April 2011", "/2011/04/", count=4),)),
    "month.html": Anchor("2011", "/2011/"),
}
MENU = (
    Anchor("", "/topics/"),
    Anchor("About & <us>", "/about/", lang="ar", direction="rtl"),
    Anchor("A", url="https://a.example/"),
)
SITES = (
    (ShownSite("Sample", "A sample of a site", "https://example.com", languages=LANGUAGES, feeds=FEEDS, menu=MENU), True),
    (ShownSite("Sample"), False),
    (ShownSite("مثال", "موقع", "https://example.com", "/ar/", "ar", "rtl", LANGUAGES, FEEDS), True),
    (ShownSite("مثال", home="/ar/", lang="ar", direction="rtl"), False),
)


def _page(kind: str, site: ShownSite) -> ShownPage:
    return ShownPage(
        kind=kind,
        address="/sample/",
        url=f"{site.url}/sample/",
        title="A sample",
        description="Of a page",
        feeds=FEEDS,
        robots="noindex",
        alternates=(*LANGUAGES, Anchor("English", "/", lang="x-default")),
        type="article",
        locale="en_US",
        locales=("ar_EG",),
        image=ShownImage(f"{site.url}/sample.jpg", 'A "sample"', 1200, 630),
        authors=("https://example.org/ada/",),
        me=("https://example.org/us/", "mailto:us@example.com"),
        structured=Markup('{"@context":"https://schema.org","@graph":[]}'),
        styles=(ShownStyle(Markup("p{margin:0}"), "sha256-Sample+/="),),
        fonts=("/_/fonts/sample.woff2",),
        preview=ShownPreview("2026-12-24T18:00:00+01:00", "December 24, 2026, 6:00 PM", "/_/preview/sample/letter/"),
    )


def _sample(template: str, site: ShownSite, *, full: bool) -> tuple[str, Mapping[str, Any]]:
    kind = template.rpartition("/")[2].removesuffix(".html")
    shown = USES[template]
    has = {**(_full(site) if full else _bare()), "year": YEARS.get(template)}
    page = _page(kind, site) if full else ShownPage(kind)
    common = {"site": site} if "mail" in shown else {"site": site, "page": page}
    return site.lang, {**common, **{name: has[name] for name in shown}}


SAMPLES: Mapping[str, tuple[tuple[str, Mapping[str, Any]], ...]] = {
    template: tuple(_sample(template, site, full=full) for site, full in SITES) for template in USES
}
"""For each template, pairs of a language and its values: left to right and right to left, with all values and with none."""
