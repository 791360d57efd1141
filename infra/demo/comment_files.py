"""Brings the comments of files beside posts to the demo: of all that are there as it starts, and of each that is saved."""

from collections.abc import Iterator
from pathlib import Path
from threading import Lock

from chalicelib.cloud.ports import Cloud
from chalicelib.comments.rules.comment_file_names import sources_by_file
from chalicelib.store import site_files
from infra.authoring.push import push_events
from infra.authoring.push.push_events import Tell
from infra.files.blog_folder import look_around
from infra.files.file_watch import FileChange
from infra.running.comment_import import ImportReport, finish, import_file
from infra.terminal.streams import counted


class CommentFiles:
    """The files that wait for their posts, or for a site that takes comments."""

    def __init__(self, cloud: Cloud, source: Path, out: Path, tell: Tell) -> None:
        self._cloud, self._source, self._out, self._tell = cloud, source, out, tell
        self._left: set[str] = set()
        self._at_work = Lock()

    def with_all(self, saved: Iterator[frozenset[FileChange]]) -> Iterator[frozenset[FileChange]]:
        """Yield all files of comments as if they had just been saved, and then what is saved; after each set, bring them."""
        yield frozenset(FileChange(key, removed=False) for key in look_around(self._source, self._out).comments)
        self.look()
        for batch in saved:
            yield batch
            self.look()

    def put(self, key: str) -> None:
        """Take note of a file that was saved."""
        with self._at_work:
            self._left.add(key)

    def look(self) -> None:
        """Bring the comments of files that wait, as far as their posts are there."""
        with self._at_work:
            site = site_files.read(self._cloud).site if self._left else None
            if site is None or not site.comment_rules.on:
                return
            sources, report = sources_by_file(look_around(self._source, self._out).looks), ImportReport()
            for key in sorted(self._left):
                file = import_file(self._cloud, site, self._source / key, sources.get(key, ""), report)
                for finding in file.findings:
                    self._tell(push_events.unused(key, finding))
                if file.is_done or key not in sources:
                    self._left.remove(key)
            finish(self._cloud, site, report)
        if report.new:
            self._tell({"event": "note", "text": f"{counted(report.new, 'new comment')} from files beside posts"})
