"""Furnishing: the fixtures as pages want them, which show the site's own images with their sizes.

Letters and visitors do without, and so without the read that it costs where a site has images of its own.
"""

from dataclasses import replace
from functools import lru_cache

from chalicelib.cloud.ports import Cloud
from chalicelib.content.siteimages import images_of
from chalicelib.store import records, site_files
from chalicelib.store.site_files import SiteFiles


def read(cloud: Cloud) -> SiteFiles:
    """The fixtures with the sizes of the site's images; another size is another version."""
    fixed = site_files.read(cloud)
    keys = _images(fixed.text)
    found = records.read_many(cloud.table, keys) if keys else {}
    sizes = tuple((key, media.width, media.height) for key in keys if key in found and (media := found[key].media))
    return replace(fixed, sizes=sizes, versions=(*fixed.versions, *(str(size) for size in sizes)))


@lru_cache(maxsize=4)
def _images(text: str) -> tuple[str, ...]:
    return images_of(site_files.site_in(text))
