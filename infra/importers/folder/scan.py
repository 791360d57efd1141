"""The first reading of an old folder: what there is, what its front matter says, and where it goes. It keeps no text."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import count

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.content.addresses.addresses import INDEXES
from chalicelib.content.addresses.language_codes import is_code
from chalicelib.content.dates import dated, read_moment
from chalicelib.content.frontmatter.front_matter_fields import read_fields
from chalicelib.content.frontmatter.front_matter_keys import Fields
from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Plain
from chalicelib.content.frontmatter.privacy_keys import PRIVATE
from chalicelib.content.media import files
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from infra.importers.blog import Entry, File, Format, Note, Outcome, Status, Where, on_disk
from infra.importers.folder.file_names import ENDING, folded, preferred_key
from infra.importers.folder.link_map import Place, spelled
from infra.importers.folder.tree import Tree, UnreadError
from infra.importers.parsing.date_repair import nearest
from infra.importers.parsing.lenient_values import split_old

HEADING = re.compile(r"\s*+(?:#[ \t]+(?P<atx>[^\n]+)|(?P<setext>[^\n]+)\n=+[ \t]*(?:\n|\Z))")
LOOK = re.compile(r"(?i)\.(css|scss|sass|less|styl|js|mjs|ts|map|woff2?|ttf|otf|eot)$")
PROGRAM = re.compile(
    r"(?i)(.*/)?(gemfile|rakefile|makefile|package(-lock)?\.json|license|cname|procfile|dockerfile|.*\.(lock|gemspec|sh))"
)
EMPTY: tuple[Plain, ...] = (None, "", [], {})
TRIES = 12  # keys of one front matter that are left out because their values can't be read


class ScannedSource(Frozen):
    """A source after the first reading: its path in the old folder, its new key, and its entry without its text."""

    path: str
    key: str
    entry: Entry
    place: Place


class Notes(Struct):
    """Notes for the report, until they are drained."""

    pending: list[Note] = field(default_factory=list)

    def add(self, outcome: Outcome, what: str, why: str, file: str = "", line: int = 0) -> None:
        self.pending.append(Note(outcome, what, why, Where(file, line)))

    def replaced(self, what: str, by: str, line: int = 0, file: str = "") -> None:
        """Note that something of the old system was replaced by what says and shows the same here."""
        self.add("changed", what, f"replaced by {by}", file, line)

    def gone(self, what: str, line: int = 0, file: str = "") -> None:
        """Note that something of the old system isn't shown here; the words between the begin and the end of a pair are."""
        self.add("changed", what, "what it drew is gone; the words in it stay", file, line)

    def drain(self) -> Iterator[Note]:
        yield from self.pending
        self.pending.clear()


class KeyAllocator(Struct):
    """Gives each source the key that it will be written under in the new blog."""

    taken: set[str] = field(default_factory=set)

    def placed(self, entry: Entry, address: str) -> ScannedSource:
        """Return the source with its key: of two with the same name, the second gets `-2`."""
        name = with_real_date(entry.name, entry.date)
        stem, dot, suffix = name.rpartition(".")
        if dot and is_code(suffix) and suffix.lower() != entry.language.lower():
            name = f"{stem}-{suffix}"
        candidates = numbered(replace(entry, name=name))
        named = next(candidate for candidate in candidates if folded(preferred_key(candidate)) not in self.taken)
        key = preferred_key(named)
        self.taken.add(folded(key))
        return ScannedSource(entry.id, f"{key}{ENDING}", named, Place(entry.id, address, f"{key}{ENDING}"))


def with_real_date(name: str, date: datetime | None) -> str:
    """Return the name of a file; a date before it that no calendar has is replaced by the entry's, or left out."""
    written, rest = dated(name)
    if not written or moment_in(written, "UTC"):
        return name
    return "-".join(filter(None, (f"{date:%Y-%m-%d}" if date else "", rest))) or name


def away_from_home(entry: Entry, notes: Notes, codes: Iterable[str] = ()) -> Entry:
    """Return the entry; as a page `home` if it was a language's home page, which Presswork makes itself."""
    at = spelled(entry.address).removesuffix("index")
    if not entry.address or at not in ("", *(code.lower() for code in codes)):
        return entry
    notes.add("changed", entry.title, "it was the home page, which Presswork makes itself; it was imported as `home`", entry.id)
    suffix = f".{entry.language}" if entry.language and at else ""
    return replace(entry, address="", aliases=(), slug="", folder="", name=f"home{suffix}", is_page=True, feed_id="")


def numbered(entry: Entry) -> Iterator[Entry]:
    """Yield the entry with its name, then with -2, -3 …; an index gives the number to its folder."""
    yield entry
    for number in count(2):
        if entry.name in INDEXES:
            yield replace(entry, folder=f"{entry.folder}-{number}")
        else:
            base, dot, lang = entry.name.rpartition(f".{entry.language}") if entry.language else ("", "", "")
            yield replace(entry, name=f"{base}-{number}{dot}{lang}" if base and not lang else f"{entry.name}-{number}")


# ---- front matter

Splits = Callable[[str], FrontMatter]


def without(front: FrontMatter, *names: str) -> FrontMatter:
    """Return front matter without these keys, in any case of letters."""
    return replace(front, keys={name: value for name, value in front.keys.items() if name.lower() not in names})


def front_of(tree: Tree, path: str, notes: Notes, encoding: str = "utf-8", splits: Splits = split_old) -> FrontMatter | None:
    """Return the front matter and the text of a source; None, with a note, if it can't be read."""
    try:
        text, guessed = tree.text(path, encoding)
        front = splits(text)
    except UnreadError as error:
        notes.add("skipped", path, str(error), path)
        return None
    except Refusal as refusal:
        notes.add("skipped", path, f"{refusal.reason.why}: {refusal.found}", path, refusal.line)
        return None
    if guessed:
        notes.add("changed", path, f"it wasn't UTF-8, and was read as {guessed}", path)
    return front


def fields_of(front: FrontMatter, path: str, notes: Notes, key: str = "") -> Fields:
    """Return the fields of front matter; a key whose value can't be read is left out, with a note."""
    for _ in range(TRIES):
        try:
            return read_fields(front, key)
        except Refusal as refusal:
            bad = next((name for name in front.keys if front.lines.get(name) == refusal.line), "")
            if not bad:
                break
            notes.add("changed", bad, f"its value can't be read, and was left out: {refusal.found}", path, refusal.line)
            front = replace(front, keys={name: value for name, value in front.keys.items() if name != bad})
    notes.add("changed", path, "its front matter has values that can't be read, and was left out", path)
    return Fields()


def moment(
    written: str,
    zone: str,
    path: str,
    notes: Notes,
    line: int = 0,
    mends: Callable[[str], Iterable[str]] = lambda text: (nearest(text),),
) -> datetime | None:
    """Return a date, or, with a note, the first of its repairs by `mends` that is a date; None if it can't be read."""
    if not written:
        return None
    plain = re.sub(r"(?<=:\d\d)\.\d+", "", written)
    if date := moment_in(plain, zone):
        return date
    mended, date = next(((text, real) for text in mends(plain) if (real := moment_in(text, zone))), ("", None))
    why = f"this is no date of the calendar; it is {mended} here" if date else "this isn't a date, and was left out"
    notes.add("changed", written, why, path, line)
    return date


def moment_in(text: str, zone: str) -> datetime | None:
    """Return the date in a text; None if it isn't one."""
    try:
        return read_moment(text, zone)
    except Refusal:
        return None


def status_of(fields: Fields) -> Status:
    """Return whether a source is published."""
    if any(diagnostic.code == PRIVATE for diagnostic in fields.diagnostics):
        return "private"
    return "draft" if fields.draft else "published" if fields.listed else "unlisted"


def extra_of(fields: Fields, read: Iterable[str] = ()) -> Mapping[str, Plain]:
    """Return the keys of front matter that an entry has no field for: Presswork's, then the author's own."""
    of_presswork: dict[str, Plain] = {
        "comments": fields.comments,
        "toc": fields.toc,
        "image_focus": fields.focus,
        "drop_cap": fields.drop_cap,
        "enclosure": fields.enclosure,
        "duration": fields.duration,
        "explicit": fields.explicit,
        "markdown": fields.dialect,
    }
    left_out = {name.lower() for name in read}
    own = {name: value for name, value in fields.extra.items() if name.lower() not in left_out and value not in EMPTY}
    silent: dict[str, Plain] = {} if fields.newsletter else {"newsletter": False}
    return {**{name: value for name, value in of_presswork.items() if value}, **silent, **own}


def entry_of(path: str, fields: Fields, zone: str, notes: Notes, read: Iterable[str] = ()) -> Entry:
    """Return what front matter says of an entry in any system; `read` are the keys that only the old program needed."""
    return Entry(
        id=path,
        title=fields.title,
        format=format_of(path),
        updated=moment(fields.updated, zone, path, notes, fields.line("updated")),
        expires=moment(fields.expires, zone, path, notes, fields.line("expires")),
        status=status_of(fields),
        language=fields.lang,
        translation=fields.translation,
        authors=fields.authors,
        categories=fields.categories,
        tags=fields.tags,
        series=fields.series,
        summary=fields.summary,
        image=fields.image,
        pinned=fields.pinned,
        weight=fields.weight,
        extra=extra_of(fields, read),
    )


def title_in(body: str) -> str:
    """Return the heading that a text begins with; empty if it begins with something else."""
    match = HEADING.match(body)
    if match is None:
        return ""
    line = (match["atx"] or match["setext"]).strip().rstrip("#").strip()
    return (line.rpartition("{")[0] if line.endswith("}") else line).strip()


def titled(name: str) -> str:
    """Return a title made of the name of a file, as Jekyll makes it: `hello-world` is `Hello World`."""
    return " ".join(word[:1].upper() + word[1:] for word in re.split(r"[\s_-]+", name) if word) or name


# ---- files


def file_of(tree: Tree, path: str, to: str, notes: Notes) -> File | None:
    """Return a file that comes along; None, with a note, if it doesn't."""
    why = unfit(tree, path, to)
    if why:
        notes.add("skipped", path, why, path)
        return None
    return File(to, on_disk(tree.root / path), where=Where(path))


def unfit(tree: Tree, path: str, to: str) -> str:
    """Return why a file doesn't come along; empty if it does."""
    if tree.links_out(path):
        return "it is a link to somewhere outside the folder"
    if PROGRAM.fullmatch(path):
        return "it belongs to the old program, not to what readers see"
    if LOOK.search(path):
        return "it belongs to the old look; Presswork has its own (`theme` in site.yaml)"
    if files.is_ignored(to) or to.startswith("templates/"):
        return "files of this name aren't published"
    try:
        files.media_type(to)
    except Refusal as refusal:
        return refusal.reason.why
    return ""


def is_html(path: str) -> bool:
    return path.lower().endswith((".html", ".htm"))


def format_of(path: str, dialect: Format = "commonmark") -> Format:
    """Return the format of a source by its name."""
    return "html" if is_html(path) else dialect
