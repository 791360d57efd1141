"""Where an entry of an old menu leads when it isn't a page that came along: a page that Presswork makes, a file, or elsewhere."""

import re
from collections.abc import Mapping

from chalicelib.content.media import media_types
from infra.importers.folder.link_map import LinkMap, spelled, split_path

LISTS: Mapping[str, str] = {
    **{"": "home", "search": "search"},
    **dict.fromkeys(("tags", "tag", "categories", "category", "topics"), "topics"),
    **dict.fromkeys(("archive", "archives", "posts", "blog"), "archives"),
    **dict.fromkeys(("feed", "feed.xml", "index.xml", "atom.xml", "rss.xml"), "feeds"),
}


def target_of(url: str, host: str = "", base: str = "") -> str:
    """Return what an entry of the new menu leads to; empty if nothing here is like it, so that the report names it."""
    old = LinkMap(host=host, base=base)
    own = old.on_this_host(url.strip())
    if own is None or re.match(r"[a-z]+:", own):
        return url.strip()
    path = old.without_base(f"/{split_path(own)[0].strip('/')}")
    if media_types.extension_of(path) in media_types.PUBLISHED:
        return path
    return LISTS.get(spelled(path), "")
