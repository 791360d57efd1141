"""The names of the files that an import writes: valid on every system, within the folder, and no two the same.

A name that the reader prefers is kept as far as it can be; others consist of date and slug. A part of a key that means something
to Presswork (`posts/`, `templates/`, a language's folder, a hidden name) is used only where the entry means it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import count
from urllib.parse import unquote

from chalicelib.content.addresses.addresses import INDEXES, is_within, shortened, slug
from chalicelib.content.addresses.language_codes import is_code
from chalicelib.content.limits import limit
from chalicelib.content.media.files import sort_of
from chalicelib.content.source import DATED_FOLDERS
from infra.importers.blog import Entry
from infra.importers.parsing.urls import split_url

KEY_LIMIT = limit("key of an upload") - 100  # room for reports beside it
PART_LIMIT = 150  # bytes: systems allow 255, of which endings, `-2` and the names of reports need some
ENDING = ".md"
MEANING_FOLDERS = (*DATED_FOLDERS, "templates")
DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u2028\u2029\ufffd\ud800-\udfff]+')


class FileNames:
    """The names given so far. An entry keeps the name that an earlier import gave it."""

    def __init__(self, earlier: Mapping[str, str]) -> None:
        self.earlier = dict(earlier)
        self.taken = {folded(key) for key in earlier.values()}
        self.ids: Counter[str] = Counter()

    def distinct(self, own: str) -> str:
        """Return the id of an entry; in broken exports, the second entry with the same id gets another."""
        self.ids[own] += 1
        return own if self.ids[own] == 1 else f"{own} ({self.ids[own]})"

    def key_of(self, entry: Entry) -> str:
        """Return the key of the entry's file, which no other entry has."""
        key = self.earlier.pop(entry.id, "")
        key = key or next(key for key in numbered(preferred_key(entry)) if folded(key) not in self.taken)
        self.taken.add(folded(key))
        return key


def folded(key: str) -> str:
    """Return the key as systems compare it that don't tell upper and lower case apart."""
    return unicodedata.normalize("NFC", key).casefold()


def numbered(stem: str) -> Iterator[str]:
    """Yield the stem with its ending, then with -2, -3 …; an index gives the number to its folder."""
    yield stem + ENDING
    folder, slash, name = stem.rpartition("/")
    for number in count(2):
        is_index = bool(folder) and name in INDEXES
        yield (f"{folder}-{number}{slash}{name}" if is_index else f"{stem}-{number}") + ENDING


def preferred_key(entry: Entry) -> str:
    """Return the key that the entry would have if it were alone, without its ending."""
    folders, name = (parts_of(entry.folder), entry.name) if entry.name else default_name(entry)
    folders, name = [safe_part(part) for part in folders], safe_part(name)
    if any(is_misread(part, entry) for part in folders) or len("/".join([*folders, name]).encode()) > KEY_LIMIT:
        folders, name = [], shortened("-".join([*folders, name]), PART_LIMIT)
    key = "/".join([*folders, name])
    return key if sort_of(key + ENDING) == "source" else shortened(f"page-{slug(key)}", PART_LIMIT)


def default_name(entry: Entry) -> tuple[list[str], str]:
    """Return the folders and the name of an entry for which its reader prefers none: date and slug, or a page's address."""
    title = unquote(entry.slug) or entry.title
    if entry.is_page:
        *folders, last = parts_of(split_url(entry.address).path) or [title]
        return [slug(part) for part in folders], slug(re.sub(r"\.\w{1,5}$", "", last)) or "page"
    name = slug(title.replace(".", "-")) or "post"
    if entry.date:
        return parts_of(entry.folder or "posts"), f"{entry.date:%Y-%m-%d}-{name}"
    return parts_of(entry.folder or "drafts"), name


def parts_of(path: str) -> list[str]:
    """Return the parts of a path that mean something."""
    return [part for part in unquote(path).replace("\\", "/").split("/") if part.strip() not in ("", ".", "..")]


def is_misread(part: str, entry: Entry) -> bool:
    """Return whether a folder of this name would say something that the entry doesn't mean."""
    if part in MEANING_FOLDERS:
        return part == "templates" or entry.is_page
    return is_code(part) and part.lower() != entry.language.lower()


def safe_part(part: str) -> str:
    """Return a part of a key in a spelling that every system accepts."""
    plain = UNSAFE.sub("-", unicodedata.normalize("NFC", part)).strip().lstrip(".").rstrip(". ") or "x"
    cut = shortened(plain, PART_LIMIT)
    return f"{cut}-" if DEVICES.fullmatch(cut) else cut


def file_key(path: str) -> str:
    """Return the key of a file at this path; empty where no file can be there."""
    key = unicodedata.normalize("NFC", path).strip("/")
    fits = is_within(key) and len(key.encode()) <= KEY_LIMIT and not any(DEVICES.fullmatch(part) for part in key.split("/"))
    return key if fits and sort_of(key) == "file" else ""
