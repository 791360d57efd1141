"""The differences from the last build: a source with another size or time is read, and its bytes decide."""

from collections.abc import Iterable, Mapping

from msgspec import field
from msgspec.structs import replace

from chalicelib.cloud.folder import FolderBucket
from chalicelib.frozen import Frozen
from infra.build.build_options import BuildOptions
from infra.build.catalog import Source
from infra.build.comment_changes import CommentChanges
from infra.files.blog_folder import Look, only_sources


class Differences(Frozen):
    """The sources that are new, changed or say something else by now, with their looks, and those that are gone. The sources in
    `touched` look different, but have the same bytes. `comments` says the same of the files of comments."""

    changed: Mapping[str, Look] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    touched: Mapping[str, Source] = field(default_factory=dict)
    comments: CommentChanges = CommentChanges()

    @property
    def has_any(self) -> bool:
        """Whether there is anything to ingest."""
        return bool(self.keys or self.comments.keys)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(self.changed) | self.gone


def differences_of(
    options: BuildOptions, looks: Mapping[str, Look], sources: Mapping[str, Source], due: Iterable[str], comments: CommentChanges
) -> Differences:
    content = FolderBucket(options.source)
    new = only_sources(key for key in looks if key not in sources)
    changed = {key: looks[key] for key in (*new, *due) if key in looks}
    touched: dict[str, Source] = {}
    for key, source in sources.items():
        if key not in looks or looks[key] == source.look or key in changed:
            continue
        stat = content.stat(key)
        if stat and stat.etag == source.etag:
            touched[key] = replace(source, look=looks[key].steady(options.started_ns))
        else:
            changed[key] = looks[key]
    return Differences(changed, frozenset(sources.keys() - looks.keys()), touched, comments)
