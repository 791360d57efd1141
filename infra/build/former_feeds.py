"""The former addresses of feeds in a built folder: each has the feed itself, since a feed reader follows no page with a link.

A redirect of `site.yaml` to a feed (`/feed.xml: /feed/atom/`) is a page with a link in a folder, which people follow; hosts of
plain files know no other. So the feed's bytes take its place if its name is that of a file; below an address that is a folder
(`/rss/`) they are in an `index.xml` beside the page. The home feed is at `/index.xml`, too, where Hugo has it. On AWS, and in the
demo, a redirect answers at all of them.
"""

import re
from collections.abc import Iterable, Mapping

from chalicelib.cloud.ports import Bucket, Object
from chalicelib.content.site.site import Site
from chalicelib.model import Page
from chalicelib.rendering.paths import object_key
from infra.build.output_manifest import OutputManifest

FEED = re.compile(r"(?:.+/)?feed/(?:(?:atom|json)/)?index\.(?:xml|json)")
INDEX = re.compile(r"(?:.+/)?index\.(?:xml|json)")
PAGE = b"<!doctype html"


def former_feeds(site: Site) -> Mapping[str, str]:
    """Return the keys at which feeds are besides their own, each with the key of its feed."""
    homes = (site.prefix(language.code) for language in site.languages)
    of_homes = {f"{home}/index.xml".lstrip("/"): object_key(f"{home}/feed/") for home in homes}
    targets = {path: _feed_behind(path, site.redirects) for path in site.redirects}
    elsewhere = {object_key(path) for path, feed in targets.items() if not feed}
    feeds = {
        **of_homes,
        **{
            (f"{path[1:]}{feed.rpartition('/')[2]}" if path.endswith("/") else object_key(path)): feed
            for path, feed in targets.items()
            if feed
        },
    }
    return {key: feed for key, feed in feeds.items() if key not in elsewhere}


def is_index(key: str) -> bool:
    """Return whether only a former feed can have this key; the cloud has no object there."""
    return bool(INDEX.fullmatch(key)) and not FEED.fullmatch(key)


def _feed_behind(path: str, redirects: Mapping[str, str]) -> str:
    """Return the key of the feed to which the redirects lead; empty if it is anything else."""
    seen: set[str] = set()
    while path in redirects and path not in seen:
        seen.add(path)
        path = redirects[path]
    key = object_key(path if path.endswith("/") else f"{path}/")
    return key if path.startswith("/") and FEED.fullmatch(key) else ""


def put_former_feeds(public: Bucket, site: Site, manifest: OutputManifest) -> frozenset[Page]:
    """Bring the feeds at their former addresses up to date; return the redirects that no longer lead to a feed, to render."""
    folders = {folder for key in manifest.keys for folder in folders_of(key)}
    sources = {key: feed for key, feed in former_feeds(site).items() if key not in folders}
    feeds = {key: feed for key, source in sources.items() if (feed := public.read(source))}
    manifest.begin(feeds)
    for key, (body, stat) in feeds.items():
        current = public.read(key)
        if current is None or current[0] != body:
            public.write(key, Object(body, stat.type, meta=current[1].meta if current else {}))
            manifest.wrote([key])
    redirects = {object_key(path) for path in site.redirects}
    gone = [key for key in manifest.keys if is_index(key) and key not in feeds and key not in redirects]
    for key in gone:
        public.delete(key)
    manifest.wrote(gone)
    manifest.change(removed=gone, present=feeds)
    return frozenset(_former_feed_pages(public, (path for path in site.redirects if object_key(path) not in feeds)))


def folders_of(key: str) -> Iterable[str]:
    """Yield the names that a key takes as folders, where no file can be."""
    parts = key.split("/")
    return ("/".join(parts[:end]) for end in range(1, len(parts)))


def _former_feed_pages(public: Bucket, paths: Iterable[str]) -> Iterable[Page]:
    """Yield the redirects in whose place there still is a feed."""
    for path in paths:
        start = public.read(object_key(path), len(PAGE))
        if start and not start[0].startswith(PAGE):
            yield Page("address", path)
