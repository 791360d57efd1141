"""The comments on a post: as its page and further ones show them, and as a feed."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest

from markupsafe import Markup

from chalicelib.comments.rules.comment import MOST, Comment, anchor_of, thread_of
from chalicelib.comments.rules.comment_text import html_of, spoken_line
from chalicelib.comments.rules.comment_threads import Branch, arranged, divided
from chalicelib.content.html.url_policy import is_website
from chalicelib.content.media.media_types import FEEDS
from chalicelib.content.site.site import Site
from chalicelib.model import Page, PageKind, Post
from chalicelib.record import Record
from chalicelib.rendering.formats import feeds
from chalicelib.rendering.language.phrases import date_text
from chalicelib.rendering.language.post_names import post_name
from chalicelib.rendering.pages.listings import urn
from chalicelib.rendering.pages_showing import pages_at
from chalicelib.rendering.paths import feed_of_comments, page_of_comments, url
from chalicelib.rendering.post_listings import places_of
from chalicelib.rendering.queries import CommentsOf, Made, Summary
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.strict_text import uri
from chalicelib.rendering.summaries import changed
from chalicelib.rendering.view_models.comments import ShownComment, ShownDiscussion
from chalicelib.rendering.view_models.links import Anchor, FeedLink

TITLE = "Comments on “%(title)s”"
NEWEST = 50
"""Comments in a feed."""
SHOWING_COUNTS: tuple[PageKind, ...] = ("landing", "month")
"""The pages that show posts as lists do; months do by templates of the site's own."""


async def comments_on(record: Record, site: Site) -> tuple[Comment, ...]:
    """Return the comments on a source's post, oldest first; none where the site or the post has none."""
    if not (site.comment_rules.on and record.post and has_comments(record.post)):
        return ()
    return await CommentsOf(thread_of(record))


def has_comments(post: Post) -> bool:
    """Return whether the page of a post shows comments: it takes them, or did."""
    return post.comments or post.comments_closed


def discussion_of(post: Post, comments: tuple[Comment, ...], site: Site, number: int = 1) -> ShownDiscussion | None:
    """Return what a post's page shows of comments, or the page with this number below it; None where it has nothing to show."""
    takes, pages = _takes(post, comments, site), _pages(comments)
    if number > len(pages) and not (takes and number == 1):
        return None
    return ShownDiscussion(
        comments=tuple(_branch(branch, post.lang) for branches in pages[number - 1 : number] for branch in branches),
        count=len(comments),
        feed=feed_of_comments(post.address) if comments else "",
        takes=takes,
        number=number,
        earlier=_to_page(post, number - 1) if number > 1 else None,
        later=_to_page(post, number + 1) if number < len(pages) else None,
    )


def _pages(comments: tuple[Comment, ...]) -> tuple[tuple[Branch, ...], ...]:
    return divided(arranged(comments))


def _takes(post: Post, comments: tuple[Comment, ...], site: Site) -> bool:
    return site.takes_comments and post.comments and len(comments) < MOST


def _to_page(post: Post, number: int) -> Anchor:
    return Anchor(str(number), page_of_comments(post.address, number), fragment="comments")


def _branch(branch: Branch, lang: str) -> ShownComment:
    return shown_comment(branch.comment, lang, tuple(shown_comment(reply, lang) for reply in branch.replies))


def shown_comment(comment: Comment, lang: str, replies: tuple[ShownComment, ...] = ()) -> ShownComment:
    """Return a comment as a page in this language shows it."""
    return ShownComment(
        name=comment.name,
        id=f"{comment.name} {comment.thread}",
        hits=comment.hits,
        anchor=f"comment-{comment.anchor}",
        writer=Anchor(spoken_line(comment.writer), url=uri(comment.website) if is_website(comment.website) else ""),
        date=comment.at,
        date_text=date_text(comment.at, lang),
        html=Markup(html_of(comment.text)),  # noqa: S704 - it passed the gate
        by_author=bool(comment.author),
        replies=replies,
        post=_post_of(comment),
    )


def _post_of(comment: Comment) -> Anchor | None:
    """Return a link to the post of a comment that is held, at the comment that it answers."""
    answered = f"comment-{anchor_of(comment.reply_to)}" if comment.reply_to else ""
    return Anchor(comment.title, comment.post, fragment=answered) if comment.post else None


def feeds_beside(post: Post, discussion: ShownDiscussion | None, context: SiteContext) -> tuple[FeedLink, ...]:
    """Return the feed of the comments on a post, for autodiscovery; none as long as there are no comments."""
    feed = discussion.feed if discussion else ""
    return (FeedLink(_title(post, context), feed, FEEDS["rss"].announced),) if feed else ()


def changed_summary(
    previous: Summary, occupant: Record | None, comments: tuple[Comment, ...], address: str, site: Site
) -> tuple[Summary, ...]:
    """Return the summary of the comments on the post at an address, if it changed: their number, a digest of what their feed
    shows, and one of each further page. It owes those that changed, came or went, and the lists that show another number."""
    post = occupant.post if occupant else None
    if not (occupant and post and comments):
        return changed(previous, None, comments_beside(previous, address) | (_lists(post) if post else frozenset()))
    value = [len(comments), _digest(occupant, comments), *_further(occupant, post, comments, site)]
    differ = {place for place, (new, old) in enumerate(zip_longest(value, previous.value or ())) if new != old}
    return changed(previous, value, _owed(address, differ - {0}) | (_lists(post) if 0 in differ else frozenset()))


def _lists(post: Post) -> frozenset[Page]:
    """Return the pages that show the number of comments on a post: those whose lists may show the post itself."""
    return frozenset(page for place in places_of(post) for page in pages_at(place) if page.kind in SHOWING_COUNTS)


def comments_beside(noted: Summary, address: str) -> frozenset[Page]:
    """Return the feed of the comments on the post at an address, and their further pages, as they were noted last."""
    return _owed(address, range(1, len(noted.value or ())))


def _owed(address: str, places: Iterable[int]) -> frozenset[Page]:
    """Return the pages of which digests stand at these places of the summary."""
    return frozenset(Page("comments-page", address, str(place)) if place > 1 else Page("comments", address) for place in places)


def _further(occupant: Record, post: Post, comments: tuple[Comment, ...], site: Site) -> Iterator[str]:
    """Yield a digest of each further page: of its comments, and of what else it shows."""
    pages = _pages(comments)
    for number, branches in enumerate(pages[1:], 2):
        shown = tuple(one for branch in branches for one in (branch.comment, *branch.replies))
        yield _digest(occupant, shown, number == len(pages), _takes(post, comments, site))


def _digest(occupant: Record, comments: tuple[Comment, ...], *beside: bool) -> str:
    """Return a digest of comments on a post. It names the version of the post, not its title: after a change and its reversal, a
    feed may have been made in between."""
    shown = [[one.name, one.writer, one.website, one.text, one.author] for one in comments]
    return hashlib.sha256(json.dumps([occupant.version, shown, *beside]).encode()).hexdigest()[:16]


def feed_of(post: Post, comments: tuple[Comment, ...], context: SiteContext) -> Made:
    """Return the feed of the newest comments on a post; nothing without comments."""
    return Made(feeds.rss(_feed(post, comments, context)) if comments else None)


def _feed(post: Post, comments: tuple[Comment, ...], context: SiteContext) -> feeds.Feed:
    site, addresses = context.site, _addresses(post, comments)
    title = _title(post, context)
    return feeds.Feed(
        title=title,
        description=title,
        link=url(site, post.address),
        feed_url=url(site, feed_of_comments(post.address)),
        lang=post.lang,
        id=urn(site, f"comments/{post.origin or post.key}"),
        entries=tuple(_entry(comment, addresses[comment.name], site) for comment in reversed(comments[-NEWEST:])),
        site_url=site.url,
    )


def _title(post: Post, context: SiteContext) -> str:
    return context.phrases.gettext(post.lang, TITLE) % {"title": post_name(post)}


def url_of(comment: Comment, post: Post, comments: tuple[Comment, ...], site: Site) -> str:
    """Return the whole address of one of the comments on a post."""
    address = _addresses(post, comments).get(comment.name, post.address)
    return f"{url(site, address)}#comment-{comment.anchor}"


def _addresses(post: Post, comments: tuple[Comment, ...]) -> Mapping[str, str]:
    """Return the address of the page that shows each comment, by its name."""
    return {
        comment.name: page_of_comments(post.address, number)
        for number, branches in enumerate(_pages(comments), 1)
        for branch in branches
        for comment in (branch.comment, *branch.replies)
    }


def _entry(comment: Comment, address: str, site: Site) -> feeds.Entry:
    return feeds.Entry(
        id=urn(site, f"comment/{comment.thread}/{comment.name}"),
        url=f"{url(site, address)}#comment-{comment.anchor}",
        title=spoken_line(comment.writer),
        published=comment.at,
        html=html_of(comment.text),
        authors=(spoken_line(comment.writer),),
    )
