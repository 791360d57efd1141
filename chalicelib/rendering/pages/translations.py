"""Translation groups: the versions of a post in other languages."""

from collections.abc import Iterable, Mapping

from chalicelib.content.site.site import Site
from chalicelib.model import Post
from chalicelib.rendering.queries import Records, Siblings

Versions = tuple[Post, ...]
"""One post for each language, in the order of the site's languages."""


async def versions_of(posts: Iterable[Post], site: Site) -> Mapping[str, Versions]:
    """Return the versions in each translation group of these posts, by group; of two posts in one language the first key counts.

    The groups are queried in order, so pages of a batch with the same groups share the answers.
    """
    given = {post.key: post for post in posts}
    groups = sorted({post.translation for post in given.values()} - {""}) if len(site.languages) > 1 else []
    keys: dict[str, tuple[str, ...]] = {}
    for group in groups:
        keys[group] = await Siblings(group)
    others = frozenset(key for several in keys.values() for key in several if key not in given)
    records = await Records(others) if others else {}
    by_key = {**{key: record.post for key, record in records.items() if record.post}, **given}
    return {group: _in_order(group, (by_key[key] for key in keys[group] if key in by_key), site) for group in groups}


def _in_order(group: str, posts: Iterable[Post], site: Site) -> Versions:
    first_last = sorted(posts, key=lambda post: post.key, reverse=True)
    by_lang = {post.lang: post for post in first_last if post.translation == group and post.listed}
    return tuple(by_lang[language.code] for language in site.languages if language.code in by_lang)
