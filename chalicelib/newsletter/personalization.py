"""The editions of one letter, while a worker delivers it, and the message of each reader.

The letter of a post says the same to all. A digest depends on its reader's wishes; readers with the same wishes share an edition,
which is kept while there is room.
"""

from collections.abc import Mapping
from typing import Self
from uuid import uuid4

from msgspec import field

from chalicelib import codec
from chalicelib.cloud.ports import Cloud
from chalicelib.content.site.site import Sender, Site
from chalicelib.frozen import Frozen
from chalicelib.newsletter.mail import message
from chalicelib.newsletter.mail.edition import digest_edition
from chalicelib.newsletter.mail.message import Edition
from chalicelib.newsletter.rules import tokens
from chalicelib.newsletter.rules.letter import Letter
from chalicelib.newsletter.rules.reply_addresses import mailboxes
from chalicelib.newsletter.rules.subscriber import Subscriber, reaches
from chalicelib.rendering.pages.reading import texts
from chalicelib.rendering.presenters import NO_TEXT, shown_post
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.view_models.post import ShownPost
from chalicelib.store import records, site_files
from chalicelib.store.asking import follow
from chalicelib.store.newsletter import letters
from chalicelib.store.site_context import context_of

KEPT = 32  # editions of a digest held at once

Sort = tuple[str, tuple[str, ...]]
"""What readers of the same digest edition share: the language, and the posts they get."""


class Editions(Frozen):
    """The editions of one letter."""

    cloud: Cloud
    letter: Letter
    context: SiteContext
    posts: Mapping[str, ShownPost]
    made: dict[Sort, Edition] = field(default_factory=dict)

    @classmethod
    def of(cls, cloud: Cloud, id: str) -> Self | None:
        """Return the editions of a letter under way; None where it is no longer under way."""
        letter = letters.read(cloud.table, id)
        if letter is None or letter.state != "sending":
            return None
        context = context_of(site_files.read(cloud))
        editions: dict[Sort, Edition] = {}
        if letter.edition:
            text = letters.edition(cloud.table, letter)
            editions[SINGLE] = codec.loads(Edition, text or "")
        return cls(cloud, letter, context, _posts(cloud, letter, context), editions)

    @property
    def sender(self) -> Sender:
        return self.context.site.sender("letters")

    def reaches(self, reader: Subscriber) -> bool:
        return bool(self._subjects(reader))

    def written(self, reader: Subscriber) -> bytes:
        return letter_to(
            self.cloud, self.context.site, self.edition(reader), reader.address, reader.heir or reader.id, self.letter.id
        )

    def _subjects(self, reader: Subscriber) -> tuple[str, ...]:
        """Return the posts that this letter brings to this reader, newest first."""
        subjects = {ref: subject for ref, subject in self.letter.subjects.items() if SINGLE in self.made or ref in self.posts}
        refs = [ref for ref, subject in subjects.items() if reaches(subject, reader, self.letter.kind)]
        return tuple(sorted(refs, key=lambda ref: (self.letter.subjects[ref].due, ref), reverse=True))

    def edition(self, reader: Subscriber) -> Edition:
        """Return the reader's edition, made if it isn't made yet: this is the part that may fail for other readers, too."""
        if SINGLE in self.made:
            return self.made[SINGLE]
        sort = (reader.wishes.lang, self._subjects(reader))
        if sort not in self.made:
            if len(self.made) >= KEPT:
                self.made.clear()
            posts = [self.posts[ref] for ref in sort[1]]
            self.made[sort] = digest_edition(self.context, sort[0], self.letter.kind, posts, uuid4().hex)
        return self.made[sort]


SINGLE: Sort = ("", ())


def _posts(cloud: Cloud, letter: Letter, context: SiteContext) -> Mapping[str, ShownPost]:
    """Return the posts of a digest, as lists show them; without those taken back since, with those renamed since."""
    records_by_key = records.read_many(cloud.table, letter.keys.values())
    gone = {key for key in letter.keys.values() if key not in records_by_key or not records_by_key[key].post}
    renamed = {key: records.successor(cloud.table, key) for key in sorted(gone)}
    current = {ref: records_by_key.get(key) if key not in gone else renamed[key] for ref, key in letter.keys.items()}
    posts = {ref: record.post for ref, record in current.items() if record and record.post}
    notes = follow(cloud.table, texts([post for post in posts.values() if post.whole]))
    return {ref: shown_post(post, context.site, notes.get(post.key, NO_TEXT)) for ref, post in posts.items()}


def letter_to(cloud: Cloud, site: Site, edition: Edition, to: str, reader_id: str, letter_id: str) -> bytes:
    """Return the whole message. Its links are signed for its reader; without a reader, as in a preview, they lead nowhere."""
    now = cloud.clock.now()
    unsubscribe, preferences = (
        tokens.sign(cloud.keys, purpose, (reader_id,), now) if reader_id else message.PREVIEW
        for purpose in ("unsubscribe", "preferences")
    )
    sender = site.sender("letters")
    return message.letter(
        edition,
        site=site,
        sender=sender,
        to=to,
        unsubscribe=unsubscribe,
        preferences=preferences,
        letter_id=letter_id,
        reader_id=reader_id,
        date=now,
        mailboxes=mailboxes(site, sender, cloud.receiving, cloud.keys, reader_id, unsubscribe, now),
    )
