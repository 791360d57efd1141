"""What the configuration of an old folder says of the whole site, whichever system wrote it."""

from collections.abc import Mapping

from msgspec import field

from chalicelib.content.frontmatter.parsed_values import Value
from chalicelib.frozen import Frozen
from infra.importers.folder.config_files import read, zone_named
from infra.importers.folder.scan import Notes
from infra.importers.folder.tree import Tree, UnreadError
from infra.importers.markdown_folder.systems.js_values import values_in
from infra.importers.parsing.lenient_values import table, text_at, texts_at, value_at
from infra.importers.parsing.urls import split_url


class Settings(Frozen):
    """What a configuration says of the site.

    - `contents` are the folders whose texts are read, `statics` those whose files were at the root of the site, both without a
      slash at the end. `left` are folders that stay behind, and why.
    - `feeds` are the old addresses of feeds with their new ones; `routes` are the beginnings of addresses by the folder of their
      texts; `lists` are the addresses of lists by kind, in which `{}` is a tag or a category.
    - With `breaks`, each end of a line was a line break. `keys` is all that the configuration says.
    """

    title: str = ""
    tagline: str = ""
    url: str = ""
    base: str = ""
    zone: str = ""
    author: str = ""
    languages: tuple[str, ...] = ()
    contents: tuple[str, ...] = ("",)
    statics: tuple[str, ...] = ()
    feeds: Mapping[str, str] = field(default_factory=dict)
    routes: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)
    breaks: bool = False
    keys: Mapping[str, Value] = field(default_factory=dict)

    def text(self, *names: str) -> str:
        """Return the first text that the configuration gives under one of these names."""
        return text_at(self.keys, *names)


Names = tuple[str, ...]
TITLES: Names = (
    *("title", "site.title", "name", "siteTitle", "site_name", "SITE_TITLE", "siteMetadata.title", "siteName", "SITE.title"),
    *("BLOG_TITLE", "SITE.website_title", "meta.title", "blogTitle", "configuration.pageTitle", "SITE_NAME", "SITE.name"),
    *("website.title", "book.title"),
)
TAGLINES: Names = (
    *("subtitle", "tagline", "description", "site_description", "SITE_DESCRIPTION", "siteMetadata.description"),
    *("meta.description", "site.description", "SITE.desc", "SITE.description", "BLOG_DESCRIPTION", "siteDescription"),
    "website.description",
)
URLS: Names = (
    *("url", "site", "siteUrl", "baseUrl", "site_url", "SITE_URL", "siteMetadata.siteUrl", "siteMetadata.url", "site.url"),
    *("SITE.website", "SITE.url", "origin", "homepage", "SITE.site", "configuration.baseUrl"),
    *("website.site-url", "book.site-url", "base_url"),
)
BASES: Names = ("base", "root", "pathPrefix", "basePath", "baseUrl", "SITE.base")
LANGUAGES: Names = (
    *("language", "lang", "locale", "defaultLanguage", "i18n.defaultLocale", "theme.language", "siteMetadata.language"),
    *("DEFAULT_LANG", "SITE.lang", "DEFAULT_LANGUAGE", "site.lang", "site.language"),
)
SEVERAL: Names = ("language", "languages", "i18n.locales", "locales")
AUTHORS: Names = (
    *("author", "author.name", "siteMetadata.author.name", "siteMetadata.author", "SITE.author", "AUTHOR", "BLOG_AUTHOR"),
    *("site_author", "SITE_AUTHOR"),
)
SCRIPTS = (".js", ".mjs", ".cjs", ".ts", ".mts")
ZONES: Names = ("timezone", "TIMEZONE", "zone", "SITE.timezone", "timeZone")


def settings_of(keys: Mapping[str, Value]) -> Settings:
    """Return what the keys say in any system's words."""
    web = (text for name in URLS if (text := text_at(keys, name)).startswith(("http://", "https://")))
    url, base = host_and_path(next(web, "").strip())
    paths = (text.strip("/") for name in BASES if (text := text_at(keys, name)).startswith("/"))
    own_base = next(filter(None, paths), "")
    codes = (text.replace("_", "-") for name in (*LANGUAGES, *SEVERAL) for text in texts_at(keys, name) if text != "default")
    return Settings(
        title=text_at(keys, *TITLES),
        tagline=text_at(keys, *TAGLINES),
        url=url,
        base=f"/{own_base}" if own_base else base,
        zone=zone_named(text_at(keys, *ZONES)),
        author=text_at(keys, *AUTHORS),
        languages=tuple(dict.fromkeys(codes)),
        keys=keys,
    )


def host_and_path(url: str) -> tuple[str, str]:
    """Return the scheme and host of an address, and its path without a slash at the end."""
    parts = split_url(url)
    return (f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")) if parts.netloc else ("", "")


def read_keys(tree: Tree, notes: Notes, *paths: str) -> Mapping[str, Value]:
    """Return the keys of the files that are there, in any notation, JavaScript too; those of the first count."""
    keys: dict[str, Value] = {}
    for path in paths:
        if tree.has(path):
            own = values_in(script(tree, path)) if path.endswith(SCRIPTS) else read(tree, path, notes)
            keys = {**own, **keys}
    return keys


def script(tree: Tree, path: str) -> str:
    """Return the text of a program; nothing if it isn't there or can't be read."""
    try:
        return tree.text(path).text if tree.has(path) else ""
    except UnreadError:
        return ""


def package(tree: Tree) -> Mapping[str, Value]:
    """Return what `package.json` says."""
    return read(tree, "package.json", Notes()) if tree.has("package.json") else {}


def needs(tree: Tree) -> frozenset[str]:
    """Return the packages that a folder's program needs."""
    keys = package(tree)
    return frozenset(name for kind in ("dependencies", "devDependencies") for name in table(value_at(keys, kind)))
