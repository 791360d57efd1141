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
from infra.build.output_manifest import Standing

FEED = re.compile(r"(?:.+/)?feed/(?:(?:atom|json)/)?index\.(?:xml|json)")
INDEX = re.compile(r"(?:.+/)?index\.(?:xml|json)")
PAGE = b"<!doctype html"


def former_feeds(site: Site) -> Mapping[str, str]:
    """Return the keys at which feeds are besides their own, each with the key of its feed."""
    homes = (site.prefix(language.code) for language in site.languages)
    of_homes = {f"{home}/index.xml".lstrip("/"): object_key(f"{home}/feed/") for home in homes}
    led = {path: _feed(path, site.redirects) for path in site.redirects}
    elsewhere = {object_key(path) for path, feed in led.items() if not feed}
    feeds = {**of_homes, **{_key(path, feed): feed for path, feed in led.items() if feed}}
    return {key: feed for key, feed in feeds.items() if key not in elsewhere}


def is_index(key: str) -> bool:
    """Return whether only a former feed has such a key, where the cloud has no object."""
    return bool(INDEX.fullmatch(key)) and not FEED.fullmatch(key)


def _feed(path: str, redirects: Mapping[str, str]) -> str:
    """Return the key of the feed to which the redirects lead; empty if it is anything else."""
    seen: set[str] = set()
    while path in redirects and path not in seen:
        seen.add(path)
        path = redirects[path]
    key = object_key(path if path.endswith("/") else f"{path}/")
    return key if path.startswith("/") and FEED.fullmatch(key) else ""


def _key(path: str, feed: str) -> str:
    return f"{path[1:]}{feed.rpartition('/')[2]}" if path.endswith("/") else object_key(path)


def put_former_feeds(public: Bucket, site: Site, standing: Standing) -> frozenset[Page]:
    """Bring the feeds at their former addresses up to date; return the redirects that lead to none any more, to be rendered."""
    folders = {folder for key in standing.keys for folder in folders_of(key)}
    led = {key: feed for key, feed in former_feeds(site).items() if key not in folders}
    feeds = {key: found for key, feed in led.items() if (found := public.read(feed))}
    standing.begin(feeds)
    for key, (body, stat) in feeds.items():
        there = public.read(key)
        if there is None or there[0] != body:
            public.write(key, Object(body, stat.type, meta=there[1].meta if there else {}))
            standing.wrote([key])
    redirects = {object_key(path) for path in site.redirects}
    gone = [key for key in standing.keys if is_index(key) and key not in feeds and key not in redirects]
    for key in gone:
        public.delete(key)
    standing.wrote(gone)
    standing.change(gone=gone, stands=feeds)
    return frozenset(_stale(public, (path for path in site.redirects if object_key(path) not in feeds)))


def folders_of(key: str) -> Iterable[str]:
    """Yield the names that a key takes as folders, where no file can be."""
    parts = key.split("/")
    return ("/".join(parts[:end]) for end in range(1, len(parts)))


def _stale(public: Bucket, paths: Iterable[str]) -> Iterable[Page]:
    """Yield the redirects at which a feed is still."""
    for path in paths:
        there = public.read(object_key(path), len(PAGE))
        if there and not there[0].startswith(PAGE):
            yield Page("address", path)
