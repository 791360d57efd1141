"""Images of the site itself: the site files with the sizes of these images, as pages show them.

Letters and the API use the site files without the sizes, and save the read that they cost where a site has images of its own.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from chalicelib import codec
from chalicelib.cloud.ports import At, Cloud, Item
from chalicelib.content.images import is_encoded
from chalicelib.content.pictures import Picture, Size, fit
from chalicelib.content.siteimages import images_of
from chalicelib.rendering.summaries import picture_of
from chalicelib.store import item_keys, records, site_files
from chalicelib.store.answers import summary_in
from chalicelib.store.site_files import SiteFiles


def read(cloud: Cloud) -> SiteFiles:
    """The site files with the sizes of the site's images; another size is another version."""
    fixed = site_files.read(cloud)
    keys = _images(fixed.text)
    pictures = [At(*picture_of(key)) for key in keys if is_encoded(key)]
    found = cloud.table.get_many([*map(item_keys.at_record, keys), *pictures]) if keys else {}
    sizes = tuple((key, *size) for key in keys if (size := _size(found, key)))
    return replace(fixed, sizes=sizes, versions=(*fixed.versions, *(str(size) for size in sizes)))


def _size(found: Mapping[At, Item], key: str) -> Size | None:
    """The size at which an image stands: of its picture, if there is one, else of the upload; None where there is no image."""
    item, picture = found.get(item_keys.at_record(key)), found.get(At(*picture_of(key)))
    record = records.record_in(item) if item else None
    if record is None or record.media is None:
        return None
    if picture and (value := summary_in(picture).value):
        plain = codec.made(Picture, value).plain
        return plain.width, plain.height
    return fit(*record.size) if record.media.picture else record.size


@lru_cache(maxsize=4)
def _images(text: str) -> tuple[str, ...]:
    return images_of(site_files.site_in(text))
