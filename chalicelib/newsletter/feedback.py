"""The postmaster: what the mail service tells of letters is taken note of.

News may come twice, late and in any order. First the subscriber is seen to, then the ledger, and last it is counted; news
that the ledger knows already is not counted again.
"""

import logging

from chalicelib.cloud.ports import Cloud
from chalicelib.newsletter import campaign
from chalicelib.newsletter.ledger import KEPT, TROUBLE, heard
from chalicelib.newsletter.ses_events import News, after_trouble, news_in, stops
from chalicelib.newsletter.subscriber import shard_of
from chalicelib.store import letters, subscribers
from chalicelib.times import in_utc

log = logging.getLogger(__name__)


def hear(cloud: Cloud, body: str) -> None:
    """Take note of one piece of news; what is none of ours is passed over."""
    news = news_in(body)
    if news is None or not news.reader:
        return
    if news.kind in TROUBLE:
        _see_to_reader(cloud, news)
    if _is_entered(cloud, news):
        _count(cloud, news)


def _see_to_reader(cloud: Cloud, news: News) -> None:
    """Suppress whom letters don't reach, or who complains."""
    now = in_utc(cloud.clock.now())
    reader = subscribers.change(cloud.table, news.reader, lambda standing: after_trouble(standing, news, now))
    if reader.changed and reader.before and reader.now:
        if reader.before.state == "following" and reader.now.state != "following":
            subscribers.count(cloud.table, reader.now.shard, -1)
        log.info("%s: %s, now %s", news.reader, news.kind, reader.now.state)


def _is_entered(cloud: Cloud, news: News) -> bool:
    """Whether the ledger learnt of trouble that it did not know of."""
    at = letters.at_entry(news.letter, shard_of(news.reader), news.reader)
    expires = int((cloud.clock.now() + KEPT).timestamp())
    entry = letters.change_entry(cloud.table, at, lambda standing: heard(standing, news.kind, news.message_id), expires)
    return bool(entry.before and entry.now and entry.before.trouble != entry.now.trouble)


def _count(cloud: Cloud, news: News) -> None:
    """Count the trouble; a letter of which too much comes back stops by itself."""
    counts = letters.trouble(cloud.table, news.letter, TROUBLE[news.kind])
    sent = sum(one.sent for one in letters.progress(cloud.table, news.letter).values())
    if why := stops(sent, counts["bounced"], counts["complained"]):
        campaign.stop(cloud, news.letter, why)
