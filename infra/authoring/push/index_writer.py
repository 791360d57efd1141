"""The index of a push, written now and then: so the next push goes on from there, however this one ends."""

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from infra.authoring.push import push_events, push_index
from infra.authoring.push.local_files import Reading
from infra.authoring.push.push_events import Tell
from infra.authoring.push.push_index import Index, Pushed
from infra.authoring.target.destination import Destination
from infra.files.blog_folder import Look


class IndexWriter(Struct):
    """The index as it is known, and as it was `kept` last; `readings` are the files as they were read."""

    destination: Destination
    tell: Tell
    readings: Mapping[str, Reading]
    index: Index
    kept: Index
    _is_unkept: bool = False

    def note_files(self, etags: Mapping[str, str]) -> None:
        """Note these files as they were read, with the ETags that are there now."""
        read = {key: self.readings[key] for key in etags if key in self.readings}
        self.index = self.index.with_files({key: Pushed(one.look, one.digest, etags[key]) for key, one in read.items()})

    def note_comments(self, key: str, look: Look) -> None:
        """Note that all that is in a file of comments is on the site."""
        self.index = replace(self.index, comments={**self.index.comments, key: look})

    def forget(self, key: str) -> None:
        self.index = self.index.without([key])

    def take_back(self, key: str) -> None:
        """Restore what the index said of a file, or what a later push from here has noted."""
        previous = self.kept.files.get(key)
        self.index = self.index.with_files({key: previous}) if previous else self.index.without([key])

    def wait_for(self, keys: Iterable[str]) -> None:
        """Note that these files, too, have not been seen live."""
        self.index = replace(self.index, waiting=self.index.waiting.union(keys))

    def write(self, waiting: frozenset[str]) -> None:
        """Write the index, with the files that have not been seen live; without it, the next push compares everything."""
        self.index = replace(self.index, waiting=waiting, known=True)
        if self.index != self.kept:
            try:
                self._keep()
            except OSError as error:
                if not self._is_unkept:
                    self.tell(push_events.unnoted(push_index.path_of(self.destination), error))
                self._is_unkept = True
            self.kept = self.index

    def _keep(self) -> None:
        """Write the index; what another push of this folder has noted meanwhile, such as that of a `watch`, stays."""
        saved = push_index.load(self.destination)
        merged_index = push_index.merged(self.index, self.kept, saved) if saved.known else self.index
        push_index.save(self.destination, merged_index)
