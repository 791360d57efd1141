"""The page at an address: the post that owns it, a redirect, or nothing; and its card."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from msgspec.structs import replace

from chalicelib.comments.rules.comment import Comment
from chalicelib.content.html_stages import INITIAL, PAGE, PageSetting, run_stages
from chalicelib.content.media.image_variants import Picture
from chalicelib.content.presentation.cards import name_of
from chalicelib.content.presentation.toc import contents
from chalicelib.errors import Refusal
from chalicelib.model import Listing, Page, Post
from chalicelib.record import Record
from chalicelib.rendering.head import translations_of
from chalicelib.rendering.look.drawn_cards import card_to_draw, shown_card
from chalicelib.rendering.pages.comments import (
    changed_summary,
    comments_beside,
    comments_on,
    discussion_of,
    feed_of,
    feeds_beside,
)
from chalicelib.rendering.pages.heads import of_post
from chalicelib.rendering.pages.reading import around, keys_read, newer_than, newest, next_to, older_than, texts
from chalicelib.rendering.pages.translations import versions_of
from chalicelib.rendering.pages_showing import redirects_of
from chalicelib.rendering.paths import page_of_comments, url, whole
from chalicelib.rendering.post_listings import terms_of
from chalicelib.rendering.presenters import (
    anchors,
    render,
    shown_authors,
    shown_contents,
    shown_post,
    shown_related,
    to_post,
    words_of,
)
from chalicelib.rendering.queries import Claimed, Claims, Copy, Draw, Encoded, Made, Records
from chalicelib.rendering.related import MOST, Related, chosen, rarest, topics_of
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.strict_text import uri
from chalicelib.rendering.summaries import changed
from chalicelib.rendering.view_models.links import Anchor
from chalicelib.rendering.view_models.page import ShownImage

LARGER = "View larger image"


async def related(post: Post, context: SiteContext) -> Mapping[str, Any]:
    """Return the fields of the post's view model that show related posts; none if there are none."""
    for topics in topics_of(post):
        rarest_topic = rarest([Related(topic, await _in_topic(post, topic, context)) for topic in topics])
        if rarest_topic:
            kind, lang, slug = rarest_topic.topic.kind, post.lang, rarest_topic.topic.term
            (topic,) = anchors(context.site, kind, (term for term in terms_of(post)[kind] if term.slug == slug), lang)
            return {"related": tuple(map(shown_related, rarest_topic.posts)), "related_topic": topic}
    return {}


async def _in_topic(post: Post, topic: Listing, context: SiteContext) -> tuple[Post, ...]:
    """Return the posts that are related by this topic."""
    return chosen(*await around(topic, post.sort_key, keys_read(context), MOST))


async def address(page: Page, context: SiteContext) -> Made:
    """Return the post of the owner, else the site's redirect, else one to the source that has the address, else nothing."""
    sources = await _sources(page.of)
    history = history_of(page.of, sources)
    warned = (record.key for record in sources.records.values() if record.post and page.of in record.post.aliases)
    owed = (Page("warnings", key) for key in warned)
    summaries = changed(sources.claimed.summary, list(history) if history else None, owed)
    post = sources.occupant.post if sources.occupant else None
    said = await comments_on(sources.occupant, context.site) if sources.occupant else ()
    summaries += changed_summary(sources.claimed.comments, sources.occupant, said, page.of, context.site)
    if post:
        return replace(await _post(page, post, said, context), summaries=summaries)
    if page.of in context.site.redirects:
        return replace(_redirect(page, context.site.redirects[page.of], context), summaries=summaries)
    target = sources.records[history.keeper].post if history else None
    return replace(moved(page, target, context) if target else Made(None), summaries=summaries)


async def comments_feed(page: Page, context: SiteContext) -> Made:
    """Return the feed of the comments on the post at an address; nothing where the post's page has noted none."""
    sources = await _sources(page.of)
    occupant = sources.occupant
    if not (occupant and occupant.post and page in comments_beside(sources.claimed.comments, page.of)):
        return Made(None)
    return feed_of(occupant.post, await comments_on(occupant, context.site), context)


async def comments_page(page: Page, context: SiteContext) -> Made:
    """Return a further page of the comments on the post at an address; nothing where the post's page has noted no such page."""
    sources = await _sources(page.of)
    occupant = sources.occupant if page in comments_beside(sources.claimed.comments, page.of) else None
    post = occupant.post if occupant else None
    said = await comments_on(occupant, context.site) if occupant else ()
    discussion = discussion_of(post, said, context.site, int(page.at)) if post else None
    if not (post and discussion):
        return Made(None)
    shown = shown_post(post, context.site, discussion=discussion)
    at = Page("address", page_of_comments(page.of, discussion.number))  # so that it looks as the post does
    about = {"feeds": feeds_beside(post, discussion, context), "robots": "" if post.listed else "noindex"}
    return Made(render("comments-page.html", at, context, post.lang, about=about, post=shown))


async def card(page: Page, context: SiteContext) -> Made | Copy | Draw:
    """Return the card of the post at an address, once it is drawn; nothing if the post needs none, or it can't be drawn."""
    occupant = (await _sources(page.of)).occupant if context.site.cards else None
    if not (occupant and occupant.post):
        return Made(None)
    text = await texts([occupant.post])
    wanted = card_to_draw(occupant.post, text[occupant.post.key].html, context.site)
    if wanted is None:
        return Made(None)
    drawn = await Encoded(name_of(wanted))
    if drawn is None:
        return Draw(wanted)
    if not isinstance(drawn, Picture):
        return Made(None)
    return Copy(f"{drawn.name}/{drawn.plain.file}", drawn.plain.type, drawn.plain.etag, "encoded")


class AddressHistory(NamedTuple):
    """The keys of the sources that an address belongs or belonged to; empty: none.

    `keeper` is the source that the address redirects to, or would if no post lived there. `occupant` is the source whose post
    lives there. `removed` had the address and was removed: if it was only renamed, the renamed source gets the address again.
    """

    keeper: str = ""
    occupant: str = ""
    removed: str = ""


class Sources(NamedTuple):
    """What may be at an address: its claim, its history so far, the sources of both, and the one whose post lives there."""

    claimed: Claimed
    previous: AddressHistory
    records: Mapping[str, Record]
    occupant: Record | None


async def _sources(path: str) -> Sources:
    claimed = await Claims(path)
    previous = AddressHistory(*(claimed.summary.value or ()))
    records = await Records(frozenset({claimed.owner, *claimed.leads, *previous} - {""}))
    owner = records.get(claimed.owner)
    return Sources(claimed, previous, records, owner if owner and owner.address == path else None)


def history_of(path: str, sources: Sources) -> AddressHistory | None:
    """Return the history of an address as it is now; None if no source wants a redirect from it.

    The first source that wants a redirect keeps it until it is removed. Of several that come at once, a source that lived there
    wins over one that names the address as an alias; then the first key wins.
    """
    candidates = sorted(
        (record for record in sources.records.values() if record.post and path in redirects_of(record)),
        key=lambda record: (path not in record.former, record.key),
    )
    if not candidates:
        return None
    previous = sources.records.get(sources.previous.keeper or sources.previous.occupant)
    removed = _removed_owner(path, previous, sources)
    renamed = next(
        (record for record in candidates if removed and path in record.former and record.digest == removed.digest), None
    )
    return AddressHistory(
        keeper=_keeper(candidates, renamed, previous, sources.occupant),
        occupant=sources.occupant.key if sources.occupant else "",
        removed=removed.key if removed and not renamed else "",
    )


def _removed_owner(path: str, previous: Record | None, sources: Sources) -> Record | None:
    """Return the source that had the address and was removed: as noted, unless the previous owner was removed since."""
    removed = [
        record
        for record in (previous, *sources.records.values())
        if record and record.state == "removed" and path in record.former
    ]
    if any(sources.previous) and previous not in removed:
        return sources.records.get(sources.previous.removed)
    return removed[0] if removed else None


def _keeper(candidates: Sequence[Record], renamed: Record | None, previous: Record | None, occupant: Record | None) -> str:
    """Return the key of the source to which the address redirects, or would if no post lived there; empty if it has none yet.

    A removed owner that came back under another name wins over the previous owner, which wins over any other candidate.
    """
    if renamed:
        return renamed.key
    if previous and previous in candidates:
        return previous.key
    return "" if occupant else candidates[0].key


def _redirect(page: Page, target: str, context: SiteContext) -> Made:
    """Return a small page with a link to where `site.yaml` leads; only what stays within the site is a redirect of the CDN's."""
    body = render("moved.html", page, context, context.site.lang, target=whole(context.site.url, target))
    return Made(body, location=uri(target) if target.startswith("/") else "")


def moved(page: Page, target: Post, context: SiteContext) -> Made:
    """Return a small page with a link, for clouds without redirects; the others use its `location`."""
    body = render("moved.html", page, context, target.lang, target=url(context.site, target.address))
    return Made(body, location=quote(target.address))


async def _post(page: Page, post: Post, said: tuple[Comment, ...], context: SiteContext) -> Made:
    beside = {**await _posts_beside(post, context), **await _parts_beside(post)}
    versions = (await versions_of([post] if post.listed else (), context.site)).get(post.translation, ())
    text = (await texts([post]))[post.key]
    shown = shown_post(
        post,
        context.site,
        replace(text, html=in_look(text.html, post, context)),
        translations=translations_of(post, versions, context.site),
        contents=shown_contents(contents(text.html, post.minutes, post.toc or context.site.toc)),
        by=shown_authors(context.site, post),
        discussion=discussion_of(post, said, context.site),
        **beside,
        **await related(post, context),
    )
    about = of_post(post, shown, versions, context.site, await _drawn(post, text.html, context))
    about = {**about, "feeds": feeds_beside(post, shown.discussion, context)}
    return Made(render("post.html", page, context, post.lang, about=about, post=shown))


async def _posts_beside(post: Post, context: SiteContext) -> Mapping[str, Anchor | None]:
    """Return the links to the posts before and after the post in its language."""
    if not post.in_flow:
        return {}
    listing = Listing("all", post.lang)
    recent = await newest(listing, context)
    older = await older_than(listing, post.sort_key, recent)
    newer = await newer_than(listing, post.sort_key, recent)
    return {"older": to_post(older) if older else None, "newer": to_post(newer) if newer else None}


async def _parts_beside(post: Post) -> Mapping[str, Anchor | None]:
    """Return the links to the parts before and after the post in its series."""
    if not (post.series and post.in_flow):
        return {}
    listing = Listing("series", post.lang, post.series.slug)
    older, newer = [await next_to(listing, post.sort_key, newest_first=way) for way in (True, False)]
    return {"series_older": to_post(older) if older else None, "series_newer": to_post(newer) if newer else None}


def in_look(html: str, post: Post, context: SiteContext) -> str:
    """Return the HTML with what its page adds: images to enlarge, boxes that scroll, and a drop cap where that is wished."""
    has_drop_cap = post.drop_cap == "yes" or (context.site.theme.drop_cap and not post.drop_cap)
    setting = PageSetting(words_of(context, post.lang), enlarge=context.phrases.gettext(post.lang, LARGER))
    return run_stages((*PAGE, *INITIAL) if has_drop_cap else PAGE, html, setting)


async def _drawn(post: Post, html: str, context: SiteContext) -> ShownImage | None:
    """Return the card as the post's page names it, whether it is drawn already or will be; not one that can't be drawn."""
    wanted = card_to_draw(post, html, context.site)
    if wanted is None or isinstance(await Encoded(name_of(wanted)), Refusal):
        return None
    return shown_card(wanted, post, context.site)
