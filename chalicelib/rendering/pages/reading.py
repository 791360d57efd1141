"""Reads that several page kinds share: the members of a listing, and the texts of posts.

A pointer is only a hint: a post is a member of a listing if its record says so. Stale pointers are removed when they are found.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, takewhile

from chalicelib.content.html.tree_policy import holds
from chalicelib.content.html.url_policy import STORED
from chalicelib.content.html_stages import ELSEWHERE, SHOWN, BodySetting, run_stages
from chalicelib.content.limits import limit
from chalicelib.content.media.image_variants import Picture, Size, fit
from chalicelib.content.media.images import UNKNOWN, is_encoded
from chalicelib.frozen import Frozen
from chalicelib.model import Body, Listing, Place, Post
from chalicelib.record import Record
from chalicelib.rendering.post_listings import LED, is_in, pinned_of, stands
from chalicelib.rendering.presenters import OwnImage, PostText, in_list, shown_authors, shown_post
from chalicelib.rendering.queries import Bodies, CommentCounts, CurrentPictures, DropPointers, ListingKeys, OneSummary, Records
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.summaries import FITS, count_of, number_in
from chalicelib.rendering.view_models.post import ShownPost
from chalicelib.text_cache import cached_texts

KEYS = 128  # sort keys to read of the newest of a listing: more than fit on a page, and mostly those of a month of all posts
STRIDE = 4  # pointers to read for one member: mostly the first is right
LAST = "~"  # sorts after all digits and dashes: `2011-04~` is the upper bound of April 2011
KEPT = 256  # texts
PINNED_READ = 20  # pinned posts of a language: mostly these are all, so that one read serves its home page and its categories


class Newest(Frozen):
    """The newest members of a listing; `whole` says whether these are all. `keys` are the newest sort keys, perhaps of more."""

    posts: tuple[Post, ...]
    whole: bool
    keys: tuple[str, ...] = ()

    def covers(self, bound: str) -> bool:
        """Return whether these include all members newer than `bound`, and one more unless there is none."""
        return self.whole or bool(self.posts and self.posts[-1].sort_key < bound)


async def members(listing: Listing, sort_keys: Iterable[str]) -> tuple[Post, ...]:
    """Return the posts at these sort keys that are members of the listing, and remove stale pointers."""
    keys = {sort_key: sort_key.split("#", 1)[1] for sort_key in sort_keys}
    records = await Records(frozenset(keys.values()))
    places = [(Place(listing, sort_key), records[key]) for sort_key, key in keys.items() if key in records]
    stale = frozenset((place, record.version) for place, record in places if not stands(record, place))
    if stale:
        await DropPointers(stale)
    return tuple(record.post for place, record in places if record.post and (place, record.version) not in stale)


async def newest(listing: Listing, context: SiteContext) -> Newest:
    """Return the newest posts, as many as any page shows, and one more; of a topic that fits on one page, all."""
    reach = context.reach
    if listing.kind not in ("all", "pages"):
        noted = await OneSummary(*count_of(listing))
        reach = reach if number_in(noted) > FITS else max(reach, FITS + 1)
    return await newest_of(listing, reach, keys=keys_read(context))


def keys_read(context: SiteContext) -> int:
    """Return how many of the newest sort keys of a listing are read at once, so that one read serves all pages that show it."""
    return max(context.reach, KEYS)


async def newest_of(listing: Listing, most: int, after: str = "", before: str = "", *, keys: int = 0) -> Newest:
    """Return the newest posts between two bounds, at least `most` if there are so many; at least so many `keys` are read."""
    posts: tuple[Post, ...] = ()
    done: tuple[str, ...] = ()
    limit = max(most, keys)
    while True:
        sort_keys = await ListingKeys(listing, after=after, before=before, limit=limit)
        posts += await members(listing, sort_keys[:most])
        if len(sort_keys) < min(limit, most + 1):
            return Newest(posts, whole=True)
        if len(posts) >= most:
            return Newest(posts, whole=False, keys=(*done, *sort_keys))
        done += sort_keys[:most]
        before = done[-1]


async def pinned(listing: Listing, recent: Newest, most: int) -> tuple[Post, ...]:
    """Return the newest pinned posts that lead this listing, of which the newest posts are known."""
    if listing.kind not in LED:
        return ()
    if recent.whole:
        return tuple(post for post in recent.posts if post.pinned)[:most]
    leading = pinned_of(listing)
    of_language = await newest_of(pinned_of(Listing("all", listing.lang)), PINNED_READ)
    if of_language.whole or not leading.term:
        return tuple(post for post in of_language.posts if is_in(post, leading))[:most]
    return (await newest_of(leading, most)).posts[:most]


async def within(listing: Listing, time: str, recent: Newest, most: int = 0) -> tuple[Post, ...]:
    """Return the posts of a year or month, newest first; with `most`, perhaps not all, but at least so many if there are."""
    if recent.covers(time):
        return tuple(post for post in recent.posts if post.sort_key.startswith(time))
    if most:
        return (await newest_of(listing, most, time, time + LAST)).posts
    if recent.keys and recent.keys[-1] < time:
        return await members(listing, (key for key in recent.keys if key.startswith(time)))
    sort_keys = await ListingKeys(listing, after=time, before=time + LAST)
    return await members(listing, sort_keys)


async def older_than(listing: Listing, bound: str, recent: Newest) -> Post | None:
    """Return the newest member older than this bound."""
    if older := next((post for post in recent.posts if post.sort_key < bound), None):
        return older
    return None if recent.whole else await next_to(listing, bound, newest_first=True)


async def newer_than(listing: Listing, bound: str, recent: Newest) -> Post | None:
    """Return the oldest member newer than this bound."""
    newer = list(takewhile(lambda post: post.sort_key > bound, recent.posts))
    if (newer and len(newer) < len(recent.posts)) or recent.covers(bound):
        return newer[-1] if newer else None
    return await next_to(listing, bound, newest_first=False)


async def next_to(listing: Listing, bound: str, *, newest_first: bool) -> Post | None:
    """Return the member next to this bound, older (`newest_first`) or newer, where nothing of the listing was read."""
    return next(iter(await nearest_to(listing, bound, 1, newest_first=newest_first)), None)


async def nearest_to(listing: Listing, bound: str, most: int, *, newest_first: bool) -> tuple[Post, ...]:
    """Return the members nearest to this bound, the nearest first: older ones (`newest_first`) or newer ones."""
    posts: tuple[Post, ...] = ()
    while True:
        before, after = (bound, "") if newest_first else ("", bound)
        sort_keys = await ListingKeys(listing, after=after, before=before, newest_first=newest_first, limit=STRIDE)
        posts += await members(listing, sort_keys)
        if len(posts) >= most or len(sort_keys) < STRIDE:
            return posts[:most]
        bound = sort_keys[-1]


async def around(listing: Listing, bound: str, reach: int, most: int) -> tuple[Sequence[Post], Sequence[Post]]:
    """Return the members older and newer than this bound, at most so many of each, the nearest first.

    Mostly they are among the newest, so many that the pages of the listing read the same keys (`keys_read`).
    """
    newest = await ListingKeys(listing, limit=reach)
    older = [key for key in newest if key < bound][:most]
    newer = [key for key in newest if key > bound][-most:]
    if len(older) == most or len(newest) < reach:
        posts = await members(listing, (*newer, *older))
        if len(posts) == len(newer) + len(older):
            return posts[len(newer) :], posts[: len(newer)][::-1]
    earlier = await nearest_to(listing, bound, most, newest_first=True)
    return earlier, await nearest_to(listing, bound, most, newest_first=False)


ROOM = limit("texts on a page")


async def texts(posts: Iterable[Post]) -> Mapping[str, PostText]:
    """Return the texts of these posts by key: links between sources become addresses, and images get their sizes.

    Only the first posts, as many as fit on a page, get a text; of the others, readers see the excerpt.
    """
    wanted = list(posts)
    if not wanted:
        return {}
    bodies = await Bodies(frozenset((post.key, post.body) for post in wanted))
    sums = accumulate(len(bodies[post.key].html) for post in wanted)
    wanted = [post for post, sum_ in zip(wanted, sums, strict=True) if sum_ <= ROOM]
    targets = frozenset(target for post in wanted for target in (*post.links, *post.images, *post.files))
    records = await Records(targets) if targets else {}
    addresses = {key: record.address for key, record in records.items() if record.post}
    media = {key: record.media for key, record in records.items() if record.media}
    encoded = frozenset(key for key, one in media.items() if one.picture)
    pictures = await CurrentPictures(encoded) if encoded else {}
    sizes = {key: size_of(records[key], pictures.get(key)) for key in media}
    missing = frozenset(key for post in wanted for key in post.files if key not in media)
    setting = BodySetting(addresses, sizes, pictures, missing)
    return {post.key: _text(bodies[post.key], setting, post) for post in wanted}


async def mailed(post: Post, context: SiteContext) -> ShownPost:
    """Return the post as its letter shows it."""
    bodies = await texts([post])
    return shown_post(post, context.site, bodies[post.key], by=shown_authors(context.site, post))


async def in_own_lists(posts: Sequence[Post], context: SiteContext) -> tuple[ShownPost, ...]:
    """Return these posts for the site's own templates of pages on which ours show titles; nothing for ours."""
    if not context.templates.overrides:
        return ()
    lead, said = await leads(posts, context), await comment_counts(posts, context)
    return tuple(in_list(post, context, lead, said.get(post.address, 0)) for post in posts)


async def comment_counts(posts: Iterable[Post], context: SiteContext) -> Mapping[str, int]:
    """Return the numbers of comments on these posts, by address; nothing is read where the site or none of them has any."""
    addresses = frozenset(post.address for post in posts if post.comments or post.comments_closed)
    return await CommentCounts(addresses) if addresses and context.site.comment_rules.on else {}


async def leads(posts: Iterable[Post], context: SiteContext) -> Mapping[str, PostText]:
    """Return the texts of the notes that lists show, and of the posts that have a lead, if a template of the site's own may show
    it; ours show excerpts."""
    own = bool(context.templates.overrides)
    return await texts([post for post in posts if post.whole or (post.lead and (own or not post.title))])


async def image_of(post: Post) -> OwnImage:
    """Return what is known of the post's own image."""
    key = post.image[1:]
    records = await Records(frozenset({key})) if key in post.images else {}
    if key not in records:
        return OwnImage()
    pictures = await CurrentPictures(frozenset({key})) if is_encoded(key) else {}
    return OwnImage(size_of(records[key], pictures.get(key)), pictures.get(key))


def size_of(record: Record, picture: Picture | None) -> Size:
    """Return the size of an image at its own address: of the picture that is there, or, until there is one, of the upload."""
    if picture:
        return picture.plain.width, picture.plain.height
    return fit(*record.size) if record.media and record.media.picture else record.size


def _text(body: Body, setting: BodySetting, post: Post) -> PostText:
    """Return a post's text, with the links and images that exist."""
    links = tuple((key, setting.addresses[key]) for key in post.links if key in setting.addresses)
    sizes = tuple((key, setting.sizes[key]) for key in post.images if key in setting.sizes)
    pictures = tuple((key, setting.pictures[key]) for key in post.images if key in setting.pictures)
    missing = tuple(key for key in post.files if key in setting.missing)
    more = len(body.html) if post.whole else body.more
    html, lead = _shown(body.html, more, links, sizes, pictures, missing, post.address)
    own = post.image[1:]
    return PostText(html, lead, body.extra, OwnImage(dict(sizes).get(own, UNKNOWN), dict(pictures).get(own)))


@cached_texts(KEPT)  # a new post is in the feeds of several listings, each in several formats
def _shown(
    html: str,
    more: int,
    addresses: tuple[tuple[str, str], ...],
    sizes: tuple[tuple[str, Size], ...],
    pictures: tuple[tuple[str, Picture], ...],
    missing: tuple[str, ...],
    address: str,
) -> tuple[str, str]:
    """Return the HTML and its lead; no lead if its end in the HTML isn't between two elements."""
    setting = BodySetting(dict(addresses), dict(sizes), dict(pictures), frozenset(missing), address)
    lead = html[:more] if more > 0 and holds(html[:more], STORED) else ""
    return run_stages(SHOWN, html, setting), run_stages((*SHOWN, *ELSEWHERE), lead, setting)
