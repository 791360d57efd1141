"""What pages show of other sources because the site does: the sizes of its own images, and the posts in its menu.

Letters and the API use the site files without them, and save the read that they cost where a site has any.
"""

from collections.abc import Mapping
from functools import lru_cache

from msgspec.structs import replace

from chalicelib import codec
from chalicelib.cloud.items import At, Item
from chalicelib.cloud.ports import Cloud
from chalicelib.content.media.image_variants import Picture, Size, fit
from chalicelib.content.media.images import is_encoded
from chalicelib.content.site.menu import categories_of, files_of
from chalicelib.content.site.siteimages import images_of
from chalicelib.model import Listing
from chalicelib.rendering.language.post_names import post_name
from chalicelib.rendering.summaries import count_of, number_in, picture_of
from chalicelib.store import item_keys, records, site_files
from chalicelib.store.answers import summary_in
from chalicelib.store.site_files import SiteFiles


def read(cloud: Cloud) -> SiteFiles:
    """The site files with the sizes of the site's images and the posts of its menu; other ones are another version."""
    fixed = site_files.read(cloud)
    keys, sources, categories = _images(fixed.text), _sources(fixed.text), _categories(fixed.text)
    pictures = [At(*picture_of(key)) for key in keys if is_encoded(key)]
    wanted = [*map(item_keys.at_record, (*keys, *sources)), *pictures, *(At(*count_of(one)) for one in categories)]
    items = cloud.table.get_many(wanted) if wanted else {}
    sizes = tuple((key, *size) for key in keys if (size := _size(items, key)))
    posts = ((key, *post) for key in sources if (post := _post(items, key)))
    menu = (*posts, *((str(one), one.lang, "", "") for one in categories if _has_posts(items, one)))
    return replace(fixed, sizes=sizes, menu=menu, versions=(*fixed.versions, *map(str, sizes), *map(str, menu)))


def _post(items: Mapping[At, Item], key: str) -> tuple[str, str, str] | None:
    """The language, name and address of a post on the site."""
    item = items.get(item_keys.at_record(key))
    post = records.record_in(item).post if item else None
    return (post.lang, post_name(post), post.address) if post else None


def _size(items: Mapping[At, Item], key: str) -> Size | None:
    """The size of an image as published: of its picture, if there is one, else of the upload; None where there is no image."""
    item, picture = items.get(item_keys.at_record(key)), items.get(At(*picture_of(key)))
    record = records.record_in(item) if item else None
    if record is None or record.media is None:
        return None
    if picture and (value := summary_in(picture).value):
        plain = codec.from_plain(Picture, value).plain
        return plain.width, plain.height
    return fit(*record.size) if record.media.picture else record.size


@lru_cache(maxsize=4)
def _images(text: str) -> tuple[str, ...]:
    return images_of(site_files.site_in(text))


def _has_posts(items: Mapping[At, Item], category: Listing) -> bool:
    item = items.get(At(*count_of(category)))
    return item is not None and number_in(summary_in(item)) > 0


@lru_cache(maxsize=4)
def _categories(text: str) -> tuple[Listing, ...]:
    return tuple(map(Listing.parse, categories_of(site_files.site_in(text))))


@lru_cache(maxsize=4)
def _sources(text: str) -> tuple[str, ...]:
    return files_of(site_files.site_in(text))
