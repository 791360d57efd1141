"""Hugo's own words: folders that stay behind, keys that only Hugo needs, and the names that themes have for a page's picture."""

import re
from collections.abc import Mapping

from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from infra.importers.parsing.lenient_values import value_at

LEFT = {
    "layouts": "layouts are templates; shortcodes that texts use are named below",
    "themes": "the theme is left out; Presswork has looks of its own (`theme` in site.yaml)",
    "archetypes": "archetypes are templates of new files; `presswork new` makes them",
    "assets": "assets are input of templates; pictures of them that texts show are imported",
    "data": "data files are for templates",
    "i18n": "these are the theme's words; Presswork has its own in 13 languages",
    "resources": "this is Hugo's cache",
    "public": "this is what Hugo built",
    "node_modules": "this belongs to the old program",
}
CASCADING = frozenset({"draft", "author", "authors", "categories", "tags", "series", "build", "_build", "type", "comments"})
OWN = (
    *("url", "slug", "aliases", "layout", "type", "menu", "menus", "cascade", "linktitle", "outputs", "markup", "translationkey"),
    *("sort_by", "paginate_by", "page_template", "insert_anchor_links", "generate_feeds", "transparent", "redirect_to", "render"),
    *("build", "_build", "headless", "iscjklanguage", "keywords", "publishdate", "resources", "sitemap", "weight"),
    *("images", "featured_image", "featuredimage", "thumbnail", "cover", "feature", "banner"),
)
IMAGES = (
    *("image", "images", "featured_image", "featuredImage", "cover.image", "cover", "thumbnail", "feature", "banner"),
    "params.image",
)


def picture_in(keys: Mapping[str, Value]) -> str:
    """Return the picture that a theme shows above a page, by the names that themes have for it."""
    for name in IMAGES:
        value = value_at(keys, name)
        first = value[0] if isinstance(value, tuple) and value else value
        if isinstance(first, Scalar) and first.text and isinstance(first.means, str):
            return first.text
    return ""


def reworded(text: str, *_: object) -> str:
    """Return the text with the mark where excerpts end as Presswork has it."""
    return re.sub(r"<!--+[ \t]*more[ \t]*--+>", "<!--more-->", text, count=1)
