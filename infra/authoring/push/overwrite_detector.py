"""Detects uploads that were overwritten before they went live, so that a push stops waiting for them.

Only the bucket knows. A record with other bytes may be of an event before ours, whose own is still to come; and while the site is
slow, the records say nothing yet.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from infra.authoring.push.push_index import Index
from infra.authoring.target.connection import DeniedError, ask_service
from infra.authoring.target.content_bucket import Contents

A_FEW = 8  # files that a look asks for while nothing arrives


class OverwriteDetector(Struct):
    """Asks the bucket: once for each version of a record with other bytes, and for all files in turn while nothing arrives."""

    contents: Contents
    _asked: dict[str, int] = field(default_factory=dict)
    _doubted: dict[str, str] = field(default_factory=dict)

    def look(self, overtaken: Mapping[str, str], left: Iterable[str], index: Index, *, is_quiet: bool) -> Mapping[str, str]:
        """Return the files in whose place there is another object, with its ETag, or none (empty). Raise `LostError`.

        `overtaken` are versions of records with other bytes by source, and `left` all that is waited for, `is_quiet` or not.
        """
        doubtful = {key for key, version in overtaken.items() if self._doubted.get(key) != version}
        self._doubted |= overtaken
        if is_quiet:
            doubtful |= set(sorted(left, key=lambda key: self._asked.get(key, 0))[:A_FEW])
        etags = {key: self._foreign_etag(key, index) for key in sorted(doubtful)}
        return {key: etag for key, etag in etags.items() if etag is not None}

    def _foreign_etag(self, key: str, index: Index) -> str | None:
        """Return the ETag of the object if it isn't the one that was pushed; None if it is, or if we may not ask."""
        self._asked[key] = self._asked.get(key, 0) + 1
        pushed = index.files.get(key)
        try:
            etag = ask_service(lambda: self.contents.etag(key))
        except DeniedError:
            return None
        return etag if etag != (pushed.etag if pushed else "") else None
