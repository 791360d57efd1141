"""Pelican's settings, as near as can be to what Presswork makes.

Full-text feeds of everything, and of each category and author, as RSS and Atom, twenty entries each (Presswork makes JSON Feeds
too), and of each tag as RSS; landing pages; archives by year and month; the Markdown extensions that Presswork has in
Python-Markdown's own kind; the light theme that comes with Pelican.
"""

from pathlib import Path

AUTHOR = "Presswork"
SITENAME = "The Composing Room"
SITEURL = "https://example.org"
FEED_DOMAIN = SITEURL
PATH = "content"
ARTICLE_PATHS = ["posts"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = ["static"]
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
CACHE_PATH = str(Path(__file__).with_name("cache"))  # used where a build asks for it
THEME = "simple"
DEFAULT_PAGINATION = 10

ARTICLE_URL = "{date:%Y}/{date:%m}/{date:%d}/{slug}/"
ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = PAGE_URL + "index.html"
YEAR_ARCHIVE_SAVE_AS = "{date:%Y}/index.html"
MONTH_ARCHIVE_SAVE_AS = "{date:%Y}/{date:%m}/index.html"

FEED_MAX_ITEMS = 20
RSS_FEED_SUMMARY_ONLY = False
FEED_ALL_ATOM, FEED_ALL_RSS = "feed/atom/index.xml", "feed/index.xml"
CATEGORY_FEED_ATOM, CATEGORY_FEED_RSS = "category/{slug}/feed/atom/index.xml", "category/{slug}/feed/index.xml"
TAG_FEED_ATOM, TAG_FEED_RSS = None, "tag/{slug}/feed/index.xml"
AUTHOR_FEED_ATOM, AUTHOR_FEED_RSS = "author/{slug}/feed/atom/index.xml", "author/{slug}/feed/index.xml"
TRANSLATION_FEED_ATOM = None

MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.meta": {},
        "markdown.extensions.extra": {},
        "markdown.extensions.codehilite": {"css_class": "highlight", "guess_lang": False},
        "markdown.extensions.sane_lists": {},
        "markdown.extensions.admonition": {},
        "markdown.extensions.smarty": {},
        "markdown.extensions.toc": {},
    },
    "output_format": "html5",
}
