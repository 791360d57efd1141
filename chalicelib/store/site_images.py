"""Images of the site itself: the site files with the sizes of these images, as pages show them.

Letters and the API use the site files without the sizes, and save the read that they cost where a site has images of its own.
"""

from dataclasses import replace
from functools import lru_cache

from chalicelib.cloud.ports import Cloud
from chalicelib.content.pictures import Size, fit
from chalicelib.content.siteimages import images_of
from chalicelib.model import Media
from chalicelib.store import records, site_files
from chalicelib.store.site_files import SiteFiles


def read(cloud: Cloud) -> SiteFiles:
    """The site files with the sizes of the site's images; another size is another version."""
    fixed = site_files.read(cloud)
    keys = _images(fixed.text)
    found = records.read_many(cloud.table, keys) if keys else {}
    sizes = tuple((key, *_size(media)) for key in keys if key in found and (media := found[key].media))
    return replace(fixed, sizes=sizes, versions=(*fixed.versions, *(str(size) for size in sizes)))


def _size(media: Media) -> Size:
    return fit(media.width, media.height) if media.picture else (media.width, media.height)


@lru_cache(maxsize=4)
def _images(text: str) -> tuple[str, ...]:
    return images_of(site_files.site_in(text))
