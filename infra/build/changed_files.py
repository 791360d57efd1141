"""What differs from the last build: a source whose size or time is another is read, and its bytes decide."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from chalicelib.cloud.folder import FolderBucket
from infra.build.build_options import Asked
from infra.build.catalog import Source
from infra.files.blog_folder import Look, only_sources


@dataclass(frozen=True, slots=True)
class Differences:
    """The sources that are new, changed or say something else by now, with their looks, and those that are gone. The sources in
    `touched` look different, but have the same bytes."""

    changed: Mapping[str, Look] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    touched: Mapping[str, Source] = field(default_factory=dict)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(self.changed) | self.gone


def differences_of(asked: Asked, seen: Mapping[str, Look], sources: Mapping[str, Source], due: Iterable[str]) -> Differences:
    content = FolderBucket(asked.source)
    new = only_sources(key for key in seen if key not in sources)
    changed = {key: seen[key] for key in (*new, *due) if key in seen}
    touched: dict[str, Source] = {}
    for key, source in sources.items():
        if key not in seen or seen[key] == source.look or key in changed:
            continue
        stat = content.stat(key)
        if stat and stat.etag == source.etag:
            touched[key] = replace(source, look=seen[key].steady(asked.looked))
        else:
            changed[key] = seen[key]
    return Differences(changed, frozenset(sources.keys() - seen.keys()), touched)
