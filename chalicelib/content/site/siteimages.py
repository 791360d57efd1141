"""The images of the site itself: those of its theme, of its authors, of its podcast and of the texts in `site.yaml`.

Each page may show them, so pages don't query their sizes: they are read once for a batch and put into the site.
"""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from chalicelib.content.addresses.addresses import is_key
from chalicelib.content.html.responsive_images import shown_in
from chalicelib.content.html.tree_policy import gate
from chalicelib.content.html_stages import SIZED, BodySetting, run_stages
from chalicelib.content.media.image_variants import Size
from chalicelib.content.media.images import SHOWN_AT_MOST
from chalicelib.content.site.site import ListingProfile, LocalizedText, Site


def images_of(site: Site) -> tuple[str, ...]:
    """Return the keys of the images that the site shows, each once, up to the limit."""
    pictures = (author.picture for author in site.authors.values())
    theme = (site.theme.logo, site.theme.image, site.theme.icon)
    named = (address[1:] for address in (*theme, *pictures, site.podcast.image) if is_key(address[1:]))
    texts = (key for text in _texts(site) for html in text.by_lang.values() for key in shown_in(gate(html).elements))
    return tuple(dict.fromkeys((*named, *texts)))[:SHOWN_AT_MOST]


def _texts(site: Site) -> Iterator[LocalizedText]:
    yield from (widget.text for widget in site.sidebar)
    yield from (named.text for named in (*site.categories.values(), *site.authors.values()))


def with_image_sizes(site: Site, sizes: Mapping[str, Size]) -> Site:
    """Return the same site with the sizes of its images, by key, as far as they are known."""
    setting = BodySetting(sizes=sizes)

    def with_sizes(text: LocalizedText) -> LocalizedText:
        return LocalizedText({lang: run_stages(SIZED, html, setting) for lang, html in text.by_lang.items()})

    def named(several: Mapping[str, ListingProfile]) -> Mapping[str, ListingProfile]:
        return {slug: replace(entry, text=with_sizes(entry.text)) for slug, entry in several.items()}

    return replace(
        site,
        sidebar=tuple(replace(widget, text=with_sizes(widget.text)) for widget in site.sidebar),
        categories=named(site.categories),
        authors=named(site.authors),
        theme=replace(site.theme, sizes={f"/{key}": size for key, size in sizes.items()}),
    )
