"""What a publish will do, said before it does it. Pure."""

from datetime import datetime, timedelta

from chalicelib.content.site.site import Newsletter
from chalicelib.content.source import Source
from chalicelib.frozen import Frozen
from chalicelib.newsletter.rules.letter import announced
from chalicelib.record import Record
from chalicelib.times import in_utc


class PublishPlan(Frozen):
    """The address that the post will have, when it appears if that is later (UTC), and when its letter goes out if it has one."""

    address: str
    scheduled: str = ""
    letter: str = ""


def plan_of(source: Source, record: Record | None, newsletter: Newsletter, grace: int, now: datetime) -> PublishPlan:
    """Return what becomes of a source once it is no draft; a post that is on the site already is mailed to nobody."""
    later = source.publishes if source.publishes and datetime.fromisoformat(source.publishes) > now else ""
    appears = datetime.fromisoformat(later) if later else now
    is_known = record is not None and (record.post is not None or bool(record.former))
    is_mailed = newsletter.on and not is_known and announced(source.post, appears, grace) is not None
    return PublishPlan(source.post.address, later, in_utc(appears + timedelta(seconds=grace)) if is_mailed else "")
