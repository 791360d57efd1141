"""The mail about comments that wait: the first at once, then at most one an hour, or a day.

The moderator hears of all, and an author with an address of those on their own posts. For each of them, one timer says when the
next mail may go out: far ahead (`IDLE`), as long as no comment has come since the last one. A worker
moves it by as much before it reads what waits and sends, and to `IDLE` afterwards, unless a comment has come meanwhile. So of two
workers one sends; and where it died, or the mail wasn't sent, there is another mail later, if comments still wait.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hmac import compare_digest

from chalicelib.cloud.items import Absent, At, Item, Same
from chalicelib.cloud.ports import Cloud
from chalicelib.comments import notes
from chalicelib.comments.rules.addressees import MODERATOR, address_of, addressees, slugs_of
from chalicelib.comments.rules.comment import Comment
from chalicelib.comments.rules.comment_text import spoken_line
from chalicelib.content.plain_text import short
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal
from chalicelib.newsletter.jobs import CommentsWait, to_letters
from chalicelib.newsletter.mail.notes import note_edition
from chalicelib.newsletter.rules import address_hashes, tokens
from chalicelib.newsletter.rules.mailbox import read_mailbox
from chalicelib.store import comments, site_files, timers
from chalicelib.store.site_context import context_of
from chalicelib.store.update import nonce
from chalicelib.times import in_utc

EVERY = timedelta(hours=1)
PAUSES: Mapping[str, timedelta] = {"hour": EVERY, "day": timedelta(days=1)}
"""How long there is no mail after one, as the site says."""
IDLE, SENDING, UNSENT = "~", "sending", "unsent"
QUOTED = 10
"""Comments that a mail quotes; the page that it leads to has all."""


def plan(cloud: Cloud, site: Site, authors: Sequence[str] = (), *, wait: timedelta = timedelta()) -> None:
    """Have the moderator told of a comment that has just come, and these authors of its post, if it still waits after so long."""
    for name in addressees(site, authors):
        _plan(cloud, site, name, in_utc(cloud.clock.now() + wait))


def _plan(cloud: Cloud, site: Site, name: str, earliest: str) -> None:
    """Set the timer to the earliest time at which a mail may go out, unless it goes off before; at once, the mail is queued."""
    at = timer_of(name)
    item, now = cloud.table.get(at), in_utc(cloud.clock.now())
    soonest = max(earliest, _after(item, site)) if item else earliest
    if item and item.text("state") == SENDING:
        planned = _put(cloud, at, item)  # the worker may have read what waits before this comment was held
    elif item is None or (item.text("state") != UNSENT and soonest < item.text("look")):
        planned = _put(cloud, at, item, look=soonest, mailed=item.text("mailed") if item else "")
        if planned and soonest <= now:
            cloud.letters.send([to_letters(CommentsWait(name))])
    else:
        return
    if planned is None:
        _plan(cloud, site, name, earliest)


def timer_of(name: str) -> At:
    """Return where the timer of an addressee is."""
    return timers.at("moderation", name)


def _after(timer: Item, site: Site) -> str:
    """Return when the next mail may go out; empty if none has."""
    mailed = timer.text("mailed")
    return in_utc(datetime.fromisoformat(mailed) + PAUSES[site.comment_rules.every]) if mailed else ""


def _put(cloud: Cloud, at: At, read: Item | None, state: str = "", **changes: str) -> Item | None:
    """Replace the timer that was read; return None if it is another by now."""
    item = Item(at, {**(read.has if read else {}), **changes, "state": state, "nonce": nonce()})
    return item if cloud.table.put(item, Same("nonce", read.has["nonce"]) if read else Absent()) else None


def look(cloud: Cloud, now: datetime, item: Item) -> None:
    """Queue the mail that is due, and look again in an hour, in case it isn't sent."""
    cloud.letters.send([to_letters(CommentsWait(timers.kind_and_of(item)[1]))])
    _put(cloud, item.at, item, look=in_utc(now + EVERY))


def send(cloud: Cloud, job: CommentsWait) -> None:
    """Tell somebody of the comments that wait for them, unless a mail has just gone out or none waits."""
    at = timer_of(job.author)
    item, now, site = cloud.table.get(at), cloud.clock.now(), site_files.read(cloud).site
    if item is None or item.text("look") == IDLE or in_utc(now) < _after(item, site):
        return
    begun = _put(cloud, at, item, SENDING, look=in_utc(now + PAUSES[site.comment_rules.every]), mailed=in_utc(now))
    if begun is None:
        return
    address = address_of(site, job.author)
    own = slugs_of(site, address) if address and job.author != MODERATOR else None
    waiting = comments.held(cloud.table, QUOTED, own)
    if not (address and waiting):
        _put(cloud, at, begun, look=IDLE, mailed=item.text("mailed"))
    elif _send(cloud, address, waiting, now):
        _put(cloud, at, begun, look=IDLE)
    else:
        _put(cloud, at, begun, UNSENT, look=in_utc(now + EVERY), mailed=item.text("mailed"))


def _send(cloud: Cloud, address: str, waiting: Sequence[Comment], now: datetime) -> bool:
    """Send the mail; return False if it was certainly not sent."""
    context = context_of(site_files.read(cloud))
    site, reader = context.site, moderator_id(cloud.pepper, address)
    token = tokens.sign(cloud.keys, "moderate", (reader,), now)
    link = f"{site.url}/api/comments/waiting?t={token}"
    edition = note_edition(context, site.lang, "comments", link, more=tuple(_quoted(waiting)))
    seed = f"comments {in_utc(now)} {reader}"
    return not notes.send(cloud, site, edition, to=address, reader=reader, seed=seed, now=now)


def _quoted(waiting: Sequence[Comment]) -> Iterator[str]:
    """Yield a line for each comment: who wrote it, on which post, and how it begins."""
    for comment in waiting:
        title = f" ({short(comment.title)})" if comment.title else ""
        yield f"{spoken_line(comment.writer)}{title}: {short(spoken_line(comment.text))}"


# ---- whose a link is


def moderator_id(pepper: str, address: str) -> str:
    """Return the keyed hash of an address, so that a link ends when another takes over."""
    return address_hashes.reader_id(pepper, read_mailbox(address).key)


def authors_of(cloud: Cloud, site: Site, id_: str) -> frozenset[str] | None:
    """Return the authors on whose posts the owner of a link decides, by the hash in it: None for the moderator, of all posts. The
    link of anybody else is refused."""
    if site.comment_rules.moderator and compare_digest(id_, moderator_id(cloud.pepper, site.comment_rules.moderator)):
        return None
    own = {slug: author.email for slug, author in site.authors.items() if author.email}
    slugs = frozenset(slug for slug, email in own.items() if compare_digest(id_, moderator_id(cloud.pepper, email)))
    if not slugs:
        raise Refusal("moderation-ended")
    return slugs
