"""The pages of a whole language: topics, archives, feeds, most read posts, the page to follow, and the sidebar with its
boxes (`WIDGETS`)."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from markupsafe import Markup
from msgspec.structs import replace

from chalicelib.content.html.tree_policy import passed
from chalicelib.content.site.site import Widget
from chalicelib.model import Listing, Page, Post
from chalicelib.partitions import TOP
from chalicelib.rendering.head import brief
from chalicelib.rendering.pages.reading import members, newest
from chalicelib.rendering.pages.topics import LISTED, divided, groups_of, largest, letters, several_authors
from chalicelib.rendering.pages_showing import WITH_FEEDS
from chalicelib.rendering.paths import listing_address
from chalicelib.rendering.presenters import feeds_of, is_offered, render, shown_post, shown_site, to_month, to_post, to_year
from chalicelib.rendering.queries import Asking, Followers, ListingKeys, Made, OneSummary, Records, Summaries
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.summaries import months_of, top_name, years_of
from chalicelib.rendering.view_models.links import Anchor, ShownNotFound
from chalicelib.rendering.view_models.lists import ShownGroup, ShownWidget, ShownYear
from chalicelib.rendering.view_models.post import ShownPost

NOT_FOUND = ("Page not found", "It may have moved, or the address may be mistyped.", "Latest posts")  # phrases of `404.html`
PAGES_SHOWN = 50  # pages outside the flow, in the sidebar


async def topics(page: Page, context: SiteContext) -> Made:
    """Return all categories, tags and authors with the numbers of their posts."""
    groups = tuple(divided(group, page.of) for group in await groups_of(page.of, context))
    about = {"description": brief(*(topic.name for group in groups for topic in group.topics))}
    return _page("topics.html", page, context, about=about, groups=groups)


async def feeds(page: Page, context: SiteContext) -> Made:
    """Return the list of feeds: those of all posts and of the topics, of a kind with very many only those of the largest."""
    groups = tuple(divided(group, page.of) for group in await groups_of(page.of, context, WITH_FEEDS))
    return _page("feeds.html", page, context, groups=groups)


async def archives(page: Page, context: SiteContext) -> Made:
    """Return all months with posts, by years, newest first."""
    listing = Listing("all", page.of)
    months = await Summaries(months_of(listing))
    by_year: dict[str, list[str]] = defaultdict(list)
    for month in sorted(months, reverse=True):
        by_year[month[:4]].append(month)
    links = {year: tuple(to_month(month, listing, context.site) for month in held) for year, held in by_year.items()}
    years = tuple(ShownYear(year, to_year(year, listing, context.site).address, months=links[year]) for year in links)
    about = {"description": brief(*(month.text for year in years for month in year.months))}
    return _page("archives.html", page, context, about=about, years=years)


async def top(page: Page, context: SiteContext) -> Made:
    """Return the most read posts, and below them the newest posts if those are too few."""
    widget = context.site.top[0]
    box = await _ranked(ShownWidget(widget.kind), await _most_read(page.of, widget), widget, page.of, context)
    about = {"description": brief(*(anchor.text for anchor in (*box.anchors, *box.recent)))}
    return _page("top.html", page, context, about=about, widgets=(box,))


async def notfound(page: Page, context: SiteContext) -> Made:
    """Return the page for addresses without an object.

    A CDN shows that of the site's first language at every address, so that page has a section for each other language.
    """
    others = () if context.site.prefix(page.of) else _not_found_in_others(page.of, context)
    return _page("404.html", page, context, about={"robots": "noindex", "url": ""}, elsewhere=others)


def _not_found_in_others(lang: str, context: SiteContext) -> tuple[ShownNotFound, ...]:
    def in_language(home: Anchor) -> ShownNotFound:
        heading, text, latest = (context.phrases.gettext(home.lang, phrase) for phrase in NOT_FOUND)
        return ShownNotFound(heading, text, replace(home, text=latest))

    return tuple(in_language(home) for home in shown_site(context.site, lang).languages if home.lang != lang)


async def more(page: Page, context: SiteContext) -> Made:
    """Return the boxes of the sidebar as a page, for readers without script."""
    return _page("more.html", page, context, widgets=await _widgets(page.of, context))


async def follow(page: Page, context: SiteContext) -> Made:
    """Return the page to link to: the form with all categories and authors to choose from, the latest letter, the feeds, and how
    many follow.

    Of topics it shows names and no counts, so that an older post changes nothing here. It tells the page of each author whether
    there are several.
    """
    groups = await groups_of(page.of, context, ("category", "author"))
    by_letter = (
        replace(group, letters=letters(group.topics, page.of)) if len(group.topics) > LISTED else group for group in groups
    )
    box = ShownWidget("follow", followers=context.site.newsletter.shown(await Followers()))
    latest = await _latest_letter(page.of, context) if context.site.has_forms else None
    sender = context.site.sender("letters").name
    made = _page("follow.html", page, context, groups=tuple(by_letter), widgets=(box,), latest=latest, sender=sender)
    authors = [topic.slug for group in groups if group.kind == "author" for topic in group.topics]
    return replace(made, summaries=await several_authors(page.of, authors))


async def _latest_letter(lang: str, context: SiteContext) -> ShownPost | None:
    """Return the newest post that goes out as a letter, if it is among the newest of all."""
    recent = await newest(Listing("all", lang), context)
    return next((shown_post(post, context.site) for post in recent.posts if post.newsletter and not post.digests_only), None)


async def sidebar(page: Page, context: SiteContext) -> Made:
    """Return the fragment that the script puts into every page of the language."""
    return _page("sidebar.html", page, context, widgets=await _widgets(page.of, context))


def _page(template: str, page: Page, context: SiteContext, **shown: object) -> Made:
    return Made(render(template, page, context, page.of, **shown) if is_offered(page.of, context.site) else None)  # type: ignore[arg-type]


# ---- the sidebar


Fill = Callable[[ShownWidget, Widget, str, SiteContext], Asking[ShownWidget]]


async def _widgets(lang: str, context: SiteContext) -> tuple[ShownWidget, ...]:
    boxes = ((ShownWidget(widget.kind, widget.title.get(lang)), widget) for widget in context.site.sidebar)
    return tuple([await WIDGETS[widget.kind](box, widget, lang, context) for box, widget in boxes])


async def _topics(box: ShownWidget, widget: Widget, lang: str, context: SiteContext) -> ShownWidget:
    """Fill the box with the categories with the most posts."""
    groups = await groups_of(lang, context, ("category",))
    return replace(box, groups=tuple(replace(group, topics=largest(group.topics, widget.count)) for group in groups))


async def _recent(box: ShownWidget, widget: Widget, lang: str, context: SiteContext) -> ShownWidget:
    recent = await newest(Listing("all", lang), context)
    return replace(box, anchors=tuple(map(to_post, recent.posts[: widget.count])))


async def _top(box: ShownWidget, widget: Widget, lang: str, context: SiteContext) -> ShownWidget:
    """Fill the box with the most read posts, and with recent posts where they are too few."""
    posts = await _most_read(lang, widget)
    return await _ranked(box, posts[: widget.count], widget, lang, context)


async def _most_read(lang: str, widget: Widget) -> tuple[Post, ...]:
    """Return the most read posts that still exist."""
    summary = await OneSummary(TOP, top_name(lang, widget.hours))
    keys: list[str] = summary.value or []
    records = await Records(frozenset(keys)) if keys else {}
    return tuple(post for key in keys if key in records and (post := records[key].post) and post.in_flow and post.lang == lang)


async def _ranked(box: ShownWidget, posts: Sequence[Post], widget: Widget, lang: str, context: SiteContext) -> ShownWidget:
    """Fill the box with these posts, and with the newest of all others up to its number of lines."""
    read, lacking = frozenset(post.key for post in posts), widget.count - len(posts)
    newest_posts = (await newest(Listing("all", lang), context)).posts if lacking > 0 else ()
    recent = [post for post in newest_posts if post.key not in read][: max(lacking, 0)]
    return replace(box, anchors=tuple(map(to_post, posts)), recent=tuple(map(to_post, recent)), numbered=True, hours=widget.hours)


async def _archives(box: ShownWidget, widget: Widget, lang: str, context: SiteContext) -> ShownWidget:
    """Fill the box with the years, newest first; `/archives/` has the months."""
    listing = Listing("all", lang)
    years = await Summaries(years_of(listing))
    newest_first = sorted(years, reverse=True)[: widget.count]
    return replace(box, anchors=tuple(to_year(year, listing, context.site, years[year].value) for year in newest_first))


async def _feeds(box: ShownWidget, widget: Widget, lang: str, context: SiteContext) -> ShownWidget:
    """Fill the box with the feeds of all posts, or with the RSS feeds of the categories that the author chose."""
    if not widget.categories:
        return replace(box, feeds=feeds_of(Listing("all", lang), context.site, context.site.title.get(lang)))
    chosen = [listing_address(Listing("category", lang, slug), context.site) for slug in widget.categories]
    groups = await groups_of(lang, context, ("category",))
    by_address = {topic.address: topic for group in groups for topic in group.topics if topic.feed}
    return replace(box, groups=(ShownGroup("category", topics=tuple(by_address[one] for one in chosen if one in by_address)),))


async def _pages(box: ShownWidget, _widget: Widget, lang: str, _context: SiteContext) -> ShownWidget:
    listing = Listing("pages", lang)
    sort_keys = await ListingKeys(listing, newest_first=False, limit=PAGES_SHOWN)
    return replace(box, anchors=tuple(map(to_post, await members(listing, sort_keys))))


async def _links(box: ShownWidget, widget: Widget, lang: str, _context: SiteContext) -> ShownWidget:
    anchors = tuple(Anchor(link.title.get(lang), url=link.url) for link in widget.links)
    return replace(box, numbered=widget.numbered, anchors=anchors)


async def _text(box: ShownWidget, widget: Widget, lang: str, _context: SiteContext) -> ShownWidget:
    return replace(box, text=Markup(passed(widget.text.get(lang))))  # noqa: S704 - made safe when site.yaml was read


async def _follow(box: ShownWidget, _widget: Widget, _lang: str, context: SiteContext) -> ShownWidget:
    """Fill the box with the number of followers, from the number on that the site names."""
    return replace(box, followers=context.site.newsletter.shown(await Followers()))


WIDGETS: dict[str, Fill] = {
    "topics": _topics,
    "top": _top,
    "recent": _recent,
    "archives": _archives,
    "feeds": _feeds,
    "pages": _pages,
    "links": _links,
    "text": _text,
    "follow": _follow,
}
