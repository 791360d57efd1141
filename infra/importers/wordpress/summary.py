"""The summary of an entry of WordPress: its excerpt, or else the description that a plugin for search engines keeps."""

import re

from infra.importers.html_to_markdown.plain_html import text_of
from infra.importers.wordpress.wxr import DESCRIPTIONS, Item

TEMPLATE = re.compile(r"%%\w+%%|%\w+%|#(?:post|page|site|author|taxonomy|archive|current|custom|separator)_\w+")
"""The variables that a plugin fills in when it shows a description."""


def summary_of(item: Item) -> str:
    return text_of(item.get("excerpt:encoded")) or text_of(item.first(description_of(item)))


def description_of(item: Item) -> str:
    """Return the key of the description that is the summary; empty if the item has an excerpt, or no whole description."""
    if item.get("excerpt:encoded"):
        return ""
    return next((key for key in DESCRIPTIONS if item.first(key) and not TEMPLATE.search(item.first(key))), "")
