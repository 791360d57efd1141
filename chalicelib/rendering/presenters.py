"""Presenters: posts and listings become view models (`rendering.view_models`), with names and dates in the page's language."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape
from msgspec.structs import replace

from chalicelib.content.html.responsive_images import COLUMN, column, with_sizes
from chalicelib.content.html.tag_patterns import WIDE
from chalicelib.content.html.tree_policy import passed
from chalicelib.content.html_stages import LISTED, PageSetting, run_stages
from chalicelib.content.media import media_types
from chalicelib.content.media.image_variants import Picture, Size
from chalicelib.content.media.images import UNKNOWN, key_at, sized
from chalicelib.content.presentation.scrollable import Words
from chalicelib.content.presentation.toc import Heading
from chalicelib.content.site.site import ListingProfile, Site
from chalicelib.frozen import Frozen
from chalicelib.model import Listing, ListingKind, Page, Post, Term
from chalicelib.rendering.head import alternates, card_of_site, in_language, locale, locales
from chalicelib.rendering.language.names import name_of, presented
from chalicelib.rendering.language.phrases import date_text, day_text, moment_text, month_text
from chalicelib.rendering.language.post_names import post_name
from chalicelib.rendering.look.assets import site_alone
from chalicelib.rendering.look.stylesheets import first_fonts, parts_of, sheet_below, styles
from chalicelib.rendering.menu import menu_of
from chalicelib.rendering.page_kinds import FEEDS, KINDS
from chalicelib.rendering.paths import listing_address, url
from chalicelib.rendering.per_site_cache import once_for_each_site
from chalicelib.rendering.post_listings import terms_of
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.templates.template_filters import href
from chalicelib.rendering.view_models.links import Anchor, FeedLink
from chalicelib.rendering.view_models.lists import ShownLine, ShownListing
from chalicelib.rendering.view_models.page import ShownPage
from chalicelib.rendering.view_models.post import ShownAuthor, ShownHeading, ShownPost, ShownRelated
from chalicelib.rendering.view_models.shown import NOTHING
from chalicelib.rendering.view_models.site import ShownSite


class OwnImage(Frozen):
    """What is known of a post's own image (`image` in front matter): its size, and its current picture."""

    size: Size = UNKNOWN
    picture: Picture | None = None


class PostText(Frozen):
    """A post's body as a page shows it: its links are addresses; `lead` is the part before `<!--more-->`."""

    html: str
    lead: str
    extra: Mapping[str, Any]
    image: OwnImage = OwnImage()


NO_TEXT = PostText("", "", {})


def feeds_of(listing: Listing, site: Site, title: str) -> tuple[FeedLink, ...]:
    """Return the feeds that a listing has, for autodiscovery."""
    pages = [Page(kind, str(listing)) for kind in FEEDS if kind in site.feeds.get(listing.kind, ())]
    return tuple(FeedLink(title, KINDS[page.kind].address(page, site), media_types.FEEDS[page.kind].announced) for page in pages)


@once_for_each_site
def shown_site(site: Site, lang: str) -> ShownSite:
    alone = site_alone(site, lang)
    homes = (in_language(language, f"{site.prefix(language.code)}/", site) for language in site.languages)
    return replace(
        alone,
        languages=tuple(replace(home, current=home.lang == lang) for home in homes),
        feeds=feeds_of(Listing("all", lang), site, alone.title),
        beside=site.pages_with_boxes,
        menu=menu_of(site, lang),
    )


def shown_page(page: Page, context: SiteContext, lang: str, **fields: Any) -> ShownPage:
    """Return the view model of the page: the given fields, and the others as they follow from its kind and the site."""
    address = KINDS[page.kind].address(page, context.site)
    versions = fields.get("alternates") or alternates(page, context.site)
    values: dict[str, Any] = {
        "url": url(context.site, address),
        "alternates": versions,
        "locale": locale(lang),
        "locales": locales(versions, lang),
        "image": card_of_site(context.site),
    }
    return ShownPage(kind=page.kind, address=address, **{**values, **fields})


def render(
    template: str, page: Page, context: SiteContext, lang: str, *, about: Mapping[str, Any] | None = None, **shown: Any
) -> bytes:
    """Render a template with the site, the page (with the fields `about`), and the given values."""
    site = shown_site(context.site, lang)
    needed = parts_of(page.kind, context.site, lang, shown.values())
    dress = {
        "styles": styles(context, needed),
        "fonts": first_fonts(context, needed),
        "below": sheet_below(context, needed),
    }
    head = {**dress, **(about or {})}
    return context.render(template, lang, site=site, page=shown_page(page, context, lang, **head), **shown)


# ---- names


def is_offered(lang: str, site: Site) -> bool:
    """Return whether this is a language of the site."""
    return any(language.code == lang for language in site.languages)


def spelling(listing: Listing, posts: Sequence[Post]) -> str:
    """Return the name of a listing's term as the first of these posts spells it, else its slug."""
    terms = (term for post in posts[:1] for term in terms_of(post).get(listing.kind, ()))
    return next((term.name for term in terms if term.slug == listing.term), listing.term)


def listing_name(site: Site, listing: Listing, spelled: str) -> str:
    """Return the name of a listing: the site's title, or the name of its term in site.yaml, else `spelled`."""
    if listing.kind == "all":
        return site.title.get(listing.lang)
    return name_of(site, listing.kind, Term(listing.term, spelled), listing.lang)


def shown_author(site: Site, term: Term, lang: str) -> ShownAuthor:
    named = presented(site, "author", term.slug) or ListingProfile()
    return ShownAuthor(
        name=name_of(site, "author", term, lang),
        address=listing_address(Listing("author", lang, term.slug), site),
        picture=sized(named.picture, "small"),
        text=Markup(passed(named.text.get(lang))),  # noqa: S704 - made safe when site.yaml was read
        links=tuple(Anchor(link.title.get(lang), url=link.url) for link in named.links),
        url=named.url,
    )


def shown_authors(site: Site, post: Post) -> tuple[ShownAuthor, ...]:
    return tuple(shown_author(site, term, post.lang) for term in post.authors)


def shown_listing(site: Site, listing: Listing, spelled: str) -> ShownListing:
    named = presented(site, listing.kind, listing.term)
    return ShownListing(
        kind=listing.kind,
        name=listing_name(site, listing, spelled),
        slug=listing.term,
        text=Markup(passed(named.text.get(listing.lang)) if named else ""),  # noqa: S704 - made safe when site.yaml was read
        address=listing_address(listing, site),
        feeds=feeds_of(listing, site, feed_title(site, listing, spelled)),
        author=shown_author(site, Term(listing.term, spelled), listing.lang) if listing.kind == "author" else None,
    )


def feed_title(site: Site, listing: Listing, spelled: str) -> str:
    """Return the title of a feed: `The Site`, or `The Site: Books` for a listing other than all posts."""
    title = site.title.get(listing.lang)
    return title if listing.kind == "all" else f"{title}: {listing_name(site, listing, spelled)}"


# ---- posts


def anchors(site: Site, kind: ListingKind, terms: Iterable[Term], lang: str) -> tuple[Anchor, ...]:
    return tuple(Anchor(name_of(site, kind, term, lang), listing_address(Listing(kind, lang, term.slug), site)) for term in terms)


def to_month(month: str, listing: Listing, site: Site, count: int = 0) -> Anchor:
    return Anchor(month_text(month, listing.lang), f"{listing_address(listing, site)}{month.replace('-', '/')}/", count=count)


def to_year(year: str, listing: Listing, site: Site, count: int = 0) -> Anchor:
    return Anchor(year, f"{listing_address(listing, site)}{year}/", count=count)


def to_post(post: Post) -> Anchor:
    return Anchor(post_name(post), post.address)


def to_line(post: Post) -> ShownLine:
    return ShownLine(post_name(post), post.address, post.date, day_text(post.date, post.lang))


SHOWN_AT_MOST = 2_000
MIDNIGHT = time()
CODE, TABLE, COPY, COPIED = "Code", "Table", "Copy", "Copied"


def shown_related(post: Post) -> ShownRelated:
    """Return a post as the pages of related posts show it."""
    return ShownRelated(
        title=post_name(post),
        address=post.address,
        date=post.date,
        date_text=date_text(post.date, post.lang),
        excerpt=post.excerpt,
        image=post.image,
        image_focus=_focus(post),
        title_html=Markup(passed(post.title_html)),  # noqa: S704 - made of escaped text
    )


def in_list(post: Post, context: SiteContext, texts: Mapping[str, PostText], said: int = 0) -> ShownPost:
    """Return a post as lists show it, with the number of its comments: with its lead if its text is given (of a note, or for a
    site's own templates), else with its excerpt."""
    if post.key in texts:
        text = texts[post.key]
        lead = run_stages(LISTED, text.lead, PageSetting(words_of(context, post.lang)))
        return shown_post(post, context.site, replace(text, lead=lead), comment_count=said)
    if (post, said) not in context.shown:
        if len(context.shown) >= SHOWN_AT_MOST:
            context.shown.clear()
        shown = shown_post(post, context.site, comment_count=said)
        # A post is only in lists of its own language, so all of them show the same card.
        card = context.render("listed.html", post.lang, site=shown_site(context.site, post.lang), post=shown)
        context.shown[post, said] = replace(shown, card=Markup(card.decode()))  # noqa: S704 - a template made it, which escapes
    return context.shown[post, said]


def words_of(context: SiteContext, lang: str) -> Words:
    """Return the words for code and tables on a page in this language."""
    return Words(*(context.phrases.gettext(lang, phrase) for phrase in (CODE, TABLE, COPY, COPIED)))


def leading(shown: ShownPost, post: Post, image: OwnImage) -> ShownPost:
    """Return the post that leads the home page, with its image for a wide place and its hour; the list renders it itself."""
    classes = " ".join(filter(None, ("cover", shown.image_focus)))
    cover = _image_html(post, image, f'class="{classes}" fetchpriority="high"')
    return replace(shown, cover_html=cover, moment_text=_with_hour(post), card=NOTHING)


def _with_hour(post: Post) -> str:
    """Return the post's date with the hour that its author gave; midnight is where there is none."""
    moment = datetime.fromisoformat(post.date)
    return moment_text(moment, post.lang) if moment.time() != MIDNIGHT else ""


def as_pinned(shown: ShownPost) -> ShownPost:
    """Return a post that leads a list because it is pinned; the list renders it itself."""
    return replace(shown, pinned=True, card=NOTHING)


def _image_html(post: Post, image: OwnImage, attributes: str) -> Markup:
    """Return the element of the post's own image, which has wide room, with these attributes; empty without an image."""
    if not post.image:
        return NOTHING
    key = key_at(quote(post.image))
    pictures = {key: image.picture} if image.picture else {}
    tag = f'<img {attributes} src="{escape(href(post.image))}" alt="">'
    element = with_sizes(tag, {key: image.size}, pictures).replace(f'sizes="{COLUMN}"', f'sizes="{column(extent=WIDE)}"')
    return Markup(element)  # noqa: S704 - the address is escaped, and passed the gate


def _focus(post: Post) -> str:
    """Return the classes of the post's image, where it is cropped."""
    across, _, down = post.focus.partition(" ")
    return f"focus-x{across} focus-y{down}" if post.focus else ""


def shown_contents(headings: Iterable[Heading]) -> tuple[ShownHeading, ...]:
    return tuple(ShownHeading(heading.text, heading.id, shown_contents(heading.below)) for heading in headings)


def _topics_of(post: Post, kind: ListingKind, site: Site) -> tuple[Anchor, ...]:
    """Return the links to the post's terms of this kind; an unlisted post has only texts, as their pages may not exist."""
    topics = anchors(site, kind, terms_of(post)[kind], post.lang)
    return topics if post.listed else tuple(Anchor(anchor.text) for anchor in topics)


def shown_post(post: Post, site: Site, text: PostText = NO_TEXT, **fields: Any) -> ShownPost:
    on, updated_on = (date_text(day, post.lang) if day else "" for day in (post.date, post.updated))
    return ShownPost(
        title=post_name(post),
        address=post.address,
        url=url(site, post.address),
        lang=post.lang,
        direction=site.language(post.lang).direction,
        date=post.date,
        date_text=on,
        updated=post.updated,
        updated_text="" if updated_on == on else updated_on,
        authors=anchors(site, "author", post.authors, post.lang),
        categories=_topics_of(post, "category", site),
        tags=_topics_of(post, "tag", site),
        series=next(iter(_topics_of(post, "series", site)), None),
        excerpt=post.excerpt,
        html=Markup(passed(text.html)),  # noqa: S704 - it passed the gate
        lead=Markup(passed(text.lead)),  # noqa: S704
        image=post.image,
        image_width=text.image.size[0],
        image_height=text.image.size[1],
        image_html=_image_html(post, text.image, 'class="title"'),
        image_focus=_focus(post),
        comments=post.comments,
        extra=text.extra,
        in_flow=bool(post.date),
        standfirst=post.excerpt if post.standfirst else "",
        minutes=post.minutes if post.date else 0,
        comments_closed=post.comments_closed and bool(post.date),
        note=not post.title,
        whole=post.whole,
        title_html=Markup(passed(post.title_html)),  # noqa: S704 - made of escaped text
        **fields,
    )
