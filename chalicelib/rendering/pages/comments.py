"""The comments on a post: as its page shows them, and as a feed."""

import hashlib
import json

from markupsafe import Markup

from chalicelib.comments.rules.comment import Comment, thread_of
from chalicelib.comments.rules.comment_text import html_of, spoken
from chalicelib.comments.rules.comment_threads import Branch, arranged
from chalicelib.content.media.media_types import FEEDS
from chalicelib.content.site.site import Site
from chalicelib.model import Page, Post
from chalicelib.record import Record
from chalicelib.rendering.formats import feeds
from chalicelib.rendering.language.phrases import date_text
from chalicelib.rendering.pages.listings import urn
from chalicelib.rendering.paths import feed_of_comments, url
from chalicelib.rendering.queries import CommentsOf, Made, Summary
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.strict_text import uri
from chalicelib.rendering.summaries import changed
from chalicelib.rendering.view_models.comments import ShownComment, ShownDiscussion
from chalicelib.rendering.view_models.links import Anchor, FeedLink

TITLE = "Comments on “%(title)s”"
NEWEST = 50
"""Comments in a feed."""


async def comments_on(record: Record, site: Site) -> tuple[Comment, ...]:
    """Return the comments on a source's post, oldest first; none where the site or the post has none."""
    if not (site.comment_rules.on and record.post and has_comments(record.post)):
        return ()
    return await CommentsOf(thread_of(record))


def has_comments(post: Post) -> bool:
    """Return whether the page of a post shows comments: it takes them, or did."""
    return post.comments or post.comments_closed


def discussion_of(post: Post, comments: tuple[Comment, ...], site: Site) -> ShownDiscussion | None:
    """Return what a post's page shows of comments; None where there is nothing to show."""
    takes = site.takes_comments and post.comments
    if not (takes or comments):
        return None
    branches = tuple(_branch(branch, post.lang) for branch in arranged(comments))
    return ShownDiscussion(branches, len(comments), feed_of_comments(post.address) if comments else "", takes)


def _branch(branch: Branch, lang: str) -> ShownComment:
    return shown_comment(branch.comment, lang, tuple(shown_comment(reply, lang) for reply in branch.replies))


def shown_comment(comment: Comment, lang: str, replies: tuple[ShownComment, ...] = ()) -> ShownComment:
    """Return a comment as a page in this language shows it."""
    return ShownComment(
        name=comment.name,
        id=f"{comment.name} {comment.thread}",
        hits=comment.hits,
        anchor=f"comment-{comment.anchor}",
        writer=Anchor(spoken(comment.writer), url=uri(comment.website)),
        date=comment.at,
        date_text=date_text(comment.at, lang),
        html=Markup(html_of(comment.text)),  # noqa: S704 - it passed the gate
        by_author=bool(comment.author),
        replies=replies,
    )


def feeds_beside(post: Post, discussion: ShownDiscussion | None, context: SiteContext) -> tuple[FeedLink, ...]:
    """Return the feed of the comments on a post, for autodiscovery; none as long as there are no comments."""
    feed = discussion.feed if discussion else ""
    return (FeedLink(_title(post, context), feed, FEEDS["rss"].announced),) if feed else ()


def told(previous: Summary, post: Post | None, comments: tuple[Comment, ...], address: str) -> tuple[Summary, ...]:
    """Return the summary of the comments on the post at an address, if it changed: their number, and a digest of what their feed
    shows, which it owes."""
    value = [len(comments), _digest(post, comments)] if post and comments else None
    return changed(previous, value, [Page("comments", address)])


def _digest(post: Post, comments: tuple[Comment, ...]) -> str:
    shown = [[one.name, one.writer, one.website, one.text, one.author] for one in comments]
    return hashlib.sha256(json.dumps([post.title, post.lang, shown]).encode()).hexdigest()[:16]


def feed_of(post: Post, comments: tuple[Comment, ...], context: SiteContext) -> Made:
    """Return the feed of the newest comments on a post; nothing without comments."""
    return Made(feeds.rss(_feed(post, comments[-NEWEST:], context)) if comments else None)


def _feed(post: Post, comments: tuple[Comment, ...], context: SiteContext) -> feeds.Feed:
    site = context.site
    title = _title(post, context)
    return feeds.Feed(
        title=title,
        description=title,
        link=url(site, post.address),
        feed_url=url(site, feed_of_comments(post.address)),
        lang=post.lang,
        id=urn(site, f"comments/{post.origin or post.key}"),
        entries=tuple(_entry(comment, post, site) for comment in reversed(comments)),
        site_url=site.url,
    )


def _title(post: Post, context: SiteContext) -> str:
    return context.phrases.gettext(post.lang, TITLE) % {"title": post.title}


def _entry(comment: Comment, post: Post, site: Site) -> feeds.Entry:
    return feeds.Entry(
        id=urn(site, f"comment/{comment.thread}/{comment.name}"),
        url=f"{url(site, post.address)}#comment-{comment.anchor}",
        title=spoken(comment.writer),
        published=comment.at,
        html=html_of(comment.text),
        authors=(spoken(comment.writer),),
    )
