"""A folder of Markdown: which of its texts are posts, where each was read, what stays behind.

A text with a date, or in a folder of posts, is a post if it has a date at all; the others are pages outside the flow. What the
system does in its own way is a row of `habits`.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from chalicelib.content import media_types
from chalicelib.content.dates import date_in_path, dated
from chalicelib.content.frontmatter import FrontMatter
from chalicelib.content.keyed_values import Scalar, Value
from infra.importers.blog import Item
from infra.importers.first_reading import (
    Found,
    Notes,
    entry_of,
    fields_of,
    format_of,
    front_of,
    is_html,
    moment,
    title_in,
    titled,
    without,
)
from infra.importers.folder import eleventy
from infra.importers.folder.folder_site import SiteOf
from infra.importers.folder.fronts import OWN, in_presswork_words, split_any
from infra.importers.folder.habit import SOURCE, Context, Habit, Named, Spot
from infra.importers.folder.habits import habit_of
from infra.importers.folder.index import Index, index_of
from infra.importers.folder.languages import languages_in, spoken
from infra.importers.folder.settings import Settings
from infra.importers.folder.values import Values
from infra.importers.folder.wikilinks import names_in, tags_in
from infra.importers.folder_blog import FolderBlog, Rewriting
from infra.importers.gathering import Gathering
from infra.importers.moved import Moved
from infra.importers.old_values import text_at
from infra.importers.tags_in_text import Retag
from infra.importers.tree import UnreadError, tree_at

TEMPLATE = re.compile(
    r"\{%-?\s*(for|if|unless|case|assign|set|capture|paginate|extends|block|macro)\b|\{\{\s*(content|paginator|collections)\b"
)
TEMPLATES = re.compile(
    r"(?i)\.(njk|liquid|hbs|handlebars|mustache|ejs|haml|pug|jade|swig|webc|vto|11ty\.[cm]?[jt]s|astro|vue|svelte|[cm]?[jt]sx?)$"
)
OTHER_MARKUP = re.compile(r"(?i)\.(org|adoc|asciidoc|rst|textile|ipynb|tex|docx?|odt|rtf)$")
ABOUT_THE_FOLDER = re.compile(
    r"(?i)(readme|license|licence|contributing|changelog|code_of_conduct|security|authors|agents|claude)(\.\w+)?"
)
BESIDE = re.compile(r"(?:\.{1,2}/)?[\w@%+~.,()&'/ -]{1,200}\.[A-Za-z0-9]{2,5}")
RULE = "texts with a date are posts, and so are dated ones in {}; the others are pages outside the flow"


def read(root: Path) -> Iterator[Item]:
    """Yield what a folder of Markdown holds."""
    yield from Reading(tree_at(root)).blog().items()


@dataclass(slots=True)
class Reading(Gathering):
    """The first reading of a folder."""

    habit: Habit = field(init=False)
    settings: Settings = field(init=False)
    fronts: dict[str, FrontMatter] = field(default_factory=dict)
    spots: dict[str, Spot] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    waiting: list[str] = field(default_factory=list)
    given: dict[str, Mapping[str, Value]] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)
    index: Index = field(default_factory=Index)

    def __post_init__(self) -> None:
        self.habit, seen = habit_of(self.tree)
        self.settings = self.habit.with_own(self.habit.settings(self.tree, self.notes), self.tree)
        known = (
            f"{self.habit.title}, known by {seen}"
            if seen
            else "no system is known by its files; it is read as a folder of Markdown"
        )
        self.notes.add("imported", "the folder", known)

    def blog(self) -> FolderBlog:
        """Return the blog as far as it is known without its texts."""
        try:
            paths = list(self.paths(self._enters))
        except (UnreadError, OSError) as error:
            self.notes.add("skipped", "the rest of the folder", str(error))
            paths = []
        self.spots = {path: spot for path in paths if SOURCE.search(path) and (spot := self._spot(path))}
        self.languages = languages_in(self.spots.values(), self.settings.languages)
        for path in paths:
            self._take(path)
        for path in self.waiting:
            self._take_file(path)
        self._tell_rule()
        site = SiteOf(self.habit, self.settings, self.tree, self.found, self.notes)
        facts = site.facts()
        roots = tuple(dict.fromkeys((*self.settings.statics, *self.settings.contents, "")))
        moved = self.moved(self.settings.url, self.settings.base, facts.redirects, roots)
        titles = {found.key: found.entry.title for found in self.found}
        self.index = index_of(moved.keys, moved.files, titles)
        return FolderBlog(self.tree, facts, tuple(self.found), tuple(self.files), moved, self._rewriting(), self.notes)

    def _enters(self, folder: str) -> bool:
        if folder in self.settings.contents or folder in self.settings.statics:
            return True
        name = posixpath.basename(folder)
        inside = any(f"{one}/".startswith(f"{folder}/") for one in (*self.settings.contents, *self.settings.statics) if one)
        why = "" if inside else self.habit.left.get(name, self.habit.left.get(folder, ""))
        if why:
            self.notes.add("skipped", f"{folder}/", why)
        return not why

    # ---- what a file is

    def _spot(self, path: str) -> Spot | None:
        """Return the place of a source; None if it is in no folder of contents."""
        inner = [root for root in self.settings.contents if not root or path.startswith(f"{root}/")]
        if not inner:
            return None
        root = max(inner, key=len)
        folders = posixpath.dirname(path.removeprefix(f"{root}/") if root else path).split("/")
        return Spot(path, root, tuple(filter(None, folders)), SOURCE.sub("", posixpath.basename(path)))

    def _take(self, path: str) -> None:
        spot = self.spots.get(path)
        if any(path.startswith(f"{one}/") for one in self.settings.statics):
            self.waiting.append(path)
        elif spot:
            self._take_source(path, spot)
        elif OTHER_MARKUP.search(path) and self._is_inside(path):
            self.notes.add("skipped", path, "it isn't Markdown; convert it with pandoc, and import again", path)
        elif SOURCE.search(path):
            self.notes.add("skipped", path, f"only what is in {' and '.join(self.settings.contents)} was shown to readers", path)
        elif TEMPLATES.search(path):
            self.notes.add(
                "skipped", path, "it is a template or a program; Presswork makes lists of posts and topics itself", path
            )
        else:
            self.waiting.append(path)

    def _is_inside(self, path: str) -> bool:
        return any(not root or path.startswith(f"{root}/") for root in self.settings.contents)

    def _take_file(self, path: str) -> None:
        """Keep a file that readers could see: at the root of the site, or beside a text that shows it."""
        static = max((one for one in self.settings.statics if path.startswith(f"{one}/")), key=len, default=None)
        if static is not None:
            self.keep(path, path.removeprefix(f"{static}/"))
            return
        is_media = media_types.extension_of(path) in media_types.PUBLISHED
        is_shown = path in self.shown or posixpath.basename(path).lower() in self.shown
        if is_shown or (self.habit.all_files and self._is_inside(path) and (is_media or "/" in path)):
            self.keep(path, self._key_of_file(path))
        elif is_media:
            self.notes.add("skipped", path, "no text shows it; copy it if you need it", path)
        elif self._is_inside(path) and "/" in path:
            self.notes.add("skipped", path, "it belongs to the old program, not to what readers see", path)

    def _key_of_file(self, path: str) -> str:
        """Return where a file goes: beside the texts of its folder."""
        root = max((one for one in self.settings.contents if not one or path.startswith(f"{one}/")), key=len, default=None)
        if root is None:
            return path.removeprefix("src/")
        folders = tuple(filter(None, posixpath.dirname(path.removeprefix(f"{root}/") if root else path).split("/")))
        home = self._folder(Spot(path, root, folders, "x"), is_post=self._is_of_posts(Spot(path, root, folders, "x")))
        return posixpath.join(*home.split("/"), posixpath.basename(path)) if home else posixpath.basename(path)

    # ---- sources

    def _take_source(self, path: str, spot: Spot) -> None:
        front = front_of(self.tree, path, self.notes, splits=split_any)
        if front is None:
            return
        own = front
        front = self._with_data(front, path)
        if why := self._left_out(path, spot, own, front):
            template = TEMPLATE.search(front.body)
            line = front.body_line + front.body.count("\n", 0, template.start()) if template else 0
            self.notes.add("skipped", path, why, path, line)
            return
        front = self.habit.front(front, spot, self.settings)
        self.fronts[path] = replace(front, body="")
        self.shown |= set(self._shown_in(front, path))
        self.found.append(self._found(path, spot, front))

    def _with_data(self, front: FrontMatter, path: str) -> FrontMatter:
        """Return front matter with the keys of data files, which Eleventy has."""
        if self.habit.name != "eleventy":
            return front
        return replace(front, keys={**eleventy.data_of(self.tree, path, self.settings.contents[0], self.given), **front.keys})

    def _left_out(self, path: str, spot: Spot, own: FrontMatter, front: FrontMatter) -> str:
        """Return why a source isn't a text; empty if it is."""
        name = SOURCE.sub("", posixpath.basename(path))
        is_template = (
            bool(TEMPLATE.search(front.body)) and (is_html(path) or not self._is_of_posts(spot)) and self.habit.has_template_tags
        )
        if ABOUT_THE_FOLDER.fullmatch(posixpath.basename(path)) and not own.keys and (not spot.folders or not spot.is_index):
            return "it is about the folder, not for readers"
        if eleventy.is_unwritten(front):
            return "its permalink is false, so it had no page of its own"
        if any(part.startswith("_") for part in (*spot.folders, spot.stem)) and self.habit.name in (
            "astro",
            "docusaurus",
            "nuxt",
        ):
            return f"{self.habit.title} leaves out what begins with `_`, too"
        if (
            is_template
            and (self.habit.name != "hexo")
            and (is_html(path) or "pagination" in front.keys or len(front.body) < 3_000)
        ):
            return f"it is a template ({(TEMPLATE.search(front.body) or [''])[0].strip()} …); Presswork makes lists of posts and topics itself"
        if is_html(path) and not own.keys:
            return "it is HTML without front matter; Presswork makes every page itself"
        if name == "404":
            return "Presswork has its own page for addresses that lead nowhere"
        if (
            not front.body.strip()
            and not self._is_of_posts(spot)
            and (spot.is_index or "layout" in front.keys or "type" in front.keys)
        ):
            return "a template filled it; Presswork makes lists of posts and topics itself"
        return "it is empty" if not front.body.strip() and not own.keys else ""

    def _found(self, path: str, spot: Spot, front: FrontMatter) -> Found:
        zone = self.settings.zone or "UTC"
        words = replace(front, keys=in_presswork_words(front.keys))
        fields = fields_of(
            without(words, "permalink", "slug", "url", "path", "id", "published", "aliases", "alias", "image_alt"),
            path,
            self.notes,
        )
        entry = entry_of(path, fields, zone, self.notes, OWN)
        written = "" if not re.search(r"\d", fields.date) else re.sub(r"\s*\([^()]*\)$", "", fields.date)
        date = moment(written or spot.date or date_in_path(path), zone, path, self.notes, fields.line("date"))
        is_post = self._is_post(spot, dated_at=bool(date), is_draft=entry.status == "draft")
        title = fields.title or title_in(front.body) or titled(dated(spot.own_name).rest or spot.own_name)
        language = entry.language or spoken(spot, self.languages)
        entry = replace(
            entry,
            title=title,
            format=format_of(path, self.habit.dialect),
            slug=text_at(front.keys, "slug") if "/" not in text_at(front.keys, "slug") else "",
            date=date if is_post else None,
            updated=entry.updated or (date if not is_post else None),
            is_page=not is_post,
            folder=self._folder(spot, is_post=is_post),
            name=self._name(spot, is_post=is_post),
            language=language.replace("_", "-"),
            translation=entry.translation or (self.languages.get(path, "") and f"{self.languages[path]}"),
            tags=tuple(dict.fromkeys((*entry.tags, *(tags_in(front.body) if self.habit.name in ("obsidian", "quartz") else ())))),
            image_alt=text_at(words.keys, "image_alt"),
            status="unlisted" if entry.status == "published" and _is_unlisted(front, is_post=is_post) else entry.status,
        )
        named = Named(spot, front, title, date, entry.categories, is_post)
        address = self.habit.address(named, self.settings)
        if not date and self._is_of_posts(spot) and entry.status != "draft":
            self.notes.add("changed", path, "it has no date, so it was imported as a page", path)
        aliases = tuple(
            one
            for one in fields_of(
                replace(front, keys={k: v for k, v in front.keys.items() if k in ALIASES}), path, Notes()
            ).aliases
            if one.startswith("/")
        )
        feed_id = f"{self.settings.url}{self.settings.base}{address}" if self.settings.url and address and is_post else ""
        placed = self.placed(
            replace(entry, address=address, aliases=aliases, feed_id=feed_id), self.settings.base, self.settings.languages
        )
        return placed

    def _is_of_posts(self, spot: Spot) -> bool:
        """Return whether a text is in a folder of posts."""
        names = {part.lower() for part in (*spot.folders, posixpath.basename(spot.root))}
        return bool(names & set(self.habit.posts))

    def _is_post(self, spot: Spot, *, dated_at: bool, is_draft: bool) -> bool:
        of_posts = self._is_of_posts(spot)
        if not of_posts and ({"", *spot.folders, spot.root.rpartition("/")[2]} & set(self.habit.pages)):
            return False
        return dated_at or (of_posts and is_draft)

    def _folder(self, spot: Spot, *, is_post: bool) -> str:
        """Return the folder of a text in the new blog: posts are in `posts`, with the folders below that of the old posts."""
        folders = tuple(part.lstrip("_.") or "x" for part in spot.folders)
        if not is_post:
            above = (spot.root.rpartition("/")[2],) if spot.root.rpartition("/")[2] in ("docs", "stories") else ()
            return posixpath.join("", *above, *(f"{part}-pages" if part in ("posts", "templates") else part for part in folders))
        names = [part.lower() for part in spot.folders]
        at = next((number for number, part in enumerate(names) if part in self.habit.posts), -1)
        kept = [part for number, part in enumerate(folders) if number != at]
        return posixpath.join("posts", *(part for part in kept if part.lower() != "posts"))

    def _name(self, spot: Spot, *, is_post: bool) -> str:
        return "index" if spot.is_index and spot.folders else spot.stem

    def _shown_in(self, front: FrontMatter, path: str) -> Iterator[str]:
        """Yield the paths of files that a text may show, and the names of those in double brackets."""
        folder = posixpath.dirname(path)
        values = [one.text for one in _scalars(front.keys)]
        for written in (*BESIDE.findall(front.body), *values):
            clean = written.strip().removeprefix("@/").removeprefix("~/")
            for above in (folder, "src", "", *self.settings.contents, *self.settings.statics):
                yield posixpath.normpath(posixpath.join(above, clean.lstrip("/")))
        yield from (posixpath.basename(name).lower() for name in names_in((front.body,)) if "." in name)

    def _tell_rule(self) -> None:
        folders = ", ".join(
            sorted({part for found in self.found if not found.entry.is_page for part in self.spots[found.path].folders[:1]})[:4]
        )
        if any(not found.entry.is_page for found in self.found) and any(found.entry.is_page for found in self.found):
            self.notes.add("imported", "posts and pages", RULE.format(folders or "the folder"))

    # ---- texts

    def _rewriting(self) -> Rewriting:
        def prepare(text: str, found: Found, moved: Moved, notes: Notes) -> str:
            front = self.fronts.get(found.path, FrontMatter(""))
            on = Context(found.path, found.place, found.entry, front, self.settings, self.tree, moved, self.index, notes)
            for step in self.habit.steps:
                text = step(text, on)
            return text

        def retag(found: Found, _: Moved, __: Notes) -> Retag:
            return Values(self.fronts.get(found.path, FrontMatter("")), found.entry, self.settings).replaced

        return Rewriting(retag, splits=lambda _: split_any, prepare=prepare)


ALIASES = ("aliases", "alias", "redirect_from", "redirects")


def _is_unlisted(front: FrontMatter, *, is_post: bool) -> bool:
    """Return whether lists leave a post out, by the words of Eleventy and Docusaurus."""
    return is_post and "true" in (
        text_at(front.keys, "eleventyExcludeFromCollections").lower(),
        text_at(front.keys, "unlisted").lower(),
    )


def _scalars(keys: Mapping[str, Value]) -> Iterator[Scalar]:
    waiting: list[Value] = list(keys.values())
    while waiting:
        value = waiting.pop()
        if isinstance(value, Scalar):
            if "." in value.text and len(value.text) < 300:
                yield value
        else:
            waiting += value if isinstance(value, tuple) else value.values()
