"""Jekyll's lists: in one text, spaces separate names (`tags: bread salt`), while `tags: platen press` is one tag elsewhere.

So these lists are read only in a source that is a post of Jekyll: its name begins with a date, and it has a `layout` or lies in
a folder `_posts`.
"""

import re
from collections.abc import Mapping

from msgspec.structs import replace

from chalicelib.content.dates import dated
from chalicelib.content.frontmatter.parsed_values import Scalar, Value

LISTS = ("tags", "categories")


def is_of_jekyll(keys: Mapping[str, Value], key: str) -> bool:
    """Return whether the source with these front matter keys is a post of Jekyll."""
    *folders, name = key.split("/")
    return bool(dated(name).date) and ("layout" in keys or "_posts" in folders)


def spaced(keys: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return the front matter with Jekyll's lists as lists."""
    return {name: words(value) if name.lower() in LISTS else value for name, value in keys.items()}


def words(value: Value) -> Value:
    """Return the words of a text as a list, unless commas or semicolons separate its names."""
    if not isinstance(value, Scalar) or value.means is None or re.search("[,;]", value.text):
        return value
    return tuple(replace(value, text=word, means=word) for word in value.text.split())
