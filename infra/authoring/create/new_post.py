"""A new post or page: the name of its file, and its front matter. Pure.

A post goes where the blog's other posts are: into the folder that has most of them, under the year if that folder is one of a
year, with the date before its name if theirs have one. A page goes to the top of the folder.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import yaml

from chalicelib.content.addresses.addresses import slug
from chalicelib.content.dates import dated
from chalicelib.content.media import files
from chalicelib.content.source import DATED_FOLDERS
from chalicelib.frozen import Frozen

YEAR = re.compile(r"(19|20)\d\d")
UNBROKEN = 100_000  # characters, after which YAML would be wrapped


class NewPost(Frozen):
    """The author's options for a new post or page; `date` is in the site's zone, `lang` empty for the default language. Without a
    title, it is a note, which is named by its time."""

    title: str
    date: datetime
    page: bool = False
    draft: bool = True
    lang: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


class PostHabit(Frozen):
    """Where a blog's posts are: their folder, and whether their names begin with a date."""

    folder: str = "posts"
    is_dated: bool = True


def habit_of(keys: Iterable[str]) -> PostHabit:
    """Return the habit of a blog with these files; a blog without posts begins with `posts/`."""

    def is_post(key: str) -> bool:
        return bool(set(DATED_FOLDERS) & set(key.split("/")[:-1]) or dated(_name(key)).date)

    posts = [key for key in keys if files.sort_of(key) == "source" and is_post(key)]
    if not posts:
        return PostHabit()
    folder = Counter(map(_folder, posts)).most_common(1)[0][0]
    siblings = [key for key in posts if _folder(key) == folder]
    return PostHabit(folder, sum(bool(dated(_name(key)).date) for key in siblings) * 2 >= len(siblings))


def _name(key: str) -> str:
    """Return the name of a source, which may be that of its own folder (`posts/ink/index.md`)."""
    stem = key.rpartition("/")[2].rpartition(".")[0]
    return key.split("/")[-2] if stem.startswith("index") and "/" in key else stem


def _folder(key: str) -> str:
    """Return the folder that this post shares with others, without the folder of the post itself or of its year."""
    parts = key.split("/")[:-1]
    if parts and key.rpartition("/")[2].startswith("index."):
        parts = parts[:-1]
    return "/".join("YEAR" if YEAR.fullmatch(part) else part for part in parts)


def key_of(new: NewPost, habit: PostHabit, languages: Sequence[str]) -> str:
    """Return the name of the file, with the language unless it is the default one."""
    suffix = f".{new.lang}" if new.lang and new.lang != languages[0] else ""
    if new.page:
        return f"{slug(new.title)}{suffix}.md"
    folder = habit.folder.replace("YEAR", f"{new.date:%Y}")
    if not new.title:
        return f"{folder}/{new.date:%Y-%m-%d-%H%M%S}{suffix}.md".removeprefix("/")
    date = f"{new.date:%Y-%m-%d}-" if habit.is_dated else ""
    return f"{folder}/{date}{slug(new.title)}{suffix}.md".removeprefix("/")


def text_of(new: NewPost) -> str:
    """Return the front matter, and an empty line to write below."""
    values: Mapping[str, object] = {
        "title": new.title,
        "type": "" if new.title else "note",
        "date": "" if new.page else f"{new.date:%Y-%m-%d %H:%M}" if new.title else f"{new.date:%Y-%m-%d %H:%M:%S}",
        "authors": [*new.authors],
        "categories": [*new.categories],
        "tags": [*new.tags],
        "draft": new.draft,
    }
    lines = "".join(_line(name, value) for name, value in values.items() if value)
    return f"---\n{lines}---\n\n"


def _line(name: str, value: object) -> str:
    """Return a key and its value on one line; a list in brackets."""
    inline = isinstance(value, list)
    dumped = yaml.safe_dump(value if inline else {name: value}, default_flow_style=inline, allow_unicode=True, width=UNBROKEN)
    return f"{name}: {dumped}" if inline else str(dumped)
