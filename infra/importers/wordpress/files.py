"""The files that a blog of WordPress shows: those in the folder of uploads come along, and the others stay where they were.

Each is yielded once, however many posts show it; one that isn't at hand is named by the report, with its address.
"""

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from msgspec import Struct, field

from infra.importers.blog import File, Where, on_disk
from infra.importers.parsing.urls import host_of
from infra.importers.wordpress.first_pass import Survey


class Files(Struct):
    """The files of a blog, and the names of those that were yielded."""

    survey: Survey
    seen: set[str] = field(default_factory=set)

    def shown(self, url: str) -> str:
        """Return where a file is read from now on: here, if it is at hand, else where it was; empty if it is none of the blog."""
        key = self.survey.best_key(url)
        if self.survey.on_disk(key):
            return f"/{quote(key)}"
        return self.with_host(url) if key else ""

    def picture(self, url: str) -> str:
        """Return the path of a file that is at hand, as front matter has it, else its address."""
        key = self.survey.best_key(url)
        return key if self.survey.on_disk(key) else url

    def with_host(self, url: str) -> str:
        """Return the address of a file with the old blog's host, which the address may leave out."""
        return f"{host_of(self.survey.url)}{url}" if url.startswith("/") and not url.startswith("//") else url

    def links(self, addresses: Iterable[str]) -> Mapping[str, str]:
        """Return the new addresses of files and entries, by the old ones."""
        targets = ((url, self.shown(url) or self.survey.target_of(url)) for url in addresses)
        return {url: new for url, new in targets if new}

    def among(self, addresses: Iterable[str], where: Where) -> Iterator[File]:
        """Yield the files of the blog that these addresses show."""
        for url in sorted(addresses):
            if key := self.survey.best_key(url):
                yield from self._file(key, url, where)

    def attached(self, url: str, where: Where) -> Iterator[File]:
        """Yield a file of the media library."""
        yield from self._file(self.survey.key_of(url), url, where)

    def _file(self, key: str, url: str, where: Where) -> Iterator[File]:
        path = self.survey.on_disk(key)
        name = key or url
        if name and name not in self.seen:
            self.seen.add(name)
            yield File(key or url.rpartition("/")[2], on_disk(path) if path else None, self.with_host(url), where)
