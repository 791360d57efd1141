"""The edition of a letter for people who write: as it was sent, or as it would be sent now."""

from chalicelib import codec
from chalicelib.cloud.ports import Cloud
from chalicelib.newsletter import campaign
from chalicelib.newsletter.mail.message import Edition
from chalicelib.newsletter.rules.letter import OPENABLE, RESUMABLE, Letter
from chalicelib.newsletter.rules.letter import id_of as letter_of
from chalicelib.rendering.queries import StaleRead
from chalicelib.store import records
from chalicelib.store.newsletter import letters

UNDER_WAY = tuple(state for state in (*OPENABLE, *RESUMABLE) if state != "due")


class NoLetterError(Exception):
    """There is nothing to send; the text says why."""


def edition_of(cloud: Cloud, key: str) -> Edition:
    """Return the edition that would be sent now: the fixed one of an opened letter, else a new one of the post.

    The letter is named by its source's key, or by its id.
    """
    letter = read_letter(cloud, key)
    if letter and letter.kind != "each":
        raise NoLetterError(f"{key} is a digest, which is different for each reader; preview its posts instead")
    fixed = fixed_edition(cloud, letter) if letter and letter.state in UNDER_WAY else None
    return fixed or _new_edition(cloud, letter.key if letter else key)


def fixed_edition(cloud: Cloud, letter: Letter) -> Edition | None:
    """Return the edition that all readers of a letter get, or got; None before it is opened."""
    text = letters.edition(cloud.table, letter) if letter.edition else None
    return codec.loads(Edition, text) if text else None


def _new_edition(cloud: Cloud, key: str) -> Edition:
    record = records.read(cloud.table, key)
    if record is None:
        raise NoLetterError(f"{key}: there's no file or letter with this name")
    post = record.post or record.preview
    if post is None:
        raise NoLetterError(f"{key} isn't on the site: it is {record.state}")
    try:
        return campaign.edition_of(cloud, post)
    except StaleRead as stale:
        raise NoLetterError(f"{key} has just changed; try again") from stale


def read_letter(cloud: Cloud, key: str) -> Letter | None:
    return letters.read(cloud.table, letter_of(key)) or letters.read(cloud.table, key)
