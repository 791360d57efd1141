"""Which files of comments differ from what the last build read of them; none of them is read here."""

import json
from collections.abc import Iterable, Mapping

from msgspec import field

from chalicelib.comments.rules.comment_file_names import sources_by_file
from chalicelib.frozen import Frozen
from infra.files.blog_folder import Look


class NotedFile(Frozen):
    """A file as a build read it: its look, the thread that it belongs to (empty: none), and what isn't used of it, as JSON."""

    look: Look
    thread: str
    findings: str = ""

    @property
    def unused(self) -> tuple[tuple[int, str], ...]:
        """What isn't used of it, and why, each with its line."""
        return tuple((line, said) for line, said in json.loads(self.findings or "[]"))


class CommentChanges(Frozen, dict=True):
    """The files as they are now, unread, and as the last build noted them."""

    now: Mapping[str, NotedFile] = field(default_factory=dict)
    noted: Mapping[str, NotedFile] = field(default_factory=dict)

    @property
    def keys(self) -> frozenset[str]:
        """The files that are new, changed or gone, or belong to another source."""
        every = self.now.keys() | self.noted.keys()
        return frozenset(key for key in every if _place(self.now.get(key)) != _place(self.noted.get(key)))

    @property
    def threads(self) -> frozenset[str]:
        """The threads that these files belong to, or did."""
        both = (files[key].thread for files in (self.now, self.noted) for key in self.keys & files.keys())
        return frozenset(both) - {""}


def _place(file: NotedFile | None) -> tuple[Look, str] | None:
    return (file.look, file.thread) if file else None


def unread(looks: Mapping[str, Look], sources: Iterable[str]) -> Mapping[str, NotedFile]:
    """Return what is known of these files before they are read; a source has the file beside it."""
    threads = sources_by_file(sources) if looks else {}
    return {key: NotedFile(look, threads.get(key, "")) for key, look in looks.items()}
