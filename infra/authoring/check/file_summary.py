"""The summary of a file of a blog, as a check stores it."""

from typing import ClassVar

from chalicelib.codec import Stored
from chalicelib.diagnostics import Diagnostic
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.model import Post
from chalicelib.record import State


class FileSummary(Frozen):
    """The summary of a file. `post` is given whatever its state; `links` are addresses of this site in its text."""

    STORED: ClassVar = Stored(sparse=True)

    key: str
    state: State
    post: Post | None = None
    expires: str = ""
    publishes: str = ""
    refusal: Refusal | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    links: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    """The files that it shows, plays or links to; of `site.yaml`, the images of its theme and the files of its menu."""
    ids: tuple[str, ...] = ()
    """The parts of its text that a link can lead to."""
    parts: tuple[tuple[str, str], ...] = ()
    """The parts that it links to, of its own text or another's: the key of that source or its address, and the part's id."""

    @property
    def is_live(self) -> bool:
        """Whether it is published, as far as it alone decides."""
        return self.state == "published" and self.refusal is None
